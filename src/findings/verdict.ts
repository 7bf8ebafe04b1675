import type { Resource } from '../fleet/resource.ts';
import type { Reading } from '../usage/reading.ts';
import { newestReadyWindow, type Span, WINDOW_MS } from '../usage/windows.ts';
import { uncounted } from './counting.ts';
import type { Verdict } from './finding.ts';
import { count, timeOf } from './words.ts';

const HOUR_MS = 3_600_000;

const READ_AGAIN = 'The next run reads again; the failures of this run say what went wrong.';

/** What was read of the calls to a resource, in five-minute sums. */
export interface VerdictInput {
  readonly resource: Resource;
  /** Unix milliseconds. */
  readonly now: number;
  readonly idleThresholdHours: number;
  /** What the three readings cover. Anything less than `idleSpan(now, idleThresholdHours)` is never called idle. */
  readonly span: Span;
  /** Successful calls: AWS's request metrics leave failed ones out. */
  readonly requests: Reading;
  readonly errors4xx: Reading;
  readonly errors5xx: Reading;
}

/** What has to be read to call a resource idle: so many whole hours up to the newest window that has settled. */
export function idleSpan(now: number, hours: number): Span {
  const end = newestReadyWindow(now) + WINDOW_MS;
  return { start: Math.floor((end - hours * HOUR_MS) / WINDOW_MS) * WINDOW_MS, end };
}

/**
 * The verdict as far as the requests at hand tell it, over whatever span they were read. `look closer` means that
 * the resource may be idle: read its requests and errors over `idleSpan`, and ask `verdictOf`.
 */
export function firstLook(
  resource: Resource,
  requests: Reading,
  now: number,
  idleThresholdHours: number,
): Verdict | 'look closer' {
  return (
    demandSeen(now, idleThresholdHours, { requests }) ??
    notToBeJudged(resource, now, idleThresholdHours) ??
    unread('requests', requests) ??
    'look closer'
  );
}

/**
 * Busy when a call, successful or failed, was seen within the threshold; idle when there was none for sure; unknown
 * in every other case.
 */
export function verdictOf(input: VerdictInput): Verdict {
  const { resource, now, idleThresholdHours: hours, span, requests, errors4xx, errors5xx } = input;
  return (
    demandSeen(now, hours, { requests, errors4xx, errors5xx }) ??
    notToBeJudged(resource, now, hours) ??
    unread('requests', requests) ??
    unread('4xx errors', errors4xx) ??
    unread('5xx errors', errors5xx) ??
    notCovered(span, idleSpan(now, hours)) ??
    idle(now, hours)
  );
}

function idle(now: number, hours: number): Verdict {
  const { start, end } = idleSpan(now, hours);
  const intervals = count((end - start) / WINDOW_MS, 'five-minute interval');
  const reason = `no request, successful or failed, in the last ${hours} h (${intervals}, read completely)`;
  return { kind: 'idle', reason, hours };
}

interface Calls {
  readonly requests: Reading;
  readonly errors4xx?: Reading;
  readonly errors5xx?: Reading;
}

function demandSeen(now: number, hours: number, calls: Calls): Verdict | undefined {
  const from = idleSpan(now, hours).start;
  const succeeded = callsSince(from, calls.requests);
  const failed = callsSince(from, calls.errors4xx, calls.errors5xx);
  if (succeeded.number === 0 && failed.number === 0) return undefined;
  const lastDemandAt = Math.max(succeeded.lastAt, failed.lastAt);
  const when = `in the last ${hours} h, last seen ${timeOf(lastDemandAt)}`;
  return { kind: 'busy', reason: `${told(succeeded.number, failed.number, calls)} ${when}`, lastDemandAt };
}

function told(succeeded: number, failed: number, { requests }: Calls): string {
  if (succeeded > 0) {
    const failures = failed > 0 ? ` and ${count(failed, 'failed call')}` : '';
    return `${count(succeeded, 'request')}${failures}`;
  }
  const failures = count(failed, 'failed call');
  return requests.kind === 'complete'
    ? `all its calls fail: ${failures} and no successful one`
    : `${failures}, which are demand too,`;
}

function callsSince(from: number, ...readings: readonly (Reading | undefined)[]) {
  let number = 0;
  let lastAt = Number.NEGATIVE_INFINITY;
  for (const reading of readings) {
    if (reading?.kind !== 'complete') continue;
    for (const [window, value] of reading.values) {
      if (window < from || !(value > 0)) continue;
      number += value;
      lastAt = Math.max(lastAt, window);
    }
  }
  return { number, lastAt };
}

/** Why a resource without demand cannot be called idle, whatever its readings say. */
function notToBeJudged(resource: Resource, now: number, hours: number): Verdict | undefined {
  const { requestMetrics, updateInProgress, createdAt, changedAt } = resource;
  const why = uncounted(requestMetrics);
  if (why) return unknown(`its demand is not known: ${why}`, 'Ask those who call it whether it is in use.');
  if (updateInProgress) {
    return unknown('an update of it is under way', `It can be judged ${hours} h after the update has ended.`);
  }
  const judgedFrom = changedAt + hours * HOUR_MS;
  if (!(now >= judgedFrom)) {
    const what = changedAt > createdAt ? 'last updated or restarted' : 'created';
    const reason = `it was ${what} at ${timeOf(changedAt)}, less than ${hours} h ago`;
    return unknown(reason, `It can be judged from ${timeOf(judgedFrom)} on.`);
  }
  return undefined;
}

function unread(what: string, reading: Reading): Verdict | undefined {
  if (reading.kind === 'complete') return undefined;
  return unknown(`its ${what} could not be read completely: ${reading.why}`, READ_AGAIN);
}

function notCovered(span: Span, needed: Span): Verdict | undefined {
  if (span.start <= needed.start && span.end >= needed.end) return undefined;
  const read = `its calls were read from ${timeOf(span.start)} to ${timeOf(span.end)} only`;
  return unknown(`${read}, and are needed from ${timeOf(needed.start)} to ${timeOf(needed.end)}`, READ_AGAIN);
}

function unknown(reason: string, remedy: string): Verdict {
  return { kind: 'unknown', reason, remedy };
}
