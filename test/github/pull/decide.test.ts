import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toldOf } from '../../../src/github/pull/body.ts';
import { type Ahead, BRANCH, blobOf, commitMessage, stateOf } from '../../../src/github/pull/commit.ts';
import { decide, type Situation, staleness } from '../../../src/github/pull/decide.ts';
import { declinedIn, type Paper } from '../../../src/github/pull/paper.ts';
import { entriesOf, type PullProposal } from '../../../src/github/pull/proposal.ts';
import { FILE, lower, stop } from './fixtures.ts';

const BASE = 'version: 1\n';
const told = (...proposals: PullProposal[]) => toldOf(entriesOf(proposals).entries, FILE);

const paper = (number: number, status: Paper['status'], over: Partial<Paper> = {}): Paper => ({
  ...{
    kind: 'pull',
    number,
    status,
    url: `https://github.com/acme/shop/pull/${number}`,
    title: 't',
    body: 'b',
  },
  ...{ labels: [], headSha: `head${number}`, told: told(lower('home', 5)) },
  ...over,
});

const situation = (over: Partial<Situation> = {}): Situation => ({
  ...{ file: FILE, base: BASE, branch: { kind: 'missing' }, pulls: [], issues: [] },
  proposals: [lower('home', 5)],
  ...over,
});

const ahead = (over: Partial<Ahead> = {}): Ahead => ({
  sha: 'abc',
  commits: [{ message: commitMessage('Set', 'a: 1\n', BASE), author: 'github-actions[bot]' }],
  files: [{ name: FILE, status: 'modified', blob: blobOf('a: 1\n') }],
  ...over,
});

describe('whose a branch is', () => {
  test('ours is one commit that changes one file to what its message says', () => {
    expect(stateOf(ahead())).toEqual({
      kind: 'ours',
      sha: 'abc',
      file: FILE,
      blob: blobOf('a: 1\n'),
      base: blobOf(BASE),
    });
  });

  test('git gives a text the same name', () => {
    expect(blobOf('')).toBe('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391');
    expect(blobOf('hello\n')).toBe('ce013625030ba8dba906f756967f9e9ca394464a');
  });

  test('one without a commit of its own has nothing to lose', () => {
    expect(stateOf(ahead({ commits: [], files: [] }))).toEqual({ kind: 'merged', sha: 'abc' });
  });

  const theirs = { message: 'Mine', author: 'maintainer' };
  const [ours] = ahead().commits;
  test.each([
    ['a second commit', ahead({ commits: [ours as typeof theirs, theirs] }), 'maintainer'],
    ['a commit below ours', ahead({ commits: [theirs, ours as typeof theirs] }), 'maintainer'],
    ['a commit of another message', ahead({ commits: [theirs] }), 'maintainer'],
    ['an author GitHub does not know', ahead({ commits: [{ ...theirs, author: undefined }] }), 'someone'],
    [
      'a file amended by hand',
      ahead({ files: [{ name: FILE, status: 'modified', blob: blobOf('a: 2\n') }] }),
      'github-actions[bot]',
    ],
    [
      'a second file',
      ahead({ files: [...ahead().files, { name: 'x', status: 'added', blob: 'x' }] }),
      'github-actions[bot]',
    ],
    [
      'a file that was moved',
      ahead({ files: [{ name: FILE, status: 'renamed', blob: blobOf('a: 1\n') }] }),
      'github-actions[bot]',
    ],
  ])('%s makes it foreign', (_, given, who) => {
    expect(stateOf(given)).toEqual({ kind: 'foreign', sha: 'abc', who });
  });
});

describe('the newest word on a value', () => {
  const home = (status: Paper['status'], number: number, over: Partial<Paper> = {}) =>
    paper(number, status, over);
  test.each<[string, readonly Paper[], boolean]>([
    ['closing declines', [home('closed', 1)], true],
    [
      'our own closing does not',
      [home('closed', 1, { told: { ...told(lower('home', 5)), state: 'withdrawn' } })],
      false,
    ],
    [
      'nor does it take back a no',
      [home('closed', 1), home('closed', 2, { told: { ...told(lower('home', 5)), state: 'withdrawn' } })],
      true,
    ],
    ['merging later agrees', [home('closed', 1), home('merged', 2)], false],
    ['closing later declines', [home('merged', 1), home('closed', 2)], true],
    ['one opened later by hand agrees', [home('closed', 1), home('open', 2, { told: undefined })], false],
    ['a closed one that tells nothing says nothing', [home('closed', 1, { told: undefined })], false],
    ['an issue that was closed declines too', [home('closed', 1, { kind: 'pull-issue' })], true],
    ['unless a pull request came of it', [home('closed', 1, { kind: 'pull-issue' }), home('open', 2)], false],
    ['other values are another matter', [home('closed', 1, { told: told(lower('home', 4)) })], false],
  ])('%s', (_, papers, declined) => {
    expect(declinedIn(papers).has('us-east-1/campaign/home min-tps: 5')).toBe(declined);
    expect(declinedIn(papers.toReversed())).toEqual(declinedIn(papers));
  });
});

