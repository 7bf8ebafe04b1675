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

/** `1 alarm`, `2 alarms`, `no alarms`. */
export function count(number: number, noun: string): string {
  return `${number === 0 ? 'no' : GROUPED.format(number)} ${noun}${number === 1 ? '' : 's'}`;
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
