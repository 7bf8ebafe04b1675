import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { billOf, freeFloorOf, grouped, tpsHours } from '../../src/findings/bill.ts';

/** Five-minute sums of up to 40 TPS, with many quiet ones. */
const load = fc
  .array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 12_000 })), { minLength: 1, maxLength: 60 })
  .map((counts) => Float64Array.from(counts));
const floors = fc.integer({ min: 1, max: 50 });

/** The definition, interval by interval and floor by floor. */
function billByDefinition(requests: Float64Array, seconds: number, most: number): number[] {
  return Array.from({ length: most + 1 }, (_, floor) =>
    requests.reduce((sum, count) => sum + Math.max(count, floor * seconds), 0),
  );
}

describe('a bill', () => {
  test('is the traffic where it is over the floor, and the floor elsewhere', () => {
    expect([...billOf(Float64Array.of(0, 600, 1000), 300, 4)]).toEqual([1600, 1900, 2200, 2800, 3600]);
  });

  test('of no interval is nothing', () => {
    expect([...billOf(new Float64Array(0), 300, 2)]).toEqual([0, 0, 0]);
  });

  test('is in TPS-hours: one TPS for an hour is one', () => {
    expect(tpsHours(3600)).toBe(1);
  });

  test('replayed for every floor at once is the same as interval by interval', () => {
    fc.assert(
      fc.property(load, fc.constantFrom(300, 900, 3600), floors, (requests, seconds, most) => {
        expect([...billOf(requests, seconds, most)]).toEqual(billByDefinition(requests, seconds, most));
      }),
    );
  });
});

describe('the free floor', () => {
  test('of a constant 9.9 TPS is 9: a floor of 9 costs the same as 7 (defect 8)', () => {
    const bill = billOf(new Float64Array(12).fill(2970), 300, 10);
    expect(freeFloorOf(bill)).toBe(9);
    expect(bill[9]).toBe(bill[7]);
    expect(bill[10]).toBeGreaterThan(bill[9] ?? 0);
  });

  test('is the lowest interval: one quiet interval makes every TPS cost', () => {
    expect(freeFloorOf(billOf(Float64Array.of(3000, 0, 3000), 300, 10))).toBe(1);
    expect(freeFloorOf(billOf(Float64Array.of(3000, 1200, 3000), 300, 10))).toBe(4);
  });

  test('is never over the floor of today', () => {
    expect(freeFloorOf(billOf(Float64Array.of(30_000), 300, 5))).toBe(5);
  });

  test('has no free floor above it, and none below it saves', () => {
    fc.assert(
      fc.property(load, floors, (requests, most) => {
        const definition = billByDefinition(requests, 300, most);
        const free = freeFloorOf(billOf(requests, 300, most));
        definition.forEach((cost, floor) => {
          if (floor > free) expect(cost).toBeGreaterThan(definition[1] ?? 0);
          if (floor >= 1 && floor <= free) expect(cost).toBe(definition[1]);
        });
      }),
    );
  });
});

test('grouping adds up neighbours, the last group being what is left', () => {
  expect([...grouped(Float64Array.of(1, 2, 3, 4, 5), 2)]).toEqual([3, 7, 5]);
  expect([...grouped(Float64Array.of(1, 2), 1)]).toEqual([1, 2]);
});
