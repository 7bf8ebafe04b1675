import type { Notice } from '../outcomes/notice.ts';
import type { Schedule } from '../settings/config/schedules.ts';
import type { Reading } from '../usage/reading.ts';
import { type Span, WINDOW_MS } from '../usage/windows.ts';
import { FORESIGHT_MS } from './scheduleCover.ts';
import { placeOf } from './scheduleQuestion.ts';
import { type Window, windowAfter, windowBefore, windowInWords } from './scheduleWindows.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A run publishes its count for the newest window that has settled, which began ten to fifteen minutes before it. */
const RUN_AFTER_WINDOW_MS = 3 * WINDOW_MS;

/** How long an update of a floor is reckoned with. AWS documents no time. */
const UPDATE_MINUTES = 30;

/**
 * What a gap may seem longer than runs are apart: windows are counted in steps of five minutes, and no scheduled run of
 * GitHub is on the minute.
 */
const JITTER_MINUTES = 15;

/** When runs were in the last day. */
export interface Cadence {
  /** The latest that they may have been, oldest first; this run is not among them. Unix milliseconds. */
  readonly runs: readonly number[];
}

/** From the counts that runs published; undefined where those could not be read. */
export function cadenceIn(count: Reading, span: Span, now: number): Cadence | undefined {
  if (count.kind === 'unknown') return undefined;
  const since = Math.max(span.start, now - FORESIGHT_MS);
  const runs = [...count.values].map(([window]) => Math.min(window + RUN_AFTER_WINDOW_MS, now));
  // A run that was minutes ago may have published for the window that this one would.
  return { runs: runs.filter((run) => run >= since).sort((one, other) => one - other) };
}

/**
 * Windows that may be missed, told while something can still be done, and those that were. Nothing is said where no run
 * before this one is known: the schedule may be as new as the workflow.
 */
export function missedWindows(
  schedules: readonly Schedule[],
  cadence: Cadence,
  now: number,
  { file, region }: { readonly file: string; readonly region: string },
): readonly Notice[] {
  const texts = schedules.flatMap((schedule) => [
    ...missed(schedule, cadence, now, file),
    ...late(schedule, cadence, now, file),
  ]);
  return texts.map((text) => ({ level: 'warning', text, region }));
}

function missed(schedule: Schedule, { runs }: Cadence, now: number, file: string): string[] {
  const window = windowBefore(schedule, now);
  const lastRun = runs.at(-1);
  if (!window || lastRun === undefined || window.opensAt <= lastRun) return [];
  return [
    `${placeOf(schedule, file)}: the window ${windowInWords(window)} was missed: no run was in it, nor in the ${schedule.leadMinutes} minutes before. Run more often.`,
  ];
}

function late(schedule: Schedule, { runs }: Cadence, now: number, file: string): string[] {
  const next = windowAfter(schedule, now);
  if (!next || next.opensAt > now + FORESIGHT_MS || runs.length === 0) return [];
  const gap = longestGap([...runs, now]);
  const needed = Math.ceil(gap / MINUTE_MS) + UPDATE_MINUTES;
  if (needed <= schedule.leadMinutes + JITTER_MINUTES) return [];
  const fear = next.opensAt + gap >= next.endsAt ? 'may be missed' : 'may be raised too late';
  return [
    `${placeOf(schedule, file)}: the window ${windowInWords(next)} ${fear}: runs of the last day were up to ${lasting(gap)} apart, an update takes up to ${UPDATE_MINUTES} minutes, and its lead is ${schedule.leadMinutes} minutes. ${remedy(next, needed)}`,
  ];
}

/** The longest lead that a schedule may have, in minutes. */
const LONGEST_LEAD_MINUTES = 1440;

const remedy = ({ schedule }: Window, needed: number): string =>
  needed <= LONGEST_LEAD_MINUTES
    ? `Run more often, or set lead-minutes to ${needed} or more.`
    : `Run more often: within ${schedule.leadMinutes} minutes.`;

const longestGap = (times: readonly number[]): number =>
  Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? time)));

function lasting(ms: number): string {
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 120) return `${minutes} minutes`;
  return `${Math.round((ms / HOUR_MS) * 10) / 10} hours`;
}
