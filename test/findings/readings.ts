import type { Reading } from '../../src/usage/reading.ts';
import { type Span, WINDOW_MS, WINDOW_SECONDS } from '../../src/usage/windows.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** Noon, forty days after the test resources were created; windows up to ten minutes before it have settled. */
export const NOW = Date.UTC(2026, 0, 1, 12);

export const NOTHING: Reading = { kind: 'complete', values: new Map() };

export const FORBIDDEN: Reading = { kind: 'unknown', why: 'GetMetricData answered Forbidden' };

/** A complete reading of so many calls at a time. */
export function calls(...points: readonly (readonly [at: number, number: number])[]): Reading {
  return { kind: 'complete', values: new Map(points) };
}

/** A complete reading with the same rate, in TPS, in every window of a span; or a rate by the window's index. */
export function traffic(span: Span, rate: number | ((index: number) => number)): Reading {
  const rateAt = typeof rate === 'number' ? () => rate : rate;
  const count = (span.end - span.start) / WINDOW_MS;
  const points = Array.from({ length: count }, (_, index): [number, number] => [
    span.start + index * WINDOW_MS,
    Math.round(rateAt(index) * WINDOW_SECONDS),
  ]);
  return { kind: 'complete', values: new Map(points) };
}
