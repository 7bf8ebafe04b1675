import type { Resource } from '../fleet/resource.ts';
import type { Notice } from '../outcomes/notice.ts';
import type { Approval, Change } from './change.ts';
import { exempt } from './guards.ts';
import { pinnedStateOf } from './live.ts';
import type { Fate, Proposal } from './propose.ts';
import type { ScheduleQuestion } from './scheduleQuestion.ts';
import type { PreWarm, Tags } from './tags.ts';

/** Why a resource's floor is not to be lowered now. */
export interface Hold {
  readonly why: string;
  /** True while a window is open: then nothing is stopped or deleted either. */
  readonly isOpen: boolean;
}

/** What the schedules come to for one resource. */
export interface Part {
  readonly proposal?: Proposal;
  readonly hold?: Hold;
  /** Its raise is over, so that its tag is to go. */
  readonly isOver?: true;
  readonly notices: readonly Notice[];
}

export const NOTHING: Part = { notices: [] };

/** The longest that an update which this action began is taken to come into force after its tag was written. */
export const OWN_UPDATE_MS = 2 * 3_600_000;

/** What a schedule sets a floor to, and where that stands. */
export interface Setting {
  readonly to: number;
  readonly reason: string;
  readonly line: number;
  /** What undoes it, where anything is left to undo. */
  readonly preWarm?: PreWarm;
}

export function setting(
  question: ScheduleQuestion,
  resource: Resource,
  { to, reason, line, preWarm }: Setting,
): Proposal {
  const change: Change = {
    kind: 'set-floor',
    resource,
    pinned: pinnedStateOf(resource),
    reason: `schedule: ${reason}`,
    savingUsd: undefined,
    from: resource.floor,
    to,
    target: to,
    key: `${resource.arn} set-floor ${to}`,
    ...(preWarm ? { preWarm } : {}),
  };
  return { change, fate: fateOf(question, line, question.tagsOf(resource.arn)) };
}

function fateOf(
  { file, trusted, now }: ScheduleQuestion,
  line: number,
  tags: Tags = { kind: 'unknown', why: 'they were not read' },
): Fate {
  if (!trusted) return { kind: 'report' };
  const approval: Approval = { by: 'file', file, line };
  return exempt(tags, now) ?? { kind: 'apply', approval, isScheduled: true };
}

export function notice(
  { fleet }: ScheduleQuestion,
  { arn }: Resource,
  level: Notice['level'],
  text: string,
): Notice {
  return { level, text, region: fleet.region, resource: arn };
}
