import { describe, expect, test } from '@jest/globals';
import { type RaiseInput, raiseOf } from '../../src/findings/raise.ts';
import { sizeOf } from '../../src/findings/sizing.ts';
import { count } from '../../src/findings/words.ts';
import type { Reading } from '../../src/usage/reading.ts';
import { WINDOW_MS } from '../../src/usage/windows.ts';
import { campaign } from '../fleet/resources.ts';
import { calls, DAY, FORBIDDEN, NOTHING, NOW } from './readings.ts';

const windows = (...values: readonly number[]): Reading =>
  calls(...values.map((value, index) => [NOW + index * WINDOW_MS, value] as const));

describe('advice to raise a floor', () => {
  const hot: RaiseInput = {
    resource: campaign({ floor: 2 }),
    requests: windows(1500, 1500, 1500),
    errors4xx: NOTHING,
    errors5xx: windows(100, 100, 100),
    latency: NOTHING,
  };

  test('where every window is hot, says that nothing failed otherwise', () => {
    expect(raiseOf(hot)?.reason).toContain('6.25% of its calls failed then, 0% otherwise');
  });

  test.each(['requests', 'errors4xx', 'errors5xx', 'latency'])(
    'is not given when its %s are unknown',
    (part) => {
      expect(raiseOf({ ...hot, [part]: FORBIDDEN })).toBeUndefined();
    },
  );
});

test('a floor of 1 is as low as it gets, whatever is known of its history', () => {
  const span = { start: NOW - DAY, end: NOW };
  const settings = { lookbackDays: 14 };
  const sized = sizeOf({ resource: campaign({ floor: 1 }), requests: FORBIDDEN, span, settings });
  expect(sized).toMatchObject({ kind: 'sized', sizing: { floor: 1, target: 1, savingTpsHours: 0 } });
});

test('counts are told in whole numbers', () => {
  expect(count(1234.6, 'request')).toBe('1,235 requests');
});
