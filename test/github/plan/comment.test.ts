import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hidden } from '../../../src/github/hidden.ts';
import { renderPlanComment } from '../../../src/github/plan/comment.ts';
import type { MergePlan } from '../../../src/github/plan/mergePlan.ts';
import { hiderFor } from '../../../src/report/accounts.ts';
import type { Run } from '../../../src/report/run.ts';
import { anyChange, anyRun, anyText } from '../../report/arbitrary.ts';
import { expectFile } from '../../report/golden.ts';
import { problemsIn } from '../../report/grammar.ts';
import { ACCOUNT, run } from '../../report/runs.ts';
import { beside, lower, manyChanges, merging, someChanges } from './merging.ts';

const KEY = 'personalize.yml';
const MOST_BYTES = 58_000;

function rendered(plan: MergePlan, of: Run = { ...beside, failures: [] }, hide = hiderFor(of, true)): string {
  return renderPlanComment({ run: of, merging: plan, hide, workflowKey: KEY });
}

/** What is shown: all but the line of hidden data. */
const shown = (text: string) => text.slice(text.indexOf('\n') + 1);
const verdictOf = (plan: MergePlan) => shown(rendered(plan)).split('\n', 1)[0];
const capacity = (...changes: Extract<MergePlan['capacity'], { kind: 'known' }>['changes'][number][]) =>
  merging({ capacity: { kind: 'known', changes } });

describe('the comment reads as its golden file', () => {
  test.each([
    ['some-changes', rendered(someChanges, beside)],
    ['no-changes', rendered(merging())],
    ['not-known', rendered(merging({ capacity: { kind: 'unknown', why: 'the file has 2 errors' } }))],
    ['many-changes', rendered(manyChanges)],
  ])('%s', (name, text) => {
    expectFile(`../github/plan/__golden__/${name}.md`, text);
  });
});

describe('the first line says what merging would do', () => {
  test.each([
    ['nothing', merging(), '### Merging changes nothing in the account.'],
    [
      'save',
      someChanges,
      '### Merging would change 4 resources and save about &#36;2,132 a month, not counting 1 change of unknown cost.',
    ],
    [
      'cost more',
      capacity(lower('mail', 2, 6, -1577)),
      '### Merging would change 1 resource and cost about &#36;1,577 a month more.',
    ],
    ['who knows', capacity(lower('mail', 2, 6)), '### Merging would change 1 resource.'],
    [
      'treat resources otherwise',
      merging({ policies: someChanges.policies }),
      '### Merging changes nothing in the account, and 3 resources would be treated otherwise from then on.',
    ],
    [
      'not known',
      merging({ capacity: { kind: 'unknown', why: 'why' } }),
      '### What merging would change in the account is not known.',
    ],
  ])('%s', (_, plan, line) => {
    expect(verdictOf(plan)).toBe(line);
  });

  test('what a guard would refuse is no change', () => {
    const refused = {
      ...lower('home', 40, 6, 100),
      outcome: { kind: 'refused', guard: 'held', why: 'x' } as const,
    };
    expect(verdictOf(capacity(refused))).toBe('### Merging changes nothing in the account.');
    expect(rendered(capacity(refused))).toContain('**1 change** would be refused as things are now:');
  });
});

