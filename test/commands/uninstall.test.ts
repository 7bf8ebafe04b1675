import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FLOOR_TAG, IDLE_SINCE_TAG, PRE_WARM_TAG } from '../../src/changes/tags.ts';
import { frozenClock } from '../sandbox/clock.ts';
import { type GitHubSandbox, startGitHub } from '../sandbox/github/server.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { none, steady } from '../sandbox/traffic.ts';
import { world } from '../sandbox/world.ts';
import { type ActionResult, runAction } from '../support/action.ts';

const NOW = Date.parse('2026-11-23T10:40:00Z');
const REGIONS = 'us-east-1, eu-west-1';
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:PersonalizeMonitorNotifications';

const campaign = { datasetGroup: 'movies', recipe: 'aws-user-personalization-v2', ageDays: 60 };

const shop = () =>
  world({
    regions: {
      'us-east-1': {
        datasetGroups: { movies: {} },
        campaigns: [
          { ...campaign, name: 'high', minProvisionedTPS: 20, traffic: steady(1) },
          { ...campaign, name: 'idle', minProvisionedTPS: 2, traffic: none, tags: { team: 'web' } },
        ],
      },
      'eu-west-1': {
        datasetGroups: { movies: {} },
        campaigns: [{ ...campaign, name: 'home', minProvisionedTPS: 1, traffic: steady(0.5) }],
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

const run = (inputs: Readonly<Record<string, string>>) =>
  runAction(sandbox, { regions: REGIONS, 'redact-account-ids': 'false', ...inputs }, { github });
const monitor = (inputs: Readonly<Record<string, string>> = {}) =>
  run({
    'notification-endpoint': 'ops@example.com',
    'auto-delete-or-stop-idle-resources': 'apply',
    ...inputs,
  });
const uninstall = (inputs: Readonly<Record<string, string>> = {}) => run({ command: 'uninstall', ...inputs });

interface State {
  readonly regions: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>>;
  readonly dashboards: unknown;
}

/** What an account holds, metrics and what was said to people aside: those nobody can take back. */
async function stateOf({ url }: Sandbox): Promise<State> {
  const response = await fetch(`${url}/__sandbox/state`);
  const { regions, dashboards } = (await response.json()) as State;
  const kept = Object.entries(regions).map(
    ([name, { campaigns = [], recommenders = [], alarms = [], topics = [], subscriptions = [] }]) =>
      [name, { campaigns, recommenders, alarms, topics, subscriptions }] as const,
  );
  const isEmpty = ([, region]: (typeof kept)[number]) =>
    Object.values(region).every(({ length }) => length === 0);
  return { regions: Object.fromEntries(kept.filter((one) => !isEmpty(one))), dashboards };
}

const told = ({ report }: ActionResult) =>
  (report?.upkeep ?? [])
    .map(({ action, target, name, outcome }) => `${outcome} ${action} ${target} ${name}`)
    .toSorted();
const notices = ({ report }: ActionResult) => (report?.notices ?? []).map(({ text }) => text);
const it = () => ({ owner: github.owner, repo: github.repo });
const issues = async (state: 'open' | 'closed' | 'all' = 'all') =>
  (await github.octokitOf('maintainer').rest.issues.listForRepo({ ...it(), state })).data;

function alarm(name: string, region = 'us-east-1', more: object = {}): void {
  sandbox.run('cloudwatch', 'PutMetricAlarm', region, {
    ...{ AlarmName: name, Namespace: 'Shop', MetricName: 'Orders', Statistic: 'Sum', Period: 300 },
    ...{ EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'LessThanThreshold', ...more },
  });
}

const TEXT = { type: 'text', x: 0, y: 0, width: 6, height: 3, properties: { markdown: 'Ours' } };
const put = (name: string, widgets: readonly unknown[]) =>
  sandbox.run('cloudwatch', 'PutDashboard', 'us-east-1', {
    DashboardName: name,
    DashboardBody: JSON.stringify({ widgets }),
  });

describe('uninstall', () => {
  test('leaves the account as it was before the first run, and what is not ours as it is', async () => {
    alarm('PersonalizeMonitor-of-a-person');
    alarm('orders');
    put('shop', [TEXT]);
    sandbox.run('sns', 'CreateTopic', 'us-east-1', { Name: 'orders' });
    const { rest } = github.octokitOf('maintainer');
    await rest.issues.create({ ...it(), title: 'A thought on capacity', labels: ['personalize-monitor'] });
    const before = await stateOf(sandbox);
    await monitor();
    await monitor({ 'dashboard-name': 'Another' });
    expect(sandbox.region('us-east-1').campaign('idle').tags.has(IDLE_SINCE_TAG)).toBe(true);
    expect((await issues('open')).length).toBe(2);

    const result = await uninstall();

    expect(result.exitCode).toBe(0);
    expect(await stateOf(sandbox)).toEqual(before);
    expect((await issues('open')).map(({ title }) => title)).toEqual(['A thought on capacity']);
    expect(told(result)).toEqual(
      expect.arrayContaining([
        'done delete alarm PersonalizeMonitor-Heartbeat',
        'done delete dashboard Amazon-Personalize-Monitor',
        'done delete dashboard Another',
        'done delete topic PersonalizeMonitorNotifications',
        `done delete tag ${IDLE_SINCE_TAG} of idle`,
      ]),
    );
    expect(notices(result)).toEqual([
      expect.stringContaining('PersonalizeMonitor-of-a-person is left as it is'),
    ]);
    expect(result.summary).toContain('delete the workflow, the config file');
    const changed = sandbox.calls.all.filter(
      ({ service, outcome }) => service === 'personalize' && outcome === 'ok',
    );
    expect(new Set(changed.map(({ operation }) => operation))).not.toContain('DeleteCampaign');
  });

  test('run again finds nothing left, and writes nothing', async () => {
    await monitor();
    await uninstall();
    sandbox.calls.clear();
    github.forgetCalls();

    const again = await uninstall();

    expect(again.exitCode).toBe(0);
    expect(told(again)).toEqual([]);
    expect(again.summary).toContain('nothing of it is left to remove');
    expect(sandbox.calls.writes()).toEqual([]);
    expect(github.calls.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('with dry-run tells what would go, and that it removes nothing', async () => {
    await monitor({ 'auto-adjust-min-tps': 'pull-request', 'auto-delete-or-stop-idle-resources': 'issue' });
    const before = await stateOf(sandbox);
    sandbox.calls.clear();
    github.forgetCalls();

    const dry = await uninstall({ 'dry-run': 'true' });

    expect(dry.exitCode).toBe(0);
    expect(dry.summary).toMatch(/^## ✅ personalize-monitor: dry run: \d+ things would go\n/);
    expect(dry.summary).toContain('**nothing was removed**');
    expect(await stateOf(sandbox)).toEqual(before);
    expect(sandbox.calls.writes()).toEqual([]);
    expect(github.calls.filter(({ method }) => method !== 'GET')).toEqual([]);
    const done = await uninstall();
    expect(told(dry)).toEqual(told(done).map((line) => line.replace('done', 'planned')));
  });

  test('finds what is ours in Regions that were not given', async () => {
    await monitor();
    await uninstall({ regions: 'us-east-1' });
    expect(sandbox.region('eu-west-1').alarms).toEqual([]);
    expect(sandbox.region('eu-west-1').topics).toEqual([]);
  });

  test('keeps what people put on our dashboard', async () => {
    await monitor();
    const { widgets } = sandbox.dashboard('Amazon-Personalize-Monitor') as { widgets: unknown[] };
    put('Amazon-Personalize-Monitor', [...widgets, { ...TEXT, y: 900 }]);
    const result = await uninstall();
    expect(sandbox.dashboard('Amazon-Personalize-Monitor')).toMatchObject({ widgets: [TEXT] });
    expect(told(result)).toContain('done update dashboard Amazon-Personalize-Monitor');
  });

  test('keeps the topic while an alarm of someone else notifies through it', async () => {
    await monitor();
    alarm('orders', 'us-east-1', { AlarmActions: [TOPIC] });
    const result = await uninstall();
    expect(notices(result)).toEqual([expect.stringContaining('alarms that are not of this action')]);
    expect(sandbox.region('us-east-1').topics).toHaveLength(1);
    sandbox.region('us-east-1').deleteAlarm('orders');
    await uninstall();
    expect(sandbox.region('us-east-1').topics).toEqual([]);
  });

  test('keeps a topic that was there before the first run', async () => {
    sandbox.run('sns', 'CreateTopic', 'us-east-1', { Name: 'PersonalizeMonitorNotifications' });
    await monitor();
    const result = await uninstall();
    expect(sandbox.region('us-east-1').topics).toHaveLength(1);
    expect(notices(result)).toEqual([
      expect.stringContaining('has not the tag CreatedBy=PersonalizeMonitor'),
    ]);
  });

  test('takes off the tags that it sets, and none that people do', async () => {
    const tags = { team: 'web', 'personalize-monitor:exempt': 'true' };
    const ours = { [FLOOR_TAG]: '3 2026-11-20T10:00:00Z', [PRE_WARM_TAG]: '2 20 2026-11-24T00:00:00.000Z' };
    sandbox.region('us-east-1').setTags('high', { ...tags, ...ours });
    const result = await uninstall();
    expect(Object.fromEntries(sandbox.region('us-east-1').campaign('high').tags)).toEqual(tags);
    expect(notices(result)).toEqual([
      expect.stringContaining(
        'high was raised for a window of a schedule, from 2 TPS to 20, and stays so: set it back to 2 by hand',
      ),
    ]);
  });

  test('tells what a tag says that does not tell the floor before', async () => {
    sandbox.region('us-east-1').setTags('high', { [PRE_WARM_TAG]: 'twenty' });
    const [notice, ...more] = notices(await uninstall());
    expect(notice).toContain('set it back by hand');
    expect(notice).toContain('says: twenty');
    expect(more).toEqual([]);
  });

  test('closes its issues and its pull request so that no later run takes that for a no', async () => {
    const asks = { 'auto-adjust-min-tps': 'pull-request', 'auto-delete-or-stop-idle-resources': 'issue' };
    await monitor(asks);
    const open = (await issues('open')).map(({ number }) => number).toSorted();
    expect(open).toHaveLength(2);

    expect((await uninstall()).exitCode).toBe(0);

    expect(await issues('open')).toEqual([]);
    const { data: refs } = await github
      .octokitOf('maintainer')
      .rest.git.listMatchingRefs({ ...it(), ref: 'heads/' });
    expect(refs.map(({ ref }) => ref)).toEqual(['refs/heads/main']);
    const again = await monitor(asks);
    expect(again.exitCode).toBe(0);
    expect(await issues('open')).toHaveLength(2);
  });

  test('takes the branches of jobs for some accounts with it, and no branch that is only called alike', async () => {
    await monitor({ 'auto-adjust-min-tps': 'pull-request', 'auto-delete-or-stop-idle-resources': 'off' });
    const { git } = github.octokitOf().rest;
    const { sha } = (await git.getRef({ ...it(), ref: 'heads/personalize-monitor/capacity' })).data.object;
    for (const name of ['capacity-prod', 'capacity2']) {
      await git.createRef({ ...it(), ref: `refs/heads/personalize-monitor/${name}`, sha });
    }
    expect((await uninstall()).exitCode).toBe(0);
    const left = (await git.listMatchingRefs({ ...it(), ref: 'heads/personalize-monitor' })).data;
    expect(left.map(({ ref }) => ref)).toEqual(['refs/heads/personalize-monitor/capacity2']);
  });

  test('leaves the branch of the pull request alone once someone else committed to it', async () => {
    await monitor({ 'auto-adjust-min-tps': 'pull-request', 'auto-delete-or-stop-idle-resources': 'off' });
    const { repos } = github.octokitOf('maintainer').rest;
    const content = Buffer.from('Mine').toString('base64');
    await repos.createOrUpdateFileContents({
      ...{ ...it(), path: 'NOTES.md', branch: 'personalize-monitor/capacity', message: 'Mine', content },
    });
    const result = await uninstall();
    expect(notices(result)).toEqual([expect.stringContaining('a commit by maintainer is on it')]);
    expect(await issues('open')).toHaveLength(1);
  });

  test('what fails costs only itself, and the next run does it', async () => {
    await monitor();
    const mend = sandbox.faults.add({ kind: 'accessDenied', service: 'sns', operation: 'DeleteTopic' });
    const result = await uninstall();
    expect(result.exitCode).toBe(1);
    expect(result.outputs['result']).toBe('partial');
    expect(result.report?.failures).toHaveLength(2);
    expect(result.report?.failures[0]).toMatchObject({ operation: 'sns:DeleteTopic' });
    expect(sandbox.region('us-east-1').alarms).toEqual([]);
    mend();
    const again = await uninstall();
    expect(again.exitCode).toBe(0);
    expect(told(again)).toEqual(Array(2).fill('done delete topic PersonalizeMonitorNotifications'));
  });

  test('says which Regions it could not look at, and fails for one that was given', async () => {
    const denied = (region: string) =>
      sandbox.faults.add({ kind: 'accessDenied', region, service: 'cloudwatch' });
    denied('ap-south-1');
    const result = await uninstall();
    expect(result.exitCode).toBe(0);
    expect(notices(result)).toEqual([
      expect.stringContaining('ap-south-1 was not looked at: the role may not'),
    ]);
    denied('eu-west-1');
    expect((await uninstall()).exitCode).toBe(1);
  });

  test('goes on where the config file has errors', async () => {
    const files = { '.github/personalize-monitor.yml': 'version: 2\n' };
    const result = await runAction(sandbox, { command: 'uninstall' }, { github, files });
    expect(result.exitCode).toBe(0);
    expect(notices(result)).toEqual([
      expect.stringContaining('has errors: accounts that it names were not looked at'),
    ]);
  });

  test('writes nothing in an account that is not allowed', async () => {
    await monitor();
    sandbox.calls.clear();
    const result = await uninstall({ 'allowed-account-ids': '999999999999' });
    expect(result.exitCode).toBe(1);
    expect(sandbox.calls.writes()).toEqual([]);
  });
});

test('docs/iam/uninstall.json allows what uninstall calls, and nothing more', async () => {
  await monitor();
  const { widgets } = sandbox.dashboard('Amazon-Personalize-Monitor') as { widgets: unknown[] };
  put('Amazon-Personalize-Monitor', [...widgets, { ...TEXT, y: 900 }]);
  await monitor({ 'dashboard-name': 'Amazon-Personalize-Monitor-Too' });
  sandbox.calls.clear();

  await uninstall();

  const file = readFileSync(join(import.meta.dirname, '../../docs/iam/uninstall.json'), 'utf8');
  const { Statement } = JSON.parse(file) as { Statement: { Action: string | string[] }[] };
  const allowed = new Set(Statement.flatMap(({ Action }) => Action));
  const called = Object.keys(sandbox.calls.byOperation()).filter((name) => !name.startsWith('sts:'));
  expect(called.toSorted()).toEqual([...allowed].toSorted());
  for (const tag of [IDLE_SINCE_TAG, FLOOR_TAG, PRE_WARM_TAG]) expect(file).toContain(`"${tag}"`);
});

test('dry-run is refused with a command that would write all the same', async () => {
  const result = await run({ command: 'monitor', 'dry-run': 'true' });
  expect(result.exitCode).toBe(1);
  expect(result.annotations[0]?.message).toContain('is only for command: uninstall');
  expect(sandbox.calls.count()).toBe(0);
});
