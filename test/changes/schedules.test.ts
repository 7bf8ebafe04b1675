import { describe, expect, test } from '@jest/globals';
import { needsTagsNow } from '../../src/changes/scheduleCover.ts';
import { besideSchedules } from '../../src/changes/scheduleRules.ts';
import { EXEMPT_TAG, PRE_WARM_TAG, preWarmTag, stepTag } from '../../src/changes/tags.ts';
import { campaign, recommender } from '../fleet/resources.ts';
import { FILE, fleetOf, unserving } from './capacityWorld.ts';
import { changeOf, DAY, HOUR, MINUTE, tags, UNREADABLE } from './fixtures.ts';
import { ask, BEGINS, FRIDAY, fileOf, inShort, told } from './scheduleWorld.ts';

const home = campaign({ name: 'home', floor: 5 });
const ENDS = BEGINS + 6 * HOUR;
const raised = campaign({ name: 'home', floor: 60 });
const LEFT = preWarmTag({ before: 5, raised: [60], until: ENDS });
const left = (extra: Record<string, string> = {}) => tags({ [LEFT.tagKey]: LEFT.tagValue, ...extra });
const texts = ({ notices }: ReturnType<typeof ask>) => notices.map(({ level, text }) => `${level}: ${text}`);

describe('while a window is open', () => {
  test('a lower floor is raised, by the line of the file, and what undoes it goes with the change', () => {
    expect(ask(home).proposals).toEqual([
      {
        change: {
          kind: 'set-floor',
          resource: home,
          pinned: { status: 'ACTIVE', floor: 5, updatedAt: home.changedAt, updateInProgress: false },
          reason: `schedule: pre-warmed for Fri 27 Nov 18:00-00:00 America/New_York: min-tps is 60 (${FILE}:3), and its floor is 5`,
          savingUsd: undefined,
          from: 5,
          to: 60,
          target: 60,
          key: `${home.arn} set-floor 60`,
          preWarm: { before: 5, raised: [60], until: ENDS },
        },
        fate: { kind: 'apply', approval: { by: 'file', file: FILE, line: 3 } },
      },
    ]);
  });

  test('it is so in all of it, its lead included', () => {
    const at = (now: number) => told(ask(home, { now }));
    expect(at(BEGINS - 90 * MINUTE - 1)).toEqual([]);
    expect(at(BEGINS - 90 * MINUTE)).toEqual(['5 -> 60 apply']);
    expect(at(ENDS - 1)).toEqual(['5 -> 60 apply']);
    expect(at(ENDS)).toEqual([]);
  });

  test.each([60, 61, 200])('a floor of %i, as high or higher, is left alone', (floor) => {
    const answer = ask(campaign({ name: 'home', floor }));
    expect([answer.proposals, answer.notices]).toEqual([[], []]);
    expect(answer.holds.get(home.arn)).toEqual({
      why: `pre-warmed for Fri 27 Nov 18:00-00:00 America/New_York (schedules[0] (${FILE}:3)); not before Sat 28 Nov 00:00 America/New_York`,
      isOpen: true,
    });
  });

  test('a file that is not known to be of the default branch only reports it, and holds', () => {
    const answer = ask(home, { over: { trusted: false } });
    expect(told(answer)).toEqual(['5 -> 60 report']);
    expect(answer.holds.size).toBe(1);
  });

  test('of several windows the highest floor holds, and the one that ends last says for how long', () => {
    const sale = FRIDAY.replace('60 }', '80 }').replace('hours: 6', 'hours: 2');
    const answer = ask(home, { schedules: [FRIDAY, sale] });
    expect(answer.proposals[0]?.change).toMatchObject({ to: 80, preWarm: { before: 5, until: ENDS } });
    expect(texts(answer)).toEqual([
      `info: schedules[0] (${FILE}:3) wants 60 TPS of campaign home for Fri 27 Nov 18:00-00:00 America/New_York, and schedules[1] (${FILE}:4) 80 for Fri 27 Nov 18:00-20:00 America/New_York. While both are open, 80 holds.`,
    ]);
  });

  test('a floor that was raised already is raised further, and goes back to where it was before all of it', () => {
    const sale = FRIDAY.replace('60 }', '80 }');
    const answer = ask(raised, { schedules: [FRIDAY, sale], tags: left() });
    expect(answer.proposals[0]?.change).toMatchObject({
      from: 60,
      to: 80,
      preWarm: { before: 5, raised: [60, 80] },
    });
  });

  test('a raise that did not come into force is tried again without a word', () => {
    const answer = ask(home, { tags: left() });
    expect(told(answer)).toEqual(['5 -> 60 apply']);
    expect(answer.notices).toEqual([]);
  });

  test('a floor that someone else lowered meanwhile is raised again, said, and goes back to theirs', () => {
    const answer = ask(campaign({ name: 'home', floor: 9 }), { tags: left() });
    expect(answer.proposals[0]?.change).toMatchObject({
      from: 9,
      to: 60,
      preWarm: { before: 9, raised: [60] },
    });
    expect(texts(answer)).toEqual([
      expect.stringContaining('warning: Someone else has set the floor of campaign home from 60 to 9'),
    ]);
  });

  test('nothing is done about an update under way but to say so', () => {
    const answer = ask(campaign({ name: 'home', floor: 5, updateInProgress: true }));
    expect(answer.proposals).toEqual([]);
    expect(texts(answer)).toEqual([expect.stringContaining('an update of it is under way')]);
  });

  test('what its owner exempts by a tag, or nobody can tell to be exempt, is refused', () => {
    expect(told(ask(home, { tags: tags({ [EXEMPT_TAG]: 'true' }) }))).toEqual(['5 -> 60 exempt']);
    expect(told(ask(home, { tags: UNREADABLE }))).toEqual(['5 -> 60 exempt']);
  });

  test('what a policy exempts is not raised, and that is said', () => {
    const policyOf = () => ({
      exempt: { kind: 'yes', why: 'policies[0] exempts it' } as const,
      minTps: { floor: 1, ceiling: undefined },
    });
    const answer = ask(home, { over: { policyOf } });
    expect(told(answer)).toEqual([]);
    expect(texts(answer)).toEqual([expect.stringContaining('is not raised: policies[0] exempts it.')]);
  });

  test('a ceiling below it is said, and outdone', () => {
    const policyOf = () => ({ exempt: { kind: 'no' } as const, minTps: { floor: 1, ceiling: 40 } });
    const answer = ask(home, { over: { policyOf } });
    expect(told(answer)).toEqual(['5 -> 60 apply']);
    expect(texts(answer)).toEqual([expect.stringContaining('over the ceiling of 40')]);
  });

  test('what does not serve is said', () => {
    const fleet = fleetOf([], [unserving('recommender/home', 'INACTIVE'), unserving('campaign/other', 'X')]);
    const answer = ask(home, { fleet });
    expect(texts(answer)).toEqual([
      expect.stringContaining('recommender home cannot be raised while its status is INACTIVE'),
    ]);
    expect([...answer.matched]).toEqual([0]);
  });

  test('where nobody can tell whether a schedule is for it, it is neither raised nor lowered', () => {
    const byTag = FRIDAY.replace('name: home', 'tags: { env: prod }');
    const answer = ask(home, { schedules: [byTag], tags: UNREADABLE });
    expect(told(answer)).toEqual([]);
    expect(answer.holds.get(home.arn)?.isOpen).toBe(true);
    expect(texts(answer)).toEqual([expect.stringContaining('cannot be told without its tags')]);
    expect(told(ask(home, { schedules: [byTag], tags: tags({ env: 'prod' }) }))).toEqual(['5 -> 60 apply']);
    expect(told(ask(home, { schedules: [byTag], tags: tags({ env: 'dev' }) }))).toEqual([]);
  });
});

