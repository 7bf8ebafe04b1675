import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as guards from '../../src/changes/guards.ts';
import { EXEMPT_TAG } from '../../src/changes/tags.ts';
import {
  DAY,
  exemptBy,
  HOUR,
  iso,
  MINUTE,
  markedAt,
  NOW,
  state,
  steppedTo,
  tags,
  UNREADABLE,
} from './fixtures.ts';

const refused = (guard: string, why: string | RegExp) => ({
  kind: 'refused',
  guard,
  why: typeof why === 'string' ? why : expect.stringMatching(why),
});

describe('exempt', () => {
  test.each(['true', 'TRUE', ' True '])('refuses what is tagged %p', (value) => {
    expect(guards.exempt(exemptBy(value), NOW)).toEqual(refused('exempt', `its tag ${EXEMPT_TAG} is true`));
  });

  test.each(['false', 'False', ' FALSE '])('lets pass what is tagged %p', (value) => {
    expect(guards.exempt(exemptBy(value), NOW)).toBeUndefined();
  });

  test('lets pass what has no such tag', () => {
    expect(guards.exempt(tags({ team: 'search' }), NOW)).toBeUndefined();
  });

  test('refuses until the date that the tag names, and lets pass from then on', () => {
    const until = iso(NOW);
    expect(guards.exempt(exemptBy(until), NOW - 1)).toEqual(
      refused('exempt', `its tag ${EXEMPT_TAG} says until ${until}`),
    );
    expect(guards.exempt(exemptBy(until), NOW)).toBeUndefined();
  });

  test('a date without a time lasts to its end, in UTC', () => {
    const end = Date.UTC(2026, 0, 2);
    expect(guards.exempt(exemptBy('2026-01-01'), end - 1)).toEqual(refused('exempt', /until 2026-01-01/));
    expect(guards.exempt(exemptBy('2026-01-01'), end)).toBeUndefined();
  });

  test('a date long past exempts nothing', () => {
    expect(guards.exempt(exemptBy('2020-05-05'), NOW)).toBeUndefined();
  });

  test.each(['1', 'yes', '', 'maybe', '0', '12/31/2020', '2020'])(
    'refuses when the tag is %p, which says neither true nor false nor a date',
    (value) => {
      expect(guards.exempt(exemptBy(value), NOW)).toEqual(
        refused(
          'exempt',
          `its tag ${EXEMPT_TAG} is ${JSON.stringify(value)}, which is neither true, false nor an ISO date`,
        ),
      );
    },
  );

  test('refuses when the tags could not be read, and says why they could not', () => {
    expect(guards.exempt(UNREADABLE, NOW)).toEqual(
      refused('exempt', 'its tags could not be read (AccessDeniedException)'),
    );
  });

  test('whatever stands in the tag, only "false" and a date gone by let a change pass', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.integer().map(String), fc.date({ noInvalidDate: true }).map(iso2)),
        (value) => {
          const passes = guards.exempt(exemptBy(value), NOW) === undefined;
          const text = value.trim();
          const gone = /^\d{4}-\d{2}-\d{2}/.test(text) && Date.parse(text) <= NOW;
          if (passes) expect(text.toLowerCase() === 'false' || gone).toBe(true);
        },
      ),
    );
  });
});

const iso2 = (date: Date): string => date.toISOString();

describe('pinned', () => {
  test('lets pass what is still as it was', () => {
    expect(guards.pinned(state(), state())).toBeUndefined();
  });

  test.each([
    ['no longer exists', undefined, 'it no longer exists'],
    ['is being updated', state({ updateInProgress: true }), 'an update of it is under way'],
    [
      'has another status',
      state({ status: 'INACTIVE' }),
      'its status is INACTIVE, not ACTIVE as when this was decided',
    ],
    ['has another floor', state({ floor: 8 }), 'its floor is 8, not 5 as when this was decided'],
    [
      'was updated since, even to the same floor',
      state({ updatedAt: NOW - 5 * MINUTE }),
      'it was updated at 2026-01-01 11:55 UTC, after this was decided',
    ],
  ])('refuses what %s', (_, live, why) => {
    expect(guards.pinned(state(), live)).toEqual(refused('pinned', why));
  });
});

describe('held', () => {
  const since = (ms: number) => state({ updatedAt: NOW - ms });

  test('leaves a floor that someone else changed alone for 72 hours, to the millisecond', () => {
    expect(guards.held(since(72 * HOUR - 1), tags(), NOW)).toEqual(refused('held', /someone else/));
    expect(guards.held(since(72 * HOUR), tags(), NOW)).toBeUndefined();
  });

  test('says when it was changed, and until when it is left alone', () => {
    expect(guards.held(since(HOUR), tags(), NOW)?.why).toBe(
      'someone else updated it at 2026-01-01 11:00 UTC; it is left alone until 2026-01-04 11:00 UTC',
    );
  });

  test('does not hold the last step of its own, known by its tag', () => {
    expect(guards.held(since(10 * HOUR), steppedTo(5, NOW - 10 * HOUR - 20 * MINUTE), NOW)).toBeUndefined();
  });

  test('holds a floor other than the one that the tag names', () => {
    expect(guards.held(since(HOUR), steppedTo(4, NOW - HOUR), NOW)).toEqual(refused('held', /someone else/));
  });

  test('holds a floor that someone came back to, though it was once a step of its own', () => {
    expect(guards.held(since(HOUR), steppedTo(5, NOW - 3 * HOUR), NOW)).toBeUndefined();
    expect(guards.held(since(HOUR), steppedTo(5, NOW - 3 * HOUR - 1), NOW)).toEqual(
      refused('held', /someone else/),
    );
  });

  test('holds when the tags could not be read', () => {
    expect(guards.held(since(HOUR), UNREADABLE, NOW)).toEqual(refused('held', /someone else/));
  });
});

