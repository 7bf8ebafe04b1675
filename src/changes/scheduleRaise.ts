import type { Resource } from '../fleet/resource.ts';
import type { Notice } from '../outcomes/notice.ts';
import { NOTHING, notice, type Part, setting } from './schedulePart.ts';
import { highest, longest, placeOf, type ScheduleQuestion } from './scheduleQuestion.ts';
import { type Window, windowInWords } from './scheduleWindows.ts';
import { lastStep, type PreWarm, preWarmIn, type Tags } from './tags.ts';

/** Up to what the windows that are open want most, unless something else has the last word on the resource. */
export function raise(question: ScheduleQuestion, resource: Resource, open: readonly Window[]): Part {
  const { file, tagsOf, managed, policyOf, now } = question;
  const [window, last] = [highest(open), longest(open)];
  const { arn, floor } = resource;
  if (!window || !last || floor >= window.schedule.minTps) return NOTHING;
  const entry = managed.get(arn);
  if (policyOf(arn).exempt.kind === 'yes' || (entry && entry.state !== 'active')) return NOTHING;
  const { minTps, line } = window.schedule;
  // The entry sets it as high, and it stays so.
  if (entry?.minTps !== undefined && entry.minTps >= minTps) return NOTHING;
  if (resource.updateInProgress) return { notices: [underWay(question, resource, window)] };
  const tags = tagsOf(arn);
  const was = tags && preWarmIn(tags);
  const isOurs = was !== undefined && (floor === was.before || was.raised.includes(floor));
  const [before, earlier] = isOurs ? [was.before, was.raised] : [floor, []];
  const isTheirs = tags && was && (!isOurs || isUndone(resource, tags, was));
  return {
    proposal: setting(question, resource, {
      to: minTps,
      reason: `pre-warmed for ${windowInWords(window)}: min-tps is ${minTps} (${file}:${line}), and its floor is ${floor}`,
      line,
      preWarm: {
        before,
        raised: [...earlier.filter((one) => one !== minTps), minTps],
        until: last.endsAt,
      },
    }),
    notices: was && isTheirs && now < was.until ? [raisedAgain(question, resource, window, was)] : [],
  };
}

/** Whether tagging counts as an update is not documented: one so soon after the tag may be the tag itself. */
const TAGGING_MS = 15 * 60_000;

/** True when someone has set it back to where it was before since it was raised, not where an update failed. */
function isUndone(
  { floor, floorSince, changedAt }: Resource,
  tags: Tags,
  { before, raised }: PreWarm,
): boolean {
  const step = lastStep(tags);
  return (
    floor === before &&
    step !== undefined &&
    raised.includes(step.floor) &&
    floorSince.kind === 'update' &&
    changedAt > step.at + TAGGING_MS
  );
}

function underWay(question: ScheduleQuestion, resource: Resource, window: Window): Notice {
  const { kind, name, floor } = resource;
  const text = `${placeOf(window.schedule, question.file)}: the floor of ${kind} ${name} is ${floor}, and an update of it is under way: the next run looks whether it is ${window.schedule.minTps} then.`;
  return notice(question, resource, 'info', text);
}

function raisedAgain(
  question: ScheduleQuestion,
  resource: Resource,
  window: Window,
  { raised }: PreWarm,
): Notice {
  const { kind, name, floor } = resource;
  const text = `Someone else has set the floor of ${kind} ${name} from ${raised.at(-1)} to ${floor} while the window ${windowInWords(window)} is open. It is raised again, and goes back to ${floor} after the window; to have it lower now, take it out of ${placeOf(window.schedule, question.file)}.`;
  return notice(question, resource, 'warning', text);
}
