import { afterEach, describe, expect, test } from '@jest/globals';
import { frozenClock } from '../sandbox/clock.ts';
import type { SandboxOptions } from '../sandbox/options.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { daily, steady } from '../sandbox/traffic.ts';
import { type RegionSpec, world } from '../sandbox/world.ts';
import { runAction } from '../support/action.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = Date.UTC(2026, 0, 5, 12, 1, 30);
const datasetGroups = { movies: {}, shop: { domain: 'ECOMMERCE' as const } };

let sandbox: Sandbox;
afterEach(() => sandbox.close());

async function account(regions: Record<string, RegionSpec>, options: SandboxOptions = {}): Promise<void> {
  const specs = Object.entries(regions).map(([name, spec]) => [name, { datasetGroups, ...spec }]);
  sandbox = await startSandbox(world({ regions: Object.fromEntries(specs) }), {
    clock: frozenClock(NOON),
    ...options,
  });
}

const shop: RegionSpec = {
  campaigns: [
    {
      name: 'home',
      datasetGroup: 'movies',
      recipe: 'aws-user-personalization-v2',
      minProvisionedTPS: 10,
      traffic: daily({ trough: 1, peak: 8 }),
    },
    { name: 'idle', datasetGroup: 'movies', recipe: 'aws-sims', minProvisionedTPS: 1 },
  ],
  recommenders: [
    {
      name: 'top',
      datasetGroup: 'shop',
      recipe: 'aws-ecomm-recommended-for-you',
      minRecommendationRequestsPerSecond: 2,
      traffic: steady(1.5),
    },
  ],
};
const arn = (kind: string, name: string) => `arn:aws:personalize:us-east-1:123456789012:${kind}/${name}`;
const points = (metric: string, resource: string) => sandbox.region('us-east-1').points(metric, resource);

