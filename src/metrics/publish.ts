import { type CloudWatchClient, type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import pLimit from 'p-limit';
import { errorName, failureOf } from '../aws/errors.ts';
import type { Failure } from '../aws/failure.ts';
import { dataOf, NAMESPACE, RESOURCE_COUNT, type Window } from './metrics.ts';

/** Metrics in one PutMetricData request (CloudWatch API reference). 1,000 of ours are under its 1 MB. */
const METRICS_PER_REQUEST = 1_000;
const METRICS_PER_WINDOW = 3;
/** With one metric to spare for the count. */
const WINDOWS_PER_REQUEST = Math.floor((METRICS_PER_REQUEST - 1) / METRICS_PER_WINDOW);

const REQUESTS_AT_ONCE = 4;

export interface ResourceCount {
  readonly count: number;
  /** Start of the window that it is stamped with, in Unix milliseconds. */
  readonly start: number;
}

export interface Publication {
  readonly windows: readonly Window[];
  readonly failures: readonly Failure[];
}

/**
 * Publishes windows, each whole in one request, and the count of monitored resources. The windows returned are
 * those that CloudWatch took.
 */
export async function publish(
  client: CloudWatchClient,
  region: string,
  windows: readonly Window[],
  count: ResourceCount | undefined,
): Promise<Publication> {
  const limit = pLimit(REQUESTS_AT_ONCE);
  const errors: { error: unknown; windows: number }[] = [];
  const taken = await Promise.all(
    batchesOf(windows, count).map((batch) =>
      limit(async () => {
        try {
          const input = { Namespace: NAMESPACE, MetricData: dataOfBatch(batch) };
          await client.send(new PutMetricDataCommand(input));
          return batch.windows;
        } catch (error) {
          errors.push({ error, windows: batch.windows.length });
          return [];
        }
      }),
    ),
  );
  return { windows: taken.flat(), failures: failuresOf(errors, region) };
}

/** What one PutMetricData request carries. */
export interface Batch {
  readonly windows: readonly Window[];
  readonly count: ResourceCount | undefined;
}

/**
 * Packs windows into requests, never one window into two. The count goes first, since it says that the run lives,
 * then the newest windows: a run that is cut short leaves the oldest gaps to the next.
 */
export function batchesOf(windows: readonly Window[], count: ResourceCount | undefined): Batch[] {
  const newestFirst = windows.toSorted((a, b) => b.start - a.start);
  const number = Math.ceil(newestFirst.length / WINDOWS_PER_REQUEST);
  return Array.from({ length: Math.max(number, count ? 1 : 0) }, (_, index) => ({
    windows: newestFirst.slice(index * WINDOWS_PER_REQUEST, (index + 1) * WINDOWS_PER_REQUEST),
    count: index === 0 ? count : undefined,
  }));
}

export function dataOfBatch({ windows, count }: Batch): MetricDatum[] {
  return [...(count ? [countDatum(count)] : []), ...windows.flatMap(dataOf)];
}

function countDatum({ count, start }: ResourceCount): MetricDatum {
  return { MetricName: RESOURCE_COUNT, Value: count, Unit: 'Count', Timestamp: new Date(start) };
}

/** One failure for each kind of error, since a refusal repeats itself with every request. */
function failuresOf(errors: readonly { error: unknown; windows: number }[], region: string): Failure[] {
  const byName = Map.groupBy(errors, ({ error }) => errorName(error));
  return [...byName.values()].map((alike) => {
    const windows = alike.reduce((sum, one) => sum + one.windows, 0);
    const what = windows > 0 ? `publish ${windows} windows` : 'publish the count of monitored resources';
    return failureOf(alike[0]?.error, { what, region, operation: 'cloudwatch:PutMetricData' });
  });
}
