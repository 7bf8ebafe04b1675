import { afterEach, describe, expect, test } from '@jest/globals';
import { parseResourceArn } from '../../src/aws/arn.ts';
import { CallMeter } from '../../src/aws/calls.ts';
import { clientFactory } from '../../src/aws/clients.ts';
import { type FleetReading, readFleet } from '../../src/fleet/read.ts';
import type { Scope } from '../../src/settings/fields.ts';
import { frozenClock } from '../sandbox/clock.ts';
import type { SandboxOptions } from '../sandbox/options.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { steady } from '../sandbox/traffic.ts';
import { type RegionSpec, world } from '../sandbox/world.ts';

const ALL: Scope = { kind: 'all' };
let sandbox: Sandbox;

afterEach(() => sandbox.close());

async function sandboxWith(
  region: RegionSpec,
  options: SandboxOptions = {},
  partition = 'aws',
): Promise<void> {
  const datasetGroups = { movies: {}, shop: { domain: 'ECOMMERCE' as const } };
  const name = partition === 'aws-cn' ? 'cn-north-1' : 'us-east-1';
  sandbox = await startSandbox(world({ partition, regions: { [name]: { datasetGroups, ...region } } }), {
    clock: frozenClock('2026-01-01T12:00:00Z'),
    ...options,
  });
}

async function fleetOf(
  scope: Partial<Record<'campaign' | 'recommender', Scope>> = {},
  region = 'us-east-1',
): Promise<FleetReading> {
  process.env['AWS_ENDPOINT_URL'] = sandbox.url;
  process.env['AWS_ACCESS_KEY_ID'] = 'AKIDEXAMPLE';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
  const signal = new AbortController().signal;
  const clients = clientFactory({ meter: new CallMeter(), signal, patient: true, env: {} })(region);
  try {
    return await readFleet({ region, scope: { campaign: ALL, recommender: ALL, ...scope }, ...clients });
  } finally {
    clients.destroy();
  }
}

const arns = (...texts: string[]): Scope => ({
  kind: 'arns',
  arns: texts.flatMap((text) => parseResourceArn(text) ?? []),
});
const arn = (kind: string, name: string) => `arn:aws:personalize:us-east-1:123456789012:${kind}/${name}`;
const names = (things: readonly { name: string }[]) => things.map(({ name }) => name);

