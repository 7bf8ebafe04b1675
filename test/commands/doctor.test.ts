import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GRANTS } from '../../src/commands/doctor/grants.ts';
import { PERMISSIONS } from '../../src/commands/doctor/permissions.ts';
import { probeOf, unusable } from '../../src/commands/doctor/regions.ts';
import type { Check, Statement } from '../../src/outcomes/check.ts';
import { frozenClock } from '../sandbox/clock.ts';
import { type GitHubSandbox, startGitHub } from '../sandbox/github/server.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { steady } from '../sandbox/traffic.ts';
import { world } from '../sandbox/world.ts';
import { type ActionOptions, type ActionResult, runAction } from '../support/action.ts';

const NOW = Date.parse('2026-11-23T10:40:00Z');

/** Everything that a configuration can ask for. */
const ALL = {
  'auto-adjust-min-tps': 'apply',
  'auto-delete-or-stop-idle-resources': 'apply',
  'event-bus-name': 'default',
  'notification-endpoint': 'arn:aws:sqs:us-east-1:123456789012:ops',
};

const shop = () =>
  world({
    regions: {
      'us-east-1': {
        datasetGroups: { shop: { domain: 'ECOMMERCE' }, movies: {} },
        campaigns: [
          {
            name: 'home',
            datasetGroup: 'movies',
            recipe: 'aws-user-personalization-v2',
            minProvisionedTPS: 5,
            traffic: steady(4),
          },
        ],
        recommenders: [
          {
            name: 'picks',
            datasetGroup: 'shop',
            recipe: 'aws-ecomm-recommended-for-you',
            minRecommendationRequestsPerSecond: 2,
            traffic: steady(2),
          },
        ],
      },
    },
  });

let sandbox: Sandbox;
let github: GitHubSandbox;
beforeEach(async () => {
  sandbox = await startSandbox(shop(), { clock: frozenClock(NOW) });
  github = await startGitHub();
});
afterEach(() => Promise.all([sandbox.close(), github.close()]));

const doctor = (inputs: Readonly<Record<string, string>> = {}, options: ActionOptions = {}) =>
  runAction(sandbox, { command: 'doctor', 'redact-account-ids': 'false', ...inputs }, { github, ...options });

const checksOf = ({ report }: ActionResult): readonly Check[] => report?.diagnosis?.checks ?? [];
const wrong = (result: ActionResult) => checksOf(result).filter((check) => check.result === 'wrong');
const missing = ({ report }: ActionResult): readonly Statement[] => report?.diagnosis?.missing ?? [];
const named = (result: ActionResult, name: string) => checksOf(result).find((check) => check.name === name);

const SERVICES: Readonly<Record<string, string>> = { events: 'eventbridge' };

const ACTIONS = [...new Set(PERMISSIONS.map(({ action }) => action))];

/** Takes a permission from the role. The function returned gives it back. */
function deny(action: string, region?: string): () => void {
  const [prefix = '', operation = ''] = action.split(':');
  const service = SERVICES[prefix] ?? prefix;
  return sandbox.faults.add({ kind: 'accessDenied', service, operation, ...(region ? { region } : {}) });
}

/** All that an account holds, as data. */
async function stateOf({ url }: Sandbox): Promise<unknown> {
  const response = await fetch(`${url}/__sandbox/state`);
  return response.json();
}

