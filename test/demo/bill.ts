/** The bill of the pretended account, reckoned anew from the traffic that it served. */

import type { Kind } from '../../src/aws/arn.ts';
import { HOURS_A_MONTH, moneyOf } from '../../src/findings/prices.ts';
import type { Run } from '../../src/report/run.ts';
import type { Sandbox } from '../sandbox/server.ts';
import { DAY, MINUTE } from '../sandbox/traffic.ts';
import type { Check } from './scene.ts';

const DAYS = 7;
const BILLED: Readonly<Record<Kind, number>> = { campaign: 5 * MINUTE, recommender: 60 * MINUTE };

export interface BillRow {
  readonly name: string;
  readonly region: string;
  /** TPS; undefined: it was not there. */
  readonly before: number | undefined;
  readonly after: number | undefined;
  /** USD a month, estimates. */
  readonly usdBefore: number;
  readonly usdAfter: number;
  /** What the earlier run had said that its proposal would save, where that proposal came true. */
  readonly promised: number | undefined;
}

/** What the traffic of the last week would cost in a month, at the floors before one run and those after another. */
export function billOver(sandbox: Sandbox, earlier: Run, later: Run): readonly BillRow[] {
  const end = Math.floor((sandbox.clock.now() - DAY / 24) / DAY) * DAY;
  const before = new Map(resourcesIn(earlier).map((one) => [one.arn, one]));
  const after = new Map(floorsAfter(later).map((one) => [one.arn, one]));
  const all = new Map([...before, ...after]);
  return [...all.values()]
    .map((resource) => {
      const { arn, name, region } = resource;
      const served = servedIn(sandbox, region, name, { kind: resource.kind, end });
      const bill = (floor: number | undefined) =>
        floor === undefined
          ? 0
          : moneyOf(
              { kind: resource.kind, recipe: resource.recipe },
              tpsHoursAMonth(served, floor, resource.kind),
            ).usd;
      const [from, to] = [before.get(arn)?.floor, after.get(arn)?.floor];
      const promised = proposedIn(earlier, arn, to);
      return { name, region, before: from, after: to, usdBefore: bill(from), usdAfter: bill(to), promised };
    })
    .toSorted((a, b) => b.usdBefore - b.usdAfter - (a.usdBefore - a.usdAfter));
}

function proposedIn({ changes }: Run, arn: string, floor: number | undefined): number | undefined {
  const proposal = changes.find((change) => change.arn === arn);
  const came = proposal?.kind === 'set-floor' ? proposal.target === floor : floor === undefined;
  return came ? proposal?.savingUsd : undefined;
}

const resourcesIn = (run: Run) => run.regions.flatMap(({ resources }) => resources);

/** The resources of a run with what it did to them. */
function floorsAfter(run: Run) {
  const done = run.changes.filter(({ outcome }) => outcome.kind === 'done');
  return resourcesIn(run).flatMap((resource) => {
    const changes = done.filter(({ arn }) => arn === resource.arn);
    if (changes.some(({ kind }) => kind === 'delete' || kind === 'stop')) return [];
    const step = changes.find((change) => change.kind === 'set-floor');
    return [{ ...resource, floor: step?.to ?? resource.floor }];
  });
}

/** Requests of each billing interval; none of what is no more. */
function servedIn(
  sandbox: Sandbox,
  region: string,
  name: string,
  { kind, end }: { readonly kind: Kind; readonly end: number },
): number[] {
  const view = sandbox.region(region);
  const isThere = [...view.campaigns, ...view.recommenders].some((one) => one.name === name);
  const length = BILLED[kind];
  return Array.from({ length: (DAYS * DAY) / length }, (_, index) => {
    const start = end - DAYS * DAY + index * length;
    return isThere ? view.requests(name, start, start + length) : 0;
  });
}

function tpsHoursAMonth(served: readonly number[], floor: number, kind: Kind): number {
  const seconds = BILLED[kind] / 1000;
  const mean = served.reduce((sum, count) => sum + Math.max(count / seconds, floor), 0) / served.length;
  return mean * HOURS_A_MONTH;
}

/** The bill as Markdown: what changed, and the sums of all. */
export function billTable(rows: readonly BillRow[]): string {
  const changed = rows.filter(({ before, after }) => before !== after);
  const same = rows.filter(({ before, after }) => before === after);
  const line = (label: string, floors: string, some: readonly BillRow[]) =>
    `| ${label} | ${floors} | ${usd(sumOf(some, 'usdBefore'))} | ${usd(sumOf(some, 'usdAfter'))} |`;
  return [
    '| Resource | Floor TPS | A month before | A month after |',
    '| --- | --- | --: | --: |',
    ...changed.map((row) => line(row.name, `${row.before ?? 'none'} → ${row.after ?? 'none'}`, [row])),
    line(`${same.length} others`, 'as before', same),
    line('**All**', '', rows),
  ].join('\n');
}

/** What the bill says of the promises: the traffic of one week is not that of the two weeks before it. */
export function checkOfBill(rows: readonly BillRow[]): Check {
  const kept = rows.filter(({ promised }) => promised !== undefined);
  const promised = kept.reduce((sum, row) => sum + (row.promised ?? 0), 0);
  const saved = sumOf(kept, 'usdBefore') - sumOf(kept, 'usdAfter');
  const what = `${kept.length} changes save ${usd(saved)} a month; the report of day 0 had said ${usd(promised)}`;
  return [what, kept.length > 0 && Math.abs(saved - promised) < 0.05 * promised];
}

function sumOf(rows: readonly BillRow[], which: 'usdBefore' | 'usdAfter'): number {
  return rows.reduce((sum, row) => sum + row[which], 0);
}

function usd(amount: number): string {
  return `$${Math.round(amount).toLocaleString('en-US')}`;
}
