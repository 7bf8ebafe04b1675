import {
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  ListMetricsCommand,
  type MetricDataQuery,
  type MetricDatum,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from '@jest/globals';
import { clientsOf, failureOf, NOW, opened, rawRequest } from './testing.ts';
import { DAY, HOUR, MINUTE, steady, until } from './traffic.ts';
import { world } from './world.ts';

const campaign = (name: string) => `arn:aws:personalize:us-east-1:123456789012:campaign/${name}`;
const shop = world({
  regions: {
    'us-east-1': {
      datasetGroups: { movies: {} },
      campaigns: [
        { name: 'home', datasetGroup: 'movies', traffic: steady(2), errors4xx: steady(0.5), ageDays: 100 },
        {
          name: 'ranking',
          datasetGroup: 'movies',
          recipe: 'aws-personalized-ranking-v2',
          traffic: steady(1),
        },
        { name: 'idle', datasetGroup: 'movies', traffic: until(steady(1), NOW - 20 * DAY), ageDays: 100 },
        { name: 'actions', datasetGroup: 'movies', recipe: 'aws-next-best-action', traffic: steady(1) },
        {
          name: 'odd',
          datasetGroup: 'movies',
          recipe: 'aws-some-new-recipe',
          requestMetric: 'GetSomethingNew',
          traffic: until(steady(1), NOW - 5 * HOUR),
        },
      ],
      recommenders: [{ name: 'for-you', datasetGroup: 'movies', traffic: steady(3) }],
    },
  },
});

const clock = (ms: number) => new Date(ms);

/** A query on one of AWS's metrics. */
function requestsOf(
  name: string,
  rest: { metric?: string; period?: number; stat?: string } = {},
): MetricDataQuery {
  const { metric = 'GetRecommendations', period = 300, stat = 'Sum' } = rest;
  const Dimensions = [{ Name: 'CampaignArn', Value: campaign(name) }];
  const Metric = { Namespace: 'AWS/Personalize', MetricName: metric, Dimensions };
  return { Id: 'q', MetricStat: { Metric, Period: period, Stat: stat } };
}

const own = (stat: string, rest: object = {}): MetricDataQuery => ({
  Id: 'q',
  MetricStat: { Metric: { Namespace: 'Own', MetricName: 'm' }, Period: 300, Stat: stat, ...rest },
});

async function reader(options: Parameters<typeof opened>[1] = {}) {
  const sandbox = await opened(shop, options);
  const { cloudwatch } = clientsOf(sandbox);
  const get = (input: Partial<GetMetricDataCommandInput>) =>
    cloudwatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: [],
        StartTime: clock(NOW - HOUR),
        EndTime: clock(NOW),
        ...input,
      }),
    );
  const valuesOf = async (query: MetricDataQuery, start = NOW - HOUR, end = NOW) => {
    const { MetricDataResults: [result] = [] } = await get({
      MetricDataQueries: [query],
      StartTime: clock(start),
      EndTime: clock(end),
      ScanBy: 'TimestampAscending',
    });
    return result?.Values ?? [];
  };
  const put = (MetricData: MetricDatum[], Namespace = 'Own') =>
    cloudwatch.send(new PutMetricDataCommand({ Namespace, MetricData }));
  return { sandbox, cloudwatch, get, valuesOf, put };
}

