import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dataOf } from '../../src/metrics/metrics.ts';
import { missingWindows } from '../../src/metrics/missing.ts';
import { batchesOf, dataOfBatch } from '../../src/metrics/publish.ts';
import type { Reading } from '../../src/usage/reading.ts';
import { readySpan, WINDOW_MS, windowsOf } from '../../src/usage/windows.ts';
import { campaign, recommender } from '../fleet/resources.ts';

const NOW = Date.UTC(2026, 0, 1, 12, 0);
const complete = (values: Iterable<readonly [number, number]>): Reading => ({
  kind: 'complete',
  values: new Map(values),
});
const NOTHING = complete([]);

describe('windows to publish', () => {
  test('any set of published windows plus any outage ends complete and without repeats', () => {
    const span = readySpan(NOW, 24);
    const every = windowsOf(span);
    fc.assert(
      fc.property(
        fc.subarray(every),
        fc.integer({ min: 0, max: 20 * 3_600_000 }),
        fc.integer({ min: 0, max: 30 * 3_600_000 }),
        (before, outage, age) => {
          const home = campaign({ createdAt: NOW - age });
          const there = new Map(before.filter((start) => start >= home.createdAt).map((start) => [start, 5]));
          const times = new Map([...there.keys()].map((start) => [start, 1]));
          for (const now of [NOW, NOW + outage, NOW + outage]) {
            const windows = missingWindows(
              { resource: home, floors: complete(there), requests: NOTHING },
              readySpan(now, 24),
            );
            for (const { start } of windows) {
              there.set(start, 5);
              times.set(start, (times.get(start) ?? 0) + 1);
            }
          }
          const existed = windowsOf(readySpan(NOW + outage, 24)).filter((start) => start >= home.createdAt);
          expect(existed.filter((start) => !there.has(start))).toEqual([]);
          expect([...times.values()].every((count) => count === 1)).toBe(true);
        },
      ),
    );
  });

  test('are none where the requests are not completely known: nothing is published as zero', () => {
    const unknown: Reading = { kind: 'unknown', why: 'PartialData' };
    const span = readySpan(NOW, 1);
    expect(missingWindows({ resource: campaign(), floors: NOTHING, requests: unknown }, span)).toEqual([]);
    expect(missingWindows({ resource: campaign(), floors: unknown, requests: NOTHING }, span)).toEqual([]);
  });

  test('carry the floor that was in force in them, as far as it is known', () => {
    const [first = 0, second = 0, third = 0, fourth = 0] = windowsOf(readySpan(NOW, 1)).slice(-4);
    const home = campaign({ floor: 2, floorSince: { kind: 'update', at: third + 60_000 } });
    const floors = complete([[first, 8]]);
    const windows = missingWindows(
      { resource: home, floors, requests: NOTHING },
      { start: first, end: fourth + WINDOW_MS },
    );
    expect(windows.map(({ start, floor }) => [start, floor])).toEqual([
      [second, 8],
      [third, 8],
      [fourth, 2],
    ]);
  });
});

describe('a published window', () => {
  test('has floor, average and utilization, also when nothing was asked', () => {
    const start = NOW - WINDOW_MS;
    const window = { resource: recommender(), start, floor: 4, requests: 0 };
    expect(
      dataOf(window).map(({ MetricName, Value, Unit, Timestamp }) => [MetricName, Value, Unit, Timestamp]),
    ).toEqual([
      ['minRecommendationRequestsPerSecond', 4, 'Count/Second', new Date(start)],
      ['averageRPS', 0, 'Count/Second', new Date(start)],
      ['recommenderUtilization', 0, 'Percent', new Date(start)],
    ]);
  });

  test('is whole in one request, however many there are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_200 }), fc.boolean(), (windows, counted) => {
        const home = campaign();
        const all = Array.from({ length: windows }, (_, index) => ({
          resource: home,
          start: NOW + index * WINDOW_MS,
          floor: 1,
          requests: index,
        }));
        const batches = batchesOf(all, counted ? { count: 1, start: NOW } : undefined);
        const requests = batches.map((batch) => ({ windows: batch.windows, data: dataOfBatch(batch) }));
        for (const { data } of requests) {
          expect(data.length).toBeLessThanOrEqual(1_000);
          const starts = data
            .filter(({ Dimensions }) => Dimensions)
            .map(({ Timestamp }) => Timestamp?.getTime());
          const sizes = new Set(
            [...Map.groupBy(starts, (start) => start).values()].map(({ length }) => length),
          );
          expect([...sizes].every((size) => size === 3)).toBe(true);
        }
        expect(requests.flatMap((request) => request.windows)).toHaveLength(windows);
        expect(requests.flatMap(({ data }) => data)).toHaveLength(windows * 3 + (counted ? 1 : 0));
      }),
      { numRuns: 30 },
    );
  });
});
