import { expect, test } from '@jest/globals';
import { bar, count, elapsed, fullTime, percent, shortTime, tps } from '../../src/report/figures.ts';

test.each([
  [0, '0'],
  [0.001, '<0.01'],
  [0.4, '0.4'],
  [1.239, '1.24'],
  [12, '12'],
  [1234.5, '1,234.5'],
  [undefined, 'unknown'],
  [Number.NaN, 'unknown'],
  [Number.POSITIVE_INFINITY, 'unknown'],
])('%p TPS reads %p', (value, text) => expect(tps(value)).toBe(text));

test.each([
  [0, '0%'],
  [0.01, '<0.1%'],
  [0.26, '0.3%'],
  [9.94, '9.9%'],
  [9.96, '10%'],
  [31.4, '31%'],
  [188.2, '188%'],
  [undefined, 'unknown'],
  [Number.NaN, 'unknown'],
])('%p percent reads %p', (value, text) => expect(percent(value)).toBe(text));

test.each([
  [0, '░░░░░░░░░░'],
  [31, '███░░░░░░░'],
  [99.9, '█████████░'],
  [100, '██████████'],
  [250, '██████████'],
])('the bar of %p percent is %p', (value, text) => expect(bar(value)).toBe(text));

test('counts read as words', () => {
  expect([0, 1, 2, 1200].map((number) => count(number, 'alarm'))).toEqual([
    'no alarms',
    '1 alarm',
    '2 alarms',
    '1,200 alarms',
  ]);
});

test('times are in UTC, whatever offset they came with', () => {
  expect(fullTime('2026-11-23T12:40:07.500+02:00')).toBe('2026-11-23 10:40:07 UTC');
  expect(shortTime('2026-11-03T00:05:00Z')).toBe('3 Nov 00:05');
  expect([fullTime('never'), shortTime('never')]).toEqual(['unknown', 'unknown']);
});

test.each([
  ['2026-11-23T10:00:00.000Z', '2026-11-23T10:00:00.420Z', '0.4 s'],
  ['2026-11-23T10:00:00.000Z', '2026-11-23T10:00:12.000Z', '12 s'],
  ['2026-11-23T10:00:00.000Z', '2026-11-23T10:03:05.000Z', '3 min 5 s'],
  ['2026-11-23T10:00:00.000Z', 'never', 'unknown'],
])('from %s to %s is %s', (from, to, text) => expect(elapsed(from, to)).toBe(text));
