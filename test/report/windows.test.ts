import { expect, test } from '@jest/globals';
import { publishedSpan } from '../../src/report/windows.ts';
import { regionOf, resource, run } from './runs.ts';

const published = (...windows: number[]) =>
  publishedSpan(
    run({
      regions: [
        regionOf(
          'us-east-1',
          windows.map((windowsPublished, index) =>
            resource({
              name: `r${index}`,
              windowsPublished,
              windowsBackfilled: Math.max(0, windowsPublished - 1),
            }),
          ),
        ),
      ],
    }),
  );

test.each([
  ['a punctual run', [3, 3, 3], '15 minutes of each of 3 resources'],
  ['an hourly run', [12], '60 minutes of 1 resource'],
  ['resources with nothing new', [3, 0], '15 minutes of 1 resource'],
  ['a younger resource', [6, 2], 'up to 30 minutes of each of 2 resources'],
  ['a first run, which finds all of the history new', [288, 288], '24 hours of each of 2 resources'],
  ['an outage', [120, 120], '10 hours of each of 2 resources, with what earlier runs had not published'],
])('%s', (_, windows, words) => {
  expect(published(...windows)).toBe(words);
});
