/** Numbers and times as a reader sees them: in UTC, the same in every locale, and `unknown` where there is no number. */

export const UNKNOWN = 'unknown';

const BAR_CELLS = 10;
const GROUPED = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Requests per second with at most two decimals; more than none never reads as 0. */
export function tps(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return UNKNOWN;
  return value > 0 && value < 0.005 ? '<0.01' : GROUPED.format(value);
}

/** Percent: whole from 10 on, one decimal below; more than none never reads as 0. */
export function percent(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return UNKNOWN;
  if (value > 0 && value < 0.05) return '<0.1%';
  return `${GROUPED.format(Number(value.toFixed(value < 9.95 ? 1 : 0)))}%`;
}

/** A bar of block characters of equal width, full from 100 percent on and not before. */
export function bar(value: number): string {
  const most = value < 100 ? BAR_CELLS - 1 : BAR_CELLS;
  const filled = Math.min(most, Math.max(0, Math.round((value * BAR_CELLS) / 100)));
  return '█'.repeat(filled) + '░'.repeat(BAR_CELLS - filled);
}

/** Percent with up to three decimals below 1, where a tenth of a percent matters. */
export function finePercent(value: number): string {
  if (!(value > 0 && value < 1)) return percent(value);
  return value < 0.0005 ? '<0.001%' : `${Number(value.toFixed(3))}%`;
}

/** US dollars: whole from 100 on, cents below; more than none never reads as 0. */
export function usd(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return UNKNOWN;
  const size = Math.abs(value);
  if (size > 0 && size < 0.005) return '<$0.01';
  const text = size >= 100 || size === 0 ? GROUPED.format(Math.round(size)) : size.toFixed(2);
  return `${value < 0 ? '-' : ''}$${text}`;
}

/** A number as it is, with at most two decimals and its thousands grouped. */
export function number(value: number): string {
  return Number.isFinite(value) ? GROUPED.format(value) : UNKNOWN;
}

/** `1 alarm`, `2 alarms`, `no alarms`. */
export function count(many: number, noun: string): string {
  return `${many === 0 ? 'no' : number(many)} ${noun}${many === 1 ? '' : 's'}`;
}

/** `2026-11-23 10:40:07 UTC` of an ISO 8601 time. */
export function fullTime(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return UNKNOWN;
  return at
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
}

/** `23 Nov 10:40`, in UTC, of an ISO 8601 time or of Unix milliseconds. */
export function shortTime(time: string | number): string {
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) return UNKNOWN;
  const clock = `${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}`;
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${clock}`;
}

/** `30 minutes`, `2.5 hours`. */
export function duration(minutes: number): string {
  return minutes < 120 ? count(minutes, 'minute') : count(Number((minutes / 60).toFixed(1)), 'hour');
}

/** `0.4 s`, `12 s`, `3 min 5 s` between two ISO 8601 times. */
export function elapsed(from: string, to: string): string {
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  if (!Number.isFinite(seconds) || seconds < 0) return UNKNOWN;
  if (seconds < 10) return `${GROUPED.format(Number(seconds.toFixed(1)))} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}