describe('monitor', () => {
  test('publishes every settled window of the last day on its first run, each whole and stamped with its start', async () => {
    await account({ 'us-east-1': shop });
    const { exitCode, outputs } = await runAction(sandbox);
    expect(exitCode).toBe(0);
    const newest = Date.UTC(2026, 0, 5, 11, 50);
    for (const [metric, resource] of [
      ['averageTPS', arn('campaign', 'home')],
      ['minProvisionedTPS', arn('campaign', 'home')],
      ['campaignUtilization', arn('campaign', 'idle')],
      ['averageRPS', arn('recommender', 'top')],
      ['minRecommendationRequestsPerSecond', arn('recommender', 'top')],
      ['recommenderUtilization', arn('recommender', 'top')],
    ] as const) {
      const times = points(metric, resource).map(({ time }) => time);
      expect(times).toHaveLength(286);
      expect(times.every((time) => time % (5 * MINUTE) === 0)).toBe(true);
      expect(times.at(-1)).toBe(newest);
    }
    expect(outputs).toMatchObject({
      result: 'success',
      'monitored-resources': '3',
      'windows-published': String(3 * 286),
      'windows-backfilled': String(3 * 285),
    });
  });

  test('publishes what was really asked: requests by 300 seconds, and their share of the floor', async () => {
    await account({ 'us-east-1': shop });
    await runAction(sandbox);
    const view = sandbox.region('us-east-1');
    const utilization = points('campaignUtilization', arn('campaign', 'home'));
    for (const [index, { time, sum }] of points('averageTPS', arn('campaign', 'home')).entries()) {
      const average = view.requests('home', time, time + 5 * MINUTE) / 300;
      expect(sum).toBeCloseTo(average, 9);
      expect(utilization[index]?.sum).toBeCloseTo(average * 10, 9);
    }
    expect(points('averageTPS', arn('campaign', 'idle')).every(({ sum }) => sum === 0)).toBe(true);
  });

  test('writes nothing but new windows when it runs again with nothing changed', async () => {
    await account({ 'us-east-1': shop });
    const inputs = { 'notification-endpoint': 'ops@example.com' };
    await runAction(sandbox, inputs);
    sandbox.calls.clear();
    const again = await runAction(sandbox, inputs);
    expect(sandbox.calls.writes()).toEqual([]);
    expect(again.outputs).toMatchObject({
      result: 'success',
      'windows-published': '0',
      'alarms-changed': '0',
    });

    sandbox.clock.advance(15 * MINUTE);
    const later = await runAction(sandbox, inputs);
    expect([...new Set(sandbox.calls.writes().map(({ operation }) => operation))]).toEqual(['PutMetricData']);
    expect(later.outputs).toMatchObject({ 'windows-published': '9', 'windows-backfilled': '6' });
    for (const metric of sandbox.region('us-east-1').metrics) {
      expect(metric.points.every(({ count }) => count === 1)).toBe(true);
    }
  });

  test('fills in what an outage of ten hours left out, each window once, at the floor of its time', async () => {
    await account({ 'us-east-1': shop });
    await runAction(sandbox);
    sandbox.clock.advance(10 * HOUR);
    sandbox.region('us-east-1').updateCampaign('home', { minProvisionedTPS: 4 });
    sandbox.clock.advance(20 * MINUTE);
    const { outputs } = await runAction(sandbox);
    expect(outputs['windows-published']).toBe(String(3 * 124));
    const floors = points('minProvisionedTPS', arn('campaign', 'home'));
    expect(new Set(floors.map(({ time }) => time)).size).toBe(floors.length);
    expect(floors).toHaveLength(286 + 124);
    const changed = NOON + 10 * HOUR;
    expect(
      floors.filter(({ sum }) => sum !== 10).every(({ time, sum }) => sum === 4 && time >= changed),
    ).toBe(true);
    expect(floors.filter(({ time }) => time < changed).every(({ sum }) => sum === 10)).toBe(true);
  });

  test('publishes nothing from before a resource existed', async () => {
    const young = { name: 'young', datasetGroup: 'movies', ageDays: 1 / 24 };
    await account({ 'us-east-1': { campaigns: [young] } });
    const { outputs } = await runAction(sandbox);
    expect(outputs['windows-published']).toBe('10');
    expect(points('averageTPS', arn('campaign', 'young'))[0]?.time).toBeGreaterThanOrEqual(NOON - HOUR);
  });

  test('counts the resources of each Region once in a window, zero included', async () => {
    await account({ 'us-east-1': shop, 'eu-west-1': {} });
    const inputs = { regions: 'us-east-1, eu-west-1' };
    await runAction(sandbox, inputs);
    await runAction(sandbox, inputs);
    const counts = (region: string) =>
      sandbox
        .region(region)
        .points('monitoredResourceCount')
        .map(({ count, sum }) => [count, sum]);
    expect(counts('us-east-1')).toEqual([[1, 3]]);
    expect(counts('eu-west-1')).toEqual([[1, 0]]);
  });

  test('with publish-metrics off publishes the count only, and makes the same alarms', async () => {
    await account({ 'us-east-1': shop });
    const { outputs } = await runAction(sandbox, { 'publish-metrics': 'no' });
    expect(sandbox.region('us-east-1').metrics.map(({ name }) => name)).toEqual(['monitoredResourceCount']);
    expect(outputs).toMatchObject({ result: 'success', 'windows-published': '0', 'alarms-changed': '7' });
  });

  test('an idle threshold of 36 hours neither fails the run nor costs its metrics', async () => {
    await account({ 'us-east-1': shop });
    const { outputs } = await runAction(sandbox, { 'idle-threshold-hours': '36' });
    expect(outputs).toMatchObject({
      result: 'success',
      'windows-published': String(3 * 286),
      'alarms-changed': '7',
    });
  });

  test('what CloudWatch shows late is published again, which the gauges bear', async () => {
    await account({ 'us-east-1': shop }, { putDelayMs: 2 * HOUR });
    await runAction(sandbox);
    sandbox.clock.advance(5 * MINUTE);
    await runAction(sandbox);
    const twice = points('averageTPS', arn('recommender', 'top'));
    const values = Map.groupBy(twice, ({ time }) => time);
    expect([...values.values()].every((same) => new Set(same.map(({ max }) => max)).size === 1)).toBe(true);
  });
});

describe('plan', () => {
  test('writes nothing to AWS, and tells what monitor would', async () => {
    await account({ 'us-east-1': shop });
    const inputs = { 'notification-endpoint': 'ops@example.com' };
    const { exitCode, report, outputs } = await runAction(sandbox, { ...inputs, command: 'plan' });
    expect(exitCode).toBe(0);
    expect(sandbox.calls.writes()).toEqual([]);
    expect(report?.upkeep.every(({ outcome }) => outcome === 'planned')).toBe(true);
    const monitored = await runAction(sandbox, inputs);
    const told = (run: typeof report) =>
      (run?.upkeep ?? []).map(({ action, target, name }) => [action, target, name]).sort();
    expect(told(monitored.report).filter(([action]) => action !== 'update')).toEqual(told(report));
    expect(monitored.outputs['windows-published']).toBe(outputs['windows-published']);
  });
});

