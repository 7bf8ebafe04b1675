import type { Resource } from '../fleet/resource.ts';
import { missingFor, type PolicyFacts, type Unknown } from '../settings/config/policy.ts';
import type { Schedule } from '../settings/config/schedules.ts';
import { type Window, windowAfter, windowBefore, windowOpenAt } from './scheduleWindows.ts';

const DAY_MS = 24 * 3_600_000;

/** How long before a window opens what stands in its way is told. */
export const FORESIGHT_MS = DAY_MS;

/** How long after a window what it left behind is looked for, whatever the floor is. */
const AFTERMATH_MS = 3 * DAY_MS;

/** A schedule that is, or may be, for a resource. */
export interface Cover {
  readonly schedule: Schedule;
  /** What must be known to tell whether it is; empty when it is. */
  readonly missing: readonly Unknown[];
}

/** All schedules that match a resource, or might; all of them hold for it. */
export function coversOf(schedules: readonly Schedule[], facts: PolicyFacts): readonly Cover[] {
  return schedules.flatMap((schedule) => {
    const missing = missingFor(schedule.match, facts);
    return missing ? [{ schedule, missing }] : [];
  });
}

/** Their windows that are open. */
export const openAt = (covers: readonly Cover[], at: number): readonly Window[] =>
  covers.flatMap(({ schedule }) => windowOpenAt(schedule, at) ?? []);

/** Their windows that are open, or open within a day: what a reader can still do something about. */
export const nearTo = (covers: readonly Cover[], at: number): readonly Window[] =>
  covers.flatMap(({ schedule }) => windowOpenAt(schedule, at) ?? comingUp(schedule, at) ?? []);

function comingUp(schedule: Schedule, at: number): Window | undefined {
  const next = windowAfter(schedule, at);
  return next && next.opensAt <= at + FORESIGHT_MS ? next : undefined;
}

/**
 * True when a resource's tags must be read: to tell whether a schedule is for it, what its floor was before it was
 * raised, or whether it has yet to go back. Not in the days in between, and not while it is just what is wanted.
 */
export function needsTagsNow(
  schedules: readonly Schedule[],
  resource: Pick<Resource, 'floor'> & Omit<PolicyFacts, 'tags'>,
  now: number,
): boolean {
  const covers = coversOf(schedules, { ...resource, tags: undefined });
  const open = covers.filter((cover) => openAt([cover], now).length > 0);
  if (open.length > 0) {
    const wanted = Math.max(...open.map(({ schedule }) => schedule.minTps));
    return resource.floor !== wanted || open.some(({ missing }) => missing.length > 0);
  }
  return covers.some(({ schedule }) => {
    const last = windowBefore(schedule, now);
    const isAftermath = last !== undefined && now < last.endsAt + AFTERMATH_MS;
    return isAftermath || resource.floor === schedule.minTps;
  });
}
