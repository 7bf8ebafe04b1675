import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { exposureOf, rampFloorOf } from '../../src/findings/exposure.ts';

const load = fc
  .array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 12_000 })), { maxLength: 60 })
  .map((counts) => Float64Array.from(counts));
const floors = fc.integer({ min: 1, max: 50 });
const factors = fc.oneof(fc.constantFrom(1, 2, 3), fc.double({ min: 1, max: 4, noNaN: true }));

/** The definition, interval by interval and floor by floor. */
function exposureByDefinition(requests: Float64Array, factor: number, most: number): number[] {
  const total = requests.reduce((sum, count) => sum + count, 0);
  return Array.from({ length: most + 1 }, (_, floor) => {
    const exposed = requests.reduce((sum, count, index) => {
      const before = index === 0 ? 0 : (requests[index - 1] ?? 0);
      return sum + Math.max(0, count - factor * Math.max(floor * 300, before));
    }, 0);
    return total === 0 ? 0 : (exposed / total) * 100;
  });
}

describe('exposure', () => {
  test('is what came over twice the larger of the floor and the interval before', () => {
    // 10 TPS out of nothing, then 30: over 2 x 10 whatever the floor, until the floor itself is over 10.
    const exposure = exposureOf(Float64Array.of(3000, 9000), 2, 15);
    expect(exposure[0]).toBe(((3000 + 3000) / 12_000) * 100);
    expect(exposure[2]).toBe(((1800 + 3000) / 12_000) * 100);
    expect(exposure[5]).toBe((3000 / 12_000) * 100);
    expect(exposure[10]).toBe((3000 / 12_000) * 100);
    expect(exposure[12]).toBe((1800 / 12_000) * 100);
    expect(exposure[15]).toBe(0);
  });

  test('is nothing without a request', () => {
    expect([...exposureOf(new Float64Array(5), 2, 2)]).toEqual([0, 0, 0]);
    expect([...exposureOf(new Float64Array(0), 2, 1)]).toEqual([0, 0]);
  });

  test('for every floor at once is the same as interval by interval', () => {
    fc.assert(
      fc.property(load, factors, floors, (requests, factor, most) => {
        const exposure = [...exposureOf(requests, factor, most)];
        const definition = exposureByDefinition(requests, factor, most);
        expect(exposure).toHaveLength(definition.length);
        exposure.forEach((percent, floor) => {
          expect(percent).toBeCloseTo(definition[floor] ?? Number.NaN, 9);
        });
      }),
    );
  });

  test('never grows with the floor', () => {
    fc.assert(
      fc.property(load, factors, floors, (requests, factor, most) => {
        exposureOf(requests, factor, most).reduce((lower, percent) => {
          expect(percent).toBeLessThanOrEqual(lower);
          return percent;
        });
      }),
    );
  });
});

describe('the ramp floor', () => {
  test('is the smallest that adds no more than the tolerance to the exposure of today', () => {
    const exposure = Float64Array.of(99, 50, 20, 10.1, 10.05, 10);
    expect(rampFloorOf(exposure, 0)).toBe(5);
    expect(rampFloorOf(exposure, 0.06)).toBe(4);
    expect(rampFloorOf(exposure, 10)).toBe(2);
    expect(rampFloorOf(exposure, 90)).toBe(1);
  });

  test('never rises with the tolerance, and is within the floors there are', () => {
    const tolerance = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(load, floors, tolerance, tolerance, (requests, most, one, other) => {
        const exposure = exposureOf(requests, 2, most);
        const strict = rampFloorOf(exposure, Math.min(one, other));
        const lenient = rampFloorOf(exposure, Math.max(one, other));
        expect(lenient).toBeLessThanOrEqual(strict);
        expect(lenient).toBeGreaterThanOrEqual(1);
        expect(strict).toBeLessThanOrEqual(most);
      }),
    );
  });
});