describe('permissions', () => {
  test('with all of them, all is well, and nothing was changed in AWS or on GitHub', async () => {
    await runAction(sandbox, ALL);
    const before = await stateOf(sandbox);
    sandbox.calls.clear();

    const result = await doctor(ALL);

    expect(wrong(result)).toEqual([]);
    expect(result.exitCode).toBe(0);
    expect(result.summary).toContain('## ✅ Amazon Personalize: all is well');
    expect(await stateOf(sandbox)).toEqual(before);
    // EventBridge refuses an entry within its answer, and a topic that is there is not created.
    const taken = sandbox.calls.writes().filter(({ outcome }) => outcome === 'ok');
    expect(taken.map(({ operation }) => operation).sort()).toEqual(['CreateTopic', 'PutEvents']);
    expect(sandbox.calls.writes().length).toBeGreaterThan(20);
    expect(github.calls.filter(({ method, status }) => method !== 'GET' && status < 400)).toEqual([]);
  });

  test('in an account where nothing was made yet, creates no topic, and says that it did not try', async () => {
    const before = await stateOf(sandbox);

    const result = await doctor(ALL);

    expect(result.exitCode).toBe(0);
    expect(await stateOf(sandbox)).toEqual(before);
    expect(named(result, 'sns:CreateTopic')?.result).toBe('not-tried');
    expect(result.report?.diagnosis?.untried.map(({ Action }) => Action)).toEqual([['sns:CreateTopic']]);
    expect(result.summary).toContain('not tried');
  });

  test('without any of them, each is told with its statement, and following the advice ends with exit code 0', async () => {
    await runAction(sandbox, ALL);
    const before = await stateOf(sandbox);
    const denials = new Map(ACTIONS.map((action) => [action, deny(action)]));

    let result = await doctor(ALL);

    expect(result.exitCode).toBe(1);
    const told = missing(result).flatMap(({ Action }) => Action);
    // Whether creating the topic is harmless is only known once it may be read.
    const tried = PERMISSIONS.map(({ action }) => action).filter((action) => action !== 'sns:CreateTopic');
    expect(told.toSorted()).toEqual(tried.toSorted());
    expect(result.annotations.filter(({ level }) => level === 'error').length).toBeLessThanOrEqual(10);
    for (let left = missing(result).length + 1; left > 0 && result.exitCode !== 0; left -= 1) {
      for (const action of missing(result)[0]?.Action ?? []) denials.get(action)?.();
      const open = missing(result).length;
      result = await doctor(ALL);
      expect(missing(result).length).toBeLessThanOrEqual(open);
    }
    expect(wrong(result)).toEqual([]);
    expect(result.exitCode).toBe(0);
    expect(await stateOf(sandbox)).toEqual(before);
  });

  test('a missing one comes with what needs it, the words of AWS, and a statement with the account filled in', async () => {
    deny('cloudwatch:PutMetricAlarm');
    const result = await doctor({ 'redact-account-ids': 'true' });
    expect(named(result, 'cloudwatch:PutMetricAlarm')).toMatchObject({
      result: 'wrong',
      found: expect.stringMatching(/^missing, needed for keeping the alarms: User: .* is not authorized/),
    });
    expect(missing(result)).toEqual([
      {
        Effect: 'Allow',
        Action: ['cloudwatch:PutMetricAlarm'],
        Resource: ['arn:aws:cloudwatch:*:123456789012:alarm:PersonalizeMonitor-*'],
      },
    ]);
    expect(result.summary).toContain('"arn:aws:cloudwatch:*:XXXXXXXXXXXX:alarm:PersonalizeMonitor-*"');
    expect(result.summary).toContain('with your account id in place of the letters X');
    expect(result.summary).not.toContain('123456789012');
  });

  test('is told in the log with what is wrong first, and without account ids where they are hidden', async () => {
    deny('sns:Publish');
    const { log } = await doctor({ 'redact-account-ids': 'true' });
    const from = log.indexOf('Checks') + 1;
    const results = log
      .slice(from)
      .flatMap((each) => /^(wrong|unknown|not-tried|ok): /.exec(each)?.[1] ?? []);
    expect(results[0]).toBe('wrong');
    expect(results.lastIndexOf('wrong')).toBeLessThan(results.indexOf('ok'));
    expect(log.join('\n')).not.toContain('123456789012');
    const shown = await doctor({ 'redact-account-ids': 'false' });
    expect(shown.log.join('\n')).toContain('123456789012');
  });

  test('one that only some Regions refuse is told with those', async () => {
    deny('sns:GetTopicAttributes', 'eu-west-1');
    const result = await doctor({ regions: 'us-east-1, eu-west-1' });
    expect(named(result, 'sns:GetTopicAttributes')?.found).toContain('missing in eu-west-1 only');
  });

  test('asks for none that the configuration does not need', async () => {
    const report = { 'auto-adjust-min-tps': 'report', 'auto-delete-or-stop-idle-resources': 'report' };
    for (const { action } of PERMISSIONS.filter(({ grant }) => !MONITOR.includes(grant))) deny(action);
    deny('cloudwatch:PutDashboard');
    deny('personalize:ListRecommenders');
    const result = await doctor({ ...report, 'dashboard-name': '', 'recommender-arns': 'none' });
    expect(wrong(result)).toEqual([]);
    expect(result.exitCode).toBe(0);
  });

  test('a ticked box, a merged section and a schedule need what carries changes out', async () => {
    deny('personalize:UpdateCampaign');
    const report = { 'auto-adjust-min-tps': 'report', 'auto-delete-or-stop-idle-resources': 'report' };
    const why = async (inputs: Record<string, string>, text?: string) => {
      const files = text === undefined ? {} : { '.github/personalize-monitor.yml': `version: 1\n${text}` };
      return wrong(await doctor(inputs, { files })).map(
        ({ found }) => /needed for (.*?): User/.exec(found)?.[1],
      );
    };
    expect(await why({})).toEqual(['auto-adjust-min-tps: issue']);
    expect(await why(report)).toEqual([]);
    expect(await why(report, 'capacity: { us-east-1/campaign/home: { min-tps: 3 } }\n')).toEqual([
      'the section capacity of .github/personalize-monitor.yml',
    ]);
    expect(await why(report, 'policies: [{ match: {}, auto-adjust-min-tps: apply }]\n')).toEqual([
      'auto-adjust-min-tps: apply',
    ]);
  });

  test('one that could not be tried for a failure of the service leaves the run red, and is no fault', async () => {
    sandbox.faults.add({ kind: 'error', operation: 'ListMetrics', status: 400, name: 'Odd' });
    const result = await doctor();
    expect(result.exitCode).toBe(1);
    expect(result.outputs['result']).toBe('partial');
    expect(wrong(result)).toEqual([]);
    expect(named(result, 'cloudwatch:ListMetrics')?.result).toBe('unknown');
    expect(result.report?.failures[0]).toMatchObject({ operation: 'cloudwatch:ListMetrics' });
  });

  test('what denies by name, or stands above the role, is told apart from a missing statement', async () => {
    const message = (text: string) =>
      ({ kind: 'error', name: 'AccessDeniedException', status: 403, message: text }) as const;
    sandbox.faults.add({
      ...message('x with an explicit deny in an identity-based policy'),
      operation: 'ListMetrics',
    });
    sandbox.faults.add({
      ...message('x because no service control policy allows it'),
      operation: 'GetDashboard',
    });
    const result = await doctor();
    expect(named(result, 'cloudwatch:ListMetrics')?.remedy).toMatch(/take that out/);
    expect(named(result, 'cloudwatch:GetDashboard (dashboard)')?.remedy).toMatch(
      /service control policy has to allow/,
    );
  });
});

