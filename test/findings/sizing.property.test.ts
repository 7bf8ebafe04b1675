import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Sizing } from '../../src/findings/finding.ts';
import { sizingSpan } from '../../src/findings/history.ts';
import { type SizingInput, sizeOf } from '../../src/findings/sizing.ts';
import { WINDOW_MS } from '../../src/usage/windows.ts';
import { campaign, recommender } from '../fleet/resources.ts';
import { calls, NOW } from './readings.ts';

const SPAN = sizingSpan(NOW, 7);
const WINDOWS = 7 * 288;

type Points = readonly (readonly [at: number, requests: number])[];

/** A base rate with gaps, and windows of their own over it. */
const points: fc.Arbitrary<Points> = fc
  .record({
    base: fc.integer({ min: 0, max: 6000 }),
    gapEvery: fc.integer({ min: 2, max: 3000 }),
    own: fc.array(fc.tuple(fc.nat(WINDOWS - 1), fc.nat(20_000)), { maxLength: 40 }),
  })
  .map(({ base, gapEvery, own }) => {
    const byIndex = new Map(Array.from({ length: WINDOWS }, (_, index) => [index, base]));
    for (const index of byIndex.keys()) if (index % gapEvery === 1) byIndex.delete(index);
    for (const [index, requests] of own) byIndex.set(index, requests);
    return [...byIndex].map(([index, requests]) => [SPAN.start + index * WINDOW_MS, requests] as const);
  });

const resource = fc
  .record({ recommended: fc.boolean(), floor: fc.integer({ min: 1, max: 60 }) })
  .map(({ recommended, floor }) => (recommended ? recommender({ floor }) : campaign({ floor })));

const settings = fc.record({
  lookbackDays: fc.constant(7),
  factor: fc.constantFrom(1, 1.5, 2, 4),
  tolerancePercent: fc.double({ min: 0, max: 20, noNaN: true }),
  minimum: fc.integer({ min: 1, max: 80 }),
});

const world = fc.record({ resource, points, settings });

function sized({ points, ...rest }: Omit<SizingInput, 'requests' | 'span'> & { points: Points }): Sizing {
  const result = sizeOf({ ...rest, requests: calls(...points), span: SPAN });
  if (result.kind === 'unknown') throw new Error(result.reason);
  return result.sizing;
}

/** TPS-hours of a floor by the definition: every billing interval for the larger of its traffic and the floor. */
function billByDefinition(points: Points, floor: number, minutes: number): number {
  const byInterval = new Map<number, number>();
  for (const [at, requests] of points) {
    const interval = Math.floor((at - SPAN.start) / (minutes * 60_000));
    byInterval.set(interval, (byInterval.get(interval) ?? 0) + requests);
  }
  const intervals = (7 * 24 * 60) / minutes;
  const billed = Array.from({ length: intervals }, (_, interval) =>
    Math.max(byInterval.get(interval) ?? 0, floor * minutes * 60),
  );
  return billed.reduce((sum, requests) => sum + requests, 0) / 3600;
}

describe('whatever the traffic', () => {
  test('the replay of a floor is its bill, for today as for every other', () => {
    fc.assert(
      fc.property(world, ({ resource, points, settings }) => {
        const { curve } = sized({ resource, points, settings });
        const minutes = resource.kind === 'campaign' ? 5 : 60;
        expect(curve.map(({ floor }) => floor)).toEqual(
          Array.from({ length: resource.floor }, (_, i) => i + 1),
        );
        for (const at of [curve.at(-1), curve[0], curve[Math.floor(curve.length / 2)]]) {
          expect(at?.tpsHours).toBe(billByDefinition(points, at?.floor ?? 0, minutes));
        }
      }),
    );
  });

  test('no floor above the free floor is free, and none below it saves', () => {
    fc.assert(
      fc.property(world, (given) => {
        const { curve, freeFloor } = sized(given);
        const lowest = curve[0]?.tpsHours ?? Number.NaN;
        for (const { floor, tpsHours } of curve) {
          if (floor <= freeFloor) expect(tpsHours).toBe(lowest);
          else expect(tpsHours).toBeGreaterThan(lowest);
        }
      }),
    );
  });

  test('the proposal is between 1 or the minimum, and the floor of today', () => {
    fc.assert(
      fc.property(world, (given) => {
        const { floor, target, freeFloor, rampFloor, wasteTpsHours, savingTpsHours } = sized(given);
        expect(floor).toBe(given.resource.floor);
        expect(target).toBeLessThanOrEqual(floor);
        expect(target).toBeGreaterThanOrEqual(Math.min(floor, given.settings.minimum));
        expect(target).toBe(Math.min(floor, Math.max(freeFloor, rampFloor, given.settings.minimum)));
        expect(savingTpsHours).toBeGreaterThanOrEqual(0);
        expect(savingTpsHours).toBeLessThanOrEqual(wasteTpsHours);
      }),
    );
  });

  test('exposure never grows with the floor, and that of the target is within the tolerance', () => {
    fc.assert(
      fc.property(world, (given) => {
        const { curve, target } = sized(given);
        const exposures = curve.map(({ exposurePercent }) => exposurePercent);
        expect(exposures).toEqual(exposures.toSorted((a, b) => b - a));
        const most = (exposures.at(-1) ?? 0) + given.settings.tolerancePercent;
        expect(exposures[target - 1]).toBeLessThanOrEqual(most);
      }),
    );
  });

  test('a higher tolerance never raises the target', () => {
    fc.assert(
      fc.property(world, fc.double({ min: 0, max: 20, noNaN: true }), (given, more) => {
        const tolerancePercent = given.settings.tolerancePercent + more;
        const lenient = sized({ ...given, settings: { ...given.settings, tolerancePercent } });
        expect(lenient.target).toBeLessThanOrEqual(sized(given).target);
      }),
    );
  });

  test('order of data points does not matter, and a missing one is a zero', () => {
    const shuffled = world.chain((given) =>
      fc.record({
        given: fc.constant(given),
        order: fc.shuffledSubarray([...given.points], { minLength: given.points.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ given, order }) => {
        const sizing = sized(given);
        expect(sized({ ...given, points: order })).toEqual(sizing);
        const present = new Set(given.points.map(([at]) => at));
        const zeros = Array.from({ length: WINDOWS }, (_, index) => SPAN.start + index * WINDOW_MS)
          .filter((at) => !present.has(at))
          .map((at) => [at, 0] as const);
        expect(sized({ ...given, points: [...given.points, ...zeros] })).toEqual(sizing);
      }),
      { numRuns: 30 },
    );
  });
});