describe('the fleet', () => {
  test('is every serving campaign and recommender of all pages, in few calls', async () => {
    const campaigns = Array.from({ length: 7 }, (_, index) => ({
      name: `c${index}`,
      datasetGroup: 'movies',
    }));
    const recommenders = Array.from({ length: 5 }, (_, index) => ({
      name: `r${index}`,
      datasetGroup: 'shop',
    }));
    await sandboxWith({ campaigns, recommenders }, { pageSize: 2 });
    const { fleet, failures, listed } = await fleetOf();
    expect(failures).toEqual([]);
    expect({ listed, complete: fleet.complete }).toEqual({ listed: true, complete: true });
    expect(names(fleet.resources)).toEqual([
      'c0',
      'c1',
      'c2',
      'c3',
      'c4',
      'c5',
      'c6',
      'r0',
      'r1',
      'r2',
      'r3',
      'r4',
    ]);
    expect(sandbox.calls.count('DescribeCampaign')).toBe(7);
    expect(sandbox.calls.count('DescribeRecommender')).toBe(0);
    expect(sandbox.calls.count('DescribeSolutionVersion')).toBe(0);
  });

  test('knows floor, recipe, dataset group and request metric of each', async () => {
    await sandboxWith({
      campaigns: [
        { name: 'home', datasetGroup: 'movies', recipe: 'aws-user-personalization-v2', minProvisionedTPS: 7 },
        { name: 'rank', datasetGroup: 'movies', recipe: 'aws-personalized-ranking', minProvisionedTPS: 2 },
      ],
      recommenders: [
        {
          name: 'top',
          datasetGroup: 'shop',
          recipe: 'aws-vod-top-picks',
          minRecommendationRequestsPerSecond: 3,
        },
      ],
    });
    const { fleet } = await fleetOf();
    expect(fleet.resources).toMatchObject([
      {
        name: 'home',
        floor: 7,
        recipe: 'aws-user-personalization-v2',
        datasetGroup: 'movies',
        requestMetrics: { names: ['GetRecommendations'] },
      },
      {
        name: 'rank',
        floor: 2,
        datasetGroup: 'movies',
        requestMetrics: { names: ['GetPersonalizedRanking'] },
      },
      { name: 'top', floor: 3, datasetGroup: 'shop', requestMetrics: { names: ['GetRecommendations'] } },
    ]);
  });

  test('a personalized-ranking-v2 campaign is measured by its own requests', async () => {
    await sandboxWith({
      campaigns: [
        { name: 'rank', datasetGroup: 'movies', recipe: 'aws-personalized-ranking-v2', traffic: steady(50) },
      ],
    });
    const { fleet } = await fleetOf();
    expect(fleet.resources[0]?.requestMetrics).toEqual({ kind: 'known', names: ['GetPersonalizedRanking'] });
  });

  test('metrics of a recipe that is not known are found, not guessed', async () => {
    await sandboxWith({
      campaigns: [
        {
          name: 'nba',
          datasetGroup: 'movies',
          recipe: 'aws-next-best-action',
          requestMetric: 'GetActionRecommendations',
          traffic: steady(3),
        },
        {
          name: 'new',
          datasetGroup: 'movies',
          recipe: 'aws-something-new',
          requestMetric: 'GetSomethingNew',
          traffic: steady(3),
          errors4xx: steady(1),
        },
      ],
    });
    const { fleet } = await fleetOf();
    expect(fleet.resources.map(({ requestMetrics }) => requestMetrics)).toEqual([
      { kind: 'known', names: ['GetActionRecommendations'] },
      { kind: 'known', names: ['GetSomethingNew'] },
    ]);
  });

  test('a next-best-action campaign without any metric has unknown demand, not none', async () => {
    await sandboxWith({
      campaigns: [
        { name: 'nba', datasetGroup: 'movies', recipe: 'aws-next-best-action', requestMetric: null },
      ],
    });
    const { fleet } = await fleetOf();
    expect(fleet.resources[0]?.requestMetrics).toMatchObject({ kind: 'unknown' });
  });

  test('a floor left out of the configuration is 1, and so is one without a configuration', async () => {
    await sandboxWith({
      recommenders: [
        { name: 'bare', datasetGroup: 'shop', recommenderConfig: {} },
        { name: 'none', datasetGroup: 'shop', recommenderConfig: null },
      ],
    });
    const { fleet } = await fleetOf();
    expect(fleet.resources.map(({ floor }) => floor)).toEqual([1, 1]);
  });

  test('lists what is being created, deleted or stopped, and does not monitor it', async () => {
    await sandboxWith({
      campaigns: [
        { name: 'creating', datasetGroup: 'movies', status: 'CREATE IN_PROGRESS', ageDays: 0 },
        { name: 'deleting', datasetGroup: 'movies', status: 'DELETE PENDING' },
        { name: 'broken', datasetGroup: 'movies', status: 'CREATE FAILED' },
      ],
      recommenders: [{ name: 'stopped', datasetGroup: 'shop', status: 'INACTIVE' }],
    });
    const { fleet, failures } = await fleetOf();
    expect(failures).toEqual([]);
    expect(fleet.resources).toEqual([]);
    expect(names(fleet.unmonitored).sort()).toEqual(['broken', 'creating', 'deleting', 'stopped']);
    expect(fleet.existence(arn('recommender', 'stopped'))).toBe('stopped');
    expect(fleet.existence(arn('campaign', 'creating'))).toBe('changing');
    expect(fleet.existence(arn('campaign', 'never-was'))).toBe('gone');
    expect(sandbox.calls.count('DescribeCampaign')).toBe(0);
  });

  test('an update in flight does not hide a resource, and the floor that serves is shown', async () => {
    await sandboxWith({
      campaigns: [
        {
          name: 'home',
          datasetGroup: 'movies',
          minProvisionedTPS: 5,
          latestCampaignUpdate: { status: 'CREATE IN_PROGRESS', minProvisionedTPS: 9, daysAgo: 0 },
        },
      ],
    });
    const { fleet } = await fleetOf();
    expect(fleet.resources).toMatchObject([
      { name: 'home', floor: 5, updateInProgress: true, floorSince: { kind: 'unknown' } },
    ]);
  });

  test('a campaign that follows its solution is understood in both forms of its version', async () => {
    await sandboxWith({
      campaigns: [
        { name: 'concrete', datasetGroup: 'movies', syncWithLatestSolutionVersion: 'concrete' },
        { name: 'latest', datasetGroup: 'movies', syncWithLatestSolutionVersion: true },
      ],
    });
    const { fleet, failures } = await fleetOf();
    expect(failures).toEqual([]);
    expect(
      fleet.resources.map(({ datasetGroup, requestMetrics }) => [datasetGroup, requestMetrics.kind]),
    ).toEqual([
      ['movies', 'known'],
      ['movies', 'known'],
    ]);
  });

  test('is read in any partition', async () => {
    await sandboxWith({ campaigns: [{ name: 'home', datasetGroup: 'movies' }] }, {}, 'aws-cn');
    const { fleet } = await fleetOf({}, 'cn-north-1');
    expect(fleet.resources).toMatchObject([{ partition: 'aws-cn', requestMetrics: { kind: 'known' } }]);
  });
});