describe('what a reader can rely on', () => {
  test('its key is hidden in its first line', () => {
    expect(hidden('plan', rendered(someChanges).split('\n', 1)[0] ?? '')).toEqual({ v: 1, key: KEY });
  });

  test('the end of something in use, or of which nobody knows, is warned of', () => {
    const text = rendered(someChanges);
    expect(text).toMatch(/top-picks.*\| ⚠️ It is in use: 41 requests in the last 24 h\. \|/);
    expect(text).not.toMatch(/spring-sale-2025.*⚠️/);
    expect(rendered(someChanges, run({ command: 'plan' }))).toMatch(
      /spring-sale-2025.*\| ⚠️ Whether it is in use is not known: this plan could not look at it\. \|/,
    );
  });

  test('a floor that follows sudden traffic less well than today’s is warned of', () => {
    expect(rendered(capacity(lower('home', 40, 5, 1)))).toContain(
      'A floor under 6 TPS follows sudden traffic',
    );
    expect(rendered(capacity(lower('home', 40, 6, 1)))).not.toContain('follows sudden traffic');
  });

  test('it says what is looked at again before each kind of change', () => {
    const lowered = rendered(capacity(lower('home', 40, 6, 1)));
    expect(lowered).toContain('looks at each of them again');
    expect(lowered).not.toMatch(/counts the requests|deletes nothing/);
    expect(rendered(someChanges)).toMatch(/counts the requests.*deletes nothing whose ARN/);
    expect(rendered(merging())).not.toContain('looks at each of them again');
  });

  test('the same plan gives the same text whenever it is made', () => {
    const later = { startedAt: '2027-01-01T00:00:00Z', finishedAt: '2027-01-01T00:00:09Z' };
    expect(rendered(someChanges, { ...beside, ...later })).toBe(rendered(someChanges, beside));
  });

  test('account ids are hidden in it when they are to be, and else are not', () => {
    expect(rendered(someChanges, beside)).not.toContain(ACCOUNT);
    expect(rendered(someChanges, beside, (text) => text)).toContain(ACCOUNT);
  });

  test('more changes than fit are cut by whole rows, and said', () => {
    const text = rendered(manyChanges);
    const [, cut = ''] = /_(\d+) of 900 changes left out/.exec(text) ?? [];
    expect(text.match(/^\| campaign-\d+<br>/gm)).toHaveLength(900 - Number(cut));
    expect(Number(cut)).toBeGreaterThan(0);
    expect(text).toContain('The plan for the whole fleet is in the summary of [this run]');
    expect(Buffer.byteLength(text)).toBeGreaterThan(MOST_BYTES - 1000);
  });
});

const anyMerging: fc.Arbitrary<MergePlan> = fc.record({
  capacity: fc.oneof(
    fc.record({ kind: fc.constant('known' as const), changes: fc.array(anyChange, { maxLength: 30 }) }),
    fc.record({ kind: fc.constant('unknown' as const), why: anyText }),
  ),
  policies: fc.oneof(
    fc.record({
      kind: fc.constant('known' as const),
      changed: fc.array(
        fc.record({
          arn: anyText,
          name: anyText,
          region: anyText,
          resourceKind: fc.constantFrom('campaign' as const, 'recommender' as const),
          before: anyText,
          after: anyText,
        }),
        { maxLength: 12 },
      ),
    }),
    fc.record({ kind: fc.constant('unknown' as const), why: anyText }),
  ),
  file: anyText,
});

describe('any plan at all', () => {
  test('gives a well-formed comment within its bytes, whatever names, reasons and errors say', () => {
    fc.assert(
      fc.property(anyRun, anyMerging, anyText, (of, plan, key) => {
        const text = renderPlanComment({
          run: of,
          merging: plan,
          hide: hiderFor(of, true),
          workflowKey: key,
        });
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MOST_BYTES);
        expect(text.split('\n', 1)[0]).toMatch(/^<!-- [^<>]* -->$/);
        expect(problemsIn(shown(text))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('never shows an account id that the run knows', () => {
    fc.assert(
      fc.property(anyRun, anyMerging, fc.stringMatching(/^\d{12}$/), (of, plan, account) => {
        const told = {
          ...of,
          account,
          workflow: { run: '', page: '' },
          failures: [{ what: account, cause: `x${account}y`, remedy: [...account].join('\u200b') }],
        };
        const policies = { kind: 'unknown' as const, why: `arn%3Aaws%3Aiam%3A%3A${account}%3Arole` };
        const text = rendered({ ...plan, policies }, told, hiderFor(told, true));
        expect(shown(text)).not.toContain(account);
      }),
      { numRuns: 100 },
    );
  });
});
