import { afterEach, expect, test } from '@jest/globals';
import { frozenClock } from '../sandbox/clock.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { type RegionSpec, world } from '../sandbox/world.ts';
import { runAction } from '../support/action.ts';

const HOUR = 3_600_000;
const IDLE = 'PersonalizeMonitor-IdleCampaign-quiet';
const LOW = 'PersonalizeMonitor-LowCampaignUtilization-quiet';

let sandbox: Sandbox;
afterEach(() => sandbox.close());

async function account(spec: RegionSpec): Promise<void> {
  const regions = { 'us-east-1': { datasetGroups: { movies: {} }, ...spec } };
  sandbox = await startSandbox(world({ regions }), { clock: frozenClock('2026-01-05T12:01:30Z') });
}

const alarm = (name: string) => sandbox.region('us-east-1').alarm(name);
const told = () =>
  sandbox
    .region('us-east-1')
    .alarmActions.flatMap(({ alarm: name, state }) => (name === IDLE ? [state] : []));
const config = (name: string) => JSON.stringify(alarm(name).config);

test('a resource that was idle from its first hour is told of once it is old enough', async () => {
  await account({ campaigns: [{ name: 'quiet', datasetGroup: 'movies', ageDays: 0.5 }] });
  await runAction(sandbox);
  sandbox.evaluateAlarms();
  expect(alarm(IDLE)).toMatchObject({ actionsEnabled: false });
  expect(told()).toEqual([]);
  sandbox.clock.advance(13 * HOUR);
  await runAction(sandbox);
  sandbox.evaluateAlarms();
  expect(alarm(IDLE)).toMatchObject({ actionsEnabled: true });
  expect(told()).toEqual(['ALARM']);
  sandbox.calls.clear();
  await runAction(sandbox);
  expect(sandbox.calls.writes()).toEqual([]);
});

test('the low-utilization alarm follows the floor, and what a person muted stays muted', async () => {
  await account({
    campaigns: [{ name: 'quiet', datasetGroup: 'movies', minProvisionedTPS: 5, ageDays: 30 }],
  });
  await runAction(sandbox);
  expect(config(LOW)).toContain('/5*100');
  sandbox.run('cloudwatch', 'DisableAlarmActions', 'us-east-1', { AlarmNames: [LOW] });
  sandbox.region('us-east-1').updateCampaign('quiet', { minProvisionedTPS: 8 });
  await runAction(sandbox);
  expect(config(LOW)).toContain('/8*100');
  expect(alarm(LOW)).toMatchObject({ actionsEnabled: false });
});

test('the alarms of a resource deleted elsewhere go, and those out of scope stay', async () => {
  const campaigns = ['quiet', 'other'].map((name) => ({ name, datasetGroup: 'movies', ageDays: 30 }));
  await account({ campaigns });
  await runAction(sandbox);
  sandbox.region('us-east-1').deleteCampaign('quiet');
  const arns = 'arn:aws:personalize:us-east-1:123456789012:campaign/other';
  await runAction(sandbox, { 'campaign-arns': 'none', 'recommender-arns': 'none', regions: 'us-east-1' });
  const names = () => sandbox.region('us-east-1').alarms.map(({ name }) => name);
  expect(names()).toHaveLength(5);
  await runAction(sandbox, { 'campaign-arns': arns, 'recommender-arns': 'none' });
  expect(names()).toHaveLength(5);
  await runAction(sandbox);
  expect(names()).toHaveLength(3);
});

test('the heartbeat goes off when the schedule has died, and not because a run was late', async () => {
  await account({ campaigns: [{ name: 'quiet', datasetGroup: 'movies', ageDays: 30 }] });
  const state = () => {
    sandbox.evaluateAlarms();
    return sandbox.region('us-east-1').alarm('PersonalizeMonitor-Heartbeat').state;
  };
  await runAction(sandbox);
  sandbox.clock.advance(4 * HOUR);
  expect(state()).toBe('OK');
  await runAction(sandbox);
  sandbox.clock.advance(12 * HOUR);
  expect(state()).toBe('ALARM');
  await runAction(sandbox);
  sandbox.clock.advance(HOUR);
  expect(state()).toBe('OK');
});
