import type { RegionFleet } from '../fleet/resource.ts';
import { dashboardUrl } from './console.ts';
import { place } from './layout.ts';
import { MAX_NAME_LENGTH, PAGE_BUDGET } from './limits.ts';
import { alarmSections, type Link, notes, overview } from './overview.ts';
import { groupSections } from './sections.ts';
import type { Box, JsonObject, Section } from './widget.ts';

/** Sections of a Region on the dashboards that exist, for when it could not be read now. */
export interface KeptRegion {
  readonly alarms: readonly Section[];
  readonly groups: readonly Section[];
}

export interface DashboardInput {
  readonly name: string;
  readonly account: string;
  readonly partition: string;
  /** The Region whose console the links between dashboards open. */
  readonly region: string;
  /** Every Region in scope. */
  readonly fleets: readonly Pick<RegionFleet, 'region' | 'resources' | 'complete'>[];
  readonly publishMetrics: boolean;
  /** The names of our alarms in each Region; a Region that is missing could not be read. */
  readonly alarmNames: ReadonlyMap<string, readonly string[]>;
  /** Percent at which the low-utilization alarms stand; undefined when there are none. */
  readonly threshold: number | undefined;
  readonly workflow: { readonly page: string } | undefined;
}

export interface Existing {
  readonly kept: ReadonlyMap<string, KeptRegion>;
  /** Pages that are no longer needed and could not be removed: they stay linked, so that they are not forgotten. */
  readonly stillThere: readonly string[];
}

export interface DesiredDashboard {
  readonly name: string;
  readonly url: string;
  readonly widgets: readonly JsonObject[];
  /** Rows of the grid that the widgets fill. */
  readonly height: number;
}

const NOTHING: Existing = { kept: new Map(), stillThere: [] };

/**
 * The dashboards that should exist: one, or as many numbered pages as CloudWatch's limits demand. The same input
 * gives the same bytes. A Region that is not complete keeps the sections it has; without any, it shows what is known.
 */
export function desiredDashboards(input: DashboardInput, existing: Existing = NOTHING): DesiredDashboard[] {
  const fleets = input.fleets.toSorted((a, b) => (a.region < b.region ? -1 : 1));
  const regions = fleets.map(({ region }) => region);
  const sections = [
    ...regions.flatMap((region) => alarmsOf(region, input, existing)),
    ...fleets.flatMap((fleet) => groupsOf(fleet, input, existing)),
  ];
  const top = (siblings: readonly Link[]) =>
    overview(regions, (width) => notes(input.workflow?.page, siblings, width));
  const pages = paginate(sections, top([]).flat());
  const links = pages.map((_, index) => link(input, pageName(input.name, index + 1)));
  const linked = [...links, ...existing.stillThere.map((name) => link(input, name))];
  return pages.map((page, index) => {
    const { name, url } = links[index] as Link;
    const siblings = linked.filter((other) => other.name !== name);
    const head =
      index === 0 ? top(siblings) : overview([], (width) => notes(input.workflow?.page, siblings, width));
    return { name, url, ...place([...head, ...page]) };
  });
}

function alarmsOf(region: string, input: DashboardInput, { kept }: Existing): readonly Section[] {
  const names = input.alarmNames.get(region);
  return names ? alarmSections(region, names, input) : (kept.get(region)?.alarms ?? []);
}

function groupsOf(
  fleet: DashboardInput['fleets'][number],
  input: DashboardInput,
  { kept }: Existing,
): readonly Section[] {
  const before = kept.get(fleet.region)?.groups ?? [];
  return fleet.complete || before.length === 0 ? groupSections(fleet, input) : before;
}

/** `name`, `name-2`, `name-3`; a name at CloudWatch's limit is cut to make room for the number. */
export function pageName(name: string, page: number): string {
  const suffix = page === 1 ? '' : `-${page}`;
  return `${name.slice(0, MAX_NAME_LENGTH - suffix.length)}${suffix}`;
}

function link({ partition, region }: DashboardInput, name: string): Link {
  return { name, url: dashboardUrl(partition, region, name) };
}

interface Cost {
  readonly widgets: number;
  readonly metrics: number;
  readonly size: number;
}

const FREE: Cost = { widgets: 0, metrics: 0, size: 0 };

/** Fills page after page, in order, never parting a section. There is always a first page. */
function paginate(sections: readonly Section[], top: Section): Section[][] {
  const pages: Section[][] = [[]];
  let spent = costOf(top);
  for (const section of sections) {
    const cost = costOf(section);
    const total = add(spent, cost);
    const page = pages.at(-1) as Section[];
    if (page.length > 0 && !affordable(total)) {
      pages.push([section]);
      spent = add(cost, { ...FREE, widgets: 1 });
    } else {
      page.push(section);
      spent = total;
    }
  }
  return pages;
}

function costOf(section: Section): Cost {
  return section.reduce((sum, box) => add(sum, boxCost(box)), FREE);
}

function boxCost(box: Box): Cost {
  const metrics = box.properties['metrics'];
  return {
    widgets: 1,
    metrics: Array.isArray(metrics) ? metrics.length : 0,
    size: JSON.stringify({ x: 0, y: 0, ...box }).length,
  };
}

function add(a: Cost, b: Cost): Cost {
  return { widgets: a.widgets + b.widgets, metrics: a.metrics + b.metrics, size: a.size + b.size };
}

function affordable({ widgets, metrics, size }: Cost): boolean {
  return widgets <= PAGE_BUDGET.widgets && metrics <= PAGE_BUDGET.metrics && size <= PAGE_BUDGET.size;
}