describe('one failure stays one', () => {
  test('a Region that fails costs its own part only, and the run ends red', async () => {
    await account({ 'us-east-1': shop, 'eu-west-1': shop });
    sandbox.faults.add({ region: 'eu-west-1', service: 'personalize', kind: 'accessDenied' });
    const { exitCode, outputs, report, summary } = await runAction(sandbox, {
      regions: 'us-east-1, eu-west-1',
    });
    expect(exitCode).toBe(1);
    expect(outputs).toMatchObject({
      result: 'partial',
      'monitored-resources': '3',
      'windows-published': String(3 * 286),
    });
    expect(report?.failures.every(({ region }) => region === 'eu-west-1')).toBe(true);
    expect(summary).toContain('personalize:ListCampaigns');
    expect(sandbox.region('eu-west-1').points('monitoredResourceCount')).toEqual([]);
  });

  test('a metric read that came back partial publishes nothing for its resource, and the next run fills it in', async () => {
    await account({ 'us-east-1': shop });
    const top = (_: string, query: unknown) => JSON.stringify(query).includes('recommender/top');
    sandbox.faults.add({
      operation: 'GetMetricData',
      kind: 'partialData',
      status: 'InternalError',
      ids: top,
      times: 2,
    });
    const first = await runAction(sandbox);
    expect(first.outputs).toMatchObject({ result: 'partial', 'windows-published': String(2 * 286) });
    expect(first.report?.regions[0]?.resources.find(({ name }) => name === 'top')?.demand.kind).toBe(
      'unknown',
    );
    const second = await runAction(sandbox);
    expect(second.outputs).toMatchObject({ result: 'success', 'windows-published': '286' });
  });

  test.each([
    ['PutMetricData', { 'windows-published': '0', 'alarms-changed': '7' }],
    ['GetMetricData', { 'windows-published': '0', 'alarms-changed': '7' }],
    ['DescribeAlarms', { 'windows-published': String(3 * 286), 'alarms-changed': '0' }],
    ['PutMetricAlarm', { 'windows-published': String(3 * 286), 'alarms-changed': '0' }],
    ['PutDashboard', { 'windows-published': String(3 * 286), 'alarms-changed': '7' }],
    ['GetTopicAttributes', { 'windows-published': String(3 * 286), 'alarms-changed': '7' }],
    ['ListDatasetGroups', { 'windows-published': String(3 * 286), 'alarms-changed': '7' }],
  ])('%s refused leaves the rest of the run whole, and is told with its remedy', async (operation, rest) => {
    await account({ 'us-east-1': shop });
    sandbox.faults.add({ operation, kind: 'accessDenied' });
    const { exitCode, outputs, report } = await runAction(sandbox);
    expect(exitCode).toBe(1);
    expect(outputs).toMatchObject({ result: 'partial', ...rest });
    const failure = report?.failures.find((one) => one.operation?.endsWith(`:${operation}`));
    expect(failure?.remedy).toContain(`Allow ${failure?.operation}`);
    expect(sandbox.calls.all.length).toBeLessThan(100);
  });

  test('a kind that could not be listed leaves what was monitored of the other: partial, not failed', async () => {
    await account({ 'us-east-1': shop });
    sandbox.faults.add({ operation: 'ListCampaigns', kind: 'accessDenied' });
    expect((await runAction(sandbox)).outputs).toMatchObject({
      result: 'partial',
      'windows-published': '286',
    });
  });

  test('no Region that could be listed makes a failed run', async () => {
    await account({ 'us-east-1': shop });
    sandbox.faults.add({ service: 'personalize', kind: 'accessDenied' });
    expect((await runAction(sandbox)).outputs['result']).toBe('failed');
  });
});

describe('a run that does not start', () => {
  test('makes no call to AWS and names every bad input', async () => {
    await account({ 'us-east-1': shop });
    const { exitCode, outputs, annotations } = await runAction(sandbox, {
      command: 'watch',
      'backfill-hours': 'x',
    });
    expect(exitCode).toBe(1);
    expect(outputs).toEqual({ result: 'failed' });
    expect(annotations).toHaveLength(1);
    expect(annotations[0]?.message).toMatch(/command: "watch"[\s\S]*backfill-hours: "x"/);
    expect(sandbox.calls.all).toEqual([]);
  });
});

test('a report directory that cannot be written to is a bad input, found before any call', async () => {
  await account({ 'us-east-1': shop });
  const { exitCode, annotations } = await runAction(sandbox, { 'report-directory': 'package.json/reports' });
  expect(exitCode).toBe(1);
  expect(annotations[0]?.message).toMatch(/report-directory: "package.json\/reports" must be a directory/);
  expect(sandbox.calls.all).toEqual([]);
});

describe('a job that is cancelled', () => {
  test('stops without another call, and says what was done', async () => {
    await account({ 'us-east-1': shop });
    const cancel = new AbortController();
    const when = () => {
      cancel.abort();
      return true;
    };
    sandbox.faults.add({ operation: 'GetMetricData', kind: 'hang', when });
    const { exitCode, report, summary } = await runAction(sandbox, {}, { signal: cancel.signal });
    expect(exitCode).toBe(1);
    expect(report).toMatchObject({ cancelled: true, result: 'partial', failures: [] });
    expect(summary).toMatch(/cancelled/i);
    expect(sandbox.region('us-east-1').metrics).toEqual([]);
  });
});
