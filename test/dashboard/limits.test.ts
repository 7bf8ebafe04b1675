import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readBody } from '../../src/dashboard/body.ts';
import {
  GRID_WIDTH,
  MAX_ALARMS_PER_WIDGET,
  MAX_METRICS_PER_DASHBOARD,
  MAX_METRICS_PER_WIDGET,
  MAX_NAME_LENGTH,
  MAX_WIDGET_HEIGHT,
  MAX_WIDGETS_PER_DASHBOARD,
} from '../../src/dashboard/limits.ts';
import { mergeDashboard } from '../../src/dashboard/merge.ts';
import { ownOf } from '../../src/dashboard/ownership.ts';
import { type DashboardInput, desiredDashboards } from '../../src/dashboard/pages.ts';
import type { Resource } from '../../src/fleet/resource.ts';
import { fleet, input, resource, type Widget, widgetsOf } from './fixtures.ts';

const REGIONS = ['us-east-1', 'eu-west-1', 'ap-south-1'];

/** A resource stands on the dashboard by its floor. */
const FLOOR_ID = /^pm_floor\d+$/;

const anyResource = fc.record({
  region: fc.constantFrom(...REGIONS),
  kind: fc.constantFrom('campaign' as const, 'recommender' as const),
  datasetGroup: fc.option(
    fc.integer({ min: 0, max: 2_000 }).map((n) => `group-${n}`),
    { nil: undefined },
  ),
  floor: fc.integer({ min: 1, max: 500 }),
  names: fc.integer({ min: 0, max: 3 }),
});

const anyFleets: fc.Arbitrary<DashboardInput> = fc
  .record({
    resources: fc.array(anyResource, { minLength: 0, maxLength: 2_000, size: 'max' }),
    groups: fc.constantFrom(1, 3, 50, 3_000),
    publishMetrics: fc.boolean(),
    complete: fc.boolean(),
    name: fc.stringMatching(/^[A-Za-z0-9_-]{1,255}$/, { size: 'max' }),
  })
  .map(({ resources, groups, publishMetrics, complete, name }) => {
    const all: Resource[] = resources.map(({ names, datasetGroup, ...rest }, n) =>
      resource({
        ...rest,
        name: `${'long-'.repeat(n % 11)}r${n}`,
        datasetGroup: datasetGroup && `group-${Number(datasetGroup.slice(6)) % groups}`,
        requestMetrics: names
          ? {
              kind: 'known',
              names: ['GetRecommendations', 'GetPersonalizedRanking', 'GetActions'].slice(0, names),
            }
          : { kind: 'unknown', why: 'nothing tells' },
      }),
    );
    const inRegion = (region: string) => all.filter((one) => one.region === region);
    return input({
      name,
      publishMetrics,
      fleets: REGIONS.map((region) => fleet(inRegion(region), region, complete)),
      alarmNames: new Map(
        REGIONS.map((region) => [
          region,
          inRegion(region).flatMap((one) =>
            ['Idle', 'Low'].map((kind) => `PersonalizeMonitor-${kind}-${one.name}`),
          ),
        ]),
      ),
    });
  });

const ids = ({ properties }: Widget) =>
  (properties.metrics ?? []).map((row) => {
    const options = row.at(-1);
    return typeof options === 'object' ? options.id : '';
  });

const floorLabels = ({ properties }: Widget) =>
  (properties.metrics ?? [])
    .map((row) => row.at(-1))
    .flatMap((options) =>
      typeof options === 'object' && FLOOR_ID.test(options.id) ? [String(options.label)] : [],
    );

function expectNoOverlap(widgets: readonly Widget[]): void {
  const cells = new Set<number>();
  for (const { x, y, width, height } of widgets) {
    if (x < 0 || y < 0 || x + width > GRID_WIDTH || height < 1 || height > MAX_WIDGET_HEIGHT) {
      throw new Error(`Off the grid: ${x} ${y} ${width} ${height}`);
    }
    for (let row = y; row < y + height; row++) {
      for (let column = x; column < x + width; column++) {
        const cell = row * GRID_WIDTH + column;
        if (cells.has(cell)) throw new Error(`Two widgets at ${column}, ${row}`);
        cells.add(cell);
      }
    }
  }
}

