import { type Block, line, table } from './document.ts';
import { count, tps, UNKNOWN, usd } from './figures.ts';
import { ICONS } from './icons.ts';
import { type Markdown, md, noWrap } from './markdown.ts';
import type { AccountReport, Run } from './run.ts';
import { monitoredIn, sum, totalsOf } from './totals.ts';

/** Accounts in sight; those that did not go well stand first. */
const ROWS_IN_SIGHT = 20;

const RANK = { failed: 0, partial: 1, success: 2 } as const;

/** How each of several accounts fared. */
export function byAccount(run: Run): readonly Block[] {
  const { accounts = [], mergedReports } = run;
  const merged =
    mergedReports === undefined ? [] : [line(md`Merged from ${count(mergedReports, 'report')}.`)];
  if (accounts.length < 2) return merged;
  const rows = accounts
    .toSorted((a, b) => RANK[a.result] - RANK[b.result])
    .map((account) => rowFor(account, run));
  const right = (title: string) => ({ title, align: 'right' as const });
  const columns = [
    { title: 'Account' },
    right('Resources'),
    right('Floor TPS'),
    right('Findings'),
    right('Waste a month'),
    right('Failures'),
  ];
  const rest = rows.slice(ROWS_IN_SIGHT);
  return [
    line(md`### Accounts`),
    ...merged,
    table('account', columns, rows.slice(0, ROWS_IN_SIGHT)),
    ...(rest.length > 0
      ? [table('account', columns, rest, md`The other ${count(rest.length, 'account')}`)]
      : []),
  ];
}

function rowFor({ name, result }: AccountReport, run: Run): readonly Markdown[] {
  const isOwn = (one: { readonly account?: string }) => one.account === name;
  const regions = run.regions.filter(isOwn);
  const findings = run.findings.filter(isOwn);
  const isListed = regions.some(({ monitoredResources }) => monitoredResources !== undefined);
  const waste = sum(findings.map((one) => (one.kind === 'under-provisioned' ? 0 : one.waste.usd)));
  const floor = totalsOf(regions.flatMap(({ resources }) => resources)).floor;
  return [
    noWrap(result === 'success' ? name : `${ICONS[result]} ${name}`),
    isListed ? md`${sum(regions.map(monitoredIn))}` : md`${UNKNOWN}`,
    isListed ? md`${tps(floor)}` : md`${UNKNOWN}`,
    isListed ? md`${findings.length}` : md`${UNKNOWN}`,
    isListed ? md`${usd(waste)}` : md`${UNKNOWN}`,
    md`${run.failures.filter(isOwn).length}`,
  ];
}
