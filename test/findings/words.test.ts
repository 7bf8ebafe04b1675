import { expect, test } from '@jest/globals';
import { count, days, percent, timeOf, tps, unitPrice } from '../../src/findings/words.ts';

test('figures have two decimals at most, and more than none never reads as 0', () => {
  expect([0, 0.004, 0.005, 0.5, 1234.567].map(tps)).toEqual([
    '0 TPS',
    '<0.01 TPS',
    '0.01 TPS',
    '0.5 TPS',
    '1,234.57 TPS',
  ]);
  expect([0, 0.004, 0.005, 2.5, 100].map(percent)).toEqual(['0%', '<0.01%', '0.01%', '2.5%', '100%']);
});

test('nouns follow their number', () => {
  expect([0, 1, 2000].map((number) => count(number, 'request'))).toEqual([
    '0 requests',
    '1 request',
    '2,000 requests',
  ]);
});

test('hours are told in days, rounded down, so that what falls short never reads as enough', () => {
  expect([0, 24, 167, 168, 336].map(days)).toEqual(['0 days', '1 day', '6.9 days', '7 days', '14 days']);
});

test('times are in UTC, and unit prices have all of their decimals', () => {
  expect(timeOf(Date.UTC(2026, 10, 3, 4, 5, 59))).toBe('2026-11-03 04:05 UTC');
  expect([0.2, 1, 0.0556].map(unitPrice)).toEqual(['0.20 USD', '1.00 USD', '0.0556 USD']);
});
