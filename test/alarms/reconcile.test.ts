import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type ReconcileInput, reconcileAlarms } from '../../src/alarms/reconcile.ts';
import type { Existence } from '../../src/fleet/resource.ts';
import { frozenClock } from '../sandbox/clock.ts';
import type { SandboxOptions } from '../sandbox/options.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { type RegionSpec, world } from '../sandbox/world.ts';
import {
  createFlags,
  HEARTBEAT,
  IDLE,
  LOW,
  NOW,
  place,
  predecessorAlarm,
  resource,
  settings,
  topicArn,
} from './fixtures.ts';

const TAGS = [{ Key: 'CreatedBy', Value: 'PersonalizeMonitor' }];
const open: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A Region with these alarms, given as PutMetricAlarm requests, and a client of it. */
async function cloudWatchWith(
  alarms: readonly object[] = [],
  options: SandboxOptions = {},
  spec: RegionSpec = {},
) {
  const regions = { 'us-east-1': { ...spec, alarms: alarms.map((alarm) => ({ ...alarm })) } };
  const sandbox = await startSandbox(world({ regions }), { clock: frozenClock(NOW), ...options });
  const client = new CloudWatchClient({
    region: 'us-east-1',
    endpoint: sandbox.url,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  });
  open.push(
    () => client.destroy(),
    () => sandbox.close(),
  );
  sandbox.calls.clear();
  const reconcile = (parts: Partial<ReconcileInput> = {}) =>
    reconcileAlarms({
      ...place,
      client,
      mode: 'apply',
      topicArn,
      resources: [resource()],
      settings,
      now: NOW,
      existence: () => 'active',
      createFlags,
      ...parts,
    });
  return { sandbox, reconcile };
}

/** The predecessor's alarm as the request that made it. */
function inherited(name: string, parts: object = {}): object {
  const { AlarmArn: _, ...request } = predecessorAlarm(name);
  return { ...request, Tags: TAGS, ...parts };
}

const alarmIn = (sandbox: Sandbox, name: string) => {
  const alarm = sandbox.region('us-east-1').alarms.find((one) => one.name === name);
  if (!alarm) throw new Error(`no alarm ${name}`);
  return alarm;
};
const namesIn = (sandbox: Sandbox) =>
  sandbox
    .region('us-east-1')
    .alarms.map(({ name }) => name)
    .sort();
const gone = (): Existence => 'gone';

describe('a run', () => {
  it('creates what is missing, and again writes nothing, with one call', async () => {
    const { sandbox, reconcile } = await cloudWatchWith();
    expect(await reconcile()).toMatchObject({
      changes: [LOW, IDLE, HEARTBEAT].map((name) => ({
        action: 'create',
        target: 'alarm',
        name,
        region: 'us-east-1',
        reason: 'new',
        outcome: 'done',
      })),
      notices: [],
      failures: [],
    });
    expect([...alarmIn(sandbox, LOW).tags]).toEqual([['CreatedBy', 'PersonalizeMonitor']]);
    sandbox.calls.clear();
    expect(await reconcile()).toMatchObject({ changes: [], notices: [], failures: [] });
    expect(sandbox.calls.byOperation()).toEqual({ 'cloudwatch:DescribeAlarms': 1 });
  });

  it('planned writes nothing and tells the same changes', async () => {
    const orphan = inherited('old');
    const { sandbox, reconcile } = await cloudWatchWith([inherited('home'), orphan]);
    const input = { existence: (arn: string): Existence => (arn.endsWith('/old') ? 'gone' : 'active') };
    const plan = await reconcile({ ...input, mode: 'plan' });
    expect(sandbox.calls.writes()).toEqual([]);
    expect(plan.changes.map(({ action, outcome }) => [action, outcome])).toEqual([
      ['update', 'planned'],
      ['create', 'planned'],
      ['create', 'planned'],
      ['delete', 'planned'],
    ]);
    const done = await reconcile(input);
    expect(done.changes).toEqual(plan.changes.map((change) => ({ ...change, outcome: 'done' })));
  });

  it('reads every page before it judges', async () => {
    const { sandbox, reconcile } = await cloudWatchWith([], { pageSize: 2 });
    const resources = ['a', 'b', 'c'].map((name) => resource({ name }));
    await reconcile({ resources });
    expect(await reconcile({ resources })).toMatchObject({ changes: [], notices: [], failures: [] });
    expect(namesIn(sandbox)).toHaveLength(7);
  });

  it('alarms on what is idle or under-used, and not on what is busy', async () => {
    const campaign = { datasetGroup: 'retail', recipe: 'aws-user-personalization-v2', minProvisionedTPS: 5 };
    const { sandbox, reconcile } = await cloudWatchWith(
      [],
      {},
      {
        datasetGroups: { retail: {} },
        campaigns: [
          { ...campaign, name: 'busy', traffic: () => 6 },
          { ...campaign, name: 'quiet', traffic: () => 1 },
          { ...campaign, name: 'idle' },
        ],
      },
    );
    await reconcile({ resources: ['busy', 'quiet', 'idle'].map((name) => resource({ name })) });
    sandbox.evaluateAlarms();
    const inAlarm = sandbox.region('us-east-1').alarms.filter(({ state }) => state === 'ALARM');
    expect(inAlarm.map(({ name }) => name).sort()).toEqual([
      HEARTBEAT,
      'PersonalizeMonitor-IdleCampaign-idle',
      'PersonalizeMonitor-LowCampaignUtilization-idle',
      'PersonalizeMonitor-LowCampaignUtilization-quiet',
    ]);
  });

  it.each([true, false])(
    'a busy campaign with a request metric that never had a point is neither idle nor under-used (FILL fills: %s)',
    async (fillsEmptySeries) => {
      const recipe = 'aws-user-personalization-v2';
      const { sandbox, reconcile } = await cloudWatchWith(
        [],
        { fillsEmptySeries },
        {
          datasetGroups: { retail: {} },
          campaigns: [
            { name: 'home', datasetGroup: 'retail', recipe, minProvisionedTPS: 5, traffic: () => 6 },
          ],
        },
      );
      const names = ['GetRecommendations', 'GetPersonalizedRanking'];
      await reconcile({ resources: [resource({ requestMetrics: { kind: 'known', names } })] });
      sandbox.evaluateAlarms();
      const states = [LOW, IDLE].map((name) => alarmIn(sandbox, name).state);
      expect(states).toEqual(['OK', 'OK']);
    },
  );
});

