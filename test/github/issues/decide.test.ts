import { describe, expect, test } from '@jest/globals';
import { decideIssues } from '../../../src/github/issues/decide.ts';
import type { Standing } from '../../../src/github/issues/standing.ts';
import { DAY, idle, keyOf, over, standing, under, wanted } from './subjects.ts';
import { Tracker } from './tracker.ts';

const home = over('home');
const key = keyOf(home);
const OVER: Standing = { kind: 'over', why: 'its floor is 3 TPS now' };
const UNKNOWN: Standing = { kind: 'open-question', why: 'its requests could not be read' };

/** A tracker in which `home` has an issue, number 1. */
function opened(): Tracker {
  const tracker = new Tracker();
  tracker.run(wanted(home));
  return tracker;
}

const kinds = (tracker: Tracker, standings: ReadonlyMap<string, Standing>) =>
  tracker.run(standings).actions.map(({ kind }) => kind);

describe('a finding', () => {
  test('has one issue, with a title to triage by', () => {
    const tracker = opened();
    expect(tracker.entries.map(({ title }) => title)).toEqual([
      'Lower campaign home from 10 to 3 TPS: saves about $1,022 a month (us-east-1)',
    ]);
  });

  test('that did not change is not written about again', () => {
    const tracker = opened();
    expect(tracker.run(wanted(home))).toEqual({
      actions: [],
      withheld: new Map(),
      delivered: new Map([[key, 1]]),
    });
  });

  test.each([
    ['up to 10 %', over('home', 3, 1124)],
    ['up to a dollar', over('home', 3, 1023)],
  ])('whose saving drifts by %s is not written about again', (_, drifted) => {
    expect(kinds(opened(), wanted(drifted))).toEqual([]);
  });

  test('of a small saving is not written about again for cents', () => {
    const tracker = new Tracker();
    tracker.run(wanted(over('home', 3, 2)));
    expect(kinds(tracker, wanted(over('home', 3, 2.9)))).toEqual([]);
  });

  test.each([
    ['proposed floor 3 -> 4', over('home', 4)],
    ['floor 10 -> 12', over('home', 3, 1022, { floor: 12 })],
    ['saving $1,022 -> $1,130 a month', over('home', 3, 1130)],
    ['the resource was updated', over('home', 3, 1022, { changedAt: 5 })],
  ])('that changed has its issue brought up to date: %s', (reason, changed) => {
    const tracker = opened();
    const { actions } = tracker.run(wanted(changed));
    expect(actions).toMatchObject([{ kind: 'update', reason }]);
    expect(tracker.run(wanted(changed)).actions).toEqual([]);
    expect(tracker.entries).toHaveLength(1);
  });

  test('that is over has its issue closed, with why', () => {
    const tracker = opened();
    expect(tracker.run(standing(home, OVER)).actions).toMatchObject([{ kind: 'close', as: 'completed' }]);
    expect(tracker.at(1)).toMatchObject({
      open: false,
      comments: [expect.stringContaining('its floor is 3 TPS now')],
    });
    expect(kinds(tracker, standing(home, OVER))).toEqual([]);
  });

  test('that comes back has the same issue opened again', () => {
    const tracker = opened();
    tracker.run(standing(home, OVER));
    expect(kinds(tracker, wanted(home))).toEqual(['reopen']);
    expect(tracker.entries).toHaveLength(1);
    expect(tracker.at(1).comments[1]).toContain('the finding is back');
  });

  test.each([
    ['that is not known in this run', standing(home, UNKNOWN)],
    ['that nobody looked at', new Map()],
  ])('%s has its issue left alone', (_, standings) => {
    const tracker = opened();
    tracker.tick(1, 'never');
    expect(kinds(tracker, standings)).toEqual([]);
  });
});

describe('new issues', () => {
  const many = Array.from({ length: 12 }, (_, index) => over(`home-${index}`, 3, 100 + index));

  test('are ten in a run at most, the largest savings first, and the rest is said', () => {
    const tracker = new Tracker();
    const { actions, withheld } = tracker.run(wanted(...many, under('mail')));
    expect(actions).toHaveLength(10);
    expect(actions[0]).toMatchObject({ key: keyOf(under('mail')) });
    expect([...withheld.keys()].sort()).toEqual(many.slice(0, 3).map(keyOf).sort());
    expect([...withheld.values()][0]).toBe('a run opens 10 new issues at most; a later run opens this one');
  });

  test('that one run did not open are opened by the next', () => {
    const tracker = new Tracker();
    tracker.run(wanted(...many));
    expect(kinds(tracker, wanted(...many))).toEqual(['create', 'create']);
  });
});

