import type { Resource } from '../fleet/resource.ts';
import type { Notice } from '../outcomes/notice.ts';
import type { Cover } from './scheduleCover.ts';
import { NOTHING, notice, OWN_UPDATE_MS, type Part, setting } from './schedulePart.ts';
import { highest, longest, type ScheduleQuestion } from './scheduleQuestion.ts';
import { type Window, windowBefore, windowInWords } from './scheduleWindows.ts';
import { lastStep, type PreWarm, preWarmIn, type Tags } from './tags.ts';

/**
 * From a window that wanted more, down to what the windows still open want most, and never under what was before: where
 * one window follows the other, the floor would not go back at all otherwise. The tag stays until all are over.
 */
export function stepDown(question: ScheduleQuestion, resource: Resource, open: readonly Window[]): Part {
  const { file, tagsOf, managed } = question;
  const { arn, floor } = resource;
  const [window, last] = [highest(open), longest(open)];
  const tags = tagsOf(arn);
  const was = tags && preWarmIn(tags);
  const entry = managed.get(arn);
  if (!window || !last || !was || resource.updateInProgress) return NOTHING;
  if (!was.raised.includes(floor) || isSetAgain(resource, tags) || (entry && entry.state !== 'active')) {
    return NOTHING;
  }
  const { minTps, line } = window.schedule;
  const to = Math.max(was.before, minTps, entry?.minTps ?? 0);
  if (to >= floor) return NOTHING;
  const stays = to === was.before ? `its floor before was ${to}` : `${to} is left`;
  const raised = to === was.before ? was.raised : [...was.raised.filter((one) => one !== to), to];
  return {
    proposal: setting(question, resource, {
      to,
      reason: `no open window wants ${floor} any more: min-tps is ${minTps} for ${windowInWords(window)} (${file}:${line}), and ${stays}`,
      line,
      preWarm: { before: was.before, raised, until: last.endsAt },
    }),
    notices: [],
  };
}

/** Outside of all windows: back to what was before, or to what the file says, unless someone else has changed that floor. */
export function stepBack(question: ScheduleQuestion, resource: Resource, certain: readonly Cover[]): Part {
  const { file, tagsOf, managed, now } = question;
  const { arn, floor } = resource;
  const tags = tagsOf(arn);
  const was = tags && preWarmIn(tags);
  const last = was && lastOf(certain, was, now);
  if (!was || !last || resource.updateInProgress) return NOTHING;
  const entry = managed.get(arn);
  if (floor === was.before || floor === entry?.minTps) return { isOver: true, notices: [] };
  if (!was.raised.includes(floor) || isSetAgain(resource, tags)) {
    return { isOver: true, notices: [leftAsItIs(question, resource, was)] };
  }
  // What is to be ended goes by the section capacity.
  if (entry && entry.state !== 'active') return NOTHING;
  const to = entry?.minTps ?? was.before;
  const { line } = last.schedule;
  const wanted =
    entry?.minTps === undefined
      ? `its floor before was ${to}`
      : `the section capacity says min-tps ${to} (${file}:${entry.line})`;
  return {
    proposal: setting(question, resource, {
      to,
      reason: `the window ${windowInWords(last)} has ended (${file}:${line}), and ${wanted}`,
      line,
    }),
    hold: {
      why: `its floor goes back to ${to} first, after the window ${windowInWords(last)} (${file}:${line})`,
      isOpen: false,
    },
    notices: [],
  };
}

/** The window that a resource was raised for, or else the one that ended last. */
function lastOf(certain: readonly Cover[], was: PreWarm, now: number): Window | undefined {
  const ended = certain.flatMap(({ schedule }) => windowBefore(schedule, now) ?? []);
  return ended.find(({ endsAt }) => endsAt === was.until) ?? longest(ended);
}

/** True when it was set lower since, and someone has raised it to this very floor again after that. */
function isSetAgain({ floor, floorSince }: Resource, tags: Tags): boolean {
  const step = lastStep(tags);
  return (
    step !== undefined &&
    step.floor < floor &&
    floorSince.kind === 'update' &&
    floorSince.at > step.at + OWN_UPDATE_MS
  );
}

function leftAsItIs(question: ScheduleQuestion, resource: Resource, { before, raised }: PreWarm): Notice {
  const { kind, name, floor } = resource;
  const text = `The floor of ${kind} ${name} was raised from ${before} to ${raised.at(-1)} for a window that has ended, and someone else has set it to ${floor} since. It is left at that.`;
  return notice(question, resource, 'warning', text);
}
