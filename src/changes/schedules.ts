import type { Resource } from '../fleet/resource.ts';
import type { Notice } from '../outcomes/notice.ts';
import type { Schedule } from '../settings/config/schedules.ts';
import type { Approval, Change } from './change.ts';
import { exempt } from './guards.ts';
import { pinnedStateOf } from './live.ts';
import type { Fate, Proposal } from './propose.ts';
import { conflictsOf, notServing } from './scheduleConflicts.ts';
import { type Cover, coversOf, openAt } from './scheduleCover.ts';
import { endOf, highest, longest, placeOf, type ScheduleQuestion } from './scheduleQuestion.ts';
import { type Window, windowBefore, windowInWords } from './scheduleWindows.ts';
import { lastStep, type PreWarm, preWarmIn, type Tags } from './tags.ts';

/** Why a resource's floor is not to be lowered now. */
export interface Hold {
  readonly why: string;
  /** True while a window is open: then nothing is stopped or deleted either. */
  readonly isOpen: boolean;
}

export interface ScheduleAnswer {
  /** Raises for windows that are open, and steps back after them. */
  readonly proposals: readonly Proposal[];
  readonly notices: readonly Notice[];
  /** By ARN. */
  readonly holds: ReadonlyMap<string, Hold>;
  /** Resources whose raise is over, so that its tag is to go. */
  readonly over: readonly Resource[];
  /** Indexes of the schedules that match something here, as far as it is known. */
  readonly matched: ReadonlySet<number>;
  /** Those among them that want more of something than its floor is. */
  readonly wanting: ReadonlySet<number>;
}

/** What one resource comes to. */
interface Part {
  readonly proposal?: Proposal;
  readonly hold?: Hold;
  readonly isOver?: true;
  readonly notices: readonly Notice[];
}

/**
 * What the schedules say of the resources that serve, at this moment: nothing is remembered but in tags, so that any
 * run inside a window raises, and the first run after it steps back.
 */
export function scheduledChanges(question: ScheduleQuestion): ScheduleAnswer {
  const { schedules, fleet, tagsOf } = question;
  const covered = fleet.resources.map((resource) => {
    const tags = tagsOf(resource.arn);
    const facts = { ...resource, tags: tags?.kind === 'known' ? tags.values : undefined };
    return { resource, covers: coversOf(schedules, facts) };
  });
  const others = fleet.unmonitored.map((resource) => ({
    resource,
    covers: coversOf(schedules, { ...resource, datasetGroup: undefined, tags: undefined }),
  }));
  const parts = covered.map(({ resource, covers }) => ({ resource, ...partOf(question, resource, covers) }));
  return {
    proposals: parts.flatMap(({ proposal }) => proposal ?? []),
    notices: [
      ...parts.flatMap(({ notices }) => notices),
      ...others.flatMap(({ resource, covers }) => notServing(question, resource, covers)),
    ],
    holds: new Map(parts.flatMap(({ resource, hold }) => (hold ? [[resource.arn, hold] as const] : []))),
    over: parts.flatMap(({ resource, isOver }) => (isOver ? [resource] : [])),
    matched: new Set(
      [...covered, ...others].flatMap(({ covers }) => covers.map(({ schedule }) => schedule.index)),
    ),
    wanting: new Set(covered.flatMap(({ resource, covers }) => wantingOf(resource, covers))),
  };
}

const wantingOf = ({ floor }: Resource, covers: readonly Cover[]): number[] =>
  covers
    .filter(({ schedule, missing }) => missing.length === 0 && floor < schedule.minTps)
    .map(({ schedule }) => schedule.index);

function partOf(question: ScheduleQuestion, resource: Resource, covers: readonly Cover[]): Part {
  if (covers.length === 0) return { notices: [] };
  const conflicts = conflictsOf(question, resource, covers);
  const certain = covers.filter(({ missing }) => missing.length === 0);
  const held = longest(openAt(covers, question.now));
  if (!held) return withNotices(stepBack(question, resource, certain), conflicts);
  const why = `pre-warmed for ${windowInWords(held)} (${placeOf(held.schedule, question.file)}); not before ${endOf(held)}`;
  const raised = raise(question, resource, openAt(certain, question.now));
  return withNotices({ ...raised, hold: { why, isOpen: true } }, conflicts);
}

const withNotices = (part: Part, notices: readonly Notice[]): Part => ({
  ...part,
  notices: [...notices, ...part.notices],
});

const NOTHING: Part = { notices: [] };