describe('an issue that a person closed', () => {
  function declined(): Tracker {
    const tracker = opened();
    tracker.at(1).open = false;
    return tracker;
  }

  test('is declined, and that is said', () => {
    const { actions, withheld } = declined().run(wanted(home));
    expect(actions).toEqual([]);
    expect(withheld.get(key)).toBe(
      'a person closed issue #1 about it; reopen that to have it proposed again',
    );
  });

  test.each([
    ['less than half as much saving again', over('home', 3, 1532)],
    ['another floor today', over('home', 3, 1022, { floor: 11 })],
    ['an update', over('home', 3, 1022, { changedAt: 5 })],
  ])('stays closed for %s', (_, changed) => {
    expect(kinds(declined(), wanted(changed))).toEqual([]);
  });

  test.each([
    ['another target', over('home', 2), '2 TPS are proposed now, and were 3 then'],
    ['half as much saving again', over('home', 3, 1533), 'about &#36;1,533 a month now, and &#36;1,022 then'],
  ])('is opened again for %s, with why', (_, changed, why) => {
    const tracker = declined();
    expect(kinds(tracker, wanted(changed))).toEqual(['reopen']);
    expect(tracker.at(1).comments.at(-1)).toContain(why);
    tracker.at(1).open = false;
    expect(kinds(tracker, wanted(changed))).toEqual([]);
  });

  test('and reopened is as if it had never been closed', () => {
    const tracker = declined();
    tracker.run(wanted(home));
    tracker.at(1).open = true;
    expect(kinds(tracker, wanted(home))).toEqual([]);
    expect(tracker.run(wanted(home)).delivered.get(key)).toBe(1);
  });

  test('stays declined when the finding goes and comes back', () => {
    const tracker = declined();
    expect(kinds(tracker, standing(home, OVER))).toEqual([]);
    expect(kinds(tracker, wanted(home))).toEqual([]);
  });
});

describe('a box', () => {
  test('"leave it alone" closes the issue for 30 days, whatever changes', () => {
    const tracker = opened();
    tracker.tick(1, 'snooze');
    expect(tracker.run(wanted(home)).actions).toMatchObject([{ kind: 'close', as: 'not_planned' }]);
    expect(tracker.at(1).comments).toEqual([expect.stringContaining('Left alone until 2026-12-23')]);
    tracker.now += 29 * DAY;
    expect(kinds(tracker, wanted(over('home', 2, 5000)))).toEqual([]);
    expect(tracker.run(wanted(home)).withheld.get(key)).toContain('left alone until 2026-12-23');
    tracker.now += 2 * DAY;
    expect(kinds(tracker, wanted(home))).toEqual(['reopen']);
    expect(kinds(tracker, wanted(home))).toEqual([]);
    expect(tracker.at(1).body).not.toContain('[x]');
  });

  test('"never" closes the issue for good, whatever changes', () => {
    const tracker = opened();
    tracker.tick(1, 'never');
    expect(kinds(tracker, wanted(home))).toEqual(['close']);
    tracker.now += 400 * DAY;
    expect(kinds(tracker, wanted(over('home', 2, 5000)))).toEqual([]);
    expect(tracker.run(wanted(home)).withheld.get(key)).toContain('never to be proposed again');
  });

  test.each(['snooze', 'never'] as const)('%s is undone by reopening the issue', (box) => {
    const tracker = opened();
    tracker.tick(1, box);
    tracker.run(wanted(home));
    tracker.at(1).open = true;
    expect(kinds(tracker, wanted(home))).toEqual(['update']);
    expect(kinds(tracker, wanted(home))).toEqual([]);
    expect(tracker.at(1)).toMatchObject({ open: true });
    expect(tracker.at(1).comments).toHaveLength(1);
  });

  test('ticked in an issue that was reopened is not carried out, and that is said', () => {
    const tracker = opened();
    tracker.run(standing(home, OVER));
    tracker.at(1).open = true;
    tracker.tick(1, 'carry-out');
    expect(kinds(tracker, wanted(home))).toEqual(['update']);
    expect(tracker.at(1).comments.at(-1)).toContain('Open again, and unticked');
    expect(tracker.at(1).body).not.toContain('[x]');
  });

  test.each(['snooze', 'never'] as const)('that contradicts the first one (%s) has nothing done', (box) => {
    const tracker = opened();
    tracker.tick(1, 'carry-out', box);
    expect(kinds(tracker, wanted(home))).toEqual(['update']);
    expect(tracker.at(1)).toMatchObject({
      open: true,
      comments: [expect.stringContaining('contradict each other')],
    });
    expect(kinds(tracker, wanted(home))).toEqual([]);
  });

  test('that nobody answered keeps its tick, and what stands beside it', () => {
    const tracker = opened();
    tracker.tick(1, 'carry-out');
    const kept = tracker.kept();
    const changed = { kept, standings: wanted(over('home', 4)), results: new Map(), now: tracker.now };
    expect(decideIssues(changed)).toMatchObject({ actions: [], delivered: new Map([[key, 1]]) });
  });
});

