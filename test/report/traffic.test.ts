import { describe, expect, test } from '@jest/globals';
import { fleetTraffic } from '../../src/report/traffic.ts';
import { resource } from './runs.ts';

const TEN = Date.parse('2026-11-23T10:00:00Z');
const HOUR = 3_600_000;

const seen = (floor: number, start: number, requests: readonly (number | null)[]) =>
  resource({ name: 'any', floor, traffic: { start, interval: 300, requests } });

describe('fleet traffic', () => {
  test('is the requests of all resources by the hour, as requests per second', () => {
    const windows = Array.from({ length: 12 }, () => 300);
    expect(fleetTraffic([seen(2, TEN, windows), seen(3, TEN, windows)])).toEqual({
      hours: 1,
      buckets: [{ start: TEN, resources: 2, unknown: 0, averageTPS: 2, floorTPS: 5 }],
    });
  });

  test('averages over the windows that are known', () => {
    expect(fleetTraffic([seen(2, TEN, [600, null, 0])]).buckets).toMatchObject([{ averageTPS: 1 }]);
  });

  test('leaves a resource out of an hour in which nothing of it is known, floor and all', () => {
    const { buckets } = fleetTraffic([seen(2, TEN, [null, null]), seen(3, TEN, [300])]);
    expect(buckets).toEqual([{ start: TEN, resources: 1, unknown: 1, averageTPS: 1, floorTPS: 3 }]);
  });

  test('counts a floor only from when its resource was there', () => {
    const young = seen(7, TEN + HOUR, [0]);
    const old = seen(
      1,
      TEN,
      Array.from({ length: 24 }, () => 0),
    );
    expect(fleetTraffic([young, old]).buckets.map(({ floorTPS }) => floorTPS)).toEqual([1, 8]);
  });

  test('of two weeks comes in wider buckets, at most 48 of them', () => {
    const { hours, buckets } = fleetTraffic([
      seen(
        1,
        TEN,
        Array.from({ length: 14 * 288 }, () => 1),
      ),
    ]);
    expect(hours).toBe(12);
    expect(buckets.length).toBeLessThanOrEqual(48);
  });

  test('of nothing is nothing', () => {
    expect(fleetTraffic([]).buckets).toEqual([]);
  });
});