describe('metrics of AWS/Personalize', () => {
  test('five minutes add up to the hour, in whole requests', async () => {
    const { valuesOf } = await reader();
    const [start, end] = [NOW - 3 * HOUR, NOW - 2 * HOUR];
    expect(await valuesOf(requestsOf('home'), start, end)).toEqual(Array(12).fill(600));
    expect(await valuesOf(requestsOf('home', { period: 3600 }), start, end)).toEqual([7200]);
    expect(await valuesOf(requestsOf('home', { period: 60 }), start, end)).toEqual(Array(60).fill(120));
    expect(await valuesOf(requestsOf('home', { metric: 'GetRecommendations4xxErrors' }), start, end)).toEqual(
      Array(12).fill(150),
    );
    const [latency = 0] = await valuesOf(
      requestsOf('home', { metric: 'GetRecommendationsLatency', stat: 'Average' }),
      start,
      end,
    );
    expect(latency).toBeGreaterThan(30);
  });

  test('the last minutes are not seen yet', async () => {
    const { valuesOf, sandbox } = await reader();
    expect((await valuesOf(requestsOf('home'))).slice(-2)).toEqual([600, 240]);
    sandbox.clock.advance(3 * MINUTE);
    expect((await valuesOf(requestsOf('home'))).slice(-2)).toEqual([600, 600]);
  });

  test('the recipe decides the metric; no requests is no data point, in a complete result', async () => {
    const { valuesOf, get } = await reader();
    expect(await valuesOf(requestsOf('ranking'))).toEqual([]);
    expect((await valuesOf(requestsOf('ranking', { metric: 'GetPersonalizedRanking' })))[0]).toBe(300);
    expect(await valuesOf(requestsOf('actions', { metric: 'GetActionRecommendations' }))).toEqual([]);
    expect((await valuesOf(requestsOf('odd', { metric: 'GetSomethingNew' }), NOW - 6 * HOUR))[0]).toBe(300);
    const { MetricDataResults } = await get({ MetricDataQueries: [requestsOf('idle')] });
    expect(MetricDataResults).toMatchObject([
      { Id: 'q', StatusCode: 'Complete', Timestamps: [], Values: [] },
    ]);
  });

  test('a period too fine for its age silently has no data', async () => {
    const { valuesOf } = await reader();
    const at = (daysAgo: number) => [NOW - daysAgo * DAY, NOW - daysAgo * DAY + HOUR] as const;
    expect(await valuesOf(requestsOf('home', { period: 60 }), ...at(14))).toHaveLength(60);
    expect(await valuesOf(requestsOf('home', { period: 60 }), ...at(16))).toEqual([]);
    expect(await valuesOf(requestsOf('home'), ...at(16))).toHaveLength(12);
    expect(await valuesOf(requestsOf('home'), ...at(64))).toEqual([]);
    expect(await valuesOf(requestsOf('home', { period: 3600 }), ...at(64))).toEqual([7200]);
  });

  test('ListMetrics knows what had data in two weeks, or in three hours', async () => {
    const { cloudwatch } = await reader();
    const list = async (input: object) => {
      const { Metrics = [] } = await cloudwatch.send(
        new ListMetricsCommand({ Namespace: 'AWS/Personalize', ...input }),
      );
      return Metrics.map(({ MetricName }) => MetricName).sort();
    };
    const of = (name: string) => ({ Dimensions: [{ Name: 'CampaignArn', Value: campaign(name) }] });
    expect(await list(of('home'))).toEqual([
      'GetRecommendations',
      'GetRecommendations4xxErrors',
      'GetRecommendationsLatency',
    ]);
    expect(await list(of('idle'))).toEqual([]);
    expect(await list(of('actions'))).toEqual([]);
    expect(await list(of('odd'))).toEqual(['GetSomethingNew', 'GetSomethingNewLatency']);
    expect(await list({ ...of('odd'), RecentlyActive: 'PT3H' })).toEqual([]);
    expect(await list({ Dimensions: [{ Name: 'RecommenderArn' }] })).toEqual([
      'GetRecommendations',
      'GetRecommendationsLatency',
    ]);
  });
});