function raise(question: ScheduleQuestion, resource: Resource, open: readonly Window[]): Part {
  const { file, tagsOf, managed, policyOf, now } = question;
  const window = highest(open);
  const { arn, floor } = resource;
  if (!window || floor >= window.schedule.minTps) return NOTHING;
  const entry = managed.get(arn);
  if (policyOf(arn).exempt.kind === 'yes' || (entry && entry.state !== 'active')) return NOTHING;
  const { minTps } = window.schedule;
  // The entry sets it as high, and it stays so.
  if (entry?.minTps !== undefined && entry.minTps >= minTps) return NOTHING;
  if (resource.updateInProgress) return { notices: [underWay(question, resource, window)] };
  const tags = tagsOf(arn);
  const was = tags && preWarmIn(tags);
  const isOurs = was !== undefined && (floor === was.before || was.raised.includes(floor));
  const [before, earlier] = isOurs ? [was.before, was.raised] : [floor, []];
  const change: Change = {
    kind: 'set-floor',
    ...of(resource, minTps),
    reason: `schedule: pre-warmed for ${windowInWords(window)}: min-tps is ${minTps} (${file}:${window.schedule.line}), and its floor is ${floor}`,
    preWarm: {
      before,
      raised: [...earlier.filter((one) => one !== minTps), minTps],
      until: Math.max(...open.map(({ endsAt }) => endsAt)),
    },
  };
  return {
    proposal: { change, fate: fateOf(question, window.schedule, tags) },
    notices: was && !isOurs && now < was.until ? [raisedAgain(question, resource, window, was)] : [],
  };
}

/** Outside of all windows: back to what was before, unless someone else has changed that floor. */
function stepBack(question: ScheduleQuestion, resource: Resource, certain: readonly Cover[]): Part {
  const { file, tagsOf, managed, now } = question;
  const { arn, floor } = resource;
  const tags = tagsOf(arn);
  const was = tags && preWarmIn(tags);
  const last = was && lastOf(certain, was, now);
  if (!was || !last || resource.updateInProgress) return NOTHING;
  const entry = managed.get(arn);
  if (floor === was.before || floor === entry?.minTps) return { isOver: true, notices: [] };
  if (!was.raised.includes(floor) || isSetAgain(resource, tags, was)) {
    return { isOver: true, notices: [leftAsItIs(question, resource, was)] };
  }
  // What the section capacity says is carried out as what it is.
  if (entry && (entry.minTps !== undefined || entry.state !== 'active')) return NOTHING;
  const change: Change = {
    kind: 'set-floor',
    ...of(resource, was.before),
    reason: `schedule: the window ${windowInWords(last)} has ended (${file}:${last.schedule.line}), and its floor before was ${was.before}`,
  };
  const why = `its floor goes back to ${was.before} first, after the window ${windowInWords(last)} (${file}:${last.schedule.line})`;
  return {
    proposal: { change, fate: fateOf(question, last.schedule, tags) },
    hold: { why, isOpen: false },
    notices: [],
  };
}

/** The window that a resource was raised for, or else the one that ended last. */
function lastOf(certain: readonly Cover[], was: PreWarm, now: number): Window | undefined {
  const ended = certain.flatMap(({ schedule }) => windowBefore(schedule, now) ?? []);
  return ended.find(({ endsAt }) => endsAt === was.until) ?? longest(ended);
}

/** The longest that an update which this action began is taken to come into force after its tag was written. */
const OWN_UPDATE_MS = 2 * 3_600_000;

/** True when it was set back already, and someone has raised it to the very same floor since. */
function isSetAgain({ floorSince }: Resource, tags: Tags, was: PreWarm): boolean {
  const step = lastStep(tags);
  return (
    step?.floor === was.before && floorSince.kind === 'update' && floorSince.at > step.at + OWN_UPDATE_MS
  );
}

function of(resource: Resource, to: number) {
  return {
    resource,
    pinned: pinnedStateOf(resource),
    from: resource.floor,
    to,
    target: to,
    savingUsd: undefined,
    key: `${resource.arn} set-floor ${to}`,
  };
}

function fateOf(
  { file, trusted, now }: ScheduleQuestion,
  { line }: Schedule,
  tags: Tags = { kind: 'unknown', why: 'they were not read' },
): Fate {
  if (!trusted) return { kind: 'report' };
  const approval: Approval = { by: 'file', file, line };
  return exempt(tags, now) ?? { kind: 'apply', approval };
}

function about({ fleet }: ScheduleQuestion, { arn }: Resource): Pick<Notice, 'region' | 'resource'> {
  return { region: fleet.region, resource: arn };
}

function underWay(question: ScheduleQuestion, resource: Resource, window: Window): Notice {
  const text = `${placeOf(window.schedule, question.file)}: the floor of ${resource.kind} ${resource.name} is ${resource.floor}, and an update of it is under way: the next run looks whether it is ${window.schedule.minTps} then.`;
  return { level: 'info', text, ...about(question, resource) };
}

function raisedAgain(
  question: ScheduleQuestion,
  resource: Resource,
  window: Window,
  { raised }: PreWarm,
): Notice {
  const text = `Someone else has set the floor of ${resource.kind} ${resource.name} from ${raised.at(-1)} to ${resource.floor} while the window ${windowInWords(window)} is open. It is raised again, and goes back to ${resource.floor} after the window; to have it lower now, take it out of ${placeOf(window.schedule, question.file)}.`;
  return { level: 'warning', text, ...about(question, resource) };
}

function leftAsItIs(question: ScheduleQuestion, resource: Resource, { before, raised }: PreWarm): Notice {
  const text = `The floor of ${resource.kind} ${resource.name} was raised from ${before} to ${raised.at(-1)} for a window that has ended, and someone else has set it to ${resource.floor} since. It is left at that.`;
  return { level: 'warning', text, ...about(question, resource) };
}
