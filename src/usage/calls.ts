import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Failure } from '../aws/failure.ts';
import { dimensionOf, PERSONALIZE_NAMESPACE } from '../fleet/requestMetrics.ts';
import type { Resource } from '../fleet/resource.ts';
import { type MetricQuery, readMetrics } from './metricData.ts';
import { type Reading, sumOf } from './reading.ts';
import { type Span, WINDOW_MS } from './windows.ts';

/** Every call that was made to a resource in five-minute windows, the failed ones told apart. */
export interface Calls {
  readonly successes: Reading;
  readonly errors4xx: Reading;
  readonly errors5xx: Reading;
}

const SUFFIXES = { successes: '', errors4xx: '4xxErrors', errors5xx: '5xxErrors' } as const;

/** The windows from a moment up to now, the open one included: a call made a second ago counts. */
export function upToNow(since: number, now: number): Span {
  return {
    start: Math.floor(since / WINDOW_MS) * WINDOW_MS,
    end: (Math.floor(now / WINDOW_MS) + 1) * WINDOW_MS,
  };
}

/** Reads all calls to each resource over a span, by the ARN of the resource. Personalize counts errors apart. */
export async function readCalls(
  client: CloudWatchClient,
  region: string,
  resources: readonly Resource[],
  span: Span,
): Promise<{ calls: ReadonlyMap<string, Calls>; failures: readonly Failure[] }> {
  const asked = resources.flatMap((resource) =>
    Object.entries(SUFFIXES).map(([kind, suffix]) => ({
      resource,
      kind: kind as keyof Calls,
      queries: queriesFor(resource, suffix),
    })),
  );
  const { readings, failures } = await readMetrics(
    client,
    region,
    asked.flatMap(({ queries }) => queries),
    span,
  );
  const next = readings.values();
  const calls = new Map<string, Record<keyof Calls, Reading>>();
  for (const { resource, kind, queries } of asked) {
    const read = queries.map((): Reading => next.next().value ?? { kind: 'unknown', why: 'it was not read' });
    const { requestMetrics } = resource;
    const reading: Reading =
      requestMetrics.kind === 'known' ? sumOf(read, span) : { kind: 'unknown', why: requestMetrics.why };
    const unread: Reading = { kind: 'unknown', why: 'it was not read' };
    const before = calls.get(resource.arn) ?? { successes: unread, errors4xx: unread, errors5xx: unread };
    calls.set(resource.arn, { ...before, [kind]: reading });
  }
  return { calls, failures };
}

function queriesFor(resource: Resource, suffix: string): MetricQuery[] {
  const { requestMetrics } = resource;
  if (requestMetrics.kind === 'unknown') return [];
  return requestMetrics.names.map((name) => ({
    namespace: PERSONALIZE_NAMESPACE,
    name: `${name}${suffix}`,
    dimensions: [dimensionOf(resource)],
    statistic: 'Sum',
  }));
}

/** Mean milliseconds of a resource's successful calls by window, by the ARN of the resource. */
export async function readLatency(
  client: CloudWatchClient,
  region: string,
  resources: readonly Resource[],
  span: Span,
): Promise<{ latency: ReadonlyMap<string, Reading>; failures: readonly Failure[] }> {
  const queries = resources.flatMap((resource) => queriesFor(resource, 'Latency').slice(0, 1));
  const { readings, failures } = await readMetrics(
    client,
    region,
    queries.map((query): MetricQuery => ({ ...query, statistic: 'Average' })),
    span,
  );
  const asked = resources.filter(({ requestMetrics }) => requestMetrics.kind === 'known');
  return {
    latency: new Map(
      asked.map(({ arn }, index) => [arn, readings[index] ?? { kind: 'unknown', why: 'it was not read' }]),
    ),
    failures,
  };
}
