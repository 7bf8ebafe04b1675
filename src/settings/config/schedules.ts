import { z } from 'zod';
import { isTimeZone, wrongWithCron } from './cron.ts';
import { map, whole } from './fields.ts';
import { LIMITS, type Range } from './limits.ts';
import { match } from './matchSchema.ts';

/** A week: a floor that is to be higher for longer is a matter of `capacity`. */
const LONGEST_HOURS = 168;
const LONGEST_LEAD: Range = [0, 1440];

/** A run an hour, and half an hour for the update to come into force. */
export const DEFAULT_LEAD_MINUTES = 90;

const CRON_ALLOWED = 'must be a cron expression of five fields, in quotes, such as "0 18 * * FRI"';
const TIMEZONE_ALLOWED =
  'must be the name of a time zone of the IANA database, such as America/New_York, or UTC';
const DURATION_ALLOWED = `must be a number of hours above 0 and up to ${LONGEST_HOURS}`;

const schedule = map({
  match: match(),
  cron: z.string({ error: CRON_ALLOWED }).refine((text) => wrongWithCron(text) === undefined, {
    error: ({ input }) => wrongWithCron(String(input)) ?? CRON_ALLOWED,
  }),
  timezone: z.string({ error: TIMEZONE_ALLOWED }).refine(isTimeZone, { error: TIMEZONE_ALLOWED }),
  'duration-hours': z
    .number({ error: DURATION_ALLOWED })
    .positive({ error: DURATION_ALLOWED })
    .max(LONGEST_HOURS, { error: DURATION_ALLOWED }),
  'lead-minutes': whole('minutes', LONGEST_LEAD).exactOptional(),
  'min-tps': whole('TPS', LIMITS['min-tps']),
});

/** The section `schedules` as it is written. */
export const schedules = z.array(schedule, {
  error: 'must be a list of schedules, each with a match, when it comes, how long it lasts and its min-tps',
});

type WrittenSchedule = z.output<typeof schedule>;

/** A floor that is wanted at certain times. */
export interface Schedule {
  /** In the list of the file, from 0. */
  readonly index: number;
  /** Where its entry in the list begins, from 1. */
  readonly line: number;
  readonly match: WrittenSchedule['match'];
  /** When its windows begin, in that time zone. */
  readonly cron: string;
  readonly timezone: string;
  /** How long they last, in hours that pass: clocks that are put forward or back change nothing about it. */
  readonly durationHours: number;
  /** How long before they begin the floor is raised. */
  readonly leadMinutes: number;
  /** The floor that they want at least, in requests per second. */
  readonly minTps: number;
}

/** The schedule that valid data makes. */
export function scheduleOf(written: WrittenSchedule, index: number, line: number): Schedule {
  return {
    index,
    line,
    match: written.match,
    cron: written.cron,
    timezone: written.timezone,
    durationHours: written['duration-hours'],
    leadMinutes: written['lead-minutes'] ?? DEFAULT_LEAD_MINUTES,
    minTps: written['min-tps'],
  };
}
