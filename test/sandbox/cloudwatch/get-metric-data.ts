import { makeToken, type Operation, present, readToken, seconds } from '../service.ts';
import { integer, list, ServiceError, string, structure, timestamp } from '../validation.ts';
import { queryReader } from './queries.ts';
import type { Range } from './read.ts';
import { checkQueries, type Query, queryShape, validated, validationError } from './shapes.ts';

const MOST_POINTS = 100_800;

interface Result {
  query: Query;
  points: [number, number][];
}

/** Rules and limits: platform-facts 2.3. Results come newest first unless asked otherwise. */
export const getMetricData: Operation = validated(
  structure(
    { MetricDataQueries: list(queryShape, { max: 500 }), StartTime: timestamp(), EndTime: timestamp() },
    {
      NextToken: string(),
      ScanBy: string({ oneOf: ['TimestampDescending', 'TimestampAscending'] }),
      MaxDatapoints: integer({ min: 1, max: MOST_POINTS }),
      LabelOptions: structure({}, { Timezone: string() }),
    },
  ),
  (input, context) => {
    const { MetricDataQueries: queries, StartTime: start, EndTime: end, NextToken: token, ...rest } = input;
    if (queries.length === 0)
      throw validationError('The collection MetricDataQueries must not have a size less than 1.');
    if (start >= end)
      throw validationError('The parameter StartTime must be less than the parameter EndTime.');
    checkQueries(queries);
    const wanted = queries.filter(({ ReturnData }) => ReturnData !== false);
    if (wanted.length === 0) throw validationError('At least one query must return data.');

    const read = queryReader(context, queries, (periodMs) => alignedRange(start, end, periodMs));
    const ascending = input.ScanBy === 'TimestampAscending';
    const results = wanted.map((query): Result => {
      const points = [...read(query.Id).values];
      return { query, points: ascending ? points : points.reverse() };
    });
    const most = Math.min(input.MaxDatapoints ?? MOST_POINTS, MOST_POINTS);
    const listing = makeToken(
      `GetMetricData ${context.region.name} ${JSON.stringify([queries, start, end, rest])}`,
      0,
    );
    return pageOfResults(results, most, listing, token);
  },
);

/** Periods start at multiples of the period; the one that StartTime falls into is the first. */
function alignedRange(start: number, end: number, periodMs: number): Range {
  return { start: Math.floor(start / periodMs) * periodMs, end, periodMs };
}

/** Points of metrics count towards the page, those of expressions come whole and without a token. */
function pageOfResults(results: Result[], most: number, listing: string, token: string | undefined) {
  const invalid = () => new ServiceError('InvalidNextToken', 'The provided token is invalid.');
  const from = token === undefined ? 0 : readToken(token, listing, invalid);
  let left = most;
  let index = Math.floor(from / 2 ** 20);
  let offset = from % 2 ** 20;
  const shown: unknown[] = [];
  for (; index < results.length; index++, offset = 0) {
    const result = results[index];
    if (result === undefined) break;
    const isMetric = result.query.MetricStat !== undefined;
    const points = result.points.slice(offset, isMetric ? offset + left : undefined);
    const complete = offset + points.length === result.points.length;
    if (points.length > 0 || complete) shown.push(present(entry(result.query, points, complete)));
    if (isMetric) left -= points.length;
    if (!complete) {
      const next = makeToken(listing, index * 2 ** 20 + offset + points.length);
      return { MetricDataResults: shown, NextToken: next, Messages: [] };
    }
  }
  return { MetricDataResults: shown, Messages: [] };
}

function entry(query: Query, points: [number, number][], complete: boolean) {
  return {
    Id: query.Id,
    Label: query.Label ?? query.MetricStat?.Metric.MetricName ?? query.Id,
    Timestamps: points.map(([time]) => seconds(time)),
    Values: points.map(([, value]) => value),
    StatusCode: complete ? 'Complete' : 'PartialData',
  };
}
