import { type CloudWatchClient, type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import pLimit from 'p-limit';
import { errorName, failureOf } from '../aws/errors.ts';
import type { Failure } from '../aws/failure.ts';
import { dataOf, NAMESPACE, RESOURCE_COUNT, type Window } from './metrics.ts';

/** Metrics in one PutMetricData request (CloudWatch API reference). 1,000 of ours are under its 1 MB. */
const METRICS_PER_REQUEST = 1_000;
const METRICS_PER_WINDOW = 3;

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
    requestsOf(windows, count).map((request) =>
      limit(async () => {
        try {
          const input = { Namespace: NAMESPACE, MetricData: request.data };
          await client.send(new PutMetricDataCommand(input));
          return request.windows;
        } catch (error) {
          errors.push({ error, windows: request.windows.length });
          return [];
        }
      }),
    ),
  );
  return { windows: taken.flat(), failures: failuresOf(errors, region) };
}

interface Request {
  readonly windows: readonly Window[];
  readonly data: MetricDatum[];
}

/**
 * Packs windows into requests, never one window into two. The count goes first, since it says that the run lives,
 * then the newest windows: a run that is cut short leaves the oldest gaps to the next.
 */
export function requestsOf(windows: readonly Window[], count: ResourceCount | undefined): Request[] {
  const requests: Request[] = [];
  const data = count ? [countDatum(count)] : [];
  let current: { windows: Window[]; data: MetricDatum[] } = { windows: [], data };
  for (const window of windows.toSorted((a, b) => b.start - a.start)) {
    if (current.data.length + METRICS_PER_WINDOW > METRICS_PER_REQUEST) {
      requests.push(current);
      current = { windows: [], data: [] };
    }
    current.windows.push(window);
    current.data.push(...dataOf(window));
  }
  return current.data.length > 0 ? [...requests, current] : requests;
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
