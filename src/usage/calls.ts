import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Failure } from '../aws/failure.ts';
import { dimensionOf, PERSONALIZE_NAMESPACE } from '../fleet/requestMetrics.ts';
import type { Resource } from '../fleet/resource.ts';
import { type MetricQuery, readMetrics } from './metricData.ts';
import { type Reading, sumOf } from './reading.ts';
import { type Span, WINDOW_MS, WINDOW_SECONDS } from './windows.ts';

/** Every call that was made to a resource in five-minute windows, the failed ones told apart. */
export interface Calls {
  readonly requests: Reading;
  readonly errors4xx: Reading;
  readonly errors5xx: Reading;
}

export interface TimedCalls extends Calls {
  /** Mean milliseconds of the successful calls in a window; unknown where it was not asked for. */
  readonly latency: Reading;
}

/** A resource to read the calls of, and whether to read how long they took. */
export interface CallQuery {
  readonly resource: Resource;
  readonly latency: boolean;
}

type Part = keyof TimedCalls;

const NOT_ASKED: Reading = { kind: 'unknown', why: 'it was not asked for' };
const NOT_READ: Reading = { kind: 'unknown', why: 'it was not read' };

/** The windows from a moment up to now, the open one included: a call made a second ago counts. */
export function upToNow(since: number, now: number): Span {
  return {
    start: Math.floor(since / WINDOW_MS) * WINDOW_MS,
    end: (Math.floor(now / WINDOW_MS) + 1) * WINDOW_MS,
  };
}

/**
 * CloudWatch keeps five-minute sums for 63 days, and answers `Complete` and nothing for what is older; it keeps hourly
 * sums for 455 days (GetMetricData, "Period"). A day is left for the time that passes.
 */
const FIVE_MINUTES_KEPT_MS = 62 * 24 * 3_600_000;
const HOUR_SECONDS = 3_600;

/** The finest sums that are kept over the whole of a span that ends now, and the span in whole ones of them. */
function asKept(span: Span): { span: Span; period: number } {
  if (span.end - span.start <= FIVE_MINUTES_KEPT_MS) return { span, period: WINDOW_SECONDS };
  const hour = HOUR_SECONDS * 1000;
  return { span: { start: Math.floor(span.start / hour) * hour, end: span.end }, period: HOUR_SECONDS };
}

/** Reads all calls to each resource over a span, by the ARN of the resource. Personalize counts errors apart. */
export async function readCalls(
  client: CloudWatchClient,
  region: string,
  queries: readonly CallQuery[],
  span: Span,
): Promise<{ calls: ReadonlyMap<string, TimedCalls>; failures: readonly Failure[] }> {
  const kept = asKept(span);
  const asked = queries.flatMap(({ resource, latency }) => partsOf(resource, latency));
  const { readings, failures } = await readMetrics(
    client,
    region,
    asked.flatMap((part) => part.queries),
    kept.span,
    kept.period,
  );
  const next = readings.values();
  const calls = new Map<string, Record<Part, Reading>>();
  for (const { resource, part, queries: own } of asked) {
    const read = own.map(() => next.next().value ?? NOT_READ);
    const { requestMetrics, arn } = resource;
    const known = calls.get(arn) ?? {
      requests: NOT_READ,
      errors4xx: NOT_READ,
      errors5xx: NOT_READ,
      latency: NOT_ASKED,
    };
    const reading: Reading =
      requestMetrics.kind === 'known' ? sumOf(read, kept.span) : { kind: 'unknown', why: requestMetrics.why };
    calls.set(arn, { ...known, [part]: reading });
  }
  return { calls, failures };
}

interface Asked {
  readonly resource: Resource;
  readonly part: Part;
  readonly queries: readonly MetricQuery[];
}

function partsOf(resource: Resource, latency: boolean): Asked[] {
  const { requestMetrics } = resource;
  const names = requestMetrics.kind === 'known' ? requestMetrics.names : [];
  const query = (name: string, statistic: MetricQuery['statistic']): MetricQuery => ({
    namespace: PERSONALIZE_NAMESPACE,
    name,
    dimensions: [dimensionOf(resource)],
    statistic,
  });
  const sums = (suffix: string) => names.map((name) => query(`${name}${suffix}`, 'Sum'));
  // A mean over several metrics cannot be made from their means: the first one's stands for all.
  const means = names.slice(0, 1).map((name) => query(`${name}Latency`, 'Average'));
  return [
    { resource, part: 'requests', queries: sums('') },
    { resource, part: 'errors4xx', queries: sums('4xxErrors') },
    { resource, part: 'errors5xx', queries: sums('5xxErrors') },
    ...(latency ? [{ resource, part: 'latency' as const, queries: means }] : []),
  ];
}
