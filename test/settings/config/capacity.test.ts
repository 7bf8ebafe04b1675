import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvalidConfig } from '../../../src/settings/config/errors.ts';
import { anyCapacity } from './arbitrary.ts';
import { config, errors, FILE } from './worlds.ts';

const WHOLE = `version: 1
capacity:
  # the shop
  us-east-1/campaign/home: { min-tps: 5 }
  us-east-1/recommender/top: { state: stopped, min-tps: 2 }
  arn:aws:personalize:eu-west-1:123456789012:campaign/Home_2: { state: active }
  "us-east-1/campaign/old":
    state: deleted
    manifest:
      solutionVersionArn: arn:aws:personalize:us-east-1:<account>:solution/shop/0123abcd
      minProvisionedTPS: 3
      campaignConfig: { itemExplorationConfig: { explorationWeight: "0.3" } }
      tags: { team: shop }
`;

const section = (...lines: string[]) =>
  `version: 1\ncapacity:\n${lines.map((line) => `  ${line}\n`).join('')}`;

/** `line:column path value allowed`, of each error in a text. */
const told = (text: string) =>
  errors(text).map(
    ({ line, column, path, value, allowed }) => `${line}:${column} ${path} ${value ?? '-'} ${allowed}`,
  );

const SOLUTION = 'arn:aws:personalize:us-east-1:<account>:solution/shop/0123abcd';

describe('the section capacity', () => {
  test('is read with the line of each key', () => {
    expect(config(WHOLE).capacity).toEqual([
      {
        key: 'us-east-1/campaign/home',
        line: 4,
        region: 'us-east-1',
        kind: 'campaign',
        name: 'home',
        state: 'active',
        minTps: 5,
      },
      {
        key: 'us-east-1/recommender/top',
        line: 5,
        region: 'us-east-1',
        kind: 'recommender',
        name: 'top',
        state: 'stopped',
        minTps: 2,
      },
      {
        key: 'arn:aws:personalize:eu-west-1:123456789012:campaign/Home_2',
        line: 6,
        region: 'eu-west-1',
        kind: 'campaign',
        name: 'Home_2',
        account: '123456789012',
        state: 'active',
      },
      {
        key: 'us-east-1/campaign/old',
        line: 7,
        region: 'us-east-1',
        kind: 'campaign',
        name: 'old',
        state: 'deleted',
        manifest: {
          solutionVersionArn: SOLUTION,
          minProvisionedTPS: 3,
          campaignConfig: { itemExplorationConfig: { explorationWeight: '0.3' } },
          tags: [{ tagKey: 'team', tagValue: 'shop' }],
        },
      },
    ]);
  });

  test.each(['capacity:', 'capacity: {}', 'capacity: ~'])('may be empty: %s', (text) => {
    expect(config(`version: 1\n${text}\n`).capacity).toEqual([]);
  });

  test('takes a manifest as a deletion wrote it, for the same data as one written by hand', () => {
    const campaign = {
      name: 'old',
      solutionVersionArn: SOLUTION.replace('<account>', '123456789012'),
      minProvisionedTPS: 3,
      campaignConfig: { enableMetadataWithRecommendations: true },
      tags: [{ tagKey: 'team', tagValue: 'shop' }],
    };
    const arn = 'arn:aws:personalize:us-east-1:123456789012:campaign/old';
    const pasted = {
      version: 1,
      arn,
      deletedAt: '2026-10-01T12:00:00.000Z',
      reason: 'nobody calls it',
      campaign,
    };
    const { name, ...short } = campaign;
    const [one, other] = [pasted, { ...short, tags: { team: 'shop' } }].map(
      (manifest) =>
        config(JSON.stringify({ version: 1, capacity: { 'us-east-1/campaign/old': { manifest } } }))
          .capacity[0],
    );
    expect(one).toEqual(other);
    expect(one?.manifest).toEqual(short);
  });

  test('a manifest may leave out all but the solution version, as CreateCampaign may', () => {
    const text = section(`us-east-1/campaign/old: { manifest: { solutionVersionArn: "${SOLUTION}" } }`);
    expect(config(text).capacity[0]?.manifest).toEqual({
      solutionVersionArn: SOLUTION,
      minProvisionedTPS: 1,
      tags: [],
    });
  });

  test('is read for any valid data', () => {
    fc.assert(
      fc.property(anyCapacity, (capacity) => {
        const read = config(JSON.stringify({ version: 1, capacity })).capacity;
        expect(read.map(({ key }) => key)).toEqual(Object.keys(capacity));
      }),
    );
  });

  test('takes a Region newer than the list of them by ARN only', () => {
    const entry = ': { min-tps: 1 }';
    expect(
      config(section(`arn:aws:personalize:eu-south-9:123456789012:campaign/home${entry}`)).capacity,
    ).toHaveLength(1);
    expect(errors(section(`eu-south-9/campaign/home${entry}`))).toHaveLength(1);
  });
});

