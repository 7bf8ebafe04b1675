import { describe, expect, test } from '@jest/globals';
import type { Sizing } from '../../src/findings/finding.ts';
import { sizingSpan } from '../../src/findings/history.ts';
import { type SizingInput, sizeOf } from '../../src/findings/sizing.ts';
import { campaign, recommender } from '../fleet/resources.ts';
import { DAY, FORBIDDEN, HOUR, NOTHING, NOW, traffic } from './readings.ts';

const SPAN = sizingSpan(NOW, 14);
const SETTINGS = { lookbackDays: 14 };

/** A campaign with a floor of 10 and two weeks of nothing, with what a test cares for put over it. */
function input(over: Partial<SizingInput> = {}): SizingInput {
  return { resource: campaign({ floor: 10 }), requests: NOTHING, span: SPAN, settings: SETTINGS, ...over };
}

function sized(over: Partial<SizingInput> = {}): Sizing {
  const result = sizeOf(input(over));
  if (result.kind === 'unknown') throw new Error(result.reason);
  return result.sizing;
}

/** By hour: so many windows of one rate, the rest of the hour at another. */
const bursts = (windows: number, burst: number, base: number) => (index: number) =>
  index % 12 < windows ? burst : base;

describe('a sizing', () => {
  test('of a constant 9.9 TPS at a floor of 10 proposes 9, not 7 (defect 8)', () => {
    const sizing = sized({ requests: traffic(SPAN, 9.9) });
    expect(sizing).toMatchObject({ floor: 10, freeFloor: 9, rampFloor: 1, target: 9 });
    expect(sizing.curve[8]?.tpsHours).toBe(sizing.curve[6]?.tpsHours);
  });

  test('tells bill, exposure, waste and saving of every floor over what it replayed', () => {
    const resource = campaign({ floor: 3 });
    const sizing = sized({ resource, requests: traffic(SPAN, bursts(6, 4, 1)) });
    const hours = 14 * 24;
    // Half of the time 4 TPS, the other half 1: 2.5 TPS-hours an hour at a floor of 1, 3 at 2, 3.5 at 3. Each hour
    // the load jumps from 1 to 4: with a floor of 1, 2 of the 4 come faster than capacity follows, once an hour.
    expect(sizing).toEqual({
      floor: 3,
      freeFloor: 1,
      rampFloor: 2,
      target: 2,
      curve: [
        { floor: 1, tpsHours: 2.5 * hours, exposurePercent: expect.closeTo((2 / 30) * 100, 9) },
        { floor: 2, tpsHours: 3 * hours, exposurePercent: 0 },
        { floor: 3, tpsHours: 3.5 * hours, exposurePercent: 0 },
      ],
      hours,
      coverage: 1,
      wasteTpsHours: 730,
      savingTpsHours: 365,
    });
  });

  test('counts hours without data as zero: a campaign used by day has no free floor over 1 (defect 7)', () => {
    const byDay = traffic(SPAN, (index) => (Math.floor(index / 12) % 24 < 12 ? 8 : 0));
    const onlyDays =
      byDay.kind === 'complete' && new Map([...byDay.values].filter(([, requests]) => requests > 0));
    expect(sized({ requests: { kind: 'complete', values: onlyDays || new Map() } })).toEqual(
      sized({ requests: byDay }),
    );
    expect(sized({ requests: byDay }).freeFloor).toBe(1);
  });

  test('keeps a pre-warmed floor that sudden traffic needs', () => {
    const requests = traffic(SPAN, (index) => (index % 288 === 0 ? 20 : 0.1));
    expect(sized({ requests })).toMatchObject({ freeFloor: 1, rampFloor: 10, target: 10, savingTpsHours: 0 });
    const tolerant = { ...SETTINGS, tolerancePercent: 5 };
    expect(sized({ requests, settings: tolerant }).target).toBeLessThan(10);
  });

  test('serves bursts by its factor', () => {
    const requests = traffic(SPAN, bursts(1, 18, 0));
    expect(sized({ requests }).rampFloor).toBe(9);
    expect(sized({ requests, settings: { ...SETTINGS, factor: 3 } }).rampFloor).toBe(6);
  });

  test('bills a recommender by the hour and a campaign by five minutes', () => {
    const requests = traffic(SPAN, bursts(6, 4, 0));
    expect(sized({ requests }).freeFloor).toBe(1);
    expect(sized({ requests, resource: recommender({ floor: 10 }) }).freeFloor).toBe(2);
    const billingMinutes = { campaign: 30, recommender: 5 };
    const settings = { ...SETTINGS, billingMinutes };
    expect(sized({ requests: traffic(SPAN, bursts(3, 4, 2)), settings }).freeFloor).toBe(2);
    expect(sized({ requests, settings, resource: recommender({ floor: 10 }) }).freeFloor).toBe(1);
  });

  test('is never under the minimum of the resource, and never over the floor of today', () => {
    expect(sized().target).toBe(1);
    expect(sized({ settings: { ...SETTINGS, minimum: 4 } }).target).toBe(4);
    expect(sized({ settings: { ...SETTINGS, minimum: 40 } }).target).toBe(10);
    expect(sized({ requests: traffic(SPAN, 50) }).target).toBe(10);
  });

  test('is over whole hours in which the resource existed', () => {
    const resource = campaign({ floor: 10, createdAt: SPAN.end - 8 * DAY - 60_000 });
    expect(sized({ resource })).toMatchObject({ hours: 8 * 24, coverage: 1 });
    const uneven = { start: SPAN.start - 100_000, end: SPAN.end + 1_500_000 };
    expect(sized({ span: uneven })).toMatchObject({ hours: 14 * 24, coverage: 1 });
  });

  test('looks no further back than the look-back, whatever was read', () => {
    const requests = traffic(SPAN, (index) => (index < 7 * 288 ? 0 : 8));
    expect(sized({ requests }).freeFloor).toBe(1);
    expect(sized({ requests, settings: { lookbackDays: 7 } })).toMatchObject({ freeFloor: 8, hours: 168 });
  });

  test('tells which part of the look-back it knows', () => {
    const span = { start: SPAN.start + 33 * HOUR, end: SPAN.end };
    expect(sized({ span })).toMatchObject({ hours: 303, coverage: 303 / 336 });
  });

  test('of a floor of 1 needs no history', () => {
    const resource = campaign({ floor: 1 });
    const lowest = { floor: 1, freeFloor: 1, rampFloor: 1, target: 1, wasteTpsHours: 0, savingTpsHours: 0 };
    const nothingKnown = { curve: [{ floor: 1, tpsHours: 0, exposurePercent: 0 }], hours: 0, coverage: 0 };
    expect(sized({ resource, requests: FORBIDDEN })).toEqual({ ...lowest, ...nothingKnown });
    expect(sized({ resource })).toMatchObject({ ...lowest, curve: [{ tpsHours: 336 }], hours: 336 });
  });
});

