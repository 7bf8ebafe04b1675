import { type Timetable, timetableOf } from '../settings/config/cron.ts';
import type { Schedule } from '../settings/config/schedules.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** One time that a schedule comes. Times are Unix milliseconds. */
export interface Window {
  readonly schedule: Schedule;
  /** From when on its floor is wanted: its lead before it begins. */
  readonly opensAt: number;
  readonly beginsAt: number;
  /** The first moment that is not in it any more. */
  readonly endsAt: number;
}

/** The window that is open at a moment; of several that overlap, the one that ends last. */
export function windowOpenAt(schedule: Schedule, at: number): Window | undefined {
  const window = windowFrom(schedule, timesOf(schedule).lastUpTo(at + leadMs(schedule)));
  return window && at < window.endsAt ? window : undefined;
}

/** The first window that opens after a moment. */
export function windowAfter(schedule: Schedule, at: number): Window | undefined {
  return windowFrom(schedule, timesOf(schedule).nextAfter(at + leadMs(schedule)));
}

/** The last window that ended up to a moment. */
export function windowBefore(schedule: Schedule, at: number): Window | undefined {
  return windowFrom(schedule, timesOf(schedule).lastUpTo(at - schedule.durationHours * HOUR_MS));
}

function windowFrom(schedule: Schedule, beginsAt: number | undefined): Window | undefined {
  if (beginsAt === undefined) return undefined;
  const endsAt = beginsAt + schedule.durationHours * HOUR_MS;
  return { schedule, opensAt: beginsAt - leadMs(schedule), beginsAt, endsAt };
}

const leadMs = ({ leadMinutes }: Schedule) => leadMinutes * MINUTE_MS;

/** A pure function's results, kept: a fleet is held against the same few schedules over and over. */
const kept = new Map<string, Timetable>();

function timesOf({ cron, timezone }: Schedule): Timetable {
  const key = `${timezone} ${cron}`;
  const times = kept.get(key) ?? timetableOf(cron, timezone);
  kept.set(key, times);
  return times;
}

/** A window as people speak of it, by the clocks of its time zone: `Fri 27 Nov 18:00-00:00 America/New_York`. */
export function windowInWords({ schedule, beginsAt, endsAt }: Window): string {
  const { timezone } = schedule;
  const [begin, end] = [clockAt(beginsAt, timezone), clockAt(endsAt, timezone)];
  const isShort = endsAt - beginsAt <= 24 * HOUR_MS;
  return isShort
    ? `${begin.day} ${begin.time}-${end.time} ${timezone}`
    : `${begin.day} ${begin.time} to ${end.day} ${end.time} ${timezone}`;
}

/** A moment as people speak of it: `Fri 27 Nov 16:30 America/New_York`. */
export function momentInWords(at: number, timezone: string): string {
  const { day, time } = clockAt(at, timezone);
  return `${day} ${time} ${timezone}`;
}

function clockAt(at: number, timeZone: string): { readonly day: string; readonly time: string } {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return { day: `${of('weekday')} ${of('day')} ${of('month')}`, time: `${of('hour')}:${of('minute')}` };
}