describe('a key', () => {
  test.each([
    ['us-east-1/campaing/home', 'names the kind "campaing", which must be campaign or recommender'],
    [
      'us-eats-1/campaign/home',
      'names "us-eats-1", which is no Region that offers Amazon Personalize; did you mean us-east-1?',
    ],
    ['sa-east-1/campaign/home', 'names "sa-east-1", which is no Region that offers Amazon Personalize; '],
    ['us-east-1/campaign/-home', 'must end in a name of 1 to 63 letters'],
    ['us-east-1/campaign/ho me', 'must end in a name of 1 to 63 letters'],
    [`us-east-1/campaign/${'a'.repeat(64)}`, 'must end in a name of 1 to 63 letters'],
    ['home', 'must be region/kind/name, such as us-east-1/campaign/home, or the ARN'],
    ['123456789012/us-east-1/campaign/home', 'must be region/kind/name'],
    ['arn:aws:personalize:us-east-1:123:campaign/home', 'must be region/kind/name'],
    ['arn:aws:personalize:us-east-1:123456789012:solution/home', 'must be region/kind/name'],
  ])('%s is an error at its place', (key, allowed) => {
    const all = told(section('us-east-1/campaign/a: { min-tps: 1 }', `${key}: { min-tps: 5 }`));
    expect(all).toEqual([expect.stringContaining(allowed)]);
    expect(all[0]).toMatch(/^4:3 capacity\S+ (\S+ )?- /);
  });

  test.each([
    [
      'us-east-1/campaign/home',
      'us-east-1/campaign/home',
      '4:3  - us-east-1/campaign/home stands here for the second time in the same map.',
    ],
    [
      'arn:aws:personalize:us-east-1:123456789012:campaign/home',
      'us-east-1/campaign/home',
      '4:3 capacity["us-east-1/campaign/home"] - is the same resource as arn:aws:personalize:us-east-1:123456789012:campaign/home',
    ],
    [
      'us-east-1/campaign/home',
      'arn:aws:personalize:us-east-1:123456789012:campaign/home',
      '4:3 capacity["arn:aws:personalize:us-east-1:123456789012:campaign/home"] - is the same resource as us-east-1/campaign/home',
    ],
  ])('%s and %s are the same resource: an error at the second', (one, other, error) => {
    expect(told(section(`${one}: { min-tps: 1 }`, `${other}: { min-tps: 1 }`))).toEqual([error]);
  });

  test('of two accounts are two resources', () => {
    const key = (account: string) => `arn:aws:personalize:us-east-1:${account}:campaign/home: { min-tps: 1 }`;
    expect(config(section(key('123456789012'), key('210987654321'))).capacity).toHaveLength(2);
  });
});