describe('the section capacity', () => {
  const entry = (rest: string) => [`us-east-1/campaign/home: ${rest}`];

  test('gives way to a higher floor while the window is open, and that is said', () => {
    const answer = ask(home, { capacity: entry('{ min-tps: 8 }') });
    expect(told(answer)).toEqual(['5 -> 60 apply']);
    expect(texts(answer)).toEqual([expect.stringContaining('60 holds in the window, and 8 again after it')]);
  });

  test('holds where it says more', () => {
    const answer = ask(home, { capacity: entry('{ min-tps: 80 }') });
    expect(told(answer)).toEqual([]);
    expect(texts(answer)).toEqual([expect.stringContaining('the higher 80 holds')]);
  });

  test('that would have it deleted keeps it from being raised, and waits', () => {
    const answer = ask(home, { capacity: entry('{ state: deleted }') });
    expect(told(answer)).toEqual([]);
    expect(answer.holds.get(home.arn)?.isOpen).toBe(true);
    expect(texts(answer)).toEqual([expect.stringContaining('is to be deleted')]);
  });

  test('is what the floor goes back to, by its own change', () => {
    const answer = ask(raised, { now: ENDS, tags: left(), capacity: entry('{ min-tps: 8 }') });
    expect([told(answer), answer.over]).toEqual([[], []]);
    const back = campaign({ name: 'home', floor: 8 });
    const after = ask(back, { now: ENDS + HOUR, tags: left(), capacity: entry('{ min-tps: 8 }') });
    expect([after.over, after.notices]).toEqual([[back], []]);
  });
});