describe('promises that the predecessor broke', () => {
  it.each([1, 24, 25, 48, 168, 169, 1080])(
    'an idle threshold of %i hours makes an alarm that CloudWatch accepts',
    async (idleThresholdHours) => {
      const { reconcile } = await cloudWatchWith();
      const two = { kind: 'known', names: ['GetRecommendations', 'GetPersonalizedRanking'] } as const;
      const { changes, notices, failures } = await reconcile({
        resources: [resource(), resource({ name: 'both', requestMetrics: two })],
        settings: { ...settings, idleThresholdHours },
      });
      expect(failures).toEqual([]);
      expect(changes.map(({ outcome }) => outcome)).toEqual(changes.map(() => 'done'));
      expect(notices).toHaveLength(idleThresholdHours > 168 ? 1 : 0);
    },
  );

  it('one throttled call is asked again and costs nothing', async () => {
    const { sandbox, reconcile } = await cloudWatchWith();
    sandbox.faults.add({ operation: 'PutMetricAlarm', kind: 'throttle', times: 1 });
    const { changes, failures } = await reconcile();
    expect(failures).toEqual([]);
    expect(changes.every(({ outcome }) => outcome === 'done')).toBe(true);
  });

  it('an alarm follows the floor of its resource', async () => {
    const { sandbox, reconcile } = await cloudWatchWith();
    await reconcile();
    const { changes } = await reconcile({ resources: [resource({ floor: 2 })] });
    expect(changes.map(({ name, reason }) => [name, reason])).toEqual([
      [LOW, 'floor 5 -> 2'],
      [IDLE, 'floor 5 -> 2'],
    ]);
    expect(JSON.stringify(alarmIn(sandbox, LOW).config)).toContain('FILL(m1,0)/300/2*100');
    expect([...alarmIn(sandbox, LOW).tags.keys()]).toEqual(['CreatedBy']);
  });

  it('actions that a person muted are not switched on again', async () => {
    const { sandbox, reconcile } = await cloudWatchWith();
    await reconcile();
    sandbox.run('cloudwatch', 'DisableAlarmActions', 'us-east-1', { AlarmNames: [LOW] });
    for (const floor of [5, 1, 9]) await reconcile({ resources: [resource({ floor })] });
    expect(alarmIn(sandbox, LOW).actionsEnabled).toBe(false);
  });

  it('alarms of a resource that was deleted elsewhere are deleted', async () => {
    const { sandbox, reconcile } = await cloudWatchWith();
    await reconcile();
    const { changes } = await reconcile({ resources: [], existence: gone });
    expect(changes).toMatchObject([
      { action: 'delete', name: IDLE, reason: 'its campaign no longer exists', outcome: 'done' },
      { action: 'delete', name: LOW, reason: 'its campaign no longer exists', outcome: 'done' },
    ]);
    expect(namesIn(sandbox)).toEqual([HEARTBEAT]);
  });

  it('any number of alarms is deleted, a hundred to a call', async () => {
    const many = Array.from({ length: 230 }, (_, n) => inherited(`old-${n}`));
    const { sandbox, reconcile } = await cloudWatchWith(many);
    const { changes, failures } = await reconcile({ resources: [], existence: gone });
    expect(failures).toEqual([]);
    expect(changes.filter(({ action, outcome }) => action === 'delete' && outcome === 'done')).toHaveLength(
      230,
    );
    expect(
      sandbox.calls.of('DeleteAlarms').map(({ input }) => (input['AlarmNames'] as string[]).length),
    ).toEqual([100, 100, 30]);
    expect(namesIn(sandbox)).toEqual([HEARTBEAT]);
  });

  it('a deletion whose answer was lost counts as done', async () => {
    const { sandbox, reconcile } = await cloudWatchWith([inherited('old')]);
    sandbox.faults.add({ operation: 'DeleteAlarms', kind: 'dropAfter', times: 1 });
    const { changes, failures } = await reconcile({ resources: [], existence: gone });
    expect(failures).toEqual([]);
    expect(changes).toMatchObject([{ action: 'create' }, { action: 'delete', outcome: 'done' }]);
  });
});

