import { describe, expect, test } from '@jest/globals';
import { counts } from '../../src/changes/propose.ts';
import { needsTagsNow } from '../../src/changes/scheduleCover.ts';
import { besideSchedules } from '../../src/changes/scheduleRules.ts';
import { EXEMPT_TAG, PRE_WARM_TAG, preWarmTag, stepTag } from '../../src/changes/tags.ts';
import { withinCap } from '../../src/commands/act.ts';
import type { FloorSince } from '../../src/fleet/resource.ts';
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
        fate: { kind: 'apply', approval: { by: 'file', file: FILE, line: 3 }, isScheduled: true },
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

  test('a floor that someone set back to the very one before is raised again, and said', () => {
    const step = stepTag({ floor: 60, at: BEGINS });
    const since = (floorSince: FloorSince, changedAt: number) =>
      ask(campaign({ name: 'home', floor: 5, floorSince, changedAt }), {
        now: BEGINS + 2 * HOUR,
        tags: left({ [step.tagKey]: step.tagValue }),
      });
    const undone = since({ kind: 'update', at: BEGINS + HOUR }, BEGINS + HOUR);
    expect(undone.proposals[0]?.change).toMatchObject({ from: 5, to: 60, preWarm: { before: 5 } });
    expect(texts(undone)).toEqual([
      `warning: Someone else has set the floor of campaign home from 60 to 5 while the window Fri 27 Nov 18:00-00:00 America/New_York is open. It is raised again, and goes back to 5 after the window; to have it lower now, take it out of schedules[0] (${FILE}:3).`,
    ]);
    expect(texts(since({ kind: 'update', at: BEGINS - DAY }, BEGINS - DAY))).toEqual([]);
    expect(texts(since({ kind: 'unknown' }, BEGINS + HOUR))).toEqual([]);
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

  test('is what the floor goes back to, and then looked at no more', () => {
    const answer = ask(raised, { now: ENDS, tags: left(), capacity: entry('{ min-tps: 8 }') });
    expect([told(answer), answer.over]).toEqual([['60 -> 8 apply'], []]);
    expect(answer.proposals[0]?.change.reason).toBe(
      `schedule: the window Fri 27 Nov 18:00-00:00 America/New_York has ended (${FILE}:3), and the section capacity says min-tps 8 (${FILE}:5)`,
    );
    const back = campaign({ name: 'home', floor: 8 });
    const after = ask(back, { now: ENDS + HOUR, tags: left(), capacity: entry('{ min-tps: 8 }') });
    expect([after.over, after.notices]).toEqual([[back], []]);
  });
});

describe('windows that adjoin or overlap', () => {
  const DAYTIME =
    '{ match: { name: home }, cron: "0 8 * * *", timezone: UTC, duration-hours: 12, lead-minutes: 0, min-tps: 60 }';
  const NIGHT = DAYTIME.replace('0 8', '0 20').replace('60 }', '10 }');
  const schedules = [DAYTIME, NIGHT];
  const now = Date.UTC(2026, 10, 23, 21);
  const until = Date.UTC(2026, 10, 23, 20);
  const morning = Date.UTC(2026, 10, 24, 8);
  const tagged = (before: number, ...floors: number[]) => {
    const tag = preWarmTag({ before, raised: floors, until });
    return { [tag.tagKey]: tag.tagValue };
  };
  const at = (floor: number, given: Record<string, string>, rest: object = {}) =>
    ask(campaign({ name: 'home', floor }), { schedules, now, tags: tags(given), ...rest });

  test('have the floor step down to what is still wanted, and keep what it was before in mind', () => {
    expect(at(60, tagged(5, 60)).proposals).toEqual([
      {
        change: expect.objectContaining({
          from: 60,
          to: 10,
          reason: `schedule: no open window wants 60 any more: min-tps is 10 for Mon 23 Nov 20:00-08:00 UTC (${FILE}:4), and 10 is left`,
          preWarm: { before: 5, raised: [60, 10], until: morning },
        }),
        fate: { kind: 'apply', approval: { by: 'file', file: FILE, line: 4 }, isScheduled: true },
      },
    ]);
    expect(told(at(10, tagged(5, 60, 10)))).toEqual([]);
    expect(at(10, tagged(5, 60, 10), { now: morning }).proposals[0]?.change).toMatchObject({
      to: 60,
      preWarm: { before: 5, raised: [10, 60] },
    });
  });

  test('never bring it under what it was before, nor under the section capacity', () => {
    expect(at(60, tagged(50, 60)).proposals[0]?.change).toMatchObject({
      to: 50,
      preWarm: { before: 50, raised: [60] },
    });
    const capacity = ['us-east-1/campaign/home: { min-tps: 30 }'];
    expect(told(at(60, tagged(5, 60), { capacity }))).toEqual(['60 -> 30 apply']);
  });

  test('leave a floor that was not raised for one, or that someone else set, or that is being updated', () => {
    expect(told(at(60, {}))).toEqual([]);
    expect(told(at(70, tagged(5, 60)))).toEqual([]);
    const step = stepTag({ floor: 10, at: until });
    const again = campaign({
      name: 'home',
      floor: 60,
      floorSince: { kind: 'update', at: until + 3 * HOUR },
    });
    const given = tags({ ...tagged(5, 60, 10), [step.tagKey]: step.tagValue });
    expect(told(ask(again, { schedules, now: until + 4 * HOUR, tags: given }))).toEqual([]);
    const moving = campaign({ name: 'home', floor: 60, updateInProgress: true });
    expect(told(ask(moving, { schedules, now, tags: tags(tagged(5, 60)) }))).toEqual([]);
  });

  test('leave a floor that one of them may want, which nobody can tell', () => {
    const maybe = DAYTIME.replace('name: home', 'dataset-group: movies').replace('0 8', '0 20');
    const home = campaign({ name: 'home', floor: 60, datasetGroup: undefined });
    const asked = { schedules: [maybe, NIGHT], now, tags: tags(tagged(5, 60)) };
    expect(told(ask(home, asked))).toEqual([]);
  });
});

