import type { Resource, Unmonitored } from '../fleet/resource.ts';
import type { Notice } from '../outcomes/notice.ts';
import { type Cover, nearTo } from './scheduleCover.ts';
import { highest, placeOf, type ScheduleQuestion } from './scheduleQuestion.ts';
import { type Window, windowInWords } from './scheduleWindows.ts';

/** What else has a say on a resource whose window is open, or opens within a day, and which of the two holds. */
export function conflictsOf(
  question: ScheduleQuestion,
  resource: Resource,
  covers: readonly Cover[],
): readonly Notice[] {
  const certain = covers.filter(({ missing }) => missing.length === 0);
  const near = nearTo(certain, question.now);
  const window = highest(near);
  const texts = [
    ...covers.flatMap((cover) => undecided(question, resource, cover)),
    ...(window ? withOthers(question, resource, window) : []),
    ...(window ? overlapping(question, resource, window, near) : []),
  ];
  return texts.map(({ level, text }) => ({
    level,
    text,
    region: question.fleet.region,
    resource: resource.arn,
  }));
}

type Told = Pick<Notice, 'level' | 'text'>;

const nameOf = ({ kind, name }: Pick<Resource, 'kind' | 'name'>) => `${kind} ${name}`;

function undecided({ file, now }: ScheduleQuestion, resource: Resource, cover: Cover): Told[] {
  const { schedule, missing } = cover;
  const [window] = missing.length > 0 ? nearTo([cover], now) : [];
  if (!window || resource.floor >= schedule.minTps || now < window.opensAt) return [];
  const text = `Whether ${placeOf(schedule, file)} is for ${nameOf(resource)} cannot be told without its ${missing.join(' and its ')}, which nothing tells: it is not raised for ${windowInWords(window)}, and not lowered either.`;
  return [{ level: 'warning', text }];
}

function withOthers(
  { file, managed, policyOf }: ScheduleQuestion,
  resource: Resource,
  window: Window,
): Told[] {
  const { schedule } = window;
  const { exempt, minTps } = policyOf(resource.arn);
  const entry = managed.get(resource.arn);
  const when = `${placeOf(schedule, file)}, for ${windowInWords(window)}`;
  const at = entry && `${file}:${entry.line}`;
  if (exempt.kind === 'yes') {
    return [{ level: 'warning', text: `${when}: ${nameOf(resource)} is not raised: ${exempt.why}.` }];
  }
  if (entry && entry.state !== 'active') {
    const text = `${when}: ${nameOf(resource)} is not raised: the section capacity says that it is to be ${entry.state} (${at}), which has to wait until the window ends. Take it out of one of the two.`;
    return [{ level: 'warning', text }];
  }
  const told: Told[] = [];
  if (entry?.minTps !== undefined && entry.minTps !== schedule.minTps) {
    const which =
      entry.minTps > schedule.minTps
        ? `the higher ${entry.minTps} holds, in the window too`
        : `${schedule.minTps} holds in the window, and ${entry.minTps} again after it`;
    const text = `${when}: min-tps is ${schedule.minTps} for ${nameOf(resource)}, and ${entry.minTps} in the section capacity (${at}): ${which}.`;
    told.push({ level: 'info', text });
  }
  if (minTps.ceiling !== undefined && minTps.ceiling < schedule.minTps) {
    const text = `${when}: min-tps is ${schedule.minTps} for ${nameOf(resource)}, over the ceiling of ${minTps.ceiling} in its policy. The ceiling is for proposals: the schedule holds.`;
    told.push({ level: 'warning', text });
  }
  return told;
}

function overlapping(
  { file }: ScheduleQuestion,
  resource: Resource,
  window: Window,
  near: readonly Window[],
): Told[] {
  return near
    .filter(
      (other) =>
        other.schedule.minTps !== window.schedule.minTps &&
        other.opensAt < window.endsAt &&
        window.opensAt < other.endsAt,
    )
    .map((other) => ({
      level: 'info',
      text: `${placeOf(other.schedule, file)} wants ${other.schedule.minTps} TPS of ${nameOf(resource)} for ${windowInWords(other)}, and ${placeOf(window.schedule, file)} ${window.schedule.minTps} for ${windowInWords(window)}. While both are open, ${window.schedule.minTps} holds.`,
    }));
}

/** What is listed and does not serve cannot be raised. Nothing is said where nobody knows whether a schedule is for it. */
export function notServing(
  { file, fleet, now }: ScheduleQuestion,
  resource: Unmonitored,
  covers: readonly Cover[],
): readonly Notice[] {
  const window = highest(
    nearTo(
      covers.filter(({ missing }) => missing.length === 0),
      now,
    ),
  );
  if (!window) return [];
  const text = `${placeOf(window.schedule, file)}, for ${windowInWords(window)}: ${nameOf(resource)} cannot be raised while its status is ${resource.status}.`;
  return [{ level: 'warning', text, region: fleet.region, resource: resource.arn }];
}
