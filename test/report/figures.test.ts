import { expect, test } from '@jest/globals';
import {
  bar,
  count,
  duration,
  elapsed,
  finePercent,
  fullTime,
  number,
  percent,
  shortTime,
  tps,
  usd,
} from '../../src/report/figures.ts';

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

test.each([
  [0, '$0'],
  [0.001, '<$0.01'],
  [9.4, '$9.40'],
  [1234.56, '$1,235'],
  [-300, '-$300'],
  [undefined, 'unknown'],
  [Number.NaN, 'unknown'],
])('%p dollars read %p', (value, text) => expect(usd(value)).toBe(text));

test.each([
  [0, '0%'],
  [0.00001, '<0.001%'],
  [0.0996, '0.1%'],
  [0.1234, '0.123%'],
  [12.34, '12%'],
])('%p percent of exposure reads %p', (value, text) => expect(finePercent(value)).toBe(text));

test('minutes read as minutes up to two hours', () => {
  expect([5, 30, 115, 120, 150, 1440].map(duration)).toEqual([
    '5 minutes',
    '30 minutes',
    '115 minutes',
    '2 hours',
    '2.5 hours',
    '24 hours',
  ]);
});

test('thousands are grouped', () =>
  expect([3146, 0.125, Number.NaN].map(number)).toEqual(['3,146', '0.13', 'unknown']));

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
