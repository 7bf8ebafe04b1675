/**
 * Traffic as pure functions of absolute time: requests per second at a moment.
 * Nothing is stored and nothing is random, so any week of any year can be asked for, in any order.
 */
export type Traffic = (timeMs: number) => number;

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const none: Traffic = () => 0;

export const steady =
  (rps: number): Traffic =>
  () =>
    rps;

/** A sine wave from `trough` to `peak` and back, highest at `peakHour` UTC (default 18). */
export function daily(options: { trough: number; peak: number; peakHour?: number }): Traffic {
  const { trough, peak, peakHour = 18 } = options;
  return (time) => {
    const phase = ((time - peakHour * HOUR) / DAY) * 2 * Math.PI;
    return trough + ((peak - trough) * (1 + Math.cos(phase))) / 2;
  };
}

/** `weekday` traffic from Monday to Friday, `weekend` on Saturday and Sunday (UTC). */
export function weekly(options: { weekday: Traffic; weekend: Traffic }): Traffic {
  return (time) => {
    const day = new Date(time).getUTCDay();
    return day === 0 || day === 6 ? options.weekend(time) : options.weekday(time);
  };
}

/** `base`, but `spike` for the first `minutes` of every `everyHours` hours, counted from the Unix epoch. */
export function spiky(options: {
  base: number;
  spike: number;
  everyHours: number;
  minutes: number;
}): Traffic {
  const cycle = options.everyHours * HOUR;
  const length = options.minutes * MINUTE;
  return (time) => (modulo(time, cycle) < length ? options.spike : options.base);
}

/** `shape` before `time`, nothing from then on. */
export function until(shape: Traffic, time: number | string): Traffic {
  const end = typeof time === 'number' ? time : Date.parse(time);
  return (at) => (at < end ? shape(at) : 0);
}

/** `shape` from `time` on, nothing before. */
export function from(shape: Traffic, time: number | string): Traffic {
  const start = typeof time === 'number' ? time : Date.parse(time);
  return (at) => (at >= start ? shape(at) : 0);
}

export const scaled =
  (shape: Traffic, factor: number): Traffic =>
  (time) =>
    shape(time) * factor;

export const both =
  (...shapes: Traffic[]): Traffic =>
  (time) =>
    shapes.reduce((sum, shape) => sum + shape(time), 0);

/** `shape` give or take a share of itself (0.2: between 80 and 120 %), another for every minute and seed. */
export function noisy(shape: Traffic, options: { share: number; seed?: number }): Traffic {
  const { share, seed = 1 } = options;
  return (time) => shape(time) * (1 + share * (2 * hash01(Math.floor(time / MINUTE), seed) - 1));
}

/**
 * Whole requests in [startMs, endMs), counted by whole minutes that begin in the interval. A minute always
 * has the same count, so sixty of them add up to exactly the hour.
 */
export function requests(shape: Traffic, startMs: number, endMs: number): number {
  const last = Math.ceil(endMs / MINUTE);
  let minute = Math.ceil(startMs / MINUTE);
  let sum = 0;
  while (minute < last) {
    const day = Math.floor(minute / MINUTES_A_DAY);
    const counts = dayOf(shape, day);
    const dayEnd = Math.min(last, (day + 1) * MINUTES_A_DAY);
    for (; minute < dayEnd; minute++) sum += counts[minute - day * MINUTES_A_DAY] ?? 0;
  }
  return sum;
}

const MINUTES_A_DAY = 1440;
const days = new WeakMap<Traffic, Map<number, Uint32Array>>();

/** The counts of one day of one shape, computed once. */
function dayOf(shape: Traffic, day: number): Uint32Array {
  let known = days.get(shape);
  if (known === undefined) {
    known = new Map();
    days.set(shape, known);
  }
  let counts = known.get(day);
  if (counts === undefined) {
    counts = new Uint32Array(MINUTES_A_DAY);
    for (let index = 0; index < MINUTES_A_DAY; index++) {
      const minute = day * MINUTES_A_DAY + index;
      counts[index] = wholeRequests(shape(minute * MINUTE) * 60, minute);
    }
    known.set(day, counts);
  }
  return counts;
}

/** Rounds up as often as the fraction says, so that a rate under one a minute is not lost. */
function wholeRequests(expected: number, minute: number): number {
  const whole = Math.floor(expected + 1e-9);
  const rest = expected - whole;
  return rest > 1e-6 && hash01(minute, 7) < rest ? whole + 1 : whole;
}

/** A number in [0, 1) that looks random and is always the same for the same arguments. */
export function hash01(value: number, seed: number): number {
  let h = Math.imul(value ^ Math.imul(seed, 0x9e3779b1), 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  h ^= h >>> 16;
  return (h >>> 0) / 2 ** 32;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
