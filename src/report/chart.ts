import { type Block, line, table } from './document.ts';
import { count, shortTime, tps, UNKNOWN } from './figures.ts';
import { md, utilization } from './markdown.ts';
import type { Run } from './run.ts';
import { resourcesOf } from './totals.ts';
import { type Bucket, fleetTraffic } from './traffic.ts';

/** Colours that show on GitHub's light and dark pages, whose background shows through: the bars', then the line's. */
const LOOK =
  '%%{init: {"xyChart": {"width": 900, "height": 260}, "themeVariables": {"xyChart": {"backgroundColor": "transparent", "plotColorPalette": "#4493f8, #d29922"}}}}%%';

/** Fleet traffic against floor over time, as a picture and, since not every reader sees that, as a table. */
export function chart(run: Run): readonly Block[] {
  const resources = resourcesOf(run);
  const { hours, buckets } = fleetTraffic(resources);
  const shown = longestKnownStretch(buckets, hours * 3_600_000);
  if (shown.length < 2) return [];
  const without = resources.filter(({ traffic }) => !traffic).length;
  const left = without > 0 ? md` Left out: ${count(without, 'resource')} of unknown traffic.` : md``;
  const unit = hours === 1 ? 'an hour' : `${hours} hours`;
  return [
    line(md`### Traffic against floor`),
    line(
      md`One bar for ${unit}: requests per second on average, all resources together. The line is their floor as it is now, whatever it was then.${left}`,
    ),
    { kind: 'diagram', language: 'mermaid', source: diagram(shown, hours) },
    table(
      'row',
      [
        { title: 'From (UTC)' },
        { title: 'Resources', align: 'right' },
        { title: 'Floor now', align: 'right' },
        { title: 'Average', align: 'right' },
        { title: 'Of the floor now' },
      ],
      buckets.toReversed().map(rowFor),
      md`The same as a table, latest first`,
    ),
  ];
}

function rowFor({ start, resources, unknown, averageTPS, floorTPS }: Bucket) {
  const known = resources > 0;
  const used = floorTPS > 0 ? (averageTPS / floorTPS) * 100 : undefined;
  return [
    md`${shortTime(start)}`,
    unknown > 0 ? md`${resources} (${unknown} unknown)` : md`${resources}`,
    md`${known ? tps(floorTPS) : UNKNOWN}`,
    md`${known ? tps(averageTPS) : UNKNOWN}`,
    utilization(known ? used : undefined),
  ];
}

/** A picture cannot show that something is unknown, so it shows the longest stretch in which nothing is. */
function longestKnownStretch(buckets: readonly Bucket[], width: number): readonly Bucket[] {
  let longest: readonly Bucket[] = [];
  let current: Bucket[] = [];
  for (const bucket of buckets) {
    const follows = current.length === 0 || bucket.start - (current.at(-1)?.start ?? 0) === width;
    current = bucket.resources === 0 ? [] : follows ? [...current, bucket] : [bucket];
    if (current.length >= longest.length) longest = current;
  }
  return longest;
}

/** A mermaid XY chart: https://mermaid.js.org/syntax/xyChart.html. Its x axis is numeric, since equal labels of a day before would fall together. */
function diagram(buckets: readonly Bucket[], hours: number): string {
  const traffic = buckets.map(({ averageTPS }) => averageTPS);
  const floor = buckets.map(({ floorTPS }) => floorTPS);
  const top = Math.max(1, ...traffic, ...floor) * 1.1;
  const last = buckets.at(-1)?.start ?? 0;
  return [
    LOOK,
    'xychart-beta',
    `    x-axis "Hours before ${shortTime(last)} UTC" ${-(buckets.length - 1) * hours} --> 0`,
    `    y-axis "TPS" 0 --> ${plainNumber(top)}`,
    `    bar [${traffic.map(plainNumber).join(', ')}]`,
    `    line [${floor.map(plainNumber).join(', ')}]`,
  ].join('\n');
}

/** Without an exponent, which mermaid does not read. */
function plainNumber(value: number): string {
  return value.toFixed(2);
}
