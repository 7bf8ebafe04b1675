import { describe, expect, test } from '@jest/globals';
import type { Sizing } from '../../src/findings/finding.ts';
import { savingOf } from '../../src/findings/saving.ts';

const PRICES = { asOf: '2026-11-23', tpsHour: { v1: 1, v2: 2 } };
const RESOURCE = { kind: 'campaign', recipe: 'aws-user-personalization', floor: 4 } as const;

/** A week of traffic of 2 TPS: what floors under it cost is the traffic itself. */
const sizing: Sizing = {
  floor: 4,
  freeFloor: 2,
  rampFloor: 1,
  target: 2,
  curve: [1, 2, 3, 4].map((floor) => ({ floor, tpsHours: Math.max(2, floor) * 168, exposurePercent: 0 })),
  hours: 168,
  coverage: 1,
  wasteTpsHours: 0,
  savingTpsHours: 0,
};
const sized = { sizing: { kind: 'sized', sizing }, isIdle: false } as const;
const unsized = {
  sizing: { kind: 'unknown', reason: 'too young', remedy: 'wait' },
  isIdle: false,
} as const;

describe('what another floor saves a month of 730 hours', () => {
  test('is the difference of the bills, in which the traffic stays', () => {
    expect(savingOf(RESOURCE, { floor: 3 }, sized, PRICES)).toBe(730);
    expect(savingOf(RESOURCE, { floor: 1 }, sized, PRICES)).toBe(2 * 730);
  });

  test('is the whole bill when the resource is ended', () => {
    expect(savingOf(RESOURCE, 'ended', sized, PRICES)).toBe(4 * 730);
  });

  test('is that of the floor alone when nobody uses it, whatever is known of its history', () => {
    expect(savingOf(RESOURCE, 'ended', { ...unsized, isIdle: true }, PRICES)).toBe(4 * 730);
    expect(savingOf(RESOURCE, { floor: 1 }, { ...unsized, isIdle: true }, PRICES)).toBe(3 * 730);
  });

  test('is not known where the traffic is not', () => {
    expect(savingOf(RESOURCE, { floor: 1 }, unsized, PRICES)).toBeUndefined();
    expect(savingOf(RESOURCE, 'ended', unsized, PRICES)).toBeUndefined();
  });

  test('is less than nothing for a raise', () => {
    expect(savingOf(RESOURCE, { floor: 6 }, unsized, PRICES)).toBe(-2 * 730);
  });
});
