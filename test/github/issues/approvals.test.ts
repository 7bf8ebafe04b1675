import { describe, expect, test } from '@jest/globals';
import { approvedChange, askedFor } from '../../../src/github/issues/approvals.ts';
import type { Standing, Subject } from '../../../src/github/issues/standing.ts';
import { idle, keyOf, over, standing, under, wanted } from './subjects.ts';
import { Tracker } from './tracker.ts';

/** An issue about `subject` whose first box is ticked. */
function ticked(subject: Subject): Tracker {
  const tracker = new Tracker();
  tracker.run(wanted(subject));
  tracker.tick(1, 'carry-out');
  return tracker;
}

const verdict = (tracker: Tracker, standings: ReadonlyMap<string, Standing>) =>
  askedFor(tracker.kept(), standings).map(({ verdict }) => verdict);

describe('a tick in the first box', () => {
  test.each([
    ['a floor', over('home')],
    ['a deletion', idle('old')],
    ['a raise', under('mail')],
  ])('agrees to the change as it is described: %s', (_, subject) => {
    const asked = askedFor(ticked(subject).kept(), wanted(subject));
    expect(asked).toMatchObject([
      { key: keyOf(subject), subject, issue: { number: 1 }, verdict: { kind: 'as-described' } },
    ]);
  });

  test('agrees to exactly the floor described, though a lower one is proposed now', () => {
    const tracker = ticked(over('home', 3));
    const now = over('home', 2);
    const [asked] = askedFor(tracker.kept(), wanted(now));
    expect(asked?.verdict).toEqual({ kind: 'as-described' });
    expect(asked?.subject && approvedChange(asked.subject, asked.issue.data)).toEqual({
      ...now.change,
      to: 3,
      target: 3,
    });
  });

  const home = over('home');
  const LATER = { changedAt: 5 };
  test.each([
    [
      'a higher floor is proposed',
      wanted(over('home', 4)),
      /4 TPS is proposed now, which is more than the 3/,
    ],
    ['its floor moved', wanted(over('home', 3, 1022, { floor: 11 })), /its floor is 11 TPS now, and was 10/],
    ['it was updated', wanted(over('home', 3, 1022, LATER)), /it was updated after/],
    ['the finding is over', standing(home, { kind: 'over', why: 'gone' }), /the finding is over: gone/],
  ])('agrees to nothing once %s', (_, standings, why) => {
    expect(verdict(ticked(home), standings)).toEqual([{ kind: 'differs', why: expect.stringMatching(why) }]);
  });

  test('waits while the finding is not known', () => {
    const unknown: Standing = { kind: 'open-question', why: 'unread' };
    expect(verdict(ticked(home), standing(home, unknown))).toEqual([unknown]);
    expect(verdict(ticked(home), new Map())).toMatchObject([{ kind: 'open-question' }]);
  });

  test('agrees to nothing when hidden data and words differ', () => {
    const tracker = ticked(home);
    const entry = tracker.at(1);
    entry.body = entry.body.replace('"to":3', '"to":9');
    expect(verdict(tracker, wanted(home))).toMatchObject([{ kind: 'differs' }]);
    const words = ticked(home);
    words.at(1).body = words.at(1).body.replace('to 3 TPS <!--', 'to 2 TPS <!--');
    expect(verdict(words, wanted(home))).toMatchObject([{ kind: 'differs' }]);
  });

  test('agrees to no other direction than the one proposed, though data and words say so', () => {
    const tracker = ticked(home);
    const entry = tracker.at(1);
    entry.body = entry.body
      .replace('"to":3', '"to":20')
      .replace('lower us-east-1/campaign/home from 10 to 3', 'raise us-east-1/campaign/home from 10 to 20');
    expect(verdict(tracker, wanted(home))).toEqual([
      { kind: 'differs', why: expect.stringContaining('a floor of 20 TPS from 10 is not the way') },
    ]);
  });

  test('agrees to nothing beside another tick, in a closed issue, or in a person’s copy', () => {
    const both = ticked(home);
    both.tick(1, 'never');
    expect(verdict(both, wanted(home))).toEqual([]);
    const closed = ticked(home);
    closed.at(1).open = false;
    expect(verdict(closed, wanted(home))).toEqual([]);
    closed.file(closed.at(1).body);
    expect(verdict(closed, wanted(home))).toEqual([]);
  });

  test('from before an issue was reopened agrees to nothing', () => {
    const tracker = ticked(home);
    tracker.run(wanted(home));
    tracker.at(1).open = true;
    tracker.tick(1, 'carry-out');
    expect(verdict(tracker, wanted(home))).toEqual([]);
  });
});
