import type { Proposal } from '../../src/changes/propose.ts';
import type { ScheduleQuestion } from '../../src/changes/scheduleQuestion.ts';
import { type ScheduleAnswer, scheduledChanges } from '../../src/changes/schedules.ts';
import type { Tags } from '../../src/changes/tags.ts';
import type { RegionFleet, Resource } from '../../src/fleet/resource.ts';
import { parseConfig } from '../../src/settings/config/config.ts';
import { FILE, fleetOf } from './capacityWorld.ts';
import { tags } from './fixtures.ts';

/** Friday, 27 November 2026, 18:00 in New York. */
export const BEGINS = Date.UTC(2026, 10, 27, 23);

export const FRIDAY =
  '{ match: { name: home }, cron: "0 18 * * FRI", timezone: America/New_York, duration-hours: 6, min-tps: 60 }';

/** The schedules and the capacity of a file; the first schedule stands in its third line. */
export function fileOf(schedules: readonly string[], capacity: readonly string[] = []) {
  const list = schedules.map((schedule) => `  - ${schedule}\n`).join('');
  const entries = capacity.map((entry) => `  ${entry}\n`).join('');
  const parsed = parseConfig(`version: 1\nschedules:\n${list}capacity:\n${entries}`, FILE);
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.errors));
  return parsed.config;
}

export interface Asked {
  readonly schedules?: readonly string[];
  readonly capacity?: readonly string[];
  readonly now?: number;
  readonly tags?: Tags;
  readonly fleet?: RegionFleet;
  readonly over?: Partial<ScheduleQuestion>;
}

/** What schedules come to for one resource with known tags, while the window of that Friday is open unless said otherwise. */
export function ask(resource: Resource, asked: Asked = {}): ScheduleAnswer {
  const { schedules = [FRIDAY], capacity = [], now = BEGINS, fleet = fleetOf([resource]) } = asked;
  const file = fileOf(schedules, capacity);
  return scheduledChanges({
    schedules: file.schedules,
    file: FILE,
    trusted: true,
    fleet,
    tagsOf: () => asked.tags ?? tags(),
    managed: new Map(file.capacity.map((entry) => [resource.arn, entry])),
    policyOf: () => ({ exempt: { kind: 'no' }, minTps: { floor: 1, ceiling: undefined } }),
    now,
    ...asked.over,
  });
}

/** `<from> -> <to> <fate or guard>`. */
export const told = ({ proposals }: Pick<ScheduleAnswer, 'proposals'>): string[] => proposals.map(inShort);

export function inShort({ change, fate }: Proposal): string {
  const what = change.kind === 'set-floor' ? `${change.from} -> ${change.to}` : change.kind;
  return `${what} ${fate.kind === 'refused' ? fate.guard : fate.kind}`;
}
