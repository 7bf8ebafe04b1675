/** What PutMetricAlarm accepts (platform-facts 2.4). */
import type { Context } from '../service.ts';
import { boolean, integer, list, number, string, structure, type Value } from '../validation.ts';
import { checkExpressions } from './queries.ts';
import { isStat } from './read.ts';
import {
  checkQueries,
  checkUniqueDimensions,
  dimensionShape,
  metricNameShape,
  namespaceShape,
  type Query,
  queryShape,
  tagsShape,
  unitShape,
  validationError,
} from './shapes.ts';

const DAY_SECONDS = 86_400;
const WEEK_SECONDS = 604_800;
const PAYLOAD_BYTES = 120 * 1024;

export const alarmNameShape = string({ min: 1, max: 255, pattern: /[ -~\u0080-\u{10ffff}]*/u });
export const alarmNamesShape = list(alarmNameShape, { max: 100 });
const actionsShape = list(string({ min: 1, max: 1024 }), { max: 5 });

export const putMetricAlarmShape = structure(
  {
    AlarmName: alarmNameShape,
    ComparisonOperator: string({
      oneOf: [
        'GreaterThanOrEqualToThreshold',
        'GreaterThanThreshold',
        'LessThanThreshold',
        'LessThanOrEqualToThreshold',
        'LessThanLowerOrGreaterThanUpperThreshold',
        'LessThanLowerThreshold',
        'GreaterThanUpperThreshold',
      ],
    }),
    EvaluationPeriods: integer({ min: 1 }),
  },
  {
    AlarmDescription: string({ max: 1024 }),
    ActionsEnabled: boolean(),
    OKActions: actionsShape,
    AlarmActions: actionsShape,
    InsufficientDataActions: actionsShape,
    MetricName: metricNameShape,
    Namespace: namespaceShape,
    Statistic: string({ oneOf: ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] }),
    ExtendedStatistic: string(),
    Dimensions: list(dimensionShape, { max: 10 }),
    Period: integer({ min: 1 }),
    Unit: unitShape,
    DatapointsToAlarm: integer({ min: 1 }),
    Threshold: number(),
    TreatMissingData: string({ oneOf: ['breaching', 'notBreaching', 'ignore', 'missing'] }),
    EvaluateLowSampleCountPercentile: string({ oneOf: ['evaluate', 'ignore'] }),
    Metrics: list(queryShape),
    Tags: tagsShape,
    ThresholdMetricId: string({ min: 1, max: 255 }),
  },
);

export type AlarmInput = Value<typeof putMetricAlarmShape>;

export function checkAlarm(input: AlarmInput, { region }: Context): void {
  if (Buffer.byteLength(JSON.stringify(input)) > PAYLOAD_BYTES)
    throw validationError('The alarm is larger than 120 KB.');
  const { Threshold, DatapointsToAlarm, EvaluationPeriods, ThresholdMetricId, ComparisonOperator } = input;
  if (ThresholdMetricId !== undefined || /Lower|Upper/.test(ComparisonOperator))
    throw validationError('The sandbox has no anomaly detection alarms.');
  if (Threshold === undefined)
    throw validationError('Threshold is required for alarms on a static threshold.');
  if (!Number.isFinite(Threshold))
    throw validationError(`The value ${Threshold} for Threshold is not valid.`);
  if (DatapointsToAlarm !== undefined && DatapointsToAlarm > EvaluationPeriods)
    throw validationError('DatapointsToAlarm must be less than or equal to EvaluationPeriods.');
  if (input.Metrics) checkMathAlarm(input, input.Metrics);
  else checkMetricAlarm(input);
  checkWindow(alarmPeriod(input), EvaluationPeriods);
  for (const action of [
    ...(input.OKActions ?? []),
    ...(input.AlarmActions ?? []),
    ...(input.InsufficientDataActions ?? []),
  ])
    checkAction(action, region.name, region.partition);
}

