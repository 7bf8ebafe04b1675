import { describe, expect, test } from '@jest/globals';
import { mergeReports } from '../../src/report/merge.ts';
import type { Run } from '../../src/report/run.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { cellsOf } from './grammar.ts';
import { judged } from './judged.ts';
import { ACCOUNT } from './runs.ts';

/** The same fleet under the same names in two accounts, of which only one carries changes out. */

const PROD = '111111111111';
const TRIAL = '222222222222';

const inAccount = (id: string): Run => ({
  ...(JSON.parse(JSON.stringify(judged).replaceAll(ACCOUNT, id)) as Run),
  account: id,
});
const prod = inAccount(PROD);
const trial: Run = { ...inAccount(TRIAL), changes: [], failures: [] };

const named = (name: string, of: Run): Run => {
  const { account: id = '', ...rest } = of;
  const whose = <T extends object>(all: readonly T[]) => all.map((one) => ({ account: name, ...one }));
  return {
    ...rest,
    accounts: [{ name, id, result: of.result }],
    regions: of.regions.map((region) => ({ account: name, ...region, resources: whose(region.resources) })),
    findings: whose(of.findings),
    changes: whose(of.changes),
    failures: whose(of.failures),
  };
};

const merged = (runs: readonly Run[], accountIdsHidden: boolean) =>
  mergeReports(
    runs.map((run, index) => ({ file: `${index}.json`, run: { ...run, accountIdsHidden } })),
    { expected: [], failures: [], accountIdsHidden, at: judged.finishedAt, version: judged.version },
  );

/** The rows below a heading. */
function rowsOf(summary: string, heading: string): readonly string[] {
  const [, section = ''] = summary.split(`### ${heading}\n`);
  return (section.split('\n### ')[0] ?? '').split('\n').filter((each) => each.startsWith('| '));
}

const shownAs = (text: string) => text.replaceAll(PROD, 'XXXXXXXXXXXA').replaceAll(TRIAL, 'XXXXXXXXXXXB');

describe.each([
  ['with names', named('prod', prod), named('trial', trial)],
  ['without names', prod, trial],
])('two accounts %s and the same names of resources', (_, one, other) => {
  const hidden = renderSummary(merged([one, other], true));
  const open = renderSummary(merged([one, other], false));

  test('keep their changes apart where account ids are hidden', () => {
    const rows = rowsOf(hidden, 'What to do');
    const whose = other.accounts?.[0]?.name ?? 'XXXXXXXXXXXB';
    const others = rows.filter((row) => cellsOf(row)[0]?.includes(`· ${whose} ·`));
    expect(others).toHaveLength(trial.findings.length);
    for (const row of others) expect(row).toMatch(/only reported|advice only/);
    expect(rows.some((row) => /done: |proposed: /.test(row))).toBe(true);
  });

  test.each(['What to do', 'Changes to campaigns and recommenders', 'Needs attention', 'Accounts'])(
    'read under "%s" as they do where ids are shown, but for those',
    (heading) => {
      expect(rowsOf(open, heading).length).toBeGreaterThan(0);
      expect(rowsOf(hidden, heading)).toEqual(rowsOf(shownAs(open), heading));
    },
  );

  test('are not told by their ids where those are hidden', () => {
    expect(hidden).not.toContain(PROD);
    expect(hidden).not.toContain(TRIAL);
  });
});

test('any number of accounts stay apart, and what stands for them has no digits', () => {
  const ids = Array.from({ length: 120 }, (_, index) => String(100_000_000_000 + index));
  const summary = renderSummary(
    merged(
      ids.map((id) => ({ ...trial, account: id })),
      true,
    ),
  );
  const shown = summary.match(/\bX+[A-J]+\b/g) ?? [];
  expect(new Set(shown).size).toBe(120);
  expect(shown.every(({ length }) => length === 12)).toBe(true);
});
