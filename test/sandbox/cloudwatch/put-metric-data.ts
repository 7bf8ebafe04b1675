import { type Operation, operations } from '../service.ts';
import { DAY, HOUR, MINUTE } from '../traffic.ts';
import {
  integer,
  list,
  number,
  ServiceError,
  structure,
  timestamp,
  type Value,
  wordProblems,
} from '../validation.ts';
import {
  checkUniqueDimensions,
  dimensionsShape,
  metricNameShape,
  namespaceShape,
  unitShape,
} from './shapes.ts';
import type { Stats } from './store.ts';

const LARGEST = 2 ** 360;

const datumShape = structure(
  { MetricName: metricNameShape },
  {
    Dimensions: dimensionsShape,
    Timestamp: timestamp(),
    Value: number(),
    StatisticValues: structure({
      SampleCount: number(),
      Sum: number(),
      Minimum: number(),
      Maximum: number(),
    }),
    Values: list(number(), { max: 150 }),
    Counts: list(number(), { max: 150 }),
    Unit: unitShape,
    StorageResolution: integer({ min: 1 }),
  },
);

const operation = operations((problems) => {
  const missing = problems.find(({ kind }) => kind === 'missing');
  if (missing)
    return new ServiceError(
      'MissingRequiredParameterException',
      `The parameter ${missing.path} is required.`,
    );
  return invalid(wordProblems(problems));
});

/** Limits: platform-facts 2.2. Either all metrics of a request are taken or none. */
export const putMetricData: Operation = operation(
  structure({ Namespace: namespaceShape, MetricData: list(datumShape, { min: 1, max: 1000 }) }),
  ({ Namespace, MetricData }, { now, region, settings }) => {
    if (Namespace.startsWith('AWS/'))
      throw invalid('The value AWS/ for parameter Namespace is invalid: reserved.');
    const accepted = MetricData.map((datum, index) => ({
      datum,
      stats: statsOf(datum, `MetricData.member.${index + 1}`),
    }));
    for (const [index, { datum }] of accepted.entries()) checkTimestamp(datum.Timestamp, now, index);
    for (const { datum, stats } of accepted) {
      const at = datum.Timestamp ?? now;
      const time = Math.floor(at / MINUTE) * MINUTE;
      const metric = { namespace: Namespace, name: datum.MetricName, dimensions: datum.Dimensions ?? [] };
      const visibleAt = now + settings.putDelayMs(now - at);
      region.metrics.add(metric, datum.Unit ?? 'None', { ...stats, time, visibleAt });
    }
    return {};
  },
);

function statsOf(datum: Value<typeof datumShape>, at: string): Stats {
  checkUniqueDimensions(datum.Dimensions ?? [], (message) => invalid(`${at}: ${message}`));
  if (datum.StorageResolution !== undefined && ![1, 60].includes(datum.StorageResolution))
    throw invalid(`The parameter ${at}.StorageResolution must be 1 or 60.`);
  const given = [datum.Value, datum.Values, datum.StatisticValues].filter((form) => form !== undefined);
  if (given.length > 1)
    throw new ServiceError(
      'InvalidParameterCombinationException',
      `The parameters ${at}.Value, ${at}.Values and ${at}.StatisticValues are mutually exclusive.`,
    );
  if (given.length === 0)
    throw new ServiceError('MissingRequiredParameterException', `${at} must have a value.`);
  if (datum.StatisticValues) return statisticSet(datum.StatisticValues, at);
  const values = datum.Values ?? [datum.Value ?? 0];
  const counts = datum.Counts ?? values.map(() => 1);
  if (datum.Counts && datum.Values?.length !== datum.Counts.length)
    throw invalid(`The parameters ${at}.Values and ${at}.Counts must be of equal length.`);
  if (values.length === 0) throw invalid(`The collection ${at}.Values must not have a size less than 1.`);
  for (const value of [...values, ...counts]) checkValue(value, at);
  return {
    count: counts.reduce((sum, count) => sum + count, 0),
    sum: values.reduce((sum, value, index) => sum + value * (counts[index] ?? 1), 0),
    min: Math.min(...values),
    max: Math.max(...values),
  };
}

function statisticSet(
  set: { SampleCount: number; Sum: number; Minimum: number; Maximum: number },
  at: string,
): Stats {
  const stats = { count: set.SampleCount, sum: set.Sum, min: set.Minimum, max: set.Maximum };
  for (const value of Object.values(stats)) checkValue(value, at);
  if (stats.count <= 0 || stats.min > stats.max)
    throw invalid(`${at}.StatisticValues contradict each other.`);
  return stats;
}

function checkValue(value: number, at: string): void {
  if (!Number.isFinite(value)) throw invalid(`The value ${value} for parameter ${at}.Value is invalid.`);
  if (Math.abs(value) > LARGEST)
    throw invalid(`The value ${value} for parameter ${at}.Value is out of range.`);
}

function checkTimestamp(time: number | undefined, now: number, index: number): void {
  if (time === undefined) return;
  const parameter = `MetricData.member.${index + 1}.Timestamp`;
  if (time < now - 14 * DAY)
    throw invalid(`The parameter ${parameter} must specify a time no more than two weeks in the past.`);
  if (time > now + 2 * HOUR)
    throw invalid(`The parameter ${parameter} must specify a time within two hours of now.`);
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidParameterValueException', message);
}
