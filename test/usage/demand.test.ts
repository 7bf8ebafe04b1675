import { expect, test } from '@jest/globals';
import { demandOf } from '../../src/usage/demand.ts';
import type { Reading } from '../../src/usage/reading.ts';

const START = Date.UTC(2026, 0, 1);
const SPAN = { start: START, end: START + 4 * 300_000 };
const requests: Reading = {
  kind: 'complete',
  values: new Map([
    [START, 300],
    [START + 600_000, 900],
  ]),
};

test('demand counts windows without a data point as zero, and tells the busiest and the last one', () => {
  expect(demandOf(requests, SPAN, 0)).toEqual({
    kind: 'known',
    windows: 4,
    averageTPS: 1,
    peakTPS: 3,
    lastRequestAt: START + 600_000,
  });
});

test('demand is over the windows in which the resource existed', () => {
  expect(demandOf(requests, SPAN, START + 300_000)).toMatchObject({ windows: 3, averageTPS: 1 });
});

test('demand that could not be read is unknown, and so is that of a resource without a settled window', () => {
  expect(demandOf({ kind: 'unknown', why: 'Forbidden' }, SPAN, 0)).toEqual({
    kind: 'unknown',
    why: 'Forbidden',
  });
  expect(demandOf(requests, SPAN, SPAN.end).kind).toBe('unknown');
});
