import {
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  ListTagsForResourceCommand,
  type MetricDataQuery,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  paginateDescribeAlarms,
  SetAlarmStateCommand,
  TagResourceCommand,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from '@jest/globals';
import { decide } from './cloudwatch/alarm-evaluation.ts';
import { clientsOf, failureOf, NOW, opened } from './testing.ts';
import { DAY, from, HOUR, MINUTE, steady, until } from './traffic.ts';
import { world } from './world.ts';

const topicArn = 'arn:aws:sns:us-east-1:123456789012:ops';
const Dimensions = (name: string) => [
  { Name: 'CampaignArn', Value: `arn:aws:personalize:us-east-1:123456789012:campaign/${name}` },
];
const shop = world({
  regions: {
    'us-east-1': {
      datasetGroups: { movies: {} },
      campaigns: [
        { name: 'home', datasetGroup: 'movies', traffic: steady(2) },
        { name: 'idle', datasetGroup: 'movies', traffic: until(steady(2), NOW - 2 * DAY) },
        { name: 'waking', datasetGroup: 'movies', traffic: from(steady(2), NOW + HOUR) },
      ],
      topics: [{ Name: 'ops' }],
    },
  },
});

const metricAlarm = (
  name: string,
  rest: Partial<PutMetricAlarmCommandInput> = {},
): PutMetricAlarmCommandInput => ({
  AlarmName: `low-${name}`,
  Namespace: 'AWS/Personalize',
  MetricName: 'GetRecommendations',
  Dimensions: Dimensions(name),
  Statistic: 'Sum',
  Period: 300,
  EvaluationPeriods: 12,
  DatapointsToAlarm: 9,
  Threshold: 1,
  ComparisonOperator: 'LessThanThreshold',
  TreatMissingData: 'breaching',
  ...rest,
});

const metric = (name: string, rest: Partial<MetricDataQuery> = {}): MetricDataQuery => ({
  Id: 'm1',
  ReturnData: false,
  MetricStat: {
    Metric: { Namespace: 'AWS/Personalize', MetricName: 'GetRecommendations', Dimensions: Dimensions(name) },
    Period: 300,
    Stat: 'Sum',
  },
  ...rest,
});

const mathAlarm = (
  name: string,
  rest: Partial<PutMetricAlarmCommandInput> = {},
): PutMetricAlarmCommandInput => ({
  AlarmName: `utilization-${name}`,
  Metrics: [metric(name), { Id: 'e1', Expression: 'FILL(m1,0)/300/10*100' }],
  EvaluationPeriods: 12,
  DatapointsToAlarm: 9,
  Threshold: 50,
  ComparisonOperator: 'LessThanThreshold',
  ...rest,
});

async function alarmed(options: Parameters<typeof opened>[1] = {}) {
  const sandbox = await opened(shop, options);
  const { cloudwatch } = clientsOf(sandbox);
  const put = (input: PutMetricAlarmCommandInput) => cloudwatch.send(new PutMetricAlarmCommand(input));
  const only = async () => (await cloudwatch.send(new DescribeAlarmsCommand({}))).MetricAlarms?.[0];
  return { sandbox, cloudwatch, put, only, region: sandbox.region('us-east-1') };
}

describe('alarms', () => {
  test('are created without data, and overwritten whole with their state and tags kept', async () => {
    const { cloudwatch, put, only } = await alarmed();
    await put(metricAlarm('home', { Tags: [{ Key: 'a', Value: '1' }], AlarmActions: [topicArn] }));
    expect(await only()).toMatchObject({
      StateValue: 'INSUFFICIENT_DATA',
      ActionsEnabled: true,
      OKActions: [],
    });
    await cloudwatch.send(
      new SetAlarmStateCommand({ AlarmName: 'low-home', StateValue: 'OK', StateReason: 'test' }),
    );
    await put(metricAlarm('home', { Tags: [{ Key: 'a', Value: '2' }], Threshold: 5 }));
    const alarm = await only();
    expect(alarm).toMatchObject({ StateValue: 'OK', Threshold: 5, AlarmActions: [] });
    const ResourceARN = alarm?.AlarmArn;
    const tags = async () => (await cloudwatch.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags;
    expect(await tags()).toEqual([{ Key: 'a', Value: '1' }]);
    await cloudwatch.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: 'b', Value: '3' }] }));
    expect(await tags()).toHaveLength(2);
  });

  const query = metric('home');
  const many = Array.from({ length: 11 }, (_, i) => metric('home', { Id: `m${i}` }));
  test.each<[string, Partial<PutMetricAlarmCommandInput>]>([
    ['an odd period', { Period: 90 }],
    ['five minutes over more than a day', { Period: 300, EvaluationPeriods: 289 }],
    ['hours over more than seven days', { Period: 3600, EvaluationPeriods: 169 }],
    ['more datapoints than periods', { DatapointsToAlarm: 13 }],
    ['no threshold', { Threshold: undefined }],
    ['no statistic', { Statistic: undefined }],
    ['six actions', { AlarmActions: Array(6).fill(topicArn) }],
    ['an action that is no ARN', { AlarmActions: ['ops@example.com'] }],
    ['a topic in another Region', { AlarmActions: [topicArn.replace('us-east-1', 'eu-west-1')] }],
    ['an unknown treatment', { TreatMissingData: 'zero' }],
    ['an unknown comparison', { ComparisonOperator: 'Below' as 'LessThanThreshold' }],
    ['a long name', { AlarmName: 'x'.repeat(256) }],
    ['a name with a line break', { AlarmName: 'a\nb' }],
    ['a long description', { AlarmDescription: 'x'.repeat(1025) }],
    ['a metric beside Metrics', { Metrics: [{ ...query, ReturnData: true }] }],
  ])('refused: %s', async (_, change) => {
    const { put } = await alarmed();
    expect(await failureOf(put(metricAlarm('home', change)))).toMatch(/^ValidationException: /);
  });

  test.each<[string, MetricDataQuery[]]>([
    ['eleven metrics', [...many, { Id: 'e', Expression: 'm0+m1' }]],
    [
      'two results',
      [
        { ...query, ReturnData: true },
        { Id: 'e', Expression: 'm1*2' },
      ],
    ],
    ['no result', [query, { Id: 'e', Expression: 'm1*2', ReturnData: false }]],
    ['a search', [query, { Id: 'e', Expression: "SEARCH('x', 'Sum', 300)" }]],
    ['an unknown id', [query, { Id: 'e', Expression: 'm1+m2' }]],
    ['no metric', [{ Id: 'e', Expression: '1+1' }]],
    ['an id twice', [query, { Id: 'm1', Expression: 'm1*2' }]],
  ])('refused in math: %s', async (_, Metrics) => {
    const { put } = await alarmed();
    expect(await failureOf(put(mathAlarm('home', { Metrics })))).toMatch(/^ValidationException: /);
  });

  test('the longest windows pass', async () => {
    const { put, region } = await alarmed();
    await put(metricAlarm('home', { Period: 300, EvaluationPeriods: 288 }));
    await put(metricAlarm('idle', { Period: 3600, EvaluationPeriods: 168 }));
    expect(region.alarms).toHaveLength(2);
  });

  test('are found by name or prefix, by pages, only when metric alarms are asked for', async () => {
    const { cloudwatch, put } = await alarmed({ pageSize: 2 });
    for (const AlarmName of ['b-2', 'a-1', 'b-1', 'b-3']) await put(metricAlarm('home', { AlarmName }));
    const found: (string | undefined)[] = [];
    for await (const { MetricAlarms = [] } of paginateDescribeAlarms(
      { client: cloudwatch },
      { AlarmNamePrefix: 'b-' },
    ))
      found.push(...MetricAlarms.map(({ AlarmName }) => AlarmName));
    expect(found).toEqual(['b-1', 'b-2', 'b-3']);
    const ask = (input: object) => cloudwatch.send(new DescribeAlarmsCommand(input));
    expect((await ask({ AlarmNames: ['a-1', 'x'] })).MetricAlarms).toHaveLength(1);
    expect((await ask({ AlarmTypes: ['CompositeAlarm'] })).MetricAlarms).toEqual([]);
    expect(await failureOf(ask({ AlarmNames: ['a-1'], AlarmNamePrefix: 'a' }))).toMatch(
      /^ValidationException/,
    );
    expect(await failureOf(ask({ MaxRecords: 101 }))).toMatch(/^ValidationException/);
    expect(await failureOf(ask({ NextToken: 'x' }))).toMatch(/^InvalidNextToken/);
  });

  test('deleting goes on past a name that is not there, and says so', async () => {
    const { cloudwatch, put, region } = await alarmed();
    await put(metricAlarm('home'));
    const request = cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ['gone', 'low-home'] }));
    expect(await failureOf(request)).toMatch(/^ResourceNotFound/);
    expect(region.alarms).toEqual([]);
  });
});

