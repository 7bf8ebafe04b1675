import { type Block, line, table } from './document.ts';
import { count, finePercent, number, tps, usd } from './figures.ts';
import { type Markdown, md } from './markdown.ts';
import type { FindingReport } from './run.ts';
import { inAccount } from './words.ts';

type Over = Extract<FindingReport, { kind: 'over-provisioned' }>;

/** Rows enough to see the shape of a curve. */
const MOST_ROWS = 12;
const MOST_CURVES = 20;
const HOURS_A_MONTH = 730;

export const COLUMNS = [
  { title: 'Floor TPS', align: 'right' as const },
  { title: 'What it is' },
  { title: 'TPS-hours a month', align: 'right' as const },
  { title: 'Bill a month', align: 'right' as const },
  { title: 'Requests exposed', align: 'right' as const },
];

/** For each over-provisioned resource a folded table: what other floors would have cost, and exposed. */
export function curves(findings: readonly FindingReport[]): readonly Block[] {
  const over = findings.filter((finding) => finding.kind === 'over-provisioned');
  if (over.length === 0) return [];
  const rest = over.length - MOST_CURVES;
  return [
    line(
      md`What other floors would have cost, from a replay of the traffic seen. Exposed are requests that came faster than capacity could have followed:`,
    ),
    ...over.slice(0, MOST_CURVES).map(curve),
    ...(rest > 0 ? [line(md`The curves of ${count(rest, 'other resource')} are in the JSON report.`)] : []),
  ];
}

function curve(finding: Over): Block {
  const { account, name, region, hours, coverage, floor: today, target } = finding;
  const bills = billsOf(finding);
  const bill = (floor: number) => usd(bills.get(floor)?.usd);
  const rows = chosenFloors(finding).flatMap((floor) => {
    const cost = bills.get(floor);
    if (!cost) return [];
    return [
      [
        md`${tps(floor)}`,
        roleOf(floor, finding),
        md`${number(Math.round(cost.tpsHours))}`,
        md`${usd(cost.usd)}`,
        md`${finePercent(cost.exposurePercent)}`,
      ],
    ];
  });
  const known = `${number(Math.floor(coverage * 1000) / 10)}%`;
  const seen = md`from ${count(Math.round(hours / 24), 'day')} of traffic (${known} known)`;
  const ends = md`${bill(today)} a month at ${tps(today)} TPS, ${bill(target)} at ${tps(target)}`;
  return table(
    'floor',
    COLUMNS,
    rows,
    md`${name} in ${[...inAccount(account), region].join(' ')}: ${ends}, ${seen}`,
  );
}

interface Bill {
  readonly tpsHours: number;
  /** Undefined where no price is known. */
  readonly usd: number | undefined;
  readonly exposurePercent: number;
}

/** By floor, for a month; at the price that the finding's waste was reckoned at. */
export function billsOf({ curve, hours, floor, freeFloor, waste }: Over): ReadonlyMap<number, Bill> {
  const months = hours / HOURS_A_MONTH;
  const at = new Map(curve.map((cost) => [cost.floor, months > 0 ? cost.tpsHours / months : 0]));
  const wasted = (at.get(floor) ?? 0) - (at.get(freeFloor) ?? 0);
  const price = wasted > 0 ? waste.usd / wasted : undefined;
  return new Map(
    curve.map(({ floor, exposurePercent }) => {
      const tpsHours = at.get(floor) ?? 0;
      return [floor, { tpsHours, usd: price === undefined ? undefined : tpsHours * price, exposurePercent }];
    }),
  );
}

export function roleOf(floor: number, { freeFloor, rampFloor, target, floor: today }: Over): Markdown {
  const roles = [
    ...(floor === freeFloor ? ['costs no more than 1'] : []),
    ...(floor === rampFloor ? ['follows traffic as today'] : []),
    ...(floor === target ? ['proposed'] : []),
    ...(floor === today ? ['now'] : []),
  ];
  const text = md`${roles.join(', ')}`;
  return floor === target ? md`**${text}**` : text;
}

/**
 * The floors of a curve worth showing, lowest first: those that mean something and their neighbours, then the middle
 * of whatever gap is widest in proportion.
 */
export function chosenFloors({
  freeFloor,
  rampFloor,
  target,
  floor: today,
}: Pick<Over, 'freeFloor' | 'rampFloor' | 'target' | 'floor'>): readonly number[] {
  const within = (floor: number) => floor >= 1 && floor <= today;
  const meant = [1, freeFloor, rampFloor, target, today].filter(within);
  const neighbours = [freeFloor + 1, rampFloor - 1, target + 1, target - 1].filter(within);
  const chosen = new Set([...meant, ...neighbours].slice(0, MOST_ROWS));
  while (chosen.size < MOST_ROWS) {
    const middle = middleOfWidestGap([...chosen].sort((a, b) => a - b));
    if (middle === undefined) break;
    chosen.add(middle);
  }
  return [...chosen].sort((a, b) => a - b);
}

function middleOfWidestGap(floors: readonly number[]): number | undefined {
  const gaps = floors.flatMap((high, index) => {
    const low = floors[index - 1];
    return low !== undefined && high - low > 1 ? [{ low, high }] : [];
  });
  const [widest] = gaps.toSorted((a, b) => b.high / b.low - a.high / a.low);
  return (
    widest &&
    Math.min(widest.high - 1, Math.max(widest.low + 1, Math.round(Math.sqrt(widest.low * widest.high))))
  );
}
