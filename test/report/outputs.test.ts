import { expect, test } from '@jest/globals';
import { outputsOf } from '../../src/report/outputs.ts';
import { firstRun, partial } from './runs.ts';

const paths = { report: '/tmp/r/report.json', summary: '/tmp/r/summary.md' };

test('step outputs tell counts and paths as texts', () => {
  expect(outputsOf(firstRun, paths)).toEqual({
    result: 'success',
    'monitored-resources': '3',
    'windows-published': '576',
    'windows-backfilled': '574',
    'alarms-changed': '6',
    report: '/tmp/r/report.json',
    summary: '/tmp/r/summary.md',
  });
});

test('an alarm that could not be changed is not counted as changed', () => {
  expect(outputsOf(partial, paths)).toMatchObject({ result: 'partial', 'alarms-changed': '1' });
});