describe('a raise whose tag is gone', () => {
  const step = stepTag({ floor: 60, at: BEGINS });
  const given = tags({ [step.tagKey]: step.tagValue });
  const gone = (rest: object = {}, home = raised) => texts(ask(home, { now: ENDS, tags: given, ...rest }));

  test('is left, and said for as long as its floor is that', () => {
    const text = `warning: The floor of campaign home was raised to 60 for the window Fri 27 Nov 18:00-00:00 America/New_York of schedules[0] (${FILE}:3), which has ended. Its tag personalize-monitor:pre-warm, which says what it was before, is gone: it is left at 60. Set it to what it should be by set-min-tps, or say in the section capacity that 60 is right.`;
    expect(gone()).toEqual([text]);
    expect(gone({ now: ENDS + 5 * DAY })).toEqual([text]);
    expect(told(ask(raised, { now: ENDS, tags: given }))).toEqual([]);
  });

  test('is said in the window that follows too, where that wants less', () => {
    const night = FRIDAY.replace('0 18 * * FRI', '0 0 * * SAT').replace('60 }', '10 }');
    expect(gone({ schedules: [FRIDAY, night] })).toContainEqual(expect.stringContaining('is gone'));
    const same = FRIDAY.replace('0 18 * * FRI', '0 0 * * SAT');
    expect(gone({ schedules: [FRIDAY, same] })).toEqual([]);
  });

  test('is nothing to speak of while its window is open, where the file says what is right, or someone has set it since', () => {
    expect(gone({ now: ENDS - 1 })).toEqual([]);
    expect(gone({ capacity: ['us-east-1/campaign/home: { min-tps: 60 }'] })).toEqual([]);
    const theirs = campaign({
      name: 'home',
      floor: 60,
      floorSince: { kind: 'update', at: BEGINS + 3 * HOUR },
    });
    expect(gone({}, theirs)).toEqual([]);
    expect(gone({ tags: left({ [step.tagKey]: step.tagValue }) })).toEqual([]);
    expect(gone({ tags: tags() })).toEqual([]);
    const before = stepTag({ floor: 60, at: BEGINS - 2 * HOUR });
    expect(gone({ tags: tags({ [before.tagKey]: before.tagValue }) })).toEqual([]);
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
        fate: { kind: 'apply', approval: { by: 'file', file: FILE, line: 3 }, isScheduled: true },
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
    expect(needs(80, BEGINS)).toBe(true);
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

  test('that only wait for their time are held by the window, which outlasts that', () => {
    expect(beside([other(3, { kind: 'refused', guard: 'cooled', why: '' })])).toEqual(['5 -> 3 held']);
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

describe('max-changes', () => {
  const others = Array.from({ length: 3 }, (_, index) => {
    const resource = campaign({ name: `other-${index}`, floor: 9 });
    const change = changeOf('set-floor', resource, { from: 9, to: 3, target: 3 });
    return { change, fate: { kind: 'apply' } } as const;
  });

  test('neither counts what schedules set nor holds it back', () => {
    const raise = ask(home).proposals;
    const back = ask(raised, { now: ENDS, tags: left() }).proposals;
    expect([...raise, ...back].filter(counts)).toEqual([]);
    expect(withinCap([...raise, ...back], 0).map(inShort)).toEqual(['5 -> 60 apply', '60 -> 5 apply']);
    expect(withinCap([...raise, ...others], 2).map(inShort)).toEqual([
      '5 -> 60 apply',
      ...others.map(() => '9 -> 3 capped'),
    ]);
    expect(withinCap([...raise, ...others], 3).map(inShort)).not.toContain('9 -> 3 capped');
  });
});