describe('GetMetricData', () => {
  test('StartTime is rounded down to the period, EndTime is exclusive, newest comes first', async () => {
    const { get } = await reader();
    const { MetricDataResults: [result] = [] } = await get({
      MetricDataQueries: [requestsOf('home')],
      StartTime: clock(NOW - 2 * HOUR + 7 * MINUTE),
      EndTime: clock(NOW - 2 * HOUR + 15 * MINUTE),
    });
    expect(result?.Timestamps).toEqual([
      clock(NOW - 2 * HOUR + 10 * MINUTE),
      clock(NOW - 2 * HOUR + 5 * MINUTE),
    ]);
  });

  test('more points than a page holds come as PartialData and a token, in every order', async () => {
    const { get } = await reader();
    for (const ScanBy of ['TimestampAscending', 'TimestampDescending'] as const) {
      const MetricDataQueries = [
        requestsOf('home'),
        { ...requestsOf('idle'), Id: 'none' },
        { ...requestsOf('home'), Id: 'again' },
      ];
      const request = { MetricDataQueries, ScanBy, MaxDatapoints: 7, EndTime: clock(NOW - 10 * MINUTE) };
      const counts: Record<string, number> = {};
      const statuses: string[] = [];
      let NextToken: string | undefined;
      do {
        const page = await get({ ...request, NextToken });
        for (const { Id = '', Values = [], StatusCode } of page.MetricDataResults ?? []) {
          counts[Id] = (counts[Id] ?? 0) + Values.length;
          statuses.push(`${Id} ${StatusCode}`);
        }
        ({ NextToken } = page);
      } while (NextToken !== undefined);
      expect(counts).toEqual({ q: 10, none: 0, again: 10 });
      expect(statuses).toEqual([
        'q PartialData',
        'q Complete',
        'none Complete',
        'again PartialData',
        'again Complete',
      ]);
    }
  });

  test.each<[string, string, number[]]>([
    ['utilization', 'FILL(m1,0)/300/4*100', [50, 50]],
    ['a sum with a gap', 'FILL(m1,0)+FILL(m2,0)', [600, 600]],
    ['gaps stay gaps', 'm1+m2', []],
    ['the period', 'm1/PERIOD(m1)', [2, 2]],
    ['a choice', 'IF(m1 > 500, m1 - 1, 0)', [599, 599]],
    ['over a list', 'SUM([m1, m1]) - MAX([m1, m2])', [600, 600]],
    ['a division by zero', 'm1/(m1-m1)', []],
    ['powers before products', '-2^2*m1/m1 + 10', [14, 14]],
  ])('math: %s', async (_, Expression, expected) => {
    const { get } = await reader();
    const hidden = { ReturnData: false };
    const MetricDataQueries = [
      { ...requestsOf('home'), Id: 'm1', ...hidden },
      { ...requestsOf('idle'), Id: 'm2', ...hidden },
      { Id: 'e', Expression },
    ];
    const [StartTime, EndTime] = [clock(NOW - HOUR), clock(NOW - 50 * MINUTE)];
    const { MetricDataResults } = await get({ MetricDataQueries, StartTime, EndTime });
    expect(MetricDataResults).toMatchObject([{ Id: 'e', Label: 'e', Values: expected }]);
  });

  test('whether FILL fills what has no data at all is for the test to choose', async () => {
    const { get } = await reader({ fillsEmptySeries: false });
    const MetricDataQueries = [
      { ...requestsOf('idle'), ReturnData: false },
      { Id: 'e', Expression: 'FILL(q,0)' },
    ];
    expect((await get({ MetricDataQueries })).MetricDataResults).toMatchObject([{ Values: [] }]);
  });

  const query = requestsOf('home');
  test.each<[string, Partial<GetMetricDataCommandInput>, string]>([
    ['no queries', {}, 'ValidationException'],
    [
      '501 queries',
      { MetricDataQueries: Array.from({ length: 501 }, (_, i) => ({ ...query, Id: `q${i}` })) },
      'ValidationException',
    ],
    ['an id twice', { MetricDataQueries: [query, query] }, 'ValidationException'],
    ['an id in capitals', { MetricDataQueries: [{ ...query, Id: 'Q' }] }, 'ValidationException'],
    ['a period of 90', { MetricDataQueries: [requestsOf('home', { period: 90 })] }, 'ValidationException'],
    [
      'an unknown statistic',
      { MetricDataQueries: [requestsOf('home', { stat: 'Median' })] },
      'ValidationException',
    ],
    [
      'an unknown function',
      { MetricDataQueries: [query, { Id: 'e', Expression: 'FOO(q)' }] },
      'ValidationException',
    ],
    ['an unknown id', { MetricDataQueries: [query, { Id: 'e', Expression: 'q+x' }] }, 'ValidationException'],
    ['a circle', { MetricDataQueries: [query, { Id: 'e', Expression: 'e+q' }] }, 'ValidationException'],
    [
      'a bad expression',
      { MetricDataQueries: [query, { Id: 'e', Expression: '(q+1' }] },
      'ValidationException',
    ],
    [
      'an end before the start',
      { MetricDataQueries: [query], EndTime: clock(NOW - 2 * HOUR) },
      'ValidationException',
    ],
    ['too many points', { MetricDataQueries: [query], MaxDatapoints: 100_801 }, 'ValidationException'],
    ['a token from elsewhere', { MetricDataQueries: [query], NextToken: 'abc' }, 'InvalidNextToken'],
  ])('refused: %s', async (_, input, error) => {
    const { get } = await reader();
    expect(await failureOf(get(input))).toMatch(new RegExp(`^${error}: `));
  });

  test('a fault can make chosen results partial, without a token', async () => {
    const { get, sandbox } = await reader();
    sandbox.faults.add({ operation: 'GetMetricData', kind: 'partialData', ids: (id) => id === 'b' });
    sandbox.faults.add({ operation: 'GetMetricData', kind: 'partialData', status: 'InternalError' });
    const MetricDataQueries = [requestsOf('home'), { ...requestsOf('home'), Id: 'b' }];
    const { MetricDataResults = [], NextToken } = await get({ MetricDataQueries });
    expect(MetricDataResults.map(({ StatusCode, Values }) => [StatusCode, Values?.length])).toEqual([
      ['Complete', 12],
      ['PartialData', 6],
    ]);
    expect(NextToken).toBeUndefined();
  });
});

