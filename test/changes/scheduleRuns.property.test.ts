import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Change } from '../../src/changes/change.ts';
import type { Proposal } from '../../src/changes/propose.ts';
import { openAt } from '../../src/changes/scheduleCover.ts';
import { besideSchedules } from '../../src/changes/scheduleRules.ts';
import { PRE_WARM_TAG, preWarmTag, stepTag } from '../../src/changes/tags.ts';
import type { FloorSince } from '../../src/fleet/resource.ts';
import type { Schedule } from '../../src/settings/config/schedules.ts';
import { campaign } from '../fleet/resources.ts';
import { changeOf, HOUR, MINUTE, tags } from './fixtures.ts';
import { ask, fileOf } from './scheduleWorld.ts';

const START = Date.UTC(2026, 9, 20);

const anySchedule = fc
  .record({
    cron: fc.constantFrom('0 18 * * FRI', '30 2 * * SUN', '0 0 * * *', '15 6,20 * * *', '0 */8 * * *'),
    timezone: fc.constantFrom('America/New_York', 'Europe/Berlin', 'UTC'),
    hours: fc.constantFrom(1, 3, 6, 12),
    lead: fc.constantFrom(0, 30, 90),
    minTps: fc.integer({ min: 2, max: 80 }),
  })
  .map(
    ({ cron, timezone, hours, lead, minTps }) =>
      `{ match: { name: home }, cron: "${cron}", timezone: ${timezone}, duration-hours: ${hours}, lead-minutes: ${lead}, min-tps: ${minTps} }`,
  );

/** A campaign as runs find it: an update that was begun is in force at the next run, or has failed. */
class World {
  floor: number;
  floorSince: FloorSince = { kind: 'creation' };
  changedAt = 0;
  readonly notices: string[] = [];
  readonly tags = new Map<string, string>();
  readonly #lines: readonly string[];
  readonly #schedules: readonly Schedule[];

  constructor(floor: number, lines: readonly string[]) {
    this.floor = floor;
    this.#lines = lines;
    this.#schedules = fileOf(lines).schedules;
  }

  open(now: number): number {
    const covers = this.#schedules.map((schedule) => ({ schedule, missing: [] }));
    return Math.max(0, ...openAt(covers, now).map(({ schedule }) => schedule.minTps));
  }

  /** A moment at which no window is open any more; undefined where one follows the other for long. */
  closed(now: number): number | undefined {
    let at = now;
    for (let windows = 0; windows < 60; windows++) {
      const covers = this.#schedules.map((schedule) => ({ schedule, missing: [] }));
      const open = openAt(covers, at);
      if (open.length === 0) return at;
      at = Math.max(...open.map(({ endsAt }) => endsAt));
    }
    return undefined;
  }

  /** Runs once; a finding would lower the floor to 1 if it were let. Gives what was carried out. */
  run(now: number, fails: boolean): readonly Change[] {
    const home = campaign({
      name: 'home',
      floor: this.floor,
      floorSince: this.floorSince,
      changedAt: this.changedAt,
    });
    const known = tags(Object.fromEntries(this.tags));
    const answer = ask(home, { schedules: this.#lines, now, tags: known });
    this.notices.push(...answer.notices.map(({ text }) => text));
    for (const _ of answer.over) this.tags.delete(PRE_WARM_TAG);
    const finding: Proposal = {
      change: changeOf('set-floor', home, { from: this.floor, to: 1, target: 1 }),
      fate: { kind: 'apply' },
    };
    const beside = this.open(now) > 0 && this.floor > 1 ? besideSchedules([finding], answer) : [];
    const carried = [...answer.proposals, ...beside].filter(({ fate }) => fate.kind === 'apply');
    for (const { change } of carried) this.#carryOut(change, now, fails);
    return carried.map(({ change }) => change);
  }

  #carryOut(change: Change, now: number, fails: boolean): void {
    if (change.kind !== 'set-floor') throw new Error(`${change.kind} was not to be`);
    const { to, preWarm } = change;
    const written = [stepTag({ floor: to, at: now }), ...(preWarm ? [preWarmTag(preWarm)] : [])];
    for (const { tagKey, tagValue } of written) this.tags.set(tagKey, tagValue);
    if (!fails) this.set(to, now + 3 * MINUTE);
  }

  set(floor: number, at: number): void {
    this.floor = floor;
    this.floorSince = { kind: 'update', at };
    this.changedAt = at;
  }
}

test('in windows the floor follows the highest that is open, never under it nor under what was before, to which it goes back', () => {
  const property = fc.property(
    fc.array(anySchedule, { minLength: 1, maxLength: 3 }),
    fc.integer({ min: 1, max: 100 }),
    fc.array(fc.record({ after: fc.integer({ min: 5, max: 40 * 60 }), fails: fc.boolean() }), {
      maxLength: 40,
    }),
    (lines, floor, runs) => {
      const world = new World(floor, lines);
      let now = START;
      for (const { after, fails } of runs) {
        now += after * MINUTE;
        const before = world.floor;
        const wanted = world.open(now);
        world.run(now, fails);
        expect(world.floor).toBe(fails ? before : Math.max(floor, wanted));
      }
      const closed = world.closed(now);
      fc.pre(closed !== undefined);
      now = closed ?? now;
      world.run(now, false);
      expect(world.floor).toBe(floor);
      world.run(now, false);
      expect(world.tags.has(PRE_WARM_TAG)).toBe(false);
      expect(world.run(now, false)).toEqual([]);
      expect(world.notices.filter((text) => /omeone else|is gone/.test(text))).toEqual([]);
    },
  );
  fc.assert(property, { numRuns: 200 });
});

test('what a person sets in a window is raised again and said, or left, and is never lowered', () => {
  const property = fc.property(
    fc.array(anySchedule, { minLength: 1, maxLength: 3 }),
    fc.constant(1),
    fc.integer({ min: 1, max: 100 }),
    (lines, floor, theirs) => {
      const world = new World(floor, lines);
      let now = START;
      while (world.open(now) === 0) now += 30 * MINUTE;
      world.run(now, false);
      const wanted = world.open(now + 90 * MINUTE);
      fc.pre(theirs !== world.floor && wanted > 0);
      world.set(theirs, now + HOUR);
      world.run(now + 90 * MINUTE, false);
      expect(world.floor).toBe(Math.max(theirs, wanted));
      const isSaid = world.notices.some((text) => text.startsWith('Someone else has set the floor'));
      const isUndoing = theirs < Math.min(wanted, world.open(now));
      if (isUndoing && world.open(now) === wanted) expect(isSaid).toBe(true);
      if (theirs >= wanted) expect(isSaid).toBe(false);
    },
  );
  fc.assert(property, { numRuns: 100 });
});

test('what a person sets after a window stays, whenever runs look', () => {
  const property = fc.property(
    anySchedule,
    fc.integer({ min: 1, max: 20 }),
    fc.nat(100),
    (line, floor, theirs) => {
      const world = new World(floor, [line]);
      let now = START;
      while (world.open(now) === 0) now += 30 * MINUTE;
      const raised = world.open(now) > floor;
      world.run(now, false);
      const closed = world.closed(now);
      fc.pre(raised && theirs > 0 && theirs !== world.floor && closed !== undefined);
      now = closed ?? now;
      world.set(theirs, now);
      expect(world.run(now, false)).toEqual([]);
      expect(world.run(now + MINUTE, false).filter(() => world.open(now + MINUTE) === 0)).toEqual([]);
      expect(world.tags.has(PRE_WARM_TAG)).toBe(false);
    },
  );
  fc.assert(property, { numRuns: 100 });
});
