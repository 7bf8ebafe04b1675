import type { Finding } from '../../findings/finding.ts';
import { billsOf, COLUMNS, chosenFloors, roleOf } from '../../report/curves.ts';
import { type Block, table } from '../../report/document.ts';
import { count, finePercent, number, tps, usd } from '../../report/figures.ts';
import { type Markdown, md } from '../../report/markdown.ts';

type Over = Extract<Finding, { kind: 'over-provisioned' }>;

/** More floors than this are folded away, below those that mean something. */
const FLOORS_IN_SIGHT = 12;

/** What every floor from 1 to today's would have cost, and exposed. */
export function floors({ resource, reason, sizing, waste, saving }: Over): readonly Block[] {
  const { arn, name, region, kind: resourceKind } = resource;
  const replayed = {
    ...{ kind: 'over-provisioned' as const, arn, name, region, resourceKind, reason },
    ...{ ...sizing, waste, saving },
  };
  const bills = billsOf(replayed);
  const row = (floor: number): readonly (readonly Markdown[])[] => {
    const bill = bills.get(floor);
    if (!bill) return [];
    const { tpsHours, usd: cost, exposurePercent } = bill;
    return [
      [
        md`${tps(floor)}`,
        roleOf(floor, replayed),
        md`${number(Math.round(tpsHours))}`,
        md`${usd(cost)}`,
        md`${finePercent(exposurePercent)}`,
      ],
    ];
  };
  const all = [...bills.keys()].sort((a, b) => a - b);
  if (all.length <= FLOORS_IN_SIGHT) return [table('floor', COLUMNS, all.flatMap(row))];
  return [
    table('floor', COLUMNS, chosenFloors(replayed).flatMap(row)),
    table('floor', COLUMNS, all.flatMap(row), md`All ${count(all.length, 'floor')} from 1 TPS to today's`),
  ];
}
