import { describe, expect, test } from '@jest/globals';
import { queriesPerRequest, readingOf } from '../../src/usage/metricData.ts';

const START = Date.UTC(2026, 0, 1);
const SPAN = { start: START, end: START + 3_600_000 };

describe('a reading', () => {
  test('is complete when its last page is, whatever came on earlier pages', () => {
    const reading = readingOf(
      [
        { Id: 'q0', StatusCode: 'PartialData', Timestamps: [new Date(START)], Values: [1] },
        { Id: 'q0', StatusCode: 'Complete', Timestamps: [new Date(START + 300_000)], Values: [2] },
      ],
      SPAN,
    );
    expect(reading.kind === 'complete' && [...reading.values]).toEqual([
      [START, 1],
      [START + 300_000, 2],
    ]);
  });

  test('without a data point is complete, and zero everywhere', () => {
    const reading = readingOf([{ Id: 'q0', StatusCode: 'Complete' }], SPAN);
    expect(reading.kind === 'complete' && [...reading.values]).toEqual([]);
  });

  test.each(['PartialData', 'InternalError', 'Forbidden', undefined] as const)(
    'that ends as %s is unknown, never zero',
    (StatusCode) => {
      const page = {
        Id: 'q0',
        ...(StatusCode ? { StatusCode } : {}),
        Timestamps: [new Date(START)],
        Values: [7],
      };
      expect(readingOf([page], SPAN).kind).toBe('unknown');
    },
  );

  test('that the service did not answer at all is unknown', () => {
    expect(readingOf([], SPAN).kind).toBe('unknown');
  });
});

test('requests ask for at most 500 metrics and 100,800 data points', () => {
  expect(queriesPerRequest(12)).toBe(500);
  expect(queriesPerRequest(288)).toBe(350);
  expect(queriesPerRequest(4_032)).toBe(25);
  expect(queriesPerRequest(200_000)).toBe(1);
});