/** What a request is about, by its ARN; undefined for what is about no single resource. */
function resourceOf(service: string, input: Record<string, unknown>): string | undefined {
  const name = (key: string) => [input[key]].flat()[0] as string | undefined;
  const alarmName = name('AlarmName') ?? name('AlarmNames');
  const dashboard = name('DashboardName') ?? name('DashboardNames');
  if (alarmName) return `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${alarmName}`;
  if (dashboard) return `arn:aws:cloudwatch::123456789012:dashboard/${dashboard}`;
  if (service === 'sns' && name('Name')) return `arn:aws:sns:us-east-1:123456789012:${name('Name')}`;
  const arn = ['TopicArn', 'ResourceArn', 'ResourceARN', 'resourceArn', 'campaignArn', 'recommenderArn'].map(
    name,
  );
  return [...arn, name('solutionArn'), name('solutionVersionArn')].find((one) => one !== undefined);
}

test('asks only by names that the policies allow, and never by that of something that is there', async () => {
  await runAction(sandbox, ALL);
  sandbox.calls.clear();
  await doctor({ ...ALL, 'dashboard-name': 'D'.repeat(250) });
  const holder = {
    account: '123456789012',
    partition: 'aws',
    dashboardName: 'D'.repeat(250),
    eventBus: 'default',
  };
  const asked = sandbox.calls.all.flatMap(({ service, operation, input }) => {
    const resource = resourceOf(service, input);
    return resource ? [{ action: `${service}:${operation}`, resource }] : [];
  });
  expect(asked.length).toBeGreaterThan(25);
  for (const { action, resource } of asked) {
    const patterns = PERMISSIONS.filter((one) => one.action === action).flatMap(({ grant }) => [
      ...GRANTS[grant].resources(holder),
    ]);
    const allowed = patterns.some((pattern) =>
      new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(resource),
    );
    expect([action, resource, allowed]).toEqual([action, resource, true]);
    expect(resource).not.toMatch(/\/(home|picks)$/);
  }
});

