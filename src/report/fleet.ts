import { type Block, type Column, line, table } from './document.ts';
import { count, shortTime, tps, UNKNOWN } from './figures.ts';
import { escaped, type Markdown, md, noWrap, utilization, withSmallPrint } from './markdown.ts';
import type { Demand, RegionReport, ResourceReport, Run } from './run.ts';
import { monitoredIn, resourcesOf, sum, totalsOf } from './totals.ts';
import { inAccount } from './words.ts';

/** Rows in sight; the rest is folded away, so that what follows the table is still found. */
const ROWS_IN_SIGHT = 20;

/** Every monitored resource, the most unused capacity first, since that is what the bill is made of. */
export function fleet(run: Run): readonly Block[] {
  const resources = resourcesOf(run).toSorted(byUnusedCapacity);
  const columns = columnsFor(run);
  const rows = resources.map((resource) => rowFor(resource, run));
  const rest = rows.slice(ROWS_IN_SIGHT);
  const regions = regionsTable(run);
  return [
    ...(rows.length + regions.length > 0 ? [line(md`### Fleet`)] : []),
    ...(rows.length > 0 ? [line(introduction(run, resources))] : []),
    ...regions,
    ...(rows.length > 0 ? [table('resource', columns, rows.slice(0, ROWS_IN_SIGHT))] : []),
    ...(rest.length > 0
      ? [table('resource', columns, rest, md`The other ${count(rest.length, 'resource')}`)]
      : []),
  ];
}

function introduction(run: Run, resources: readonly ResourceReport[]): Markdown {
  const { unknown } = totalsOf(resources);
  const last = unknown > 0 ? md`; ${count(unknown, 'resource')} of unknown demand last` : md``;
  return md`Average, peak and utilization are over the last ${count(run.lookedBackHours, 'hour')}, times are UTC. Most unused floor first${last}.`;
}

function byUnusedCapacity(a: ResourceReport, b: ResourceReport): number {
  return (
    unusedTPS(b) - unusedTPS(a) ||
    compare(a.account ?? '', b.account ?? '') ||
    compare(a.region, b.region) ||
    compare(a.datasetGroup ?? '', b.datasetGroup ?? '') ||
    compare(a.name, b.name)
  );
}

/** Unknown demand comes last: it is told of under what needs attention. */
function unusedTPS({ floor, demand }: ResourceReport): number {
  return demand.kind === 'known' ? Math.max(0, floor - demand.averageTPS) : -1;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function columnsFor(run: Run): readonly Column[] {
  return [
    { title: 'Resource' },
    { title: 'Floor TPS', align: 'right' },
    { title: 'Average', align: 'right' },
    { title: 'Peak', align: 'right' },
    { title: 'Utilization' },
    { title: 'Last request' },
    { title: run.command === 'plan' ? 'Windows to publish' : 'Windows published', align: 'right' },
  ];
}

function rowFor(resource: ResourceReport, run: Run): readonly Markdown[] {
  const { demand } = resource;
  const known = demand.kind === 'known' ? demand : undefined;
  return [
    identity(resource),
    md`${tps(resource.floor)}`,
    md`${tps(known?.averageTPS)}`,
    md`${tps(known?.peakTPS)}`,
    utilization(known?.utilization),
    lastRequest(demand, run),
    md`${resource.windowsPublished}`,
  ];
}

/** The name, and below it in small what and where it is. */
function identity({ account, name, kind, region, datasetGroup, updateInProgress }: ResourceReport): Markdown {
  const group = datasetGroup === undefined ? md`dataset group ${UNKNOWN}` : md`${datasetGroup}`;
  return withSmallPrint(name, [
    kind,
    group,
    ...inAccount(account),
    region,
    ...(updateInProgress ? ['being updated'] : []),
  ]);
}

function lastRequest(demand: Demand, { lookedBackHours }: Run): Markdown {
  if (demand.kind === 'unknown') return escaped(UNKNOWN);
  if (demand.lastRequestAt === undefined) return noWrap(`none in ${lookedBackHours} h`);
  return noWrap(shortTime(demand.lastRequestAt));
}

function regionsTable(run: Run): readonly Block[] {
  if (run.regions.length < 2) return [];
  return [
    table(
      'Region',
      [
        { title: 'Region' },
        { title: 'Resources', align: 'right' },
        { title: 'Floor TPS', align: 'right' },
        { title: 'Average', align: 'right' },
        { title: 'Utilization' },
        { title: run.command === 'plan' ? 'Windows to publish' : 'Windows published', align: 'right' },
      ],
      run.regions.map(regionRow),
      run.regions.length > ROWS_IN_SIGHT ? md`All ${count(run.regions.length, 'Region')}` : undefined,
    ),
  ];
}

function regionRow(region: RegionReport): readonly Markdown[] {
  const { resources } = region;
  const { floor, used } = totalsOf(resources);
  const listed = region.monitoredResources !== undefined;
  const place = noWrap([...inAccount(region.account), region.region].join(' '));
  if (!listed && resources.length === 0) {
    return [place, md`not listed`, md`${UNKNOWN}`, md`${UNKNOWN}`, md`${UNKNOWN}`, md`–`];
  }
  const empty = resources.length === 0;
  return [
    place,
    listed ? md`${monitoredIn(region)}` : md`${monitoredIn(region)} at least`,
    empty ? md`–` : md`${tps(floor)}`,
    empty ? md`–` : md`${tps(used?.averageTPS)}`,
    empty ? md`–` : utilization(used?.utilization),
    empty ? md`–` : md`${sum(resources.map(({ windowsPublished }) => windowsPublished))}`,
  ];
}