describe('whose an alarm is', () => {
  it("the predecessor's, tagged as ours, is adopted", async () => {
    const { sandbox, reconcile } = await cloudWatchWith([inherited('home')]);
    const { changes, notices } = await reconcile();
    expect(changes[0]).toMatchObject({ action: 'update', name: LOW, reason: 'adopted from the predecessor' });
    expect(notices).toEqual([]);
    expect(alarmIn(sandbox, LOW).config['MetricName']).toBeUndefined();
  });

  it('one without our tag is neither updated nor deleted, and is named', async () => {
    const foreign = [
      inherited('home', { Tags: undefined }),
      inherited('old', { Tags: [{ Key: 'CreatedBy', Value: 'me' }] }),
    ];
    const { sandbox, reconcile } = await cloudWatchWith(
      foreign.map((alarm) => JSON.parse(JSON.stringify(alarm))),
    );
    const existence = (arn: string): Existence => (arn.endsWith('/old') ? 'gone' : 'active');
    const { changes, notices, failures } = await reconcile({ existence });
    expect(changes.map(({ name }) => name)).toEqual([IDLE, HEARTBEAT]);
    expect(notices).toMatchObject([
      { level: 'warning', resource: LOW },
      { level: 'warning', resource: 'PersonalizeMonitor-LowCampaignUtilization-old' },
    ]);
    expect(failures).toEqual([]);
    expect(alarmIn(sandbox, LOW).config['MetricName']).toBe('campaignUtilization');
  });

  it('one whose tags cannot be read is left alone, and told as a failure', async () => {
    const { sandbox, reconcile } = await cloudWatchWith([inherited('home')]);
    sandbox.faults.add({ operation: 'ListTagsForResource', kind: 'accessDenied' });
    const { changes, failures } = await reconcile();
    expect(changes.map(({ name }) => name)).toEqual([IDLE, HEARTBEAT]);
    expect(failures).toMatchObject([
      { resource: LOW, operation: 'cloudwatch:ListTagsForResource', region: 'us-east-1' },
    ]);
    expect(alarmIn(sandbox, LOW).config['MetricName']).toBe('campaignUtilization');
  });
});

describe('one failure stays one', () => {
  it('an alarm that cannot be written costs only itself', async () => {
    const { sandbox, reconcile } = await cloudWatchWith();
    sandbox.faults.add({
      operation: 'PutMetricAlarm',
      kind: 'accessDenied',
      when: (input) => input['AlarmName'] === IDLE,
    });
    const { changes, failures } = await reconcile();
    expect(changes.map(({ name, outcome }) => [name, outcome])).toEqual([
      [LOW, 'done'],
      [IDLE, 'failed'],
      [HEARTBEAT, 'done'],
    ]);
    expect(failures).toMatchObject([
      { resource: IDLE, operation: 'cloudwatch:PutMetricAlarm', region: 'us-east-1' },
    ]);
    expect(namesIn(sandbox)).toEqual([HEARTBEAT, LOW]);
  });

  it('alarms that cannot be deleted are each told', async () => {
    const { sandbox, reconcile } = await cloudWatchWith([inherited('a'), inherited('b')]);
    sandbox.faults.add({ operation: 'DeleteAlarms', kind: 'accessDenied' });
    const { changes, failures } = await reconcile({ resources: [], existence: gone });
    expect(changes.filter(({ outcome }) => outcome === 'failed')).toHaveLength(2);
    expect(failures.map(({ resource }) => resource)).toEqual(
      ['a', 'b'].map((name) => `${LOW.replace('home', name)}`),
    );
  });

  it('alarms that cannot be listed whole are not touched', async () => {
    const { sandbox, reconcile } = await cloudWatchWith([inherited('a'), inherited('b')], { pageSize: 1 });
    sandbox.faults.add({ operation: 'DescribeAlarms', kind: 'accessDenied', skip: 1 });
    const { changes, failures } = await reconcile({ existence: gone });
    expect(changes).toEqual([]);
    expect(failures).toMatchObject([
      { what: 'list alarms', operation: 'cloudwatch:DescribeAlarms', region: 'us-east-1' },
    ]);
    expect(sandbox.calls.writes()).toEqual([]);
  });
});