describe('what becomes of the pull request', () => {
  test('a text is written anew only for what matters', () => {
    const before = told(lower('home', 5, 100));
    expect(staleness(before, told(lower('home', 5, 109)))).toBeUndefined();
    expect(staleness(before, told(lower('home', 5, 111)))).toBe('the saving changed');
    expect(staleness(told(lower('home', 5, 1)), told(lower('home', 5, 1.9)))).toBeUndefined();
    expect(staleness(before, told(lower('home', 6, 100)))).toBe('the proposals changed');
    expect(staleness({ ...before, state: 'withdrawn' }, before)).toBe('it was reopened');
    expect(staleness(undefined, before)).toBe('it was opened by a person');
  });

  test('the branch of one that a person closed stays, so that it can be reopened', () => {
    const branch = { kind: 'ours', sha: 'head1', file: FILE, blob: 'x', base: 'y' } as const;
    expect(decide(situation({ branch, pulls: [paper(1, 'closed')] })).plan).toEqual({ kind: 'nothing' });
    expect(decide(situation({ branch, pulls: [paper(1, 'merged')], proposals: [] })).plan).toMatchObject({
      kind: 'withdraw',
      branch: 'head1',
    });
  });

  test('a branch is written again when what it was made from changed', () => {
    const text = (decide(situation()).plan as { text: string }).text;
    const branch = {
      kind: 'ours',
      sha: 'head1',
      file: FILE,
      blob: blobOf(text),
      base: blobOf(BASE),
    } as const;
    const pulls = [paper(1, 'open')];
    const planOf = (over: Partial<Situation>) => decide(situation({ branch, pulls, ...over })).plan;
    expect(planOf({})).toMatchObject({ branch: 'leave', pull: { kind: 'leave' } });
    expect(planOf({ branch: { ...branch, base: 'other' } })).toMatchObject({ branch: 'rewrite' });
    expect(planOf({ branch: { ...branch, blob: 'other' } })).toMatchObject({ branch: 'rewrite' });
    expect(planOf({ branch: { kind: 'merged', sha: 'x' } })).toMatchObject({ branch: 'rewrite' });
    expect(planOf({ base: `# c\n${BASE}` })).toMatchObject({ branch: 'rewrite' });
  });

  test('more than a text can hold waits, and is said to', () => {
    const name = (index: number) => `${'-a'.repeat(29).slice(1)}-${index}`;
    const proposals = Array.from({ length: 200 }, (_, index) => lower(name(index), 5));
    const { plan, withheld, delivered } = decide(situation({ proposals }));
    expect(plan.kind === 'keep' && plan.entries.length).toBe(delivered.size);
    expect(withheld.size + delivered.size).toBe(200);
    expect(new Set(withheld.values())).toEqual(
      new Set(['the pull request is full; it comes in a later one']),
    );
  });

  test('a foreign branch is never written or deleted, and a declined value never proposed', () => {
    const proposal = fc.oneof(
      fc
        .tuple(fc.constantFrom('home', 'b'), fc.integer({ min: 1, max: 3 }))
        .map(([name, target]) => lower(name, target)),
      fc.constant(stop('top')),
    );
    const anyPaper = fc.record({
      number: fc.integer({ min: 1, max: 50 }),
      status: fc.constantFrom<Paper['status']>('open', 'closed', 'merged'),
      proposals: fc.array(proposal, { maxLength: 3 }),
      withdrawn: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(anyPaper, { maxLength: 4 }),
        fc.array(proposal, { maxLength: 4 }),
        fc.constantFrom<Situation['branch']>(
          { kind: 'missing' },
          { kind: 'merged', sha: 'm' },
          { kind: 'foreign', sha: 'f', who: 'maintainer' },
          { kind: 'ours', sha: 'head1', file: FILE, blob: 'x', base: undefined },
        ),
        (papers, proposals, branch) => {
          const pulls = papers.map(({ number, status, proposals: proposed, withdrawn }) =>
            paper(number, status, {
              told: { ...told(...proposed), state: withdrawn ? 'withdrawn' : 'open' },
            }),
          );
          const { plan, delivered, withheld } = decide(situation({ branch, pulls, proposals }));
          if (branch.kind === 'foreign') expect(['nothing', 'hands-off']).toContain(plan.kind);
          const declined = declinedIn(pulls);
          if (plan.kind === 'keep') {
            for (const { edit, value } of plan.entries)
              expect(declined.has(`${edit.key} ${value}`)).toBe(false);
          }
          for (const key of delivered) expect(withheld.has(key)).toBe(false);
        },
      ),
    );
  });

  test('the branch has the name that people know', () => {
    expect(BRANCH).toBe('personalize-monitor/capacity');
  });
});

describe('what is not known in a run', () => {
  const home = 'us-east-1/campaign/home';
  const old = 'us-east-1/recommender/old';
  const both = { told: told(lower('home', 5), stop('old')) };

  test('is not taken back: the pull request is left as it is', () => {
    const { plan, delivered } = decide(
      situation({ pulls: [paper(7, 'open', both)], isOpenQuestion: (key) => key === old }),
    );
    expect(plan).toMatchObject({ kind: 'wait', keys: [old] });
    expect(delivered.size).toBe(1);
  });

  test('does not close it either, though nothing is proposed', () => {
    const { plan } = decide(
      situation({ pulls: [paper(7, 'open')], proposals: [], isOpenQuestion: (key) => key === home }),
    );
    expect(plan).toMatchObject({ kind: 'wait', keys: [home] });
  });

  test('holds up nothing that it does not propose', () => {
    const { plan } = decide(situation({ pulls: [paper(7, 'open')], isOpenQuestion: (key) => key === old }));
    expect(plan.kind).toBe('keep');
  });
});

test('a value that a person merged otherwise is not proposed over theirs', () => {
  const base = 'version: 1\ncapacity:\n  us-east-1/campaign/home: { min-tps: 7 }\n';
  const merged = decide(situation({ base, pulls: [paper(7, 'merged')] }));
  expect(merged.plan.kind).toBe('nothing');
  expect([...merged.withheld.values()].join()).toContain('merged with another value');
  const other = decide(situation({ base, pulls: [paper(7, 'merged')], proposals: [lower('home', 4)] }));
  expect(other.plan.kind).toBe('keep');
});
