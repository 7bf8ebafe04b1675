import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeCampaignCommand, ListCampaignsCommand } from '@aws-sdk/client-personalize';
import { ListTopicsCommand } from '@aws-sdk/client-sns';
import { describe, expect, test } from '@jest/globals';
import { runningClock } from './clock.ts';
import { clientsOf, failureOf, NOW, opened, rawRequest } from './testing.ts';
import { HOUR } from './traffic.ts';
import { world } from './world.ts';

const twoRegions = world({
  regions: {
    'us-east-1': { datasetGroups: { movies: {} }, campaigns: [{ name: 'home', datasetGroup: 'movies' }] },
    'eu-west-1': {},
  },
});

describe('requests', () => {
  test('the credential scope tells the Region', async () => {
    const sandbox = await opened(twoRegions);
    const here = await clientsOf(sandbox, 'us-east-1').personalize.send(new ListCampaignsCommand({}));
    const there = await clientsOf(sandbox, 'eu-west-1').personalize.send(new ListCampaignsCommand({}));
    expect([here.campaigns?.length, there.campaigns?.length]).toEqual([1, 0]);
  });

  test('without a SigV4 header, or one for another service, nothing is answered', async () => {
    const sandbox = await opened(twoRegions);
    const unsigned = await fetch(sandbox.url, {
      method: 'POST',
      headers: {
        'x-amz-target': 'AmazonPersonalize.ListCampaigns',
        'content-type': 'application/x-amz-json-1.1',
      },
      body: '{}',
    });
    expect(await unsigned.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
    const wrong = await rawRequest(sandbox, 'AmazonPersonalize.ListCampaigns', {}, 'us-east-1/monitoring');
    expect(wrong).toMatchObject({ status: 403, body: { __type: 'InvalidSignatureException' } });
  });

  test('unknown operations, unknown members, wrong types and wrong protocols are refused', async () => {
    const sandbox = await opened(twoRegions);
    const answers = await Promise.all([
      rawRequest(sandbox, 'AmazonPersonalize.ListEverything', {}),
      rawRequest(sandbox, 'AmazonPersonalize.ListCampaigns', { MaxResults: 5 }),
      rawRequest(sandbox, 'AmazonPersonalize.ListCampaigns', { maxResults: '5' }),
      rawRequest(sandbox, 'AmazonPersonalize.ListCampaigns', {}, 'us-east-1/personalize', '1.0'),
    ]);
    const names = answers.map(({ body }) => body['__type']);
    const serialization = 'SerializationException';
    expect(names).toEqual(['UnknownOperationException', serialization, serialization, serialization]);
  });

  test('every request is logged with its input and outcome', async () => {
    const sandbox = await opened(twoRegions);
    const { personalize } = clientsOf(sandbox);
    const campaignArn = 'arn:aws:personalize:us-east-1:123456789012:campaign/gone';
    await personalize.send(new ListCampaignsCommand({ maxResults: 7 }));
    await failureOf(personalize.send(new DescribeCampaignCommand({ campaignArn })));
    expect(sandbox.calls.byOperation()).toEqual({
      'personalize:DescribeCampaign': 1,
      'personalize:ListCampaigns': 1,
    });
    expect(sandbox.calls.of('personalize:ListCampaigns')).toMatchObject([
      { input: { maxResults: 7 }, outcome: 'ok', at: NOW },
    ]);
    expect(sandbox.calls.failed()).toMatchObject([
      { input: { campaignArn }, status: 404, error: 'ResourceNotFoundException' },
    ]);
    sandbox.calls.clear();
    expect(sandbox.calls.count()).toBe(0);
  });
});

describe('faults', () => {
  const list = new ListCampaignsCommand({});

  test('throttling, each service in its own words', async () => {
    const sandbox = await opened(twoRegions);
    const { personalize, cloudwatch, sns } = clientsOf(sandbox);
    sandbox.faults.add({ kind: 'throttle' });
    expect(await failureOf(personalize.send(list))).toBe('ThrottlingException: Rate exceeded');
    const error = await cloudwatch.send(new DescribeAlarmsCommand({})).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'Throttling', Code: 'Throttling' });
    expect(await failureOf(sns.send(new ListTopicsCommand({})))).toBe('Throttling: Rate exceeded');
  });

  test('the SDK gets over two throttled attempts by itself', async () => {
    const sandbox = await opened(twoRegions);
    sandbox.faults.add({ operation: 'ListCampaigns', kind: 'throttle', times: 2 });
    const { campaigns } = await clientsOf(sandbox, 'us-east-1', 3).personalize.send(list);
    expect(campaigns).toHaveLength(1);
    expect(sandbox.calls.of('ListCampaigns').map(({ outcome }) => outcome)).toEqual(['error', 'error', 'ok']);
  });

  test('a denial names the caller, the action and why', async () => {
    const sandbox = await opened(twoRegions);
    sandbox.faults.add({ service: 'personalize', region: 'us-east-1', kind: 'accessDenied' });
    expect(await failureOf(clientsOf(sandbox).personalize.send(list))).toMatch(
      /^AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role\/.* is not authorized to perform: personalize:ListCampaigns on resource: /,
    );
    await clientsOf(sandbox, 'eu-west-1').personalize.send(list);
  });

  test('rate, skip, times and when choose the requests', async () => {
    const sandbox = await opened(twoRegions);
    const { personalize } = clientsOf(sandbox);
    const outcomes = async (count: number) => {
      sandbox.calls.clear();
      for (let index = 0; index < count; index++) await personalize.send(list).catch(() => undefined);
      return sandbox.calls.all.map(({ status }) => status);
    };
    const disarm = sandbox.faults.add({
      kind: 'error',
      name: 'InternalFailure',
      status: 500,
      skip: 1,
      rate: 0.5,
      times: 2,
    });
    expect(await outcomes(7)).toEqual([200, 200, 500, 200, 500, 200, 200]);
    disarm();
    sandbox.faults.add({ kind: 'throttle', when: ({ maxResults }) => maxResults === 3 });
    expect(await outcomes(1)).toEqual([200]);
  });

  test('dropped, truncated and hanging connections end, at the latest with the sandbox', async () => {
    const sandbox = await opened(twoRegions);
    const { personalize } = clientsOf(sandbox);
    for (const kind of ['drop', 'truncate', 'dropAfter'] as const) {
      sandbox.faults.clear();
      sandbox.faults.add({ kind });
      await failureOf(personalize.send(list));
    }
    sandbox.faults.clear();
    sandbox.faults.add({ kind: 'hang' });
    const hanging = failureOf(personalize.send(list));
    while (sandbox.calls.count() < 4) await new Promise((resolve) => setImmediate(resolve));
    await sandbox.close();
    await hanging;
    expect(sandbox.calls.all.map(({ outcome }) => outcome)).toEqual([
      'dropped',
      'dropped',
      'dropped',
      'hung',
    ]);
  });

  test('Personalize can be limited to one request a second for each operation and Region', async () => {
    const sandbox = await opened(twoRegions, { rateLimit: { personalizePerSecond: 1 } });
    const { personalize } = clientsOf(sandbox);
    await personalize.send(list);
    expect(await failureOf(personalize.send(list))).toMatch(/^ThrottlingException/);
    await clientsOf(sandbox, 'eu-west-1').personalize.send(list);
  });
});

describe('the sandbox as a process', () => {
  test('its clock, log and state can be reached over HTTP', async () => {
    const sandbox = await opened(twoRegions, { clock: runningClock(NOW) });
    const control = async (path: string, body?: unknown) => {
      const post = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
      return (await fetch(`${sandbox.url}/__sandbox/${path}`, post)).json() as Promise<
        Record<string, unknown>
      >;
    };
    const before = sandbox.clock.now();
    await control('clock', { advanceMs: HOUR });
    expect(sandbox.clock.now() - before).toBeGreaterThanOrEqual(HOUR);
    expect(await control('calls')).toMatchObject({ total: 0 });
    expect(await control('state')).toMatchObject({
      regions: { 'us-east-1': { campaigns: [{ name: 'home' }] } },
    });
  });
});