test('nine tenths of the look-back are enough to size', () => {
  const twentyDays = sizingSpan(NOW, 20);
  const span = { start: twentyDays.start + 2 * DAY, end: twentyDays.end };
  expect(sized({ span, settings: { lookbackDays: 20 } })).toMatchObject({ hours: 432, coverage: 0.9 });
});

describe('a sizing is unknown', () => {
  test('without a complete reading: no data read lowers no floor (defects 2 and 7)', () => {
    expect(sizeOf(input({ requests: FORBIDDEN }))).toEqual({
      kind: 'unknown',
      reason:
        'its requests over the look-back could not be read completely: GetMetricData answered Forbidden',
      remedy: 'The next run reads again; the failures of this run say what went wrong.',
    });
  });

  test('when the request metric is not known (defect 1)', () => {
    const unknown = campaign({ requestMetrics: { kind: 'unknown', why: 'its recipe is not known' } });
    expect(sizeOf(input({ resource: unknown }))).toEqual({
      kind: 'unknown',
      reason: 'its demand is not known: its recipe is not known',
      remedy: 'Ask those who call it how much it needs.',
    });
    const none = campaign({ requestMetrics: { kind: 'known', names: [] } });
    expect(sizeOf(input({ resource: none }))).toMatchObject({ kind: 'unknown' });
  });

  test('under seven full days of history', () => {
    const createdAt = SPAN.end - 7 * DAY;
    expect(sizeOf(input({ resource: campaign({ createdAt }) })).kind).toBe('sized');
    expect(sizeOf(input({ resource: campaign({ createdAt: createdAt + 1 }) }))).toEqual({
      kind: 'unknown',
      reason: 'it was created at 2025-12-25 11:00 UTC, less than 7 days of full hours ago',
      remedy: 'It can be sized from 2026-01-01 12:00 UTC on.',
    });
  });

  test('with a look-back under seven days', () => {
    expect(sizeOf(input({ settings: { lookbackDays: 7 } })).kind).toBe('sized');
    expect(sizeOf(input({ settings: { lookbackDays: 6 } }))).toEqual({
      kind: 'unknown',
      reason: 'the look-back of 6 days is under 7 days',
      remedy: 'Set `lookback-days` to 7 or more.',
    });
  });

  test.each([
    [34, '89.88% of the look-back was read'],
    [169, '6.9 days were read'],
    [400, '0 days were read'],
  ])('with the first %i h of two weeks not read', (hours, why) => {
    const span = { start: SPAN.start + hours * HOUR, end: SPAN.end };
    expect(sizeOf(input({ span }))).toMatchObject({
      kind: 'unknown',
      reason: `its requests over the look-back could not be read completely: ${why}`,
    });
  });
});

test('what is to be read for it are whole days up to the last full hour', () => {
  expect(sizingSpan(NOW, 14)).toEqual({ start: NOW - HOUR - 14 * DAY, end: NOW - HOUR });
  expect(sizingSpan(NOW + 10 * 60_000, 1)).toEqual({ start: NOW - DAY, end: NOW });
});
