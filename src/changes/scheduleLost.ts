import type { Resource } from '../fleet/resource.ts';
import type { Notice } from '../outcomes/notice.ts';
import { type Cover, openAt } from './scheduleCover.ts';
import { notice, OWN_UPDATE_MS } from './schedulePart.ts';
import { placeOf, type ScheduleQuestion } from './scheduleQuestion.ts';
import { windowInWords } from './scheduleWindows.ts';
import { lastStep, PRE_WARM_TAG, preWarmIn } from './tags.ts';

/**
 * A floor that a window left behind, and that nothing takes back: the tag that names what was before is gone. The one
 * that names the last floor set still tells when that was.
 */
export function leftBehind(
  question: ScheduleQuestion,
  resource: Resource,
  certain: readonly Cover[],
): readonly Notice[] {
  const { file, tagsOf, managed, policyOf, now } = question;
  const { arn, kind, name, floor, floorSince } = resource;
  const tags = tagsOf(arn);
  const step = tags && lastStep(tags);
  if (!step || step.floor !== floor || preWarmIn(tags) || resource.updateInProgress) return [];
  const isTheirs = floorSince.kind === 'update' && floorSince.at > step.at + OWN_UPDATE_MS;
  const isSaid = managed.get(arn)?.minTps !== undefined || policyOf(arn).exempt.kind === 'yes';
  const isOpen = openAt(certain, now).some(({ schedule }) => schedule.minTps >= floor);
  const window = openAt(certain, step.at).find(
    ({ schedule, endsAt }) => schedule.minTps === floor && endsAt <= now,
  );
  if (!window || isTheirs || isSaid || isOpen) return [];
  const text = `The floor of ${kind} ${name} was raised to ${floor} for the window ${windowInWords(window)} of ${placeOf(window.schedule, file)}, which has ended. Its tag ${PRE_WARM_TAG}, which says what it was before, is gone: it is left at ${floor}. Set it to what it should be by set-min-tps, or say in the section capacity that ${floor} is right.`;
  return [notice(question, resource, 'warning', text)];
}
