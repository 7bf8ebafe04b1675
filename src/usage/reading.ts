import { type Span, WINDOW_MS, windowsOf } from './windows.ts';

/**
 * Values by the start of their window, in Unix milliseconds. What a `Map` would say, in an eighth of its memory: a
 * run holds hundreds of windows of thousands of metrics.
 */
export class WindowValues {
  readonly #start: number;
  readonly #values: Float64Array;

  constructor(span: Span, entries: Iterable<readonly [number, number]> = []) {
    this.#start = span.start;
    this.#values = new Float64Array(windowsOf(span).length).fill(Number.NaN);
    for (const [window, value] of entries) this.set(window, value);
  }

  /** Windows outside the span are passed over. */
  set(window: number, value: number): void {
    const index = (window - this.#start) / WINDOW_MS;
    if (Number.isInteger(index) && index >= 0 && index < this.#values.length) this.#values[index] = value;
  }

  /** Undefined where there was no data point. */
  get(window: number): number | undefined {
    const value = this.#values[(window - this.#start) / WINDOW_MS];
    return value === undefined || Number.isNaN(value) ? undefined : value;
  }

  has(window: number): boolean {
    return this.get(window) !== undefined;
  }

  /** Windows that have a data point, oldest first. */
  *[Symbol.iterator](): Generator<[number, number]> {
    for (const [index, value] of this.#values.entries()) {
      if (!Number.isNaN(value)) yield [this.#start + index * WINDOW_MS, value];
    }
  }
}

/**
 * Values of one metric by window. In a complete reading a window without a value had no data point, which for
 * requests is zero; an unknown reading says nothing about any window.
 */
export type Reading =
  | { readonly kind: 'complete'; readonly values: Values }
  | { readonly kind: 'unknown'; readonly why: string };

/** What is read of values: a `WindowValues` or a `Map`. */
export type Values = Pick<ReadonlyMap<number, number>, 'get' | 'has'> & Iterable<readonly [number, number]>;

/** The sum of several readings over a span, window by window; unknown as soon as one of them is. */
export function sumOf(readings: readonly Reading[], span: Span): Reading {
  const [only] = readings;
  if (only && readings.length === 1) return only;
  const total = new WindowValues(span);
  for (const reading of readings) {
    if (reading.kind === 'unknown') return reading;
    for (const [window, value] of reading.values) total.set(window, (total.get(window) ?? 0) + value);
  }
  return { kind: 'complete', values: total };
}
