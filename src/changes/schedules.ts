import type { Resource } from '../fleet/resource.ts';
import type { Notice } from '../outcomes/notice.ts';
import type { Proposal } from './propose.ts';
import { conflictsOf, notServing } from './scheduleConflicts.ts';
import { type Cover, coversOf, openAt } from './scheduleCover.ts';
import { leftBehind } from './scheduleLost.ts';
import { type Hold, NOTHING, type Part } from './schedulePart.ts';
import { endOf, longest, placeOf, type ScheduleQuestion } from './scheduleQuestion.ts';
import { raise } from './scheduleRaise.ts';
import { stepBack, stepDown } from './scheduleReturn.ts';
import { windowInWords } from './scheduleWindows.ts';

export interface ScheduleAnswer {
  /** Raises for windows that are open, steps down to what is still wanted, and steps back after them. */
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
  if (covers.length === 0) return NOTHING;
  const certain = covers.filter(({ missing }) => missing.length === 0);
  const part = settingOf(question, resource, covers, certain);
  return {
    ...part,
    notices: [
      ...conflictsOf(question, resource, covers),
      ...part.notices,
      ...leftBehind(question, resource, certain),
    ],
  };
}

function settingOf(
  question: ScheduleQuestion,
  resource: Resource,
  covers: readonly Cover[],
  certain: readonly Cover[],
): Part {
  const open = openAt(covers, question.now);
  const held = longest(open);
  if (!held) return stepBack(question, resource, certain);
  const why = `pre-warmed for ${windowInWords(held)} (${placeOf(held.schedule, question.file)}); not before ${endOf(held)}`;
  const isLower = resource.floor < Math.max(...open.map(({ schedule }) => schedule.minTps));
  const part = isLower
    ? raise(question, resource, openAt(certain, question.now))
    : stepDown(question, resource, open);
  return { ...part, hold: { why, isOpen: true } };
}