describe('after a window', () => {
  test('the floor goes back to what it was, at once, and findings wait for that', () => {
    const answer = ask(raised, { now: ENDS, tags: left() });
    expect(answer.proposals).toEqual([
      {
        change: expect.objectContaining({
          kind: 'set-floor',
          from: 60,
          to: 5,
          target: 5,
          reason: `schedule: the window Fri 27 Nov 18:00-00:00 America/New_York has ended (${FILE}:3), and its floor before was 5`,
        }),
        fate: { kind: 'apply', approval: { by: 'file', file: FILE, line: 3 } },
      },
    ]);
    expect(answer.holds.get(home.arn)?.isOpen).toBe(false);
    expect(answer.over).toEqual([]);
  });

  test('it does so however late the run is', () => {
    expect(told(ask(raised, { now: ENDS + 5 * DAY, tags: left() }))).toEqual(['60 -> 5 apply']);
  });

  test('it does so when the last of several raises had failed', () => {
    const tag = preWarmTag({ before: 5, raised: [60, 80], until: ENDS });
    const given = tags({ [tag.tagKey]: tag.tagValue });
    expect(told(ask(raised, { now: ENDS, tags: given }))).toEqual(['60 -> 5 apply']);
  });

  test('a floor that is back is looked at no more', () => {
    const answer = ask(home, { now: ENDS, tags: left() });
    expect([answer.proposals, answer.notices, answer.over]).toEqual([[], [], [home]]);
  });

  test('a floor that someone else set since is left at that, said once, and looked at no more', () => {
    const theirs = campaign({ name: 'home', floor: 20 });
    const answer = ask(theirs, { now: ENDS, tags: left() });
    expect(answer.proposals).toEqual([]);
    expect(answer.over).toEqual([theirs]);
    expect(texts(answer)).toEqual([
      'warning: The floor of campaign home was raised from 5 to 60 for a window that has ended, and someone else has set it to 20 since. It is left at that.',
    ]);
    expect(ask(theirs, { now: ENDS, tags: tags() }).notices).toEqual([]);
  });

  test('a floor that someone raised again after it went back is theirs', () => {
    const step = stepTag({ floor: 5, at: ENDS });
    const given = left({ [step.tagKey]: step.tagValue });
    const since = (at: number) =>
      campaign({ name: 'home', floor: 60, floorSince: { kind: 'update', at }, changedAt: at });
    const now = ENDS + 5 * HOUR;
    expect(told(ask(since(BEGINS), { now, tags: given }))).toEqual(['60 -> 5 apply']);
    expect(told(ask(since(ENDS + 4 * HOUR), { now, tags: given }))).toEqual([]);
  });

  test('a floor as high as the window wanted without being raised for it stays', () => {
    expect(told(ask(raised, { now: ENDS }))).toEqual([]);
  });

  test.each(['x', '5 60', '5 60 tomorrow', '5.5 60 2026-11-28T05:00:00.000Z'])(
    'a tag that says nothing (%s) undoes nothing',
    (value) => {
      expect(told(ask(raised, { now: ENDS, tags: tags({ [PRE_WARM_TAG]: value }) }))).toEqual([]);
    },
  );

  test('nothing is done while an update is under way, nor by a file of another branch', () => {
    const moving = campaign({ name: 'home', floor: 60, updateInProgress: true });
    expect(told(ask(moving, { now: ENDS, tags: left() }))).toEqual([]);
    expect(told(ask(raised, { now: ENDS, tags: left(), over: { trusted: false } }))).toEqual([
      '60 -> 5 report',
    ]);
  });
});

