import type { Reading } from './reading.ts';
import { type Span, since, WINDOW_SECONDS, windowsOf } from './windows.ts';

/** What was asked of a resource over the windows looked at; rates in requests per second. */
export type Demand =
  | {
      readonly kind: 'known';
      /** Windows looked at: those in which the resource existed. */
      readonly windows: number;
      readonly averageTPS: number;
      /** The mean of the busiest window. */
      readonly peakTPS: number;
      /** Start of the last window with a request, in Unix milliseconds; undefined when no window had one. */
      readonly lastRequestAt: number | undefined;
    }
  | { readonly kind: 'unknown'; readonly why: string };

/** Demand over the part of a span in which the resource existed. */
export function demandOf(requests: Reading, span: Span, createdAt: number): Demand {
  if (requests.kind === 'unknown') return requests;
  const windows = windowsOf(since(span, createdAt));
  if (windows.length === 0) return { kind: 'unknown', why: 'it is too young to have a settled window' };
  const counts = windows.map((window) => requests.values.get(window) ?? 0);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return {
    kind: 'known',
    windows: windows.length,
    averageTPS: total / (windows.length * WINDOW_SECONDS),
    peakTPS: counts.reduce((most, count) => Math.max(most, count), 0) / WINDOW_SECONDS,
    lastRequestAt: windows.findLast((_, index) => (counts[index] ?? 0) > 0),
  };
}