describe('PutMetricData', () => {
  const Timestamp = clock(NOW - 30 * MINUTE);

  test('points of the same moment aggregate, and units stay apart', async () => {
    const { put, valuesOf } = await reader();
    const datum = { MetricName: 'm', Timestamp, Value: 5, Unit: 'Count' as const };
    await put([datum]);
    await put([datum, { ...datum, Value: 50, Unit: 'Percent' }]);
    expect(await valuesOf(own('Sum', { Unit: 'Count' }))).toEqual([10]);
    expect(await valuesOf(own('SampleCount', { Unit: 'Count' }))).toEqual([2]);
    expect(await valuesOf(own('Average', { Unit: 'Count' }))).toEqual([5]);
    expect(await valuesOf(own('Maximum', { Unit: 'Percent' }))).toEqual([50]);
  });

  test('values with counts and statistic sets', async () => {
    const { put, valuesOf } = await reader();
    await put([{ MetricName: 'm', Timestamp, Values: [1, 3], Counts: [2, 1] }]);
    await put([
      { MetricName: 'm', Timestamp, StatisticValues: { SampleCount: 2, Sum: 11, Minimum: 4, Maximum: 7 } },
    ]);
    expect(await valuesOf(own('Sum'))).toEqual([16]);
    expect(await valuesOf(own('SampleCount'))).toEqual([5]);
    expect([await valuesOf(own('Minimum')), await valuesOf(own('Maximum'))]).toEqual([[1], [7]]);
  });

  test('large requests come compressed, and are read', async () => {
    const { put, sandbox } = await reader();
    const Dimensions = [{ Name: 'CampaignArn', Value: campaign('home') }];
    await put(Array.from({ length: 1000 }, () => ({ MetricName: 'm', Dimensions, Timestamp, Value: 1 })));
    expect(sandbox.calls.of('PutMetricData')[0]?.bytes).toBeLessThan(20_000);
    expect(sandbox.region('us-east-1').points('m', campaign('home'))).toHaveLength(1000);
  });

  test('points can be seen late, as old ones are', async () => {
    const { put, valuesOf, sandbox } = await reader({ putDelayMs: (age) => (age > 3 * HOUR ? 2 * HOUR : 0) });
    await put([{ MetricName: 'm', Timestamp: clock(NOW - 4 * HOUR), Value: 1 }]);
    expect(await valuesOf(own('Sum'), NOW - 5 * HOUR)).toEqual([]);
    sandbox.clock.advance(2 * HOUR);
    expect(await valuesOf(own('Sum'), NOW - 5 * HOUR)).toEqual([1]);
  });

  const long = 'x'.repeat(256);
  test.each<[string, Partial<MetricDatum>, string]>([
    ['NaN', { Value: Number.NaN }, 'InvalidParameterValue'],
    ['infinity', { Value: Number.POSITIVE_INFINITY }, 'InvalidParameterValue'],
    ['out of range', { Value: 2 ** 361 }, 'InvalidParameterValue'],
    ['too old', { Timestamp: clock(NOW - 14 * DAY - 1) }, 'InvalidParameterValue'],
    ['too far ahead', { Timestamp: clock(NOW + 2 * HOUR + 1) }, 'InvalidParameterValue'],
    ['151 values', { Value: undefined, Values: Array(151).fill(1) }, 'InvalidParameterValue'],
    ['counts that do not fit', { Value: undefined, Values: [1], Counts: [1, 2] }, 'InvalidParameterValue'],
    ['a value in two ways', { Values: [1] }, 'InvalidParameterCombination'],
    ['no value', { Value: undefined }, 'MissingRequiredParameter'],
    ['no name', { MetricName: undefined }, 'MissingRequiredParameter'],
    ['a long name', { MetricName: long }, 'InvalidParameterValue'],
    [
      '31 dimensions',
      { Dimensions: Array.from({ length: 31 }, (_, i) => ({ Name: `n${i}`, Value: 'v' })) },
      'InvalidParameterValue',
    ],
    [
      'a dimension twice',
      {
        Dimensions: [
          { Name: 'n', Value: 'a' },
          { Name: 'n', Value: 'b' },
        ],
      },
      'InvalidParameterValue',
    ],
    ['an empty dimension', { Dimensions: [{ Name: 'n', Value: '' }] }, 'InvalidParameterValue'],
    ['a long dimension', { Dimensions: [{ Name: 'n', Value: 'x'.repeat(1025) }] }, 'InvalidParameterValue'],
    ['an unknown unit', { Unit: 'TPS' as 'Count' }, 'InvalidParameterValue'],
    ['an odd resolution', { StorageResolution: 30 }, 'InvalidParameterValue'],
  ])('refused as a whole: %s', async (_, change, error) => {
    const { put, sandbox } = await reader();
    const datum = { MetricName: 'm', Timestamp, Value: 1 };
    const bad = { ...datum, ...change } as MetricDatum;
    expect(await failureOf(put([datum, bad]))).toMatch(new RegExp(`^${error}Exception: `));
    expect(sandbox.region('us-east-1').metrics).toEqual([]);
  });

  test('refused: 1,001 metrics, a namespace of AWS, a body over 1 MB', async () => {
    const { put, sandbox } = await reader();
    const many = Array.from({ length: 1001 }, () => ({ MetricName: 'm', Value: 1 }));
    expect(await failureOf(put(many))).toMatch(/^InvalidParameterValueException/);
    expect(await failureOf(put([{ MetricName: 'm', Value: 1 }], 'AWS/Personalize'))).toMatch(
      /^InvalidParameterValue/,
    );
    const Dimensions = Array.from({ length: 30 }, (_, i) => ({ Name: `n${i}`, Value: 'x'.repeat(900) }));
    const input = { Namespace: 'Own', MetricData: Array(50).fill({ MetricName: 'm', Value: 1, Dimensions }) };
    const { status } = await rawRequest(
      sandbox,
      'GraniteServiceVersion20100801.PutMetricData',
      input,
      'us-east-1/monitoring',
      '1.0',
    );
    expect(status).toBe(413);
  });
});