describe('what is wrong with entries', () => {
  test('is said all at once, with line, column, value and what to write', () => {
    const text = section(
      'us-east-1/campaign/a: { min-tps: 0 }',
      'us-east-1/campaign/b: { state: gone }',
      'us-east-1/campaign/c: { state: stopped }',
      'us-east-1/recommender/d: { state: deleted }',
      'us-east-1/recommender/e: { manifest: {} }',
      'us-east-1/campaign/f: { mintps: 5 }',
      'us-east-1/campaign/g: {}',
      'us-east-1/campaign/h:',
      'us-east-1/campaign/i: 5',
      'us-east-1/campaign/j: { min-tps: 1, manifest: 1 }',
      'us-east-1/campaign/j: { state: deleted, manifest: 1 }',
    );
    expect(told(text)).toEqual([
      '3:36 capacity["us-east-1/campaign/a"].min-tps 0 must be a whole number of TPS from 1 to 10000',
      '4:34 capacity["us-east-1/campaign/b"].state "gone" must be active, stopped (recommenders) or deleted (campaigns)',
      '5:34 capacity["us-east-1/campaign/c"].state "stopped" is for recommenders; a campaign cannot be stopped: write deleted, or active',
      '6:37 capacity["us-east-1/recommender/d"].state "deleted" is for campaigns; a recommender is never deleted: write stopped, or active',
      '7:30 capacity["us-east-1/recommender/e"].manifest - is for campaigns; a recommender is stopped and started: take it out',
      expect.stringMatching(/^7:40 .*\.manifest\.solutionVersionArn - is missing/),
      '8:27 capacity["us-east-1/campaign/f"].mintps - is not something that this version knows here; did you mean min-tps?',
      '9:25 capacity["us-east-1/campaign/g"] {} says nothing; it must have at least one of min-tps, state, manifest',
      '10:24 capacity["us-east-1/campaign/h"] null must be a map; it may have min-tps, state, manifest',
      '11:25 capacity["us-east-1/campaign/i"] 5 must be a map; it may have min-tps, state, manifest',
      '13:3  - us-east-1/campaign/j stands here for the second time in the same map.',
      expect.stringMatching(/^13:53 .*\.manifest 1 must be a map: the solutionVersionArn/),
    ]);
  });

  test('is an entry that is an empty list, once', () => {
    expect(told(section('us-east-1/campaign/a: []'))).toEqual([
      '3:25 capacity["us-east-1/campaign/a"] [] must be a map; it may have min-tps, state, manifest',
    ]);
  });

  test.each([
    ['capacity: [a]', '2:11 capacity ["a"] must be a map of resources'],
    ['capacity: home', '2:11 capacity "home" must be a map of resources'],
  ])('is a section that is no map: %s', (text, error) => {
    expect(told(`version: 1\n${text}\n`)).toEqual([expect.stringContaining(error)]);
  });

  const manifest = (...lines: string[]) =>
    told(section('us-east-1/campaign/old:', '  manifest:', ...lines.map((line) => `    ${line}`)));

  test.each([
    [[`solutionVersionArn: shop`], '5:27', 'must be the ARN of a solution version'],
    [[`solutionVersionArn: ${SOLUTION}`, 'tags: { team: 1 }'], '6:21', 'must be text (in quotes'],
    [[`solutionVersionArn: ${SOLUTION}`, 'tags: 1'], '6:13', 'must be a map of tags'],
    [[`solutionVersionArn: ${SOLUTION}`, 'tags:', '- { tagKey: a }'], '7:9', 'is missing; it must be text'],
    [[`solutionVersionArn: ${SOLUTION}`, 'minProvisionedTPS: 0'], '6:26', 'whole number of TPS'],
    [[`solutionVersionArn: ${SOLUTION}`, 'campaignConfig: on'], '6:23', 'must be a map: the campaignConfig'],
    [[`solutionVersionArn: ${SOLUTION}`, 'name: old'], '6:7', 'is not something that this version knows'],
    [['minProvisionedTPS: 1'], '5:7', 'is missing; it must be the ARN of a solution version'],
    [
      [`solutionVersionArn: ${SOLUTION.replace('us-east-1', 'eu-west-1')}`],
      '5:27',
      'must be in us-east-1, the Region in the key',
    ],
    [
      [
        'version: 1',
        'arn: arn:aws:personalize:us-east-1:123456789012:campaign/other',
        `campaign: { name: old, solutionVersionArn: "${SOLUTION}" }`,
      ],
      '6:12',
      'is not the campaign that this entry is about',
    ],
    [
      [
        'version: 1',
        'arn: arn:aws:personalize:us-east-1:123456789012:campaign/old',
        `campaign: { name: new, solutionVersionArn: "${SOLUTION}" }`,
      ],
      '7:25',
      'must be old, the name in the key of this entry',
    ],
    [
      [
        'version: 2',
        'arn: arn:aws:personalize:us-east-1:123456789012:campaign/old',
        `campaign: { name: old, solutionVersionArn: "${SOLUTION}" }`,
      ],
      '5:16',
      'must be 1',
    ],
  ])('is a manifest of %j, at %s', (lines, place, allowed) => {
    expect(manifest(...lines)).toEqual([expect.stringContaining(allowed)]);
    expect(manifest(...lines)[0]).toMatch(new RegExp(`^${place} `));
  });

  test('is a solution version of another account than the ARN that is the key', () => {
    const own = SOLUTION.replace('<account>', '210987654321');
    const key = 'arn:aws:personalize:us-east-1:123456789012:campaign/old';
    expect(told(section(`${key}: { manifest: { solutionVersionArn: "${own}" } }`))).toEqual([
      expect.stringContaining('must be of the account in the key'),
    ]);
  });

  test('is told in the message that ends the run', () => {
    const text = section('us-east-1/campaign/c: { state: stopped }');
    expect(new InvalidConfig(FILE, errors(text)).message).toContain(
      `- ${FILE}:3:34: capacity["us-east-1/campaign/c"].state: "stopped" is for recommenders; a campaign cannot be stopped: write deleted, or active`,
    );
  });
});