describe('what came of a tick', () => {
  test('done closes the issue, with what was done', () => {
    const tracker = opened();
    tracker.tick(1, 'carry-out');
    expect(tracker.run(wanted(home)).actions).toMatchObject([{ kind: 'close', as: 'completed', must: true }]);
    expect(tracker.at(1)).toMatchObject({ open: false, comments: ['Did set-floor'] });
    expect(tracker.at(1).body).not.toContain('[x]');
  });

  test.each(['refused', 'failed', 'not-counted'] as const)('%s is said once, and unticked', (kind) => {
    const tracker = opened();
    tracker.tick(1, 'carry-out');
    tracker.run(wanted(home), () => ({ kind, why: 'someone else | changed it' }));
    expect(tracker.at(1).comments).toEqual([expect.stringContaining('someone else &#124; changed it.')]);
    expect(tracker.at(1).open).toBe(true);
    expect(kinds(tracker, wanted(home))).toEqual([]);
  });

  test('not counted is said though the finding is not known in this run', () => {
    const tracker = opened();
    tracker.tick(1, 'carry-out');
    const { actions } = decideIssues({
      ...{ kept: tracker.kept(), standings: standing(home, UNKNOWN), now: tracker.now },
      results: new Map([[key, { kind: 'not-counted', why: 'reader may not write' }]]),
    });
    for (const action of actions) tracker.write(action);
    expect(tracker.at(1).body).not.toContain('[x]');
    expect(tracker.at(1).comments).toHaveLength(1);
  });

  test('of a finding that is over closes the issue with both said', () => {
    const tracker = opened();
    tracker.tick(1, 'carry-out');
    expect(kinds(tracker, standing(home, OVER))).toEqual(['close']);
    expect(tracker.at(1).comments).toEqual([
      expect.stringMatching(/Not carried out[\s\S]*the finding is over/),
    ]);
  });

  test('of what changed since is proposed anew, unticked', () => {
    const tracker = opened();
    tracker.tick(1, 'carry-out');
    tracker.run(wanted(over('home', 4)));
    expect(tracker.at(1).title).toContain('from 10 to 4 TPS');
    expect(tracker.at(1).body).not.toContain('[x]');
  });
});

describe('other issues', () => {
  test('of the same key and author are closed as duplicates, and the oldest stays', () => {
    const tracker = opened();
    const twin = opened().at(1);
    tracker.entries.push({ ...twin, number: 2, comments: [] });
    expect(tracker.run(wanted(home)).actions).toMatchObject([{ kind: 'close', issue: { number: 2 } }]);
    expect(tracker.at(2).comments).toEqual([expect.stringContaining('#1')]);
    expect(kinds(tracker, wanted(home))).toEqual([]);
  });

  test('that a person copied from ours, hidden data and all, are never touched', () => {
    const tracker = opened();
    tracker.file(tracker.at(1).body, tracker.at(1).title);
    expect(kinds(tracker, wanted(home))).toEqual([]);
    tracker.at(1).open = false;
    tracker.tick(2, 'carry-out');
    expect(kinds(tracker, wanted(home))).toEqual([]);
    expect(kinds(tracker, standing(home, OVER))).toEqual([]);
  });

  test('that a person filed before ours, with our key, do not stand in for a bot’s', () => {
    const tracker = new Tracker();
    tracker.file(opened().at(1).body);
    tracker.entries.push({ ...opened().at(1), number: 2 });
    expect(kinds(tracker, standing(home, OVER))).toEqual(['close']);
    expect(tracker.at(1).open).toBe(true);
  });

  test('of other findings of the same resource are their own', () => {
    const tracker = opened();
    expect(kinds(tracker, wanted(home, idle('home')))).toEqual(['create']);
  });
});

test('a title that a person wrote stays, and so do their words around ours', () => {
  const tracker = opened();
  const entry = tracker.at(1);
  entry.title = 'Ask Ada first';
  entry.body = `Ada knows.\r\n${entry.body.replaceAll('\n', '\r\n')}\r\nShe said no.`;
  tracker.run(wanted(over('home', 4)));
  expect(entry.title).toBe('Ask Ada first');
  expect(entry.body).toMatch(/^Ada knows\.\n<!--[\s\S]*to 4 TPS[\s\S]*\nShe said no\.$/);
});
