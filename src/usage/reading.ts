/**
 * Values of one metric by the start of their window, in Unix milliseconds. In a complete reading a window without
 * a value had no data point, which for requests is zero; an unknown reading says nothing about any window.
 */
export type Reading =
  | { readonly kind: 'complete'; readonly values: ReadonlyMap<number, number> }
  | { readonly kind: 'unknown'; readonly why: string };

/** The sum of several readings, window by window; unknown as soon as one of them is. */
export function sumOf(readings: readonly Reading[]): Reading {
  const total = new Map<number, number>();
  for (const reading of readings) {
    if (reading.kind === 'unknown') return reading;
    for (const [window, value] of reading.values) total.set(window, (total.get(window) ?? 0) + value);
  }
  return { kind: 'complete', values: total };
}
