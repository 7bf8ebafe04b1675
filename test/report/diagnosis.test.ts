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

describe('the first line', () => {
  const heading = (checks: readonly Check[]) =>
    renderSummary({ ...well, diagnosis: { checks, missing: [], untried: [] } }).split('\n', 1)[0];

  test('says that all is well only where all is known', () => {
    expect(heading(WELL)).toBe('## ✅ Amazon Personalize: all is well');
    const unknown = BROKEN.filter(({ result }) => result === 'unknown');
    expect(heading([...WELL, ...unknown])).toBe(
      '## ✅ Amazon Personalize: nothing wrong was found, 1 thing could not be known',
    );
    expect(heading([...WELL, ...unknown, ...unknown])).toContain('2 things could not be known');
  });
});

describe('statements to add', () => {
  const STATEMENT = { Effect: 'Allow', Action: ['cloudwatch:PutMetricAlarm'] } as const;
  const of = (account: string, id: string) => ({ ...STATEMENT, account, Resource: [`arn:aws:x:*:${id}:y`] });
  const { account: _, ...unnamed } = broken;
  const several: Run = {
    ...unnamed,
    accounts: [
      { name: 'prod', id: '111111111111', result: 'failed' },
      { name: 'trial', id: '222222222222', result: 'failed' },
    ],
    diagnosis: {
      checks: BROKEN,
      missing: [of('prod', '111111111111'), of('trial', '222222222222'), of('prod', '111111111111')],
      untried: [],
    },
  };

  test('stand together for the role of each account, as its policy has them', () => {
    const summary = renderSummary({ ...several, accountIdsHidden: false });
    const parts = summary.split('Add to a policy of the role').slice(1);
    expect(parts.map((part) => part.split(':\n', 1)[0])).toEqual([
      ' of account **prod**',
      ' of account **trial**',
    ]);
    expect(parts[0]?.match(/:111111111111:/g)).toHaveLength(2);
    expect(summary).not.toContain('"account"');
  });

  test('say what stands for each account id that is hidden', () => {
    const summary = renderSummary(several);
    expect(summary).toContain('of account **trial**, with its account id in place of XXXXXXXXXXXB:');
    expect(summary).toContain('"arn:aws:x:*:XXXXXXXXXXXB:y"');
    expect(summary).not.toMatch(/[12]{12}/);
  });

  test('are in the JSON report in its published shape', () => {
    expect(reportSchema.safeParse(JSON.parse(renderJson(several))).error).toBeUndefined();
  });
});

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