test('a Region that does not answer is told as such, and another failure says nothing of its Region', () => {
  const unanswered = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
  expect(unusable('eu-west-3', unanswered, 'ENOTFOUND: …')).toMatchObject({
    name: 'eu-west-3',
    result: 'wrong',
  });
  expect(unusable('eu-west-1', new Error('Odd'), 'Odd')).toBeUndefined();
});

describe('the table of permissions', () => {
  const policy = (
    name: string,
  ): readonly { Action: string | string[]; Resource: string | string[]; Condition?: unknown }[] =>
    JSON.parse(readFileSync(join(import.meta.dirname, `../../docs/iam/${name}.json`), 'utf8')).Statement;
  const holder = {
    account: '111122223333',
    partition: 'aws',
    dashboardName: 'Amazon-Personalize-Monitor',
    eventBus: 'default',
  };

  test('is that of docs/iam: the same actions on the same resources under the same conditions', () => {
    const documented = [...policy('monitor'), ...policy('apply')].flatMap(({ Action, Resource, Condition }) =>
      [Action].flat().map((action) => JSON.stringify([action, [Resource].flat(), Condition ?? null])),
    );
    const here = PERMISSIONS.map(({ action, grant }) => {
      const scope: { resources: (of: typeof holder) => readonly string[]; condition?: unknown } =
        GRANTS[grant];
      return JSON.stringify([action, scope.resources(holder), scope.condition ?? null]);
    });
    expect(here.toSorted()).toEqual(documented.toSorted());
  });

  test('has a way to try each of them', () => {
    expect(PERMISSIONS.filter((permission) => !probeOf(permission))).toEqual([]);
  });
});

const MONITOR: readonly string[] = [
  ...['ListAndMeasure', 'DescribeCampaigns', 'PublishMetrics', 'KeepAlarms', 'KeepDashboard', 'KeepTopic'],
];

describe('signing in', () => {
  test('that does not work is a finding, and GitHub and the config file are looked at all the same', async () => {
    const role = 'arn:aws:iam::123456789012:role/personalize-monitor';
    const files = { '.github/personalize-monitor.yml': 'version: 2\n' };
    const result = await doctor({ 'role-to-assume': role }, { files });
    expect(result.exitCode).toBe(1);
    expect(named(result, 'trust of the role')).toMatchObject({
      result: 'wrong',
      remedy: expect.stringContaining('id-token: write'),
    });
    expect(named(result, 'issues: write')?.result).toBe('ok');
    expect(wrong(result).some(({ name }) => name.startsWith('.github/personalize-monitor.yml:1:'))).toBe(
      true,
    );
    expect(sandbox.calls.count()).toBe(0);
  });

  test('to an account that is not allowed is a finding', async () => {
    const result = await doctor({ 'allowed-account-ids': '999999999999' });
    expect(named(result, 'allowed-account-ids')?.result).toBe('wrong');
    expect(result.exitCode).toBe(1);
  });
});

