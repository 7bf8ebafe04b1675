import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { CapacityEdit, EntryManifest, EntrySet } from '../../../src/github/pull/capacityEdit.ts';
import { editCapacity } from '../../../src/github/pull/edit.ts';

const MANIFEST: EntryManifest = {
  solutionVersionArn: 'arn:aws:personalize:us-east-1:<account>:solution/shop/0123abcd',
  minProvisionedTPS: 1,
  campaignConfig: { itemExplorationConfig: { explorationWeight: '0.3' } },
  tags: { team: 'shop', cost: '12', note: 'a: b # c' },
};

const edit = (name: string, set: EntrySet, kind = 'campaign'): CapacityEdit => ({
  key: `us-east-1/${kind}/${name}`,
  arn: `arn:aws:personalize:us-east-1:123456789012:${kind}/${name}`,
  set,
});

function editedText(text: string | undefined, ...edits: CapacityEdit[]): string {
  const result = editCapacity(text, edits);
  if (result.kind !== 'edited') throw new Error(JSON.stringify(result));
  return result.text;
}

const home5 = edit('home', { minTps: 5 });

describe('edits of the capacity section', () => {
  test('a file that does not exist is created with a comment, its version and the entries', () => {
    const text = editedText(
      undefined,
      home5,
      edit('top', { state: 'stopped' }, 'recommender'),
      edit('old', { state: 'deleted', manifest: MANIFEST }),
    );
    expect(text).toBe(`# What personalize-monitor does about the capacity of Amazon Personalize.
# Its pull requests edit \`capacity\`; what is merged there, its next run carries out.
version: 1

capacity:
  us-east-1/campaign/home: { min-tps: 5 }
  us-east-1/recommender/top: { state: stopped }
  us-east-1/campaign/old:
    state: deleted
    manifest:
      solutionVersionArn: arn:aws:personalize:us-east-1:<account>:solution/shop/0123abcd
      minProvisionedTPS: 1
      campaignConfig:
        itemExplorationConfig:
          explorationWeight: "0.3"
      tags:
        team: shop
        cost: "12"
        note: "a: b # c"
`);
  });

  test.each([
    [
      'a section that is not there goes to the end',
      'version: 1\n',
      'version: 1\n\ncapacity:\n  KEY: { min-tps: 5 }\n',
    ],
    [
      'a last line without its end gets one',
      'version: 1',
      'version: 1\n\ncapacity:\n  KEY: { min-tps: 5 }\n',
    ],
    [
      'a file of comments only keeps them',
      '# ours\n',
      '# ours\n\nversion: 1\n\ncapacity:\n  KEY: { min-tps: 5 }\n',
    ],
    [
      'an empty section is filled, its comments first',
      'capacity:   # c\n  # more\nversion: 1\n',
      'capacity:   # c\n  # more\n  KEY: { min-tps: 5 }\nversion: 1\n',
    ],
    [
      'empty braces give way',
      'capacity: {} # c\nversion: 1\n',
      'capacity: # c\n  KEY: { min-tps: 5 }\nversion: 1\n',
    ],
    ['so does null', 'version: 1\ncapacity: ~\n', 'version: 1\ncapacity:\n  KEY: { min-tps: 5 }\n'],
    [
      'a section in braces keeps them',
      'version: 1\ncapacity: {a: {min-tps: 2}} # c\n',
      'version: 1\ncapacity: {a: {min-tps: 2}, KEY: { min-tps: 5 }} # c\n',
    ],
    [
      'a comma at the end of braces stays',
      'capacity: {\n  a: {min-tps: 2},\n  }\n',
      'capacity: {\n  a: {min-tps: 2}, KEY: { min-tps: 5 },\n  }\n',
    ],
    [
      'a new entry goes below the last, and below what is said of that',
      'capacity:\n    a:\n        min-tps: 2 # two\n        # inside\n    # after\n\n# next\nversion: 1\n',
      'capacity:\n    a:\n        min-tps: 2 # two\n        # inside\n    # after\n    KEY: { min-tps: 5 }\n\n# next\nversion: 1\n',
    ],
    [
      'an entry in braces is set',
      'capacity:\n  KEY: {min-tps:   9 } # c\n',
      'capacity:\n  KEY: {min-tps:   5 } # c\n',
    ],
    [
      'what else an entry says stays',
      'capacity:\n  KEY:\n    # why\n    min-tps: 9 # nine\n    note: x\n',
      'capacity:\n  KEY:\n    # why\n    min-tps: 5 # nine\n    note: x\n',
    ],
    [
      'a setting is put into braces',
      'capacity:\n  KEY: { note: x }\n',
      'capacity:\n  KEY: { note: x, min-tps: 5 }\n',
    ],
    ['or into empty ones', 'capacity:\n  KEY: {}\n', 'capacity:\n  KEY: { min-tps: 5 }\n'],
    [
      'or below the others',
      'capacity:\n  KEY:\n    note: x # y\n    # z\n  b: {}\n',
      'capacity:\n  KEY:\n    note: x # y\n    # z\n    min-tps: 5\n  b: {}\n',
    ],
    [
      'an entry of nothing gets a value',
      'capacity:\n  KEY: # c\n  b:\n',
      'capacity:\n  KEY: { min-tps: 5 } # c\n  b:\n',
    ],
    [
      'what was stopped and gets a floor is active',
      'capacity:\n  KEY: { state: stopped }\n',
      'capacity:\n  KEY: { state: active, min-tps: 5 }\n',
    ],
    [
      'what is active stays so',
      'capacity:\n  KEY: { state: active, min-tps: 7 }\n',
      'capacity:\n  KEY: { state: active, min-tps: 5 }\n',
    ],
    [
      'an ARN is the same resource',
      'capacity:\n  "arn:aws:personalize:us-east-1:123456789012:campaign/home": { min-tps: 9 }\n',
      'capacity:\n  "arn:aws:personalize:us-east-1:123456789012:campaign/home": { min-tps: 5 }\n',
    ],
    [
      'so is a key with the account before it',
      'capacity:\n  123456789012/KEY: { min-tps: 9 }\n',
      'capacity:\n  123456789012/KEY: { min-tps: 5 }\n',
    ],
    [
      'lists keep their indent',
      'policies:\n- match: {name: a}\nversion: 1\n',
      'policies:\n- match: {name: a}\nversion: 1\n\ncapacity:\n  KEY: { min-tps: 5 }\n',
    ],
  ])('%s', (_, before, wanted) => {
    const named = (text: string) => text.replaceAll('KEY', home5.key);
    expect(editedText(named(before), home5)).toBe(named(wanted));
  });

  test('lines that end in CR LF go on doing so', () => {
    const text = editedText(
      'version: 1\r\n# c\r\ncapacity:\r\n  us-east-1/campaign/home:\r\n    min-tps: 9\r\n',
      home5,
      edit('old', { state: 'deleted', manifest: MANIFEST }),
    );
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(text).toContain('    min-tps: 5\r\n');
  });

  test('a manifest that stands there already is replaced as a whole, and written again only when it differs', () => {
    const first = editedText('version: 1\n', edit('old', { state: 'deleted', manifest: MANIFEST }), home5);
    const other = edit('old', { state: 'deleted', manifest: { ...MANIFEST, tags: { team: 'new' } } });
    const text = editedText(first, other);
    expect(parse(text).capacity['us-east-1/campaign/old'].manifest.tags).toEqual({ team: 'new' });
    expect(text).toContain('us-east-1/campaign/home: { min-tps: 5 }');
    expect(editCapacity(text, [other])).toEqual({ kind: 'same' });
  });

  test('an entry in braces takes a deletion on its line', () => {
    const text = editedText(
      `capacity:\n  ${home5.key}: { min-tps: 9 } # c\n`,
      edit('home', { state: 'deleted', manifest: MANIFEST }),
    );
    expect(text.split('\n')).toHaveLength(3);
    expect(parse(text).capacity[home5.key]).toEqual({ 'min-tps': 9, state: 'deleted', manifest: MANIFEST });
  });

  test('a file in braces as a whole is edited too, if not in its own layout', () => {
    const text = editedText('# c\n{version: 1, prices: {}}\n', home5);
    expect(text).toContain('# c');
    expect(parse(text)).toEqual({ version: 1, prices: {}, capacity: { [home5.key]: { 'min-tps': 5 } } });
  });

  test('nothing to change is the same', () => {
    expect(editCapacity(undefined, [])).toEqual({ kind: 'same' });
    expect(editCapacity(`capacity:\n  ${home5.key}: { min-tps: 5 }\n`, [home5])).toEqual({ kind: 'same' });
  });

  test.each([
    ['a: [', 'it is not valid YAML (line 1: '],
    ['version: 1\nversion: 1\n', 'it is not valid YAML (line 2: '],
    ['- a\n', 'it is not a map of sections'],
    ['capacity: []\n', 'its `capacity` is not a map of entries'],
    ['capacity: 5\n', 'its `capacity` is not a map of entries'],
    ['capacity:\n  a: 5\n', 'its entry a under `capacity` is not a map'],
    ['capacity:\n  KEY: {}\n  123456789012/KEY: {}\n', 'it has several entries for KEY'],
    ['version: 1\n---\na: 1\n', 'it is not valid YAML'],
  ])('%j cannot be edited, and it is said why', (text, why) => {
    const named = (words: string) => words.replaceAll('KEY', home5.key);
    const result = editCapacity(named(text), [home5]);
    expect(result.kind === 'impossible' && result.why).toContain(named(why));
  });
});
