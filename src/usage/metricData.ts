import {
  type CloudWatchClient,
  type MetricDataQuery,
  type MetricDataResult,
  paginateGetMetricData,
} from '@aws-sdk/client-cloudwatch';
import pLimit from 'p-limit';
import { errorName, failureOf } from '../aws/errors.ts';
import type { Failure } from '../aws/failure.ts';
import { type Reading, WindowValues } from './reading.ts';
import { type Span, WINDOW_MS, WINDOW_SECONDS, windowsOf } from './windows.ts';

/** Limits of GetMetricData (CloudWatch API reference): queries, and data points, in one request. */
const QUERIES_PER_REQUEST = 500;
const POINTS_PER_REQUEST = 100_800;

const REQUESTS_AT_ONCE = 2;

/** A metric to read in five-minute periods. */
export interface MetricQuery {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly statistic: 'Sum' | 'Average';
}

export interface MetricReadings {
  /** One for each query, in their order. */
  readonly readings: readonly Reading[];
  readonly failures: readonly Failure[];
}

/**
 * Reads metrics over a span, in as few requests as the service's limits allow. A request that fails makes its
 * own queries unknown, and so does any status but `Complete` after the last page. With a `period` of more seconds
 * than a window has, a value stands in the first window of its period.
 */
export async function readMetrics(
  client: CloudWatchClient,
  region: string,
  queries: readonly MetricQuery[],
  span: Span,
  period = WINDOW_SECONDS,
): Promise<MetricReadings> {
  const perRequest = queriesPerRequest(windowsOf(span).length);
  const limit = pLimit(REQUESTS_AT_ONCE);
  const batches = chunks(queries, perRequest);
  const outcomes = await Promise.all(
    batches.map((batch) =>
      limit(async (): Promise<MetricReadings> => {
        try {
          return told(await readBatch(client, batch, span, period), region);
        } catch (error) {
          const why = `GetMetricData failed (${errorName(error)})`;
          const context = { what: 'read metrics', region, operation: 'cloudwatch:GetMetricData' };
          return {
            readings: batch.map((): Reading => ({ kind: 'unknown', why })),
            failures: [failureOf(error, context)],
          };
        }
      }),
    ),
  );
  return {
    readings: outcomes.flatMap(({ readings }) => readings),
    failures: outcomes.flatMap(({ failures }) => failures),
  };
}

/** How many queries of so many data points each fit one request without a second page. */
export function queriesPerRequest(points: number): number {
  return Math.max(1, Math.min(QUERIES_PER_REQUEST, Math.floor(POINTS_PER_REQUEST / Math.max(1, points))));
}

async function readBatch(
  client: CloudWatchClient,
  batch: readonly MetricQuery[],
  { start, end }: Span,
  period: number,
): Promise<Reading[]> {
  const pages: MetricDataResult[][] = batch.map(() => []);
  const input = {
    MetricDataQueries: batch.map((query, index) => dataQuery(query, index, period)),
    StartTime: new Date(start),
    EndTime: new Date(end),
    ScanBy: 'TimestampAscending' as const,
  };
  for await (const page of paginateGetMetricData({ client }, input)) {
    for (const result of page.MetricDataResults ?? []) {
      pages[Number(result.Id?.slice(1))]?.push(result);
    }
  }
  return pages.map((results) => readingOf(results, { start, end }));
}

function dataQuery(query: MetricQuery, index: number, period: number): MetricDataQuery {
  return {
    Id: `q${index}`,
    MetricStat: {
      Metric: {
        Namespace: query.namespace,
        MetricName: query.name,
        ...(query.dimensions.length > 0 ? { Dimensions: [...query.dimensions] } : {}),
      },
      Period: period,
      Stat: query.statistic,
    },
    ReturnData: true,
  };
}

/** The reading that the pages of one query make. Only the last page's status tells whether they are all. */
export function readingOf(pages: readonly MetricDataResult[], span: Span): Reading {
  const status = pages.at(-1)?.StatusCode;
  if (status !== 'Complete') {
    const messages = pages.flatMap(({ Messages }) => Messages ?? []).map(({ Value }) => Value ?? '');
    const why = status ? `GetMetricData answered ${status}` : 'GetMetricData answered nothing for it';
    return { kind: 'unknown', why: [why, ...messages].join(': ') };
  }
  const values = new WindowValues(span);
  for (const { Timestamps = [], Values = [] } of pages) {
    Timestamps.forEach((timestamp, index) => {
      const window = Math.floor(timestamp.getTime() / WINDOW_MS) * WINDOW_MS;
      const value = Values[index];
      if (value !== undefined) values.set(window, value);
    });
  }
  return { kind: 'complete', values };
}

/** Readings with the failures that say which statuses other than `Complete` came back. */
function told(readings: readonly Reading[], region: string): MetricReadings {
  const reasons = new Set<string>();
  for (const reading of readings) {
    if (reading.kind === 'unknown') reasons.add(reading.why);
  }
  const failures = [...reasons].map((why) => ({
    what: 'read metrics',
    region,
    operation: 'cloudwatch:GetMetricData',
    cause: why,
    remedy: 'Nothing was taken for zero. The next run reads them again and fills in what is missing.',
  }));
  return { readings, failures };
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
