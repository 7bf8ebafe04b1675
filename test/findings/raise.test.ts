import { describe, expect, test } from '@jest/globals';
import { isHot, type RaiseInput, raiseOf } from '../../src/findings/raise.ts';
import type { Reading } from '../../src/usage/reading.ts';
import { WINDOW_MS } from '../../src/usage/windows.ts';
import { campaign } from '../fleet/resources.ts';
import { calls, FORBIDDEN, NOTHING, NOW } from './readings.ts';

const resource = campaign({ floor: 2 });

/** Consecutive windows with these values; `undefined` leaves one without a data point. */
const windows = (...values: readonly (number | undefined)[]): Reading =>
  calls(
    ...values.flatMap((value, index) =>
      value === undefined ? [] : [[NOW + index * WINDOW_MS, value] as const],
    ),
  );

/** Three windows over twice the floor of 2, that is over 1,200 requests, at 5 TPS at most; and two others. */
const REQUESTS = windows(1201, 1500, 1300, 1200, 300);
const FLAT = windows(50, 50, 50, 50, 50);

function input(over: Partial<RaiseInput> = {}): RaiseInput {
  return { resource, requests: REQUESTS, errors4xx: NOTHING, errors5xx: NOTHING, latency: FLAT, ...over };
}

test('a resource is hot with three windows over twice its floor', () => {
  expect(isHot(resource, REQUESTS)).toBe(true);
  expect(isHot(resource, windows(1201, 1500, 1200, 1200))).toBe(false);
  expect(isHot(resource, REQUESTS, 3)).toBe(false);
  expect(isHot(resource, FORBIDDEN)).toBe(false);
});

describe('a raise is advised', () => {
  test('when calls fail in the hot windows, to the floor that has the busiest within twice', () => {
    const errors5xx = windows(30, 30, 39, undefined, 1);
    const errors4xx = windows(undefined, undefined, undefined, 4, undefined);
    expect(raiseOf(input({ errors4xx, errors5xx }))).toEqual({
      advised: 3,
      reason:
        'traffic ran over 4 TPS in 3 five-minute intervals, 5 TPS at most, on a floor of 2 TPS; ' +
        '2.41% of its calls failed then, 0.33% otherwise',
    });
  });

  test('when calls take half as long again in the hot windows, by calls and not by windows', () => {
    const latency = windows(75, 75, 75, 50, 50);
    expect(raiseOf(input({ latency }))?.reason).toContain(
      'calls took 75 ms on average then, 50 ms otherwise',
    );
    // The window with 300 calls weighs a quarter of the one with 1,200.
    expect(raiseOf(input({ latency: windows(75, 75, 75, 50, 49) }))).toBeDefined();
    expect(raiseOf(input({ latency: windows(75, 75, 75, 50, 51) }))).toBeUndefined();
    expect(raiseOf(input({ latency: windows(75, 75, 74, 50, 50) }))).toBeUndefined();
  });

  test('with milliseconds rounded, and no weight for a latency without requests', () => {
    const requests = windows(1201, 1500, 1300, 1200, undefined);
    const latency = windows(75.6, 75.6, 75.6, 49.6, 1e9);
    expect(raiseOf(input({ requests, latency }))?.reason).toContain(
      'calls took 76 ms on average then, 50 ms otherwise',
    );
  });

  test('when every window is hot and calls fail, since nothing tells that they fail without load', () => {
    const requests = windows(3000, 3000, 3000);
    expect(raiseOf(input({ requests, errors4xx: windows(31, 31, 31) }))).toMatchObject({ advised: 5 });
    expect(raiseOf(input({ requests, latency: windows(90, 90, 90) }))).toBeUndefined();
  });

  test('by the factor it is asked for', () => {
    const errors5xx = windows(500, 500, 500);
    const requests = windows(9000, 9300, 9000);
    expect(raiseOf(input({ requests, errors5xx, factor: 3 }))?.advised).toBe(11);
    expect(raiseOf(input({ requests: REQUESTS, errors5xx, factor: 3 }))).toBeUndefined();
  });
});

describe('no raise is advised', () => {
  test('when nothing gets worse in the hot windows', () => {
    expect(raiseOf(input())).toBeUndefined();
  });

  test('when under 1 % of the calls fail in the hot windows', () => {
    const requests = windows(1980, 1980, 1980);
    expect(raiseOf(input({ requests, errors5xx: windows(20, 20, 20) }))).toBeDefined();
    expect(raiseOf(input({ requests, errors5xx: windows(20, 20, 19) }))).toBeUndefined();
  });

  test('when calls fail less than twice as often as they do otherwise', () => {
    const requests = windows(1900, 1900, 1900, 950, 0);
    expect(raiseOf(input({ requests, errors5xx: windows(100, 100, 100, 23, 1) }))).toBeDefined();
    expect(raiseOf(input({ requests, errors5xx: windows(100, 100, 100, 25, 1) }))).toBeUndefined();
    const twice = windows(1900, 1900, 1900, 1170, 0);
    expect(raiseOf(input({ requests: twice, errors5xx: windows(100, 100, 100, 30, 0) }))).toBeDefined();
  });

  test('when only two windows are hot', () => {
    expect(
      raiseOf(input({ requests: windows(1500, 1500, 300), errors5xx: windows(500, 500) })),
    ).toBeUndefined();
  });

  test.each(['requests', 'errors4xx', 'errors5xx', 'latency'])('when %s could not be read', (name) => {
    const errors5xx = windows(500, 500, 500);
    const rising = input({ errors5xx, latency: windows(900, 900, 900, 10, 10) });
    expect(raiseOf(rising)).toBeDefined();
    expect(raiseOf({ ...rising, [name]: FORBIDDEN })).toBeUndefined();
  });

  test('on latency alone where it is not known for both kinds of windows', () => {
    expect(raiseOf(input({ latency: windows(900, 900, 900) }))).toBeUndefined();
    expect(raiseOf(input({ latency: windows(undefined, undefined, undefined, 9, 9) }))).toBeUndefined();
    expect(raiseOf(input({ latency: windows(900, 900, 900, 0, 0) }))).toBeUndefined();
    expect(raiseOf(input({ latency: NOTHING }))).toBeUndefined();
  });
});
