import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  DAY,
  daily,
  from,
  HOUR,
  MINUTE,
  noisy,
  none,
  requests,
  spiky,
  steady,
  type Traffic,
  until,
  weekly,
} from './traffic.ts';

const MONDAY = Date.UTC(2026, 10, 23);
const SHAPES: Record<string, Traffic> = {
  none,
  steady: steady(2.345),
  trickle: steady(0.004),
  daily: daily({ trough: 0.3, peak: 7.7, peakHour: 20 }),
  spiky: spiky({ base: 0.1, spike: 25, everyHours: 3, minutes: 7 }),
  weekly: weekly({ weekday: steady(3), weekend: none }),
  noisy: noisy(daily({ trough: 1, peak: 9 }), { share: 0.4, seed: 9 }),
};

describe('traffic', () => {
  test.each(Object.entries(SHAPES))('%s: any way of cutting an hour gives the same total', (_, shape) => {
    const anHour = fc.integer({ min: -500, max: 500 }).map((hours) => MONDAY + hours * HOUR);
    fc.assert(
      fc.property(anHour, fc.constantFrom(1, 5, 10, 20), (start, minutes) => {
        let sum = 0;
        for (let at = start; at < start + HOUR; at += minutes * MINUTE)
          sum += requests(shape, at, at + minutes * MINUTE);
        expect(sum).toBe(requests(shape, start, start + HOUR));
      }),
      { numRuns: 30 },
    );
  });

  test('counts are whole, and steady traffic is exact', () => {
    expect(requests(steady(2), MONDAY, MONDAY + 5 * MINUTE)).toBe(600);
    expect(requests(steady(0.5), MONDAY, MONDAY + DAY)).toBe(43_200);
    expect(requests(none, MONDAY, MONDAY + DAY)).toBe(0);
  });

  test('a rate under one a minute still comes to about its total', () => {
    const day = requests(steady(0.004), MONDAY, MONDAY + 10 * DAY);
    expect(day).toBeGreaterThan(3456 * 0.9);
    expect(day).toBeLessThan(3456 * 1.1);
  });

  test('until and from cut at the minute', () => {
    const end = MONDAY + 17 * MINUTE;
    expect(requests(until(steady(1), end), MONDAY, MONDAY + HOUR)).toBe(17 * 60);
    expect(requests(from(steady(1), end), MONDAY, MONDAY + HOUR)).toBe(43 * 60);
  });

  test('daily peaks at its hour, weekly rests at the weekend, spikes come on time', () => {
    const shape = daily({ trough: 1, peak: 5, peakHour: 20 });
    expect(shape(MONDAY + 20 * HOUR)).toBeCloseTo(5);
    expect(shape(MONDAY + 8 * HOUR)).toBeCloseTo(1);
    expect(requests(SHAPES['weekly'] ?? none, MONDAY - DAY, MONDAY)).toBe(0);
    const spikes = spiky({ base: 0, spike: 1, everyHours: 6, minutes: 10 });
    expect(requests(spikes, MONDAY, MONDAY + DAY)).toBe(4 * 10 * 60);
  });
});
