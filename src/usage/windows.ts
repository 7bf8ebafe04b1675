/** Seconds in a window. Windows are aligned to multiples of this in Unix time. */
export const WINDOW_SECONDS = 300;
export const WINDOW_MS = WINDOW_SECONDS * 1000;

/** AWS's own metrics arrive late: a window is looked at once it ended so long ago. */
const SETTLING_MS = 5 * 60 * 1000;

const HOUR_MS = 3_600_000;

/**
 * PutMetricData refuses what is over two weeks old (CloudWatch API reference); the margin is for the time that
 * passes between the start of a run and its last request.
 */
const OLDEST_MS = 14 * 24 * HOUR_MS - 30 * 60 * 1000;

/** A run of windows: the start of the first, and the end of the last; both Unix milliseconds. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Start of the newest window that has settled, in Unix milliseconds. */
export function newestReadyWindow(now: number): number {
  return Math.floor((now - SETTLING_MS) / WINDOW_MS) * WINDOW_MS - WINDOW_MS;
}

/** The ready windows that start within the last `hours`; always the newest one at least. */
export function readySpan(now: number, hours: number): Span {
  const newest = newestReadyWindow(now);
  const oldest = Math.ceil((now - Math.min(hours * HOUR_MS, OLDEST_MS)) / WINDOW_MS) * WINDOW_MS;
  return { start: Math.min(oldest, newest), end: newest + WINDOW_MS };
}

/** The starts of a span's windows, oldest first. */
export function windowsOf({ start, end }: Span): number[] {
  const count = Math.max(0, Math.round((end - start) / WINDOW_MS));
  return Array.from({ length: count }, (_, index) => start + index * WINDOW_MS);
}

/** The part of a span in which a resource created at that time existed from a window's start to its end. */
export function since(span: Span, createdAt: number): Span {
  const first = Math.ceil(createdAt / WINDOW_MS) * WINDOW_MS;
  return { start: Math.min(Math.max(span.start, first), span.end), end: span.end };
}