describe('evaluating alarms', () => {
  test('traffic, idleness and math come to the right states', async () => {
    const { sandbox, put, region } = await alarmed();
    for (const name of ['home', 'idle']) {
      await put(metricAlarm(name));
      await put(mathAlarm(name));
    }
    await put(mathAlarm('home', { AlarmName: 'low-bar', Threshold: 10 }));
    await put(
      metricAlarm('idle', { AlarmName: 'day', Period: 3600, EvaluationPeriods: 24, DatapointsToAlarm: 24 }),
    );
    await put(
      metricAlarm('idle', {
        AlarmName: 'three-days',
        Period: 3600,
        EvaluationPeriods: 72,
        DatapointsToAlarm: 72,
      }),
    );
    sandbox.evaluateAlarms();
    const states = Object.fromEntries(region.alarms.map(({ name, state }) => [name, state]));
    expect(states).toEqual({
      'low-home': 'OK',
      'low-idle': 'ALARM',
      'utilization-home': 'ALARM',
      'utilization-idle': 'ALARM',
      'low-bar': 'OK',
      day: 'ALARM',
      'three-days': 'OK',
    });
  });

  test('an alarm recovers when traffic comes, fires both actions, and is silent when muted', async () => {
    const { sandbox, cloudwatch, put, region } = await alarmed();
    await put(metricAlarm('waking', { AlarmActions: [topicArn], OKActions: [topicArn] }));
    await put(metricAlarm('waking', { AlarmName: 'muted', AlarmActions: [topicArn] }));
    await cloudwatch.send(new DisableAlarmActionsCommand({ AlarmNames: ['muted'] }));
    sandbox.evaluateAlarms();
    sandbox.clock.advance(3 * HOUR);
    sandbox.evaluateAlarms();
    sandbox.evaluateAlarms();
    expect(region.alarmActions.map(({ alarm, state, delivered }) => [alarm, state, delivered])).toEqual([
      ['low-waking', 'ALARM', true],
      ['low-waking', 'OK', true],
    ]);
    expect(region.messages).toHaveLength(2);
  });

  test('a topic whose policy does not let CloudWatch in gets nothing', async () => {
    const { sandbox, put, region } = await alarmed();
    const Policy = {
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'SNS:Publish',
          Resource: topicArn,
        },
      ],
    };
    sandbox.run('sns', 'SetTopicAttributes', 'us-east-1', {
      TopicArn: topicArn,
      AttributeName: 'Policy',
      AttributeValue: JSON.stringify(Policy),
    });
    await put(metricAlarm('idle', { AlarmActions: [topicArn] }));
    sandbox.evaluateAlarms();
    expect(region.alarmActions).toMatchObject([{ state: 'ALARM', delivered: false }]);
  });

  test('a gap in our own metric is a gap until its periods are over', async () => {
    const { sandbox, put, region } = await alarmed();
    const heartbeat = {
      Namespace: 'Own',
      MetricName: 'count',
      Statistic: 'SampleCount' as const,
      Dimensions: [],
    };
    await put(
      metricAlarm('beat', { ...heartbeat, Period: 3600, EvaluationPeriods: 3, DatapointsToAlarm: 3 }),
    );
    sandbox.run('cloudwatch', 'PutMetricData', 'us-east-1', {
      Namespace: 'Own',
      MetricData: [{ MetricName: 'count', Value: 1 }],
    });
    sandbox.clock.advance(5 * MINUTE);
    sandbox.evaluateAlarms();
    expect(region.alarm('low-beat').state).toBe('OK');
    sandbox.clock.advance(6 * HOUR);
    sandbox.evaluateAlarms();
    expect(region.alarm('low-beat').state).toBe('ALARM');
  });

  /** The tables of the CloudWatch guide: `0` is fine, `X` breaches, `-` is missing. */
  test.each([
    ['0-X-X', 3, ['OK', 'OK', 'OK', 'OK']],
    ['----0', 3, ['OK', 'OK', 'OK', 'OK']],
    ['-----', 3, ['INSUFFICIENT_DATA', 'same', 'ALARM', 'OK']],
    ['0XX-X', 3, ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['--X--', 3, ['ALARM', 'same', 'ALARM', 'OK']],
    ['0-X-X', 2, ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0-X--', 2, ['OK', 'OK', 'ALARM', 'OK']],
    ['----0', 2, ['OK', 'OK', 'ALARM', 'OK']],
    ['---X-', 2, ['ALARM', 'same', 'ALARM', 'OK']],
  ])('%s, %i of 3: missing, ignore, breaching, notBreaching', (picture, DatapointsToAlarm, expected) => {
    const points = [...picture].map((point) => ({ '0': 0, X: 1 })[point]);
    const states = (['missing', 'ignore', 'breaching', 'notBreaching'] as const).map((TreatMissingData) => {
      const rule = { EvaluationPeriods: 3, DatapointsToAlarm, Threshold: 1, TreatMissingData };
      return decide(points, { ...rule, ComparisonOperator: 'GreaterThanOrEqualToThreshold' }, 'same' as 'OK');
    });
    expect(states).toEqual(expected);
  });
});
