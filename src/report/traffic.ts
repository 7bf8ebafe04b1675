import type { ResourceReport } from './run.ts';

const HOUR = 3_600_000;
/** More bars than this cannot be told apart in a summary; longer histories get wider bars. */
const MOST_BUCKETS = 48;
const WIDTHS_IN_HOURS = [1, 2, 3, 6, 12, 24] as const;

/** Traffic of a fleet in one stretch of time, over the resources whose traffic is known in it. TPS are requests per second. */
export interface Bucket {
  /** Unix milliseconds. */
  readonly start: number;
  readonly resources: number;
  /** Resources that existed, but whose traffic in this bucket is unknown: neither their traffic nor their floor counts. */
  readonly unknown: number;
  readonly averageTPS: number;
  readonly floorTPS: number;
}

export interface FleetTraffic {
  readonly hours: number;
  /** Oldest first; a bucket in which nothing is known has no `resources`. */
  readonly buckets: readonly Bucket[];
}

/** Traffic against floor in buckets of whole hours of Unix time, the latest ones if there are too many. */
export function fleetTraffic(resources: readonly ResourceReport[]): FleetTraffic {
  const spans = resources.flatMap(spanOf);
  const first = spans.reduce((least, { start }) => Math.min(least, start), Number.POSITIVE_INFINITY);
  const end = spans.reduce((most, span) => Math.max(most, span.end), Number.NEGATIVE_INFINITY);
  const hours = WIDTHS_IN_HOURS.find((width) => (end - first) / (width * HOUR) < MOST_BUCKETS) ?? 24;
  const totals = new Map<number, Bucket>();
  for (const resource of resources) addTo(totals, resource, hours * HOUR);
  const buckets = [...totals.values()].sort((a, b) => a.start - b.start).slice(-MOST_BUCKETS);
  return { hours, buckets };
}

function spanOf({ traffic }: ResourceReport): readonly { readonly start: number; readonly end: number }[] {
  if (!traffic || traffic.requests.length === 0 || traffic.interval <= 0) return [];
  return [{ start: traffic.start, end: traffic.start + traffic.requests.length * traffic.interval * 1000 }];
}

function addTo(totals: Map<number, Bucket>, { traffic, floor }: ResourceReport, width: number): void {
  if (!traffic || traffic.interval <= 0) return;
  const perBucket = new Map<number, { requests: number; seconds: number }>();
  traffic.requests.forEach((requests, index) => {
    const at = traffic.start + index * traffic.interval * 1000;
    const start = Math.floor(at / width) * width;
    const bucket = perBucket.get(start) ?? { requests: 0, seconds: 0 };
    perBucket.set(start, bucket);
    if (requests === null) return;
    bucket.requests += requests;
    bucket.seconds += traffic.interval;
  });
  for (const [start, { requests, seconds }] of perBucket) {
    const so = totals.get(start) ?? { start, resources: 0, unknown: 0, averageTPS: 0, floorTPS: 0 };
    const known = seconds > 0;
    totals.set(start, {
      start,
      resources: so.resources + Number(known),
      unknown: so.unknown + Number(!known),
      averageTPS: so.averageTPS + (known ? requests / seconds : 0),
      floorTPS: so.floorTPS + (known ? floor : 0),
    });
  }
}