describe('Regions', () => {
  test('one that does not know the caller is told as not enabled, and nothing else is tried there', async () => {
    const name = 'UnrecognizedClientException';
    const message = 'The security token included in the request is invalid.';
    sandbox.faults.add({ kind: 'error', region: 'eu-west-1', status: 403, name, message });
    const result = await doctor({ regions: 'us-east-1, eu-west-1' });
    expect(wrong(result).map((check) => check.name)).toEqual(['eu-west-1']);
    expect(named(result, 'eu-west-1')?.remedy).toContain('Enable eu-west-1');
    expect(sandbox.calls.all.filter(({ region }) => region === 'eu-west-1')).toHaveLength(1);
  });
});

describe('subscriptions', () => {
  test('one that nobody confirmed is a finding until it is', async () => {
    const inputs = { 'notification-endpoint': 'ops@example.com' };
    await runAction(sandbox, inputs);
    const open = await doctor(inputs);
    expect(wrong(open).map(({ found }) => found)).toEqual([
      'ops@example.com has not confirmed its subscription, and hears of nothing',
    ]);
    sandbox.region('us-east-1').confirmSubscription('ops@example.com');
    expect((await doctor(inputs)).exitCode).toBe(0);
  });
});

describe('GitHub', () => {
  const PULL = { 'auto-adjust-min-tps': 'pull-request' };

  test('tells each permission that the token has not, by the line that gives it', async () => {
    github.permit({ issues: 'read', contents: 'read', 'pull-requests': 'read' });
    const result = await doctor(PULL);
    expect(wrong(result).map(({ name }) => name)).toEqual([
      'issues: write',
      'contents: write',
      'pull-requests: write',
    ]);
    expect(named(result, 'contents: write')?.remedy).toContain('permissions: { contents: write }');
    github.permit({});
    expect((await doctor(PULL)).exitCode).toBe(0);
  });

  test('asks for none that the modes do not need', async () => {
    github.permit({ issues: 'none', contents: 'read', 'pull-requests': 'none' });
    const report = { 'auto-adjust-min-tps': 'report', 'auto-delete-or-stop-idle-resources': 'report' };
    expect((await doctor(report)).exitCode).toBe(0);
  });

  test('does not know the setting for pull requests where GitHub does not tell it, which is no fault', async () => {
    const result = await doctor(PULL);
    expect(named(result, 'Allow GitHub Actions to create and approve pull requests')).toMatchObject({
      result: 'unknown',
      remedy: expect.stringContaining('Settings > Actions > General'),
    });
    expect(result.exitCode).toBe(0);
    expect(result.summary).toMatch(
      /^## ✅ Amazon Personalize: nothing wrong was found, \d things? could not/,
    );
    expect(result.summary).not.toContain('all is well');
  });

  test('knows the setting with a token that may read it', async () => {
    const able = { github: { ...it(), token: github.tokenOf('owner') } };
    expect((await doctor(PULL, able)).exitCode).toBe(0);
    github.allowPullRequests(false);
    expect(wrong(await doctor(PULL, able)).map(({ name }) => name)).toEqual([
      'Allow GitHub Actions to create and approve pull requests',
    ]);
  });

  const it = () => ({ url: github.url, owner: github.owner, repo: github.repo });

  test('without a token says what is then not done', async () => {
    const result = await runAction(sandbox, { command: 'doctor' });
    expect(wrong(result).map(({ name }) => name)).toEqual(['github-token']);
  });

  test('finds issues turned off', async () => {
    await github.close();
    github = await startGitHub({ issuesEnabled: false });
    expect(wrong(await doctor()).map(({ name }) => name)).toEqual(['issues']);
  });

  test.each([
    ['active', 'ok'],
    ['disabled_inactivity', 'wrong'],
    ['disabled_manually', 'wrong'],
  ])('a workflow that is %s is %s', async (state, expected) => {
    github.setWorkflowState(state);
    const result = await doctor();
    expect(named(result, 'schedule of the workflow')?.result).toBe(expected);
    expect(result.exitCode).toBe(expected === 'ok' ? 0 : 1);
  });

  test('does not know the state of the workflow without actions: read, and says so', async () => {
    github.permit({ actions: 'none' });
    const result = await doctor();
    expect(named(result, 'schedule of the workflow')).toMatchObject({
      result: 'unknown',
      remedy: expect.stringContaining('actions: read'),
    });
    expect(result.exitCode).toBe(0);
  });

  test('looks at the workflow that has the schedule from the one that runs doctor, and at none of others', async () => {
    github.setWorkflowState('disabled_inactivity');
    const monitor =
      'on:\n  schedule: [{ cron: "0 * * * *" }]\njobs:\n  one:\n    steps:\n      - uses: acme/personalize-monitor@v1\n';
    const files = {
      '.github/workflows/personalize.yml': 'on: { workflow_dispatch: }\n',
      '.github/workflows/hourly.yml': monitor,
      '.github/workflows/nightly.yml': monitor.replace('acme/personalize-monitor', 'actions/stale'),
    };
    const result = await doctor({}, { files });
    const schedules = (result.report?.diagnosis?.checks ?? []).filter(
      ({ name }) => name === 'schedule of the workflow',
    );
    expect(schedules.map(({ result: how, found }) => `${how}: ${found}`)).toEqual([
      expect.stringContaining('wrong: GitHub switched .github/workflows/hourly.yml off'),
    ]);
  });

  test('says of a workflow without a schedule that it has none', async () => {
    const files = { '.github/workflows/personalize.yml': 'on: { workflow_dispatch: }\n' };
    expect(named(await doctor({}, { files }), 'schedule of the workflow')?.found).toContain(
      'no workflow that is checked out has a schedule and uses this action',
    );
    const scheduled = { '.github/workflows/personalize.yml': 'on:\n  schedule:\n    - cron: "0 * * * *"\n' };
    expect(named(await doctor({}, { files: scheduled }), 'schedule of the workflow')?.result).toBe('ok');
  });
});

