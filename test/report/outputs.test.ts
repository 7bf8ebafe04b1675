import { expect, test } from '@jest/globals';
import { outputsOf } from '../../src/report/outputs.ts';
import { judged, proposed, waiting } from './judged.ts';
import { firstRun, partial } from './runs.ts';

const paths = { report: '/tmp/r/report.json', summary: '/tmp/r/summary.md' };

test('step outputs tell counts and paths as texts', () => {
  expect(outputsOf(firstRun, paths)).toEqual({
    result: 'success',
    'monitored-resources': '3',
    'windows-published': '576',
    'windows-backfilled': '574',
    'alarms-changed': '6',
    findings: '0',
    'changes-proposed': '0',
    'changes-applied': '0',
    'idle-resources': '0',
    'monthly-waste-usd': '0.00',
    report: '/tmp/r/report.json',
    summary: '/tmp/r/summary.md',
  });
});

test('findings, what became of changes, and the waste in dollars and cents are told', () => {
  expect(outputsOf(judged, paths)).toMatchObject({
    findings: '6',
    'changes-proposed': '4',
    'changes-applied': '2',
    'idle-resources': '3',
    'monthly-waste-usd': '24361.08',
  });
  expect(outputsOf(proposed, paths)).toMatchObject({ 'changes-proposed': '3', 'changes-applied': '0' });
});

test('the number of a pull request is told while one is open', () => {
  expect(outputsOf(waiting, paths)).toMatchObject({ 'pull-request-number': '7', 'changes-proposed': '6' });
  expect(outputsOf(judged, paths)).not.toHaveProperty('pull-request-number');
});

test('an alarm that could not be changed is not counted as changed', () => {
  expect(outputsOf(partial, paths)).toMatchObject({ result: 'partial', 'alarms-changed': '1' });
});