function expectWithinLimits(widgets: readonly Widget[]): void {
  expect(widgets.length).toBeLessThanOrEqual(MAX_WIDGETS_PER_DASHBOARD);
  expect(widgets.reduce((sum, widget) => sum + ids(widget).length, 0)).toBeLessThanOrEqual(
    MAX_METRICS_PER_DASHBOARD,
  );
  for (const widget of widgets) {
    const own = ids(widget);
    if (widget.type === 'metric') expect(own.length).toBeGreaterThan(0);
    expect(own.length).toBeLessThanOrEqual(MAX_METRICS_PER_WIDGET);
    expect(new Set(own).size).toBe(own.length);
    expect(own.filter((id) => !/^[a-z][A-Za-z0-9_]{0,254}$/.test(id))).toEqual([]);
    if (widget.type !== 'alarm') continue;
    expect(widget.properties.alarms?.length).toBeGreaterThan(0);
    expect(widget.properties.alarms?.length).toBeLessThanOrEqual(MAX_ALARMS_PER_WIDGET);
  }
}

/** The resources that the headings of a page promise. */
function headed(widgets: readonly Widget[]): number {
  const counts = widgets
    .filter(({ properties }) => properties.markdown?.startsWith('## '))
    .flatMap(({ properties }) => [
      ...(properties.markdown ?? '').matchAll(/(\d+) (?:campaign|recommender)s?\b/g),
    ]);
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}

describe('any fleet fits', () => {
  test('within every limit of CloudWatch, each resource on one dashboard once, no widget over another', () => {
    fc.assert(
      fc.property(anyFleets, (given) => {
        const pages = desiredDashboards(given);
        const all = given.fleets.flatMap(({ resources }) => resources);
        expect(new Set(pages.map(({ name }) => name)).size).toBe(pages.length);
        const floors: string[] = [];
        for (const page of pages) {
          const widgets = widgetsOf(page);
          expect(page.name).toMatch(/^[A-Za-z0-9_-]+$/);
          expect(page.name.length).toBeLessThanOrEqual(MAX_NAME_LENGTH);
          expect(JSON.stringify(widgets).length).toBeLessThan(500_000);
          expectWithinLimits(widgets);
          expectNoOverlap(widgets);
          expect(page.widgets.filter((widget) => !ownOf(widget))).toEqual([]);
          const lines = widgets.flatMap((widget) => ids(widget).filter((id) => FLOOR_ID.test(id)));
          expect(lines.length).toBe(headed(widgets));
          floors.push(...widgets.flatMap(floorLabels));
        }
        expect(floors.sort()).toEqual(all.map(({ name }) => `${name} floor`).sort());
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  test('and once written is not written again', () => {
    fc.assert(
      fc.property(anyFleets, (given) => {
        for (const page of desiredDashboards(given)) {
          const merge = mergeDashboard(undefined, page);
          const body = merge.kind === 'create' ? readBody(merge.body) : undefined;
          expect(mergeDashboard(body, page)).toEqual({ kind: 'unchanged' });
        }
      }),
      { numRuns: 10 },
    );
  }, 60_000);

  test("a dataset group's heading and graphs are never parted by a page", () => {
    const resources = Array.from({ length: 900 }, (_, n) =>
      resource({ kind: 'campaign', name: `c${n}`, datasetGroup: `group-${n % 90}` }),
    );
    const pages = desiredDashboards(input({ fleets: [fleet(resources)] }));
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) {
      const kinds = page.widgets.map((widget) => ownOf(widget)?.kind);
      expect(kinds.filter((kind) => kind === 'graph')).toHaveLength(
        4 * kinds.filter((kind) => kind === 'heading').length,
      );
    }
  });
});
