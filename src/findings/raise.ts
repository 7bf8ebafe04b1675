import type { Resource } from '../fleet/resource.ts';
import type { Reading, Values } from '../usage/reading.ts';
import { WINDOW_SECONDS } from '../usage/windows.ts';
import { count, percent, tps } from './words.ts';

/** Fewer busy windows than this may be one burst, which a floor is not there for. */
const NEEDED_HOT_WINDOWS = 3;
const NEEDED_ERROR_PERCENT = 1;
const ERROR_RISE = 2;
const LATENCY_RISE = 1.5;

const FACTOR = 2;

/** Readings of the same windows, usually the last 24 hours. */
export interface RaiseInput {
  readonly resource: Pick<Resource, 'floor'>;
  /** Successful calls in five-minute sums, like both kinds of errors. */
  readonly requests: Reading;
  readonly errors4xx: Reading;
  readonly errors5xx: Reading;
  /** Mean milliseconds of the successful calls of a window. */
  readonly latency: Reading;
  /** How many times its floor a resource serves well while it scales out. */
  readonly factor?: number;
}

export interface RaiseAdvice {
  /** The floor, in TPS, that has the busiest window within `factor`. */
  readonly advised: number;
  readonly reason: string;
}

/** Whether traffic often enough ran far over the floor for errors and latency to be worth reading. */
export function isHot(resource: Pick<Resource, 'floor'>, requests: Reading, factor = FACTOR): boolean {
  return (
    requests.kind === 'complete' && hotWindows(resource, requests.values, factor).length >= NEEDED_HOT_WINDOWS
  );
}

/** A higher floor, where traffic far over today's comes with more errors or latency; none if any reading is unknown. */
export function raiseOf(input: RaiseInput): RaiseAdvice | undefined {
  const { resource, requests, errors4xx, errors5xx, latency, factor = FACTOR } = input;
  if (!isHot(resource, requests, factor)) return undefined;
  if (requests.kind === 'unknown' || latency.kind === 'unknown') return undefined;
  if (errors4xx.kind === 'unknown' || errors5xx.kind === 'unknown') return undefined;
  const hot = hotWindows(resource, requests.values, factor);
  const isHotWindow = new Set(hot);
  const harm =
    moreErrors(requests.values, [errors4xx.values, errors5xx.values], isHotWindow) ??
    moreLatency(requests.values, latency.values, isHotWindow);
  if (!harm) return undefined;
  const peak =
    hot.reduce((most, window) => Math.max(most, requests.values.get(window) ?? 0), 0) / WINDOW_SECONDS;
  const load = `over ${tps(factor * resource.floor)} in ${count(hot.length, 'five-minute interval')}`;
  const reason = `traffic ran ${load}, ${tps(peak)} at most, on a floor of ${tps(resource.floor)}; ${harm}`;
  return { advised: Math.ceil(peak / factor), reason };
}

function hotWindows({ floor }: Pick<Resource, 'floor'>, requests: Values, factor: number): number[] {
  const most = factor * floor * WINDOW_SECONDS;
  return [...requests].flatMap(([window, value]) => (value > most ? [window] : []));
}

type Windows = ReadonlySet<number>;

function moreErrors(requests: Values, errors: readonly Values[], hot: Windows): string | undefined {
  const served = split(requests, hot);
  const failed = { hot: 0, other: 0 };
  for (const values of errors) {
    const { hot: inHot, other } = split(values, hot);
    failed.hot += inHot;
    failed.other += other;
  }
  const then = errorPercent(served.hot, failed.hot);
  const otherwise = errorPercent(served.other, failed.other);
  if (then < NEEDED_ERROR_PERCENT || then < ERROR_RISE * otherwise) return undefined;
  return `${percent(then)} of its calls failed then, ${percent(otherwise)} otherwise`;
}

function errorPercent(served: number, failed: number): number {
  return failed === 0 ? 0 : (failed / (served + failed)) * 100;
}

/** Means over calls, not over windows: a window with few calls says little. */
function moreLatency(requests: Values, latency: Values, hot: Windows): string | undefined {
  const timed = new Map([...latency].map(([window]) => [window, requests.get(window) ?? 0]));
  const spent = new Map([...latency].map(([window, mean]) => [window, mean * (requests.get(window) ?? 0)]));
  const calls = split(timed, hot);
  const time = split(spent, hot);
  if (calls.hot === 0 || calls.other === 0) return undefined;
  const then = time.hot / calls.hot;
  const otherwise = time.other / calls.other;
  if (otherwise === 0 || then < LATENCY_RISE * otherwise) return undefined;
  return `calls took ${Math.round(then)} ms on average then, ${Math.round(otherwise)} ms otherwise`;
}

function split(values: Values, hot: Windows): { hot: number; other: number } {
  const sums = { hot: 0, other: 0 };
  for (const [window, value] of values) sums[hot.has(window) ? 'hot' : 'other'] += value;
  return sums;
}
