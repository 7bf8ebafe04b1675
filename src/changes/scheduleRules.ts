import type { Change } from './change.ts';
import type { Fate, Proposal } from './propose.ts';
import type { Hold } from './schedulePart.ts';
import type { ScheduleAnswer } from './schedules.ts';

/** Changes that make an end of a resource, or announce one. */
const ENDS: ReadonlySet<Change['kind']> = new Set(['stop', 'delete', 'mark']);

/**
 * What is left of other proposals beside what the schedules say. Whatever would lower a floor, or end a resource, is
 * refused while a window is open, and nothing else sets a floor that a schedule sets.
 */
export function besideSchedules(
  proposals: readonly Proposal[],
  { holds, proposals: own }: Pick<ScheduleAnswer, 'holds' | 'proposals'>,
): readonly Proposal[] {
  const set = new Map(
    own.flatMap(({ change, fate }) =>
      fate.kind === 'apply' ? [[change.resource.arn, change] as const] : [],
    ),
  );
  return proposals.flatMap((proposal): Proposal[] => {
    const { change, fate } = proposal;
    const { arn } = change.resource;
    if (isOutdone(change, set.get(arn))) return [];
    const hold = holds.get(arn);
    if (!hold || isRefusedForGood(fate) || !isHeld(change, hold)) return [proposal];
    return [{ change, fate: { kind: 'refused', guard: 'held', why: hold.why } }];
  });
}

/** A step that only waits for its time would come in the window all the same. */
const isRefusedForGood = (fate: Fate) => fate.kind === 'refused' && fate.guard !== 'cooled';

/** A raise that stays under one of a schedule, or is the same. */
function isOutdone(change: Change, own: Change | undefined): boolean {
  if (change.kind !== 'set-floor' || own?.kind !== 'set-floor') return false;
  return change.to === own.to || (change.to > change.from && change.to < own.to);
}

function isHeld(change: Change, { isOpen }: Hold): boolean {
  if (change.kind === 'set-floor') return change.to < change.from;
  return isOpen && ENDS.has(change.kind);
}
