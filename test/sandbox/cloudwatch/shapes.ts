/** Input shapes and rules that several CloudWatch operations share (platform-facts 2). */
import { operations, refuseWith } from '../service.ts';
import { boolean, integer, list, ServiceError, string, structure, type Value } from '../validation.ts';
import { isStat } from './read.ts';
import type { Metric } from './store.ts';

export const UNITS = [
  ...['Seconds', 'Microseconds', 'Milliseconds', 'Percent', 'Count', 'Count/Second', 'None'],
  ...['Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes'],
  ...['Bits', 'Kilobits', 'Megabits', 'Gigabits', 'Terabits'],
  ...['Bytes/Second', 'Kilobytes/Second', 'Megabytes/Second', 'Gigabytes/Second', 'Terabytes/Second'],
  ...['Bits/Second', 'Kilobits/Second', 'Megabits/Second', 'Gigabits/Second', 'Terabits/Second'],
];

/** Printable ASCII, and something in it that is no space. */
const PRINTABLE = /[\x20-\x7e]*[\x21-\x7e][\x20-\x7e]*/;

export const namespaceShape = string({ min: 1, max: 255, pattern: /[^:].*/s });
export const metricNameShape = string({ min: 1, max: 255 });
export const unitShape = string({ oneOf: UNITS });
export const dimensionShape = structure({
  Name: string({ min: 1, max: 255, pattern: PRINTABLE }),
  Value: string({ min: 1, max: 1024, pattern: PRINTABLE }),
});
export const dimensionsShape = list(dimensionShape, { max: 30 });
export const tagsShape = list(structure({ Key: string({ min: 1, max: 128 }), Value: string({ max: 256 }) }), {
  max: 50,
});

const metricStatShape = structure(
  {
    Metric: structure(
      {},
      { Namespace: namespaceShape, MetricName: metricNameShape, Dimensions: dimensionsShape },
    ),
    Period: integer({ min: 1 }),
    Stat: string(),
  },
  { Unit: unitShape },
);

export const queryShape = structure(
  { Id: string({ min: 1, max: 255 }) },
  {
    MetricStat: metricStatShape,
    Expression: string({ min: 1, max: 2048 }),
    Label: string(),
    ReturnData: boolean(),
    Period: integer({ min: 1 }),
    AccountId: string({ min: 1, max: 255 }),
  },
);

export type Query = Value<typeof queryShape>;
export type MetricStat = Value<typeof metricStatShape>;

/** Most operations answer a broken constraint with ValidationError. */
export const validated = operations(refuseWith('ValidationException'));

export function validationError(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}

export function metricOf(metricStat: MetricStat): Metric {
  const { Namespace, MetricName, Dimensions = [] } = metricStat.Metric;
  return { namespace: Namespace ?? '', name: MetricName ?? '', dimensions: Dimensions };
}

/** What holds for MetricDataQueries wherever they stand. */
export function checkQueries(queries: readonly Query[]): void {
  const ids = new Set<string>();
  for (const { Id, MetricStat: metricStat, Expression, Period } of queries) {
    if (!/^[a-z][A-Za-z0-9_]*$/.test(Id))
      throw validationError(
        `The value ${Id} for parameter Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`,
      );
    if (ids.has(Id))
      throw validationError(`The values for parameter id in the request must be unique: ${Id}`);
    ids.add(Id);
    if ((metricStat === undefined) === (Expression === undefined))
      throw validationError(`Exactly one of MetricStat and Expression must be given for ${Id}.`);
    if (metricStat) {
      if (Period !== undefined) throw validationError(`Period must not be given beside MetricStat in ${Id}.`);
      const { Namespace, MetricName } = metricStat.Metric;
      if (!Namespace || !MetricName) throw validationError(`Namespace and MetricName are required in ${Id}.`);
      if (!isStat(metricStat.Stat))
        throw validationError(`The value ${metricStat.Stat} for Stat is not a valid statistic.`);
    }
    checkPeriod(metricStat?.Period ?? Period, Id);
  }
}

/** 1, 5, 10, 20, 30 or a multiple of 60. */
function checkPeriod(period: number | undefined, id: string): void {
  if (period === undefined) return;
  if (period > 86_400 || !([1, 5, 10, 20, 30].includes(period) || period % 60 === 0))
    throw validationError(
      `The value ${period} for Period of ${id} is not valid: 1, 5, 10, 20, 30 or a multiple of 60.`,
    );
}

export function checkUniqueDimensions(
  dimensions: readonly { Name: string }[],
  error: (message: string) => Error,
): void {
  const names = new Set(dimensions.map(({ Name }) => Name));
  if (names.size < dimensions.length)
    throw error('The parameter Dimensions has a dimension name more than once.');
}