describe('the config file', () => {
  test('each error in it is a finding with its line and column, and nothing else is left out', async () => {
    const files = {
      '.github/personalize-monitor.yml':
        'version: 1\npolicies:\n  - match: { name: 3 }\n    idle-threshold-hours: 0\n',
    };
    const result = await doctor({}, { files });
    expect(wrong(result).map(({ name }) => name)).toEqual([
      '.github/personalize-monitor.yml:3:20',
      '.github/personalize-monitor.yml:4:27',
    ]);
    expect(named(result, 'cloudwatch:PutMetricData')?.result).toBe('ok');
  });

  test('another than the default that is missing is a finding', async () => {
    expect(wrong(await doctor({ 'config-file': 'other.yml' }))).toHaveLength(1);
  });
});

test('accounts of the config file are looked at one by one, each by its name', async () => {
  const role = (account: string) => `arn:aws:iam::${account}:role/personalize-monitor`;
  const files = {
    '.github/personalize-monitor.yml': `version: 1\naccounts:\n  - { name: prod, role: "${role('123456789012')}", regions: [us-east-1] }\n  - { name: test, role: "${role('210987654321')}", regions: [us-east-1] }\n`,
  };
  const result = await doctor({}, { files });
  expect(wrong(result).map(({ name }) => name)).toEqual([
    'prod: trust of the role',
    'test: trust of the role',
  ]);
});