function checkMetricAlarm(input: AlarmInput): void {
  const { MetricName, Namespace, Period, Statistic, ExtendedStatistic } = input;
  if (!MetricName || !Namespace) throw validationError('MetricName and Namespace are required, or Metrics.');
  if (Period === undefined) throw validationError('Period is required.');
  if ((Statistic === undefined) === (ExtendedStatistic === undefined))
    throw validationError('Exactly one of Statistic and ExtendedStatistic must be given.');
  if (ExtendedStatistic !== undefined && !isStat(ExtendedStatistic))
    throw validationError(`The value ${ExtendedStatistic} for ExtendedStatistic is not valid.`);
  checkUniqueDimensions(input.Dimensions ?? [], validationError);
  checkAlarmPeriod(Period);
}

function checkMathAlarm(input: AlarmInput, queries: readonly Query[]): void {
  for (const name of [
    'MetricName',
    'Namespace',
    'Statistic',
    'ExtendedStatistic',
    'Dimensions',
    'Period',
    'Unit',
  ] as const)
    if (input[name] !== undefined) throw validationError(`${name} must not be given beside Metrics.`);
  const metrics = queries.filter(({ MetricStat }) => MetricStat !== undefined);
  if (queries.length === 0 || metrics.length === 0)
    throw validationError('Metrics must have at least one metric.');
  if (metrics.length > 10) throw validationError('An alarm may be based on up to 10 metrics.');
  if (queries.length > 20) throw validationError('Metrics must not have more than 20 entries.');
  checkQueries(queries);
  if (queries.filter(({ ReturnData }) => ReturnData !== false).length !== 1)
    throw validationError('Exactly one element of the metrics list should return data.');
  for (const { MetricStat } of metrics) {
    if (!MetricStat) continue;
    checkAlarmPeriod(MetricStat.Period);
    const dimensions = MetricStat.Metric.Dimensions ?? [];
    if (dimensions.length > 10) throw validationError('A metric of an alarm has up to 10 dimensions.');
    checkUniqueDimensions(dimensions, validationError);
  }
  checkExpressions(queries);
}

function checkAlarmPeriod(period: number): void {
  if (![10, 20, 30].includes(period) && period % 60 !== 0)
    throw validationError(`The value ${period} for Period is not valid: 10, 20, 30 or a multiple of 60.`);
}

function checkWindow(period: number, evaluationPeriods: number): void {
  const longest = period < 3600 ? DAY_SECONDS : WEEK_SECONDS;
  if (period * evaluationPeriods > longest)
    throw validationError(
      `Metrics cannot be checked across more than ${longest === DAY_SECONDS ? 'a day' : 'seven days'} (EvaluationPeriods * Period must be <= ${longest}).`,
    );
}

/** The period of an alarm in seconds: for math, the longest of its metrics. */
export function alarmPeriod(input: Pick<AlarmInput, 'Period' | 'Metrics'>): number {
  const periods = (input.Metrics ?? []).map(({ MetricStat, Period }) => MetricStat?.Period ?? Period ?? 0);
  return Math.max(input.Period ?? 0, ...periods);
}

/** Actions are ARNs of a few services; a topic's Region must be the alarm's. */
function checkAction(action: string, region: string, partition: string): void {
  const [arn, actionPartition, service, actionRegion, account, ...rest] = action.split(':');
  const known = ['sns', 'automate', 'swf', 'lambda', 'ssm', 'ssm-incidents', 'autoscaling', 'aiops'];
  if (
    arn !== 'arn' ||
    actionPartition !== partition ||
    !known.includes(service ?? '') ||
    rest.join(':') === ''
  )
    throw validationError(`Invalid arn syntax: ${action}`);
  if (service === 'sns' && !/^\d{12}$/.test(account ?? ''))
    throw validationError(`Invalid arn syntax: ${action}`);
  if (actionRegion !== region)
    throw validationError(`Invalid region ${actionRegion} specified. Only ${region} is supported.`);
}
