import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { outdated } from '../../../src/github/issues/describe.ts';
import { BOXES, type Box } from '../../../src/github/issues/issue.ts';
import type { Standing, Subject } from '../../../src/github/issues/standing.ts';
import { DAY, idle, keyOf, over, wanted } from './subjects.ts';
import { Tracker } from './tracker.ts';

/** What may happen between two runs. Issues are meant by their place in the tracker, whoever they are by. */
type Happening =
  | { readonly kind: 'finding'; readonly name: string; readonly target: number; readonly saving: number }
  | { readonly kind: 'unknown' | 'over' | 'unseen'; readonly name: string }
  | { readonly kind: 'close' | 'reopen' | 'copy'; readonly at: number }
  | { readonly kind: 'tick'; readonly at: number; readonly box: Box }
  | { readonly kind: 'wait'; readonly days: number }
  | { readonly kind: 'run'; readonly refuse: boolean };

const NAMES = ['home', 'cart'];
const anyName = fc.constantFrom(...NAMES);
const anyAt = fc.nat({ max: 7 });

const anyHappening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    kind: fc.constant('finding' as const),
    name: anyName,
    target: fc.integer({ min: 2, max: 5 }),
    saving: fc.integer({ min: 0, max: 3000 }),
  }),
  fc.record({ kind: fc.constantFrom('unknown' as const, 'over' as const, 'unseen' as const), name: anyName }),
  fc.record({ kind: fc.constantFrom('close' as const, 'reopen' as const, 'copy' as const), at: anyAt }),
  fc.record({ kind: fc.constant('tick' as const), at: anyAt, box: fc.constantFrom(...BOXES) }),
  fc.record({ kind: fc.constant('wait' as const), days: fc.nat({ max: 40 }) }),
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('run' as const), refuse: fc.boolean() }) },
);

const anyHistory = fc.array(anyHappening, { maxLength: 40 });

class Story {
  readonly tracker = new Tracker();
  readonly standings = new Map<string, Standing>();

  happen(happening: Happening): void {
    const { tracker, standings } = this;
    switch (happening.kind) {
      case 'finding': {
        const subject = over(happening.name, happening.target, happening.saving);
        standings.set(keyOf(subject), { kind: 'wanted', subject });
        return;
      }
      case 'unseen':
        standings.delete(keyOf(over(happening.name)));
        return;
      case 'unknown':
        standings.set(keyOf(over(happening.name)), { kind: 'open-question', why: 'unread' });
        return;
      case 'over':
        standings.set(keyOf(over(happening.name)), { kind: 'over', why: 'it fits' });
        return;
      case 'wait':
        tracker.now += happening.days * DAY;
        return;
      case 'run':
        this.run(happening.refuse);
        return;
      default:
        this.byAPerson(happening);
    }
  }

  run(refuse: boolean) {
    return this.tracker.run(this.standings, refuse ? () => ({ kind: 'refused', why: 'held' }) : undefined);
  }

  byAPerson(happening: Extract<Happening, { at: number }>): void {
    const entry = this.tracker.entries[happening.at];
    if (!entry) return;
    if (happening.kind === 'tick') this.tracker.tick(entry.number, happening.box);
    else if (happening.kind === 'copy') this.tracker.file(entry.body, entry.title);
    else entry.open = happening.kind === 'reopen';
  }

  openOnesOfOurs(): readonly string[] {
    return this.tracker.kept().flatMap(({ open, author, data }) => (open && author.isBot ? [data.key] : []));
  }
}

describe('whatever findings and people do', () => {
  test('there is one open issue for a finding at most, and never a second one of ours', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const story = new Story();
        for (const happening of history) {
          story.happen(happening);
          const all = story.tracker
            .kept()
            .filter(({ author }) => author.isBot)
            .map(({ data }) => data.key);
          expect(new Set(all).size).toBe(all.length);
          const open = story.openOnesOfOurs();
          expect(new Set(open).size).toBe(open.length);
        }
      }),
    );
  });

  test('a second run with nothing changed writes nothing, unless the first one carried something out', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const story = new Story();
        for (const happening of history) story.happen(happening);
        story.run(true);
        expect(story.run(true).actions).toEqual([]);
      }),
    );
  });

  test('every issue that is open tells of its finding as it is, unless a tick in it waits', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const story = new Story();
        for (const happening of history) story.happen(happening);
        const { delivered, withheld } = story.run(true);
        for (const [key, standing] of story.standings) {
          if (standing.kind !== 'wanted') continue;
          const ours = story.tracker.kept().find(({ data, author }) => data.key === key && author.isBot);
          expect(ours).toBeDefined();
          if (!ours) continue;
          expect(withheld.has(key)).toBe(!ours.open);
          if (ours.open) expect(outdated(ours.data, standing.subject)).toBeUndefined();
          if (delivered.has(key)) expect(delivered.get(key)).toBe(ours.number);
        }
      }),
    );
  });

  test("a person's own issue, even a copy of ours, is in no action", () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const story = new Story();
        for (const happening of history) {
          const before = story.tracker.entries
            .filter(({ author }) => !author.isBot)
            .map((each) => ({ ...each }));
          const own = new Set(before.map(({ number }) => number));
          if (happening.kind === 'run') {
            for (const action of story.run(happening.refuse).actions) {
              if (action.kind !== 'create') expect(own.has(action.issue.number)).toBe(false);
            }
            const after = story.tracker.entries.filter(({ number }) => own.has(number));
            expect(after).toEqual(before);
          } else story.happen(happening);
        }
      }),
    );
  });
});

describe('a declined finding', () => {
  const anySubject = fc
    .record({ target: fc.integer({ min: 2, max: 5 }), saving: fc.integer({ min: 1, max: 3000 }) })
    .map(({ target, saving }) => ({ target, saving, subject: over('home', target, saving) }));

  test('is opened again for another target or half as much saving again, and for nothing else', () => {
    fc.assert(
      fc.property(anySubject, fc.array(anySubject, { maxLength: 8 }), (first, later) => {
        const tracker = new Tracker();
        tracker.run(wanted(first.subject));
        let described = first;
        tracker.at(1).open = false;
        for (const next of later) {
          const opened = tracker.run(wanted(next.subject)).actions.map(({ kind }) => kind);
          const isMaterial = next.target !== described.target || next.saving >= 1.5 * described.saving;
          expect(opened).toEqual(isMaterial ? ['reopen'] : []);
          if (isMaterial) described = next;
          tracker.at(1).open = false;
        }
      }),
    );
  });
});

test('no more than so many issues are opened by a run, and each finding is opened or said', () => {
  const anyFindings: fc.Arbitrary<readonly Subject[]> = fc
    .uniqueArray(fc.nat({ max: 60 }), { maxLength: 40 })
    .map((numbers) => numbers.map((number) => (number % 2 ? over(`a${number}`) : idle(`a${number}`))));
  fc.assert(
    fc.property(anyFindings, (findings) => {
      const { actions, withheld } = new Tracker().run(wanted(...findings));
      expect(actions.length).toBe(Math.min(10, findings.length));
      expect([...actions.map(({ key }) => key), ...withheld.keys()].sort()).toEqual(
        findings.map(keyOf).sort(),
      );
    }),
  );
});
