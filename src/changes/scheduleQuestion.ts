import type { RegionFleet } from '../fleet/resource.ts';
import type { CapacityEntry } from '../settings/config/capacity.ts';
import type { EffectivePolicy } from '../settings/config/policy.ts';
import type { Schedule } from '../settings/config/schedules.ts';
import { momentInWords, type Window } from './scheduleWindows.ts';
import type { Tags } from './tags.ts';

/** What the schedules of the config file come to for the resources of one Region, asked at one moment. */
export interface ScheduleQuestion {
  readonly schedules: readonly Schedule[];
  /** Name of the file that they stand in. */
  readonly file: string;
  /** False: not known to be the file of the default branch. Then nothing is raised or stepped back, only held. */
  readonly trusted: boolean;
  readonly fleet: RegionFleet;
  /** Undefined where they were not read: nothing hung on them. */
  readonly tagsOf: (arn: string) => Tags | undefined;
  /** By ARN: what the section `capacity` says. */
  readonly managed: ReadonlyMap<string, CapacityEntry>;
  readonly policyOf: (arn: string) => Pick<EffectivePolicy, 'exempt' | 'minTps'>;
  /** Unix milliseconds. */
  readonly now: number;
}

/** A schedule as a reader finds it: `schedules[0] (.github/personalize-monitor.yml:21)`. */
export const placeOf = ({ index, line }: Schedule, file: string): string =>
  `schedules[${index}] (${file}:${line})`;

/** When a window ends, by its own clocks. */
export const endOf = ({ endsAt, schedule }: Window): string => momentInWords(endsAt, schedule.timezone);

/** The one that wants most; of several, the one that ends last. Undefined for none. */
export function highest(windows: readonly Window[]): Window | undefined {
  return [...windows].sort(
    (one, other) => other.schedule.minTps - one.schedule.minTps || other.endsAt - one.endsAt,
  )[0];
}

/** The one that ends last; undefined for none. */
export function longest(windows: readonly Window[]): Window | undefined {
  return [...windows].sort((one, other) => other.endsAt - one.endsAt)[0];
}