describe('tags are read', () => {
  const { schedules } = fileOf([FRIDAY]);
  const needs = (floor: number, now: number, name = 'home') =>
    needsTagsNow(schedules, campaign({ name, floor }), now);

  test('where a floor is to be raised, and in the days after, and where a floor may have been left', () => {
    expect(needs(5, BEGINS)).toBe(true);
    expect(needs(5, ENDS + DAY)).toBe(true);
    expect(needs(60, ENDS + 5 * DAY)).toBe(true);
  });

  test('and not otherwise', () => {
    expect(needs(60, BEGINS)).toBe(false);
    expect(needs(5, BEGINS - 2 * HOUR)).toBe(false);
    expect(needs(5, ENDS + 4 * DAY)).toBe(false);
    expect(needs(5, BEGINS, 'other')).toBe(false);
  });
});

describe('other proposals', () => {
  const other = (to: number, fate: object) =>
    ({ change: changeOf('set-floor', home, { from: 5, to, target: to }), fate }) as never;
  const ending = { change: changeOf('delete', home, {}), fate: { kind: 'apply' } } as const;
  const marking = { change: changeOf('mark', home, { idleSince: 0 }), fate: { kind: 'apply' } } as const;
  const unmarking = { change: changeOf('unmark', home, {}), fate: { kind: 'apply' } } as const;
  const beside = (proposals: readonly never[] | readonly unknown[], answer = ask(home)) =>
    besideSchedules(proposals as never, answer).map(inShort);

  test.each(['apply', 'issue', 'pull-request', 'report'])(
    'that lower a floor (%s) are held while a window is open',
    (kind) => {
      expect(beside([other(3, { kind })])).toEqual(['5 -> 3 held']);
    },
  );

  test('that are refused already stay so', () => {
    const refused = { kind: 'refused', guard: 'exempt', why: '' };
    expect(beside([other(3, refused)])).toEqual(['5 -> 3 exempt']);
  });

  test('that end a resource, or announce it, are held; a mark is still taken off', () => {
    expect(beside([ending, marking, unmarking])).toEqual(['delete held', 'mark held', 'unmark apply']);
  });

  test('that raise it less than the schedule are dropped; those that raise it further stand', () => {
    expect(beside([other(8, { kind: 'apply' }), other(60, { kind: 'issue' })])).toEqual([]);
    expect(beside([other(90, { kind: 'issue' })])).toEqual(['5 -> 90 issue']);
  });

  test('that lower a floor wait until it has gone back; an end does not', () => {
    const answer = ask(raised, { now: ENDS, tags: left() });
    expect(beside([other(3, { kind: 'issue' }), ending], answer)).toEqual(['5 -> 3 held', 'delete apply']);
  });

  test('about other resources stand', () => {
    const top = recommender({ name: 'top', floor: 9 });
    const change = changeOf('set-floor', top, { from: 9, to: 3, target: 3 });
    expect(beside([{ change, fate: { kind: 'apply' } }])).toEqual(['9 -> 3 apply']);
  });
});