describe('ARNs given', () => {
  test('are the only ones read, and what is out of scope is not said to be gone', async () => {
    await sandboxWith({
      campaigns: [
        { name: 'home', datasetGroup: 'movies' },
        { name: 'other', datasetGroup: 'movies' },
      ],
    });
    const { fleet } = await fleetOf({
      campaign: arns(arn('campaign', 'home')),
      recommender: { kind: 'none' },
    });
    expect(names(fleet.resources)).toEqual(['home']);
    expect(fleet.existence(arn('campaign', 'other'))).toBe('unknown');
    expect(sandbox.calls.count('ListCampaigns') + sandbox.calls.count('ListRecommenders')).toBe(0);
  });

  test('that do not exist are failures of their own, and known to be gone', async () => {
    await sandboxWith({ campaigns: [{ name: 'home', datasetGroup: 'movies' }] });
    const scope = {
      campaign: arns(arn('campaign', 'home'), arn('campaign', 'lost')),
      recommender: arns(arn('recommender', 'lost')),
    };
    const { fleet, failures } = await fleetOf(scope);
    expect(names(fleet.resources)).toEqual(['home']);
    expect(failures.map(({ resource }) => resource).sort()).toEqual([
      arn('campaign', 'lost'),
      arn('recommender', 'lost'),
    ]);
    expect(fleet.existence(arn('campaign', 'lost'))).toBe('gone');
    expect(fleet.existence(arn('recommender', 'lost'))).toBe('gone');
  });
});

describe('a read that fails', () => {
  test('costs its own kind only, and says nothing of what is gone', async () => {
    await sandboxWith({
      campaigns: [{ name: 'home', datasetGroup: 'movies' }],
      recommenders: [{ name: 'top', datasetGroup: 'shop' }],
    });
    sandbox.faults.add({ operation: 'ListCampaigns', kind: 'accessDenied' });
    const { fleet, failures, listed } = await fleetOf();
    expect(names(fleet.resources)).toEqual(['top']);
    expect({ listed, complete: fleet.complete }).toEqual({ listed: false, complete: false });
    expect(fleet.existence(arn('campaign', 'home'))).toBe('unknown');
    expect(failures).toMatchObject([
      {
        operation: 'personalize:ListCampaigns',
        remedy: expect.stringContaining('Allow personalize:ListCampaigns'),
      },
    ]);
    expect(sandbox.calls.count('ListCampaigns')).toBe(1);
  });

  test('a throttled run gets slower, never wrong and never stale', async () => {
    const campaigns = Array.from({ length: 6 }, (_, index) => ({
      name: `c${index}`,
      datasetGroup: 'movies',
      minProvisionedTPS: index + 1,
    }));
    await sandboxWith({ campaigns });
    sandbox.faults.add({ operation: 'DescribeCampaign', kind: 'throttle', rate: 0.5, times: 6 });
    const { fleet, failures } = await fleetOf();
    expect(failures).toEqual([]);
    expect(fleet.resources.map(({ floor }) => floor)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('dropped connections and failures of the service are tried again', async () => {
    await sandboxWith({ campaigns: [{ name: 'home', datasetGroup: 'movies' }] });
    sandbox.faults.add({ operation: 'ListCampaigns', kind: 'drop', times: 1 });
    sandbox.faults.add({
      operation: 'DescribeCampaign',
      kind: 'error',
      status: 503,
      name: 'ServiceUnavailable',
      times: 2,
    });
    const { fleet, failures } = await fleetOf();
    expect(failures).toEqual([]);
    expect(names(fleet.resources)).toEqual(['home']);
  });

  test('of one campaign costs that campaign only', async () => {
    await sandboxWith({
      campaigns: [
        { name: 'bad', datasetGroup: 'movies' },
        { name: 'good', datasetGroup: 'movies' },
      ],
    });
    sandbox.faults.add({
      operation: 'DescribeCampaign',
      kind: 'accessDenied',
      when: ({ campaignArn }) => String(campaignArn).endsWith('/bad'),
    });
    const { fleet, failures, listed } = await fleetOf();
    expect(names(fleet.resources)).toEqual(['good']);
    expect(listed).toBe(true);
    expect(failures).toMatchObject([{ resource: arn('campaign', 'bad') }]);
    expect(fleet.existence(arn('campaign', 'bad'))).toBe('active');
  });

  test('of the dataset groups is made up for by asking for each solution version', async () => {
    await sandboxWith({ campaigns: [{ name: 'home', datasetGroup: 'movies' }] });
    sandbox.faults.add({ operation: 'ListDatasetGroups', kind: 'accessDenied' });
    const { fleet, failures } = await fleetOf();
    expect(fleet.resources).toMatchObject([
      { name: 'home', datasetGroup: 'movies', requestMetrics: { kind: 'known' } },
    ]);
    expect(failures).toMatchObject([{ operation: 'personalize:ListDatasetGroups' }]);
  });

  test('a campaign deleted while the run reads is not a failure', async () => {
    await sandboxWith({ campaigns: [{ name: 'home', datasetGroup: 'movies' }] });
    sandbox.faults.add({
      operation: 'DescribeCampaign',
      kind: 'error',
      status: 400,
      name: 'ResourceNotFoundException',
    });
    const { fleet, failures } = await fleetOf();
    expect(failures).toEqual([]);
    expect(fleet.existence(arn('campaign', 'home'))).toBe('gone');
  });
});
