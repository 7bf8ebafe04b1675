import type { Resource } from '../fleet/resource.ts';
import type { Reading, Values } from '../usage/reading.ts';
import { newestReadyWindow, type Span, WINDOW_MS } from '../usage/windows.ts';
import { uncounted } from './counting.ts';
import { days, percent, timeOf } from './words.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Under a week, a weekly peak may not have been seen. */
const NEEDED_HOURS = 7 * 24;
const NEEDED_COVERAGE = 0.9;

/** The load that a resource can be sized by: whole hours in which it existed, each interval of them known. */
export type History =
  | {
      readonly kind: 'known';
      /** Requests of each five-minute interval, oldest first. */
      readonly requests: Float64Array;
      readonly hours: number;
      /** Share of the look-back's intervals, those in which the resource existed, that these are; 0 to 1. */
      readonly coverage: number;
    }
  | { readonly kind: 'unknown'; readonly reason: string; readonly remedy: string };

export interface HistoryInput {
  readonly resource: Pick<Resource, 'requestMetrics' | 'createdAt'>;
  /** Successful requests in five-minute sums. */
  readonly requests: Reading;
  /** What the reading covers: `sizingSpan`, or less. */
  readonly span: Span;
  readonly lookbackDays: number;
}

/** What has to be read to size: whole days up to the last full hour that has settled. */
export function sizingSpan(now: number, lookbackDays: number): Span {
  const end = wholeHour(newestReadyWindow(now) + WINDOW_MS);
  return { start: end - lookbackDays * DAY_MS, end };
}

/** Needs seven full days, and 90 % of the look-back's intervals. */
export function historyOf({ resource, requests, span, lookbackDays }: HistoryInput): History {
  const why = uncounted(resource.requestMetrics);
  if (why) return unknown(`its demand is not known: ${why}`, 'Ask those who call it how much it needs.');
  if (lookbackDays * 24 < NEEDED_HOURS) {
    const reason = `the look-back of ${days(lookbackDays * 24)} is under ${days(NEEDED_HOURS)}`;
    return unknown(reason, 'Set `lookback-days` to 7 or more.');
  }
  const end = wholeHour(span.end);
  const oldEnoughAt = nextHour(resource.createdAt) + NEEDED_HOURS * HOUR_MS;
  if (end < oldEnoughAt) {
    const reason = `it was created at ${timeOf(resource.createdAt)}, less than ${days(NEEDED_HOURS)} of full hours ago`;
    return unknown(reason, `It can be sized from ${timeOf(oldEnoughAt)} on.`);
  }
  if (requests.kind === 'unknown') return unread(requests.why);
  const wantedFrom = nextHour(Math.max(resource.createdAt, end - lookbackDays * DAY_MS));
  const start = nextHour(Math.max(wantedFrom, span.start));
  const hours = (end - start) / HOUR_MS;
  const coverage = (end - start) / (end - wantedFrom);
  if (hours < NEEDED_HOURS) return unread(`${days(Math.max(0, hours))} were read`);
  if (coverage < NEEDED_COVERAGE) return unread(`${percent(coverage * 100)} of the look-back was read`);
  return { kind: 'known', requests: requestsIn({ start, end }, requests.values), hours, coverage };
}

/** Requests of each window; none where a complete reading has no data point. */
function requestsIn({ start, end }: Span, values: Values): Float64Array {
  return new Float64Array((end - start) / WINDOW_MS).map(
    (_, index) => values.get(start + index * WINDOW_MS) ?? 0,
  );
}

function unread(why: string): History {
  const reason = `its requests over the look-back could not be read completely: ${why}`;
  return unknown(reason, 'The next run reads again; the failures of this run say what went wrong.');
}

function unknown(reason: string, remedy: string): History {
  return { kind: 'unknown', reason, remedy };
}

function wholeHour(time: number): number {
  return Math.floor(time / HOUR_MS) * HOUR_MS;
}

function nextHour(time: number): number {
  return Math.ceil(time / HOUR_MS) * HOUR_MS;
}
