import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Check } from '../../src/outcomes/check.ts';
import { annotationsOf } from '../../src/report/annotations.ts';
import { renderJson } from '../../src/report/json.ts';
import type { Run } from '../../src/report/run.ts';
import { reportSchema } from '../../src/report/schema.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { anyText } from './arbitrary.ts';
import { expectFile } from './golden.ts';
import { problemsIn } from './grammar.ts';
import { ACCOUNT, run } from './runs.ts';

const ALARM = `arn:aws:cloudwatch:*:${ACCOUNT}:alarm:PersonalizeMonitor-*`;

const WELL: readonly Check[] = [
  { area: 'sign-in', name: 'trust of the role', result: 'ok', found: 'signed in' },
  {
    area: 'permission',
    name: 'cloudwatch:PutMetricData',
    result: 'ok',
    found: 'allowed, to all appearances',
  },
];
const BROKEN: readonly Check[] = [
  {
    area: 'permission',
    name: 'cloudwatch:PutMetricAlarm',
    result: 'wrong',
    found: `missing, needed for keeping the alarms: not authorized on ${ALARM}`,
    remedy: 'Add the statement below to a policy of the role.',
  },
  {
    area: 'github',
    name: 'schedule of the workflow',
    result: 'unknown',
    found: 'GitHub does not tell this token',
    remedy: 'Give the job `permissions: { actions: read }`.',
  },
];

const well = run({ command: 'doctor', diagnosis: { checks: WELL, missing: [], untried: [] } });
const broken = run({
  command: 'doctor',
  result: 'failed',
  diagnosis: {
    checks: [...WELL, ...BROKEN],
    missing: [{ Effect: 'Allow', Action: ['cloudwatch:PutMetricAlarm'], Resource: [ALARM] }],
    untried: [{ Effect: 'Allow', Action: ['sns:CreateTopic'], Resource: ['*'] }],
  },
});

const gone = {
  action: 'delete',
  target: 'alarm',
  name: 'PersonalizeMonitor-Heartbeat',
  region: 'us-east-1',
} as const;
const removed = run({
  command: 'uninstall',
  upkeep: [{ ...gone, reason: 'uninstalled', outcome: 'done' }],
});
const planned = run({
  command: 'uninstall',
  upkeep: [{ ...gone, reason: 'uninstalled', outcome: 'planned' }],
});

describe('the summary reads as its golden file', () => {
  test.each([
    ['doctor-well', well],
    ['doctor', broken],
    ['uninstall', removed],
    ['uninstall-dry-run', planned],
  ])('%s', (name, of) => {
    expectFile(`__golden__/${name}.md`, renderSummary(of));
  });
});

const anyCheck: fc.Arbitrary<Check> = fc.record(
  {
    area: fc.constantFrom('sign-in', 'region', 'permission', 'notification', 'github', 'config'),
    name: anyText,
    result: fc.constantFrom('ok', 'wrong', 'unknown', 'not-tried'),
    found: anyText,
    remedy: anyText,
  },
  { requiredKeys: ['area', 'name', 'result', 'found'] },
);

describe('what was found', () => {
  test('is well-formed Markdown whatever AWS, GitHub and people wrote', () => {
    fc.assert(
      fc.property(fc.array(anyCheck, { maxLength: 20 }), (checks) => {
        const of: Run = { ...well, diagnosis: { checks, missing: [], untried: [] } };
        expect(problemsIn(renderSummary(of))).toEqual([]);
        expect(problemsIn(renderSummary(of, { maxBytes: 900 }))).toEqual([]);
      }),
    );
  });

  test('is in the JSON report in its published shape', () => {
    for (const each of [well, broken, removed, planned]) {
      expect(reportSchema.safeParse(JSON.parse(renderJson(each))).error).toBeUndefined();
    }
  });

  test('hides account ids where they are to be hidden, in statements too', () => {
    expect(renderSummary(broken)).not.toContain(ACCOUNT);
    expect(renderSummary({ ...broken, accountIdsHidden: false })).toContain(`"${ALARM}"`);
  });

  test('is an annotation where something is to be put right, and only there', () => {
    expect(annotationsOf(well)).toEqual([]);
    expect(annotationsOf(broken).map(({ level, title }) => `${level} ${title}`)).toEqual([
      'error To be put right: cloudwatch:PutMetricAlarm',
    ]);
  });
});
