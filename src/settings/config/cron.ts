import { Cron } from 'croner';

/** The fields of a cron expression, in their order. */
const FIELDS = ['minute', 'hour', 'day of the month', 'month', 'day of the week'] as const;

const EXAMPLE = 'such as "0 18 * * FRI"';

/** No expression that can come at all waits longer: a 29th of February comes within eight years. */
const ANY_TIME = new Date(Date.UTC(2026, 0, 1));

/**
 * When a cron expression comes in a time zone. A time of day that the clocks leave out comes when they have gone
 * forward, one that they go through twice comes the first time; what comes every so often, by `*` or `/`, follows the
 * clocks instead, and is left out or comes twice.
 */
export interface Timetable {
  /** The last time up to that moment, itself included; Unix milliseconds, as are all others. */
  lastUpTo(at: number): number | undefined;
  /** The first time after that moment, itself not included. */
  nextAfter(at: number): number | undefined;
}

const SECOND_MS = 1000;

/** @throws where `wrongWithCron` or `isTimeZone` would have something to say. */
export function timetableOf(cron: string, timezone: string): Timetable {
  const times = new Cron(cron, { ...OPTIONS, timezone });
  return {
    // The library asks for what is before a moment, to the second.
    lastUpTo: (at) =>
      times.previousRuns(1, new Date(Math.floor(at / SECOND_MS) * SECOND_MS + SECOND_MS))[0]?.getTime(),
    nextAfter: (at) => times.nextRun(new Date(at))?.getTime(),
  };
}

const OPTIONS = { mode: '5-part', fixedTimeRule: 'no-wildcard', paused: true } as const;

/** What a cron expression must be, as the rest of a sentence; undefined where nothing is wrong with it. */
export function wrongWithCron(text: string): string | undefined {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== FIELDS.length || text.includes('?')) {
    return `must have five fields (${FIELDS.join(', ')}), ${EXAMPLE}`;
  }
  const wrong = fields.findIndex((field, index) => !isCron(onlyThat(field, index)));
  if (wrong >= 0) {
    return `must be a cron expression, ${EXAMPLE}: ${fields[wrong]} cannot be its ${FIELDS[wrong]}`;
  }
  if (!isCron(text)) return `must be a cron expression, ${EXAMPLE}`;
  const comes = timetableOf(text, 'UTC').nextAfter(ANY_TIME.getTime()) !== undefined;
  return comes ? undefined : `must be a time that comes, ${EXAMPLE}: there is no such day`;
}

const onlyThat = (field: string, index: number) =>
  FIELDS.map((_, at) => (at === index ? field : '*')).join(' ');

function isCron(text: string): boolean {
  try {
    timetableOf(text, 'UTC');
    return true;
  } catch {
    return false;
  }
}

/** True for the name of a time zone that is known here; offsets are not names. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