describe('cooled', () => {
  test('waits out the hours between two steps, to the millisecond', () => {
    const step = NOW - 24 * HOUR;
    expect(guards.cooled(state(), steppedTo(5, step + 1), NOW, 24)).toEqual(
      refused('cooled', /next step is due/),
    );
    expect(guards.cooled(state(), steppedTo(5, step), NOW, 24)).toBeUndefined();
  });

  test('says when the last step was, and when the next is due', () => {
    expect(guards.cooled(state(), steppedTo(5, NOW - HOUR), NOW, 24)?.why).toBe(
      'its floor was set at 2026-01-01 11:00 UTC; the next step is due at 2026-01-02 11:00 UTC',
    );
  });

  test('a step that never came into force is not waited for', () => {
    expect(guards.cooled(state({ floor: 7 }), steppedTo(5, NOW - HOUR), NOW, 24)).toBeUndefined();
  });

  test('nothing is to be waited for where there was no step', () => {
    expect(guards.cooled(state(), tags(), NOW, 24)).toBeUndefined();
  });
});

describe('marked', () => {
  test('refuses what is not marked', () => {
    expect(guards.marked(state(), tags(), NOW, 168)).toEqual(
      refused('marked', 'it is not marked as idle, or was updated or restarted since'),
    );
  });

  test('refuses until the grace has passed, to the millisecond, and says when that is', () => {
    expect(guards.marked(state(), markedAt(NOW - 168 * HOUR + 1), NOW, 168)).toEqual(
      refused('marked', /due at/),
    );
    expect(guards.marked(state(), markedAt(NOW - 168 * HOUR), NOW, 168)).toBeUndefined();
    expect(guards.marked(state(), markedAt(NOW - HOUR), NOW, 168)?.why).toBe(
      'it is marked as idle since 2026-01-01 11:00 UTC; due at 2026-01-08 11:00 UTC',
    );
  });

  test('without a grace no mark is needed, and no tag is looked at', () => {
    expect(guards.marked(state(), tags(), NOW, 0)).toBeUndefined();
    expect(guards.marked(state(), UNREADABLE, NOW, 0)).toBeUndefined();
  });

  test('refuses when the tags could not be read', () => {
    expect(guards.marked(state(), UNREADABLE, NOW, 168)).toEqual(
      refused('marked', 'its tags could not be read (AccessDeniedException)'),
    );
  });

  test('a mark from before the last update or restart counts for nothing', () => {
    const mark = NOW - 200 * HOUR;
    const updated = state({ updatedAt: mark + 15 * MINUTE + 1 });
    expect(guards.marked(updated, markedAt(mark), NOW, 168)).toEqual(
      refused('marked', /updated or restarted since/),
    );
    expect(guards.markInForce(markedAt(mark), updated.updatedAt)).toBeUndefined();
  });

  test('marking a resource is no update of it, however AWS counts tags', () => {
    const mark = NOW - 200 * HOUR;
    const tagged = state({ updatedAt: mark + 15 * MINUTE });
    expect(guards.marked(tagged, markedAt(mark), NOW, 168)).toBeUndefined();
    expect(guards.markInForce(markedAt(mark), tagged.updatedAt)).toBe(mark);
  });

  test('no mark is in force where there is none, or none that can be read', () => {
    expect(guards.markInForce(tags(), 0)).toBeUndefined();
    expect(guards.markInForce(UNREADABLE, 0)).toBeUndefined();
  });
});

describe('re-checked', () => {
  test('lets pass only what was not called since', () => {
    expect(guards.reChecked({ kind: 'none', since: NOW - DAY })).toBeUndefined();
  });

  test('refuses what was called', () => {
    expect(guards.reChecked({ kind: 'some', what: '3 calls' })).toEqual(
      refused('re-checked', 'it is in use: 3 calls'),
    );
  });

  test('refuses when the calls could not be read again', () => {
    expect(guards.reChecked({ kind: 'unknown', why: 'GetMetricData failed' })).toEqual(
      refused('re-checked', 'its requests could not be read again: GetMetricData failed'),
    );
  });
});

describe('referenced', () => {
  test('lets pass what stands nowhere', () => {
    expect(guards.referenced({ kind: 'searched', hits: [] })).toBeUndefined();
  });

  test('refuses what stands somewhere, and says where', () => {
    const hits = [{ file: 'app/config.json', line: 12 }];
    expect(guards.referenced({ kind: 'searched', hits })).toEqual(
      refused('referenced', 'its ARN stands in the repository, in app/config.json:12'),
    );
    const more = [...hits, { file: 'b', line: 1 }, { file: 'c', line: 2 }];
    expect(guards.referenced({ kind: 'searched', hits: more })?.why).toBe(
      'its ARN stands in the repository, in app/config.json:12 and in 2 more places',
    );
  });

  test('refuses when the repository could not be searched', () => {
    expect(guards.referenced({ kind: 'unknown', why: 'EACCES' })).toEqual(
      refused('referenced', 'the repository could not be searched for its ARN: EACCES'),
    );
  });
});

describe('capped', () => {
  test('lets as many changes pass as are allowed, and none of one more', () => {
    expect(guards.capped(5, 5)).toBeUndefined();
    expect(guards.capped(0, 0)).toBeUndefined();
    expect(guards.capped(6, 5)).toEqual(
      refused('capped', 'this run would change 6 resources, and max-changes is 5: it changes none'),
    );
  });
});

describe('undoable', () => {
  test('refuses what could not be undone, and says why', () => {
    expect(guards.undoable('the disk is full')).toEqual(
      refused('undoable', 'what undoes it could not be saved: the disk is full'),
    );
  });
});
