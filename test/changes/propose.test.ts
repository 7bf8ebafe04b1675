import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { DemandSeen } from '../../src/changes/guards.ts';
import {
  type Candidate,
  type ChangePolicy,
  counts,
  type Proposal,
  propose,
} from '../../src/changes/propose.ts';
import { EXEMPT_TAG, IDLE_SINCE_TAG, markTag, stepTag, type Tags } from '../../src/changes/tags.ts';
import type { Assessment, Finding, Sizing, Verdict } from '../../src/findings/finding.ts';
import type { Resource } from '../../src/fleet/resource.ts';
import { campaign, recommender } from '../fleet/resources.ts';
import { DAY, exemptBy, HOUR, iso, markedAt, NOW, steppedTo, tags, UNREADABLE } from './fixtures.ts';

const APPLY: ChangePolicy = {
  adjust: 'apply',
  end: 'apply',
  graceHours: 168,
  stepPercent: 25,
  cooldownHours: 24,
};
const money = (usd: number) => ({ usd, basis: 'estimate' });
const IDLE: Verdict = { kind: 'idle', reason: 'no request', hours: 24 };
const BUSY: Verdict = { kind: 'busy', reason: '3 requests' };
const UNKNOWN: Verdict = { kind: 'unknown', reason: 'not read', remedy: 'wait' };
const NONE: DemandSeen = { kind: 'none', since: NOW - 8 * DAY };
const LONG_AGO = NOW - 8 * DAY;

function sizing(floor: number, target: number): Sizing {
  const none = { curve: [], hours: 336, coverage: 1, wasteTpsHours: 0, savingTpsHours: 0 };
  return { floor, freeFloor: target, rampFloor: target, target, ...none };
}

function assessed(resource: Resource, verdict: Verdict, findings: readonly Finding[]): Assessment {
  const unsized = { kind: 'unknown', reason: 'too young', remedy: 'wait' } as const;
  return { resource, verdict, sizing: unsized, findings, waste: undefined };
}

const idle = (resource = campaign()): Assessment =>
  assessed(resource, IDLE, [{ kind: 'idle', resource, reason: 'no request', hours: 24, waste: money(730) }]);

const over = (resource = campaign({ floor: 20 }), target = 4): Assessment =>
  assessed(resource, BUSY, [
    {
      kind: 'over-provisioned',
      resource,
      reason: 'bill of 20 TPS',
      sizing: sizing(resource.floor, target),
      waste: money(900),
      saving: money(800),
    },
  ]);

const hot = (resource = campaign()): Assessment =>
  assessed(resource, BUSY, [
    { kind: 'under-provisioned', resource, reason: 'hot', advised: resource.floor + 4 },
  ]);

const proposals = (
  assessment: Assessment,
  given: Tags | undefined,
  policy: Partial<ChangePolicy> = {},
  demandSinceMark?: DemandSeen,
) => propose({ assessment, tags: given, demandSinceMark }, { ...APPLY, ...policy }, NOW);

/** What is proposed, in two words: the kind of change, and its fate or the guard that refuses it. */
const told = (all: readonly Proposal[]) =>
  all.map(({ change, fate }) => `${change.kind} ${fate.kind === 'refused' ? fate.guard : fate.kind}`);

describe('an idle resource', () => {
  test('with "off" nothing is proposed', () => {
    expect(proposals(idle(), tags(), { end: 'off' })).toEqual([]);
  });

  test('with "report" its end is shown, whatever its tags, with its reason and its whole bill', () => {
    const home = campaign();
    for (const given of [undefined, tags(), UNREADABLE, exemptBy('true')]) {
      expect(proposals(idle(home), given, { end: 'report' })).toEqual([
        {
          change: {
            kind: 'delete',
            resource: home,
            pinned: { status: 'ACTIVE', floor: 5, updatedAt: home.changedAt, updateInProgress: false },
            reason: 'no request',
            savingUsd: 730,
            key: `${home.arn} delete`,
          },
          fate: { kind: 'report' },
        },
      ]);
    }
  });

  test('whose tags were not read is only shown', () => {
    expect(told(proposals(idle(), undefined))).toEqual(['delete report']);
  });

  test('a campaign is deleted, a recommender stopped', () => {
    const marked = markedAt(LONG_AGO);
    expect(told(proposals(idle(campaign()), marked, {}, NONE))).toEqual(['delete apply']);
    expect(told(proposals(idle(recommender()), marked, {}, NONE))).toEqual(['stop apply']);
  });

  test('that is not marked is marked first, from now on', () => {
    const home = campaign();
    const [proposal, ...rest] = proposals(idle(home), tags());
    expect(rest).toEqual([]);
    expect(proposal?.fate).toEqual({ kind: 'apply' });
    expect(proposal?.change).toMatchObject({
      kind: 'mark',
      idleSince: NOW,
      reason: 'no request',
      savingUsd: 730,
      key: `${home.arn} mark`,
    });
  });

  test('whose mark is no date is marked anew', () => {
    expect(told(proposals(idle(), tags({ [IDLE_SINCE_TAG]: '1' }), {}, NONE))).toEqual(['mark apply']);
  });

  test('that was called since it was marked is marked anew, and says why', () => {
    const [proposal] = proposals(idle(), markedAt(LONG_AGO), {}, { kind: 'some', what: '3 calls' });
    expect(proposal?.change).toMatchObject({
      kind: 'mark',
      idleSince: NOW,
      reason: 'no request; it was in use since it was marked last: 3 calls',
    });
  });

  test('that was updated or restarted since it was marked is marked anew, and says why', () => {
    const [proposal] = proposals(
      idle(recommender({ changedAt: NOW - 2 * DAY })),
      markedAt(LONG_AGO),
      {},
      NONE,
    );
    expect(proposal?.change).toMatchObject({
      kind: 'mark',
      reason: 'no request; it was updated or restarted since it was marked last',
    });
  });

  test('stays until its grace has passed', () => {
    expect(told(proposals(idle(), markedAt(NOW - 167 * HOUR), {}, NONE))).toEqual(['delete marked']);
    expect(told(proposals(idle(), markedAt(NOW - 168 * HOUR), {}, NONE))).toEqual(['delete apply']);
  });

  test('stays when nobody knows whether it was called since it was marked', () => {
    const unknown: DemandSeen = { kind: 'unknown', why: 'Forbidden' };
    expect(told(proposals(idle(), markedAt(LONG_AGO), {}, unknown))).toEqual(['delete re-checked']);
  });

  test('without a grace is ended at once, unmarked', () => {
    expect(told(proposals(idle(), tags(), { graceHours: 0 }))).toEqual(['delete apply']);
    expect(told(proposals(idle(), tags(), { graceHours: 1 }))).toEqual(['mark apply']);
  });

  test.each([
    ['exempt', exemptBy('true')],
    ['of unreadable tags', UNREADABLE],
  ])('that is %s is neither marked nor ended, and said so', (_, given) => {
    expect(told(proposals(idle(), given))).toEqual(['delete exempt']);
    expect(told(proposals(idle(), given, { graceHours: 0 }))).toEqual(['delete exempt']);
  });
});

describe('a floor that is too high', () => {
  test('with "off" nothing is proposed', () => {
    expect(proposals(over(), tags(), { adjust: 'off' })).toEqual([]);
  });

  test('with "report" the way to the target is shown at once', () => {
    const home = campaign({ floor: 20 });
    expect(proposals(over(home), tags(), { adjust: 'report' })).toEqual([
      {
        change: {
          kind: 'set-floor',
          resource: home,
          pinned: { status: 'ACTIVE', floor: 20, updatedAt: home.changedAt, updateInProgress: false },
          reason: 'bill of 20 TPS',
          savingUsd: 800,
          from: 20,
          to: 4,
          target: 4,
          key: `${home.arn} set-floor 4`,
        },
        fate: { kind: 'report' },
      },
    ]);
    expect(proposals(over(home), undefined)).toEqual(proposals(over(home), tags(), { adjust: 'report' }));
  });

  test('with "apply" is lowered by one step, under the key of its target', () => {
    const [proposal] = proposals(over(), tags());
    expect(proposal?.fate).toEqual({ kind: 'apply' });
    expect(proposal?.change).toMatchObject({
      from: 20,
      to: 15,
      target: 4,
      key: expect.stringMatching(/ set-floor 4$/),
    });
  });

  test('never goes under its target', () => {
    const [proposal] = proposals(over(campaign({ floor: 5 }), 4), tags(), { stepPercent: 90 });
    expect(proposal?.change).toMatchObject({ from: 5, to: 4, target: 4 });
  });

  test.each([
    ['exempt', campaign({ floor: 20 }), exemptBy('true'), 'exempt'],
    ['of unreadable tags', campaign({ floor: 20 }), UNREADABLE, 'exempt'],
    ['being updated', campaign({ floor: 20, updateInProgress: true }), tags(), 'pinned'],
    ['changed by someone else today', campaign({ floor: 20, changedAt: NOW - 5 * HOUR }), tags(), 'held'],
    ['just lowered', campaign({ floor: 20, changedAt: NOW - HOUR }), steppedTo(20, NOW - HOUR), 'cooled'],
  ])('stays while it is %s', (_, resource, given, guard) => {
    expect(told(proposals(over(resource), given))).toEqual([`set-floor ${guard}`]);
  });

  test('an update under way is told as such', () => {
    const [proposal] = proposals(over(campaign({ floor: 20, updateInProgress: true })), tags());
    expect(proposal?.fate).toEqual({ kind: 'refused', guard: 'pinned', why: 'an update of it is under way' });
  });

  test('goes on once its step has cooled', () => {
    const step = NOW - 24 * HOUR;
    expect(told(proposals(over(campaign({ floor: 20, changedAt: step })), steppedTo(20, step)))).toEqual([
      'set-floor apply',
    ]);
    expect(
      told(
        proposals(over(campaign({ floor: 20, changedAt: step })), steppedTo(20, step), { cooldownHours: 25 }),
      ),
    ).toEqual(['set-floor cooled']);
  });
});

describe('a mark on a resource that is in use', () => {
  const busy = assessed(campaign(), BUSY, []);

  test('is taken off, whoever calls', () => {
    const [proposal] = proposals(busy, markedAt(LONG_AGO));
    expect(proposal).toMatchObject({
      change: { kind: 'unmark', reason: '3 requests', key: `${busy.resource.arn} unmark` },
      fate: { kind: 'apply' },
    });
  });

  test('is taken off before its floor is lowered: an update under way would have it refused', () => {
    expect(told(proposals(over(), markedAt(LONG_AGO)))).toEqual(['unmark apply', 'set-floor apply']);
  });

  test.each([
    ['there is no mark', busy, tags(), 'apply'],
    ['its tags were not read', busy, undefined, 'apply'],
    ['its tags could not be read', busy, UNREADABLE, 'apply'],
    ['nothing is to be written', busy, markedAt(LONG_AGO), 'report'],
    ['nobody looks for idle resources', busy, markedAt(LONG_AGO), 'off'],
    ['nobody knows whether it is in use', assessed(campaign(), UNKNOWN, []), markedAt(LONG_AGO), 'apply'],
  ] as const)('stays as it is when %s', (_, assessment, given, end) => {
    expect(proposals(assessment, given, { end })).toEqual([]);
  });
});

describe.each(['issue', 'pull-request'] as const)('what is put before a person in "%s"', (mode) => {
  const ASK: Partial<ChangePolicy> = { adjust: mode, end: mode };

  test('is the whole way to the target at once, whatever the step, and the end itself, without a mark', () => {
    const [floor] = proposals(over(), tags(), { ...ASK, stepPercent: 1 });
    expect(floor?.change).toMatchObject({ kind: 'set-floor', from: 20, to: 4, target: 4, savingUsd: 800 });
    expect(floor?.fate).toEqual({ kind: mode });
    expect(told(proposals(idle(), tags(), ASK))).toEqual([`delete ${mode}`]);
    expect(told(proposals(idle(recommender()), tags(), ASK))).toEqual([`stop ${mode}`]);
  });

  test('need not cool down: a person is asked, not a schedule', () => {
    const stepped = campaign({ floor: 20, changedAt: NOW - HOUR });
    expect(told(proposals(over(stepped), steppedTo(20, NOW - HOUR), ASK))).toEqual([`set-floor ${mode}`]);
  });

  test('is the end of what was called since it was marked too: its verdict is about now', () => {
    const called: DemandSeen = { kind: 'some', what: '3 calls' };
    expect(told(proposals(idle(), markedAt(LONG_AGO), ASK, called))).toEqual([`delete ${mode}`]);
  });

  test.each([
    ['exempt', exemptBy('true')],
    ['of unreadable tags', UNREADABLE],
  ])('is nothing that is %s', (_, given) => {
    expect(told(proposals(idle(), given, ASK))).toEqual(['delete exempt']);
    expect(told(proposals(over(), given, ASK))).toEqual(['set-floor exempt']);
    expect(told(proposals(hot(), given, ASK))).toEqual(['set-floor exempt']);
  });

  test('is no floor that someone else just changed, or that is being updated', () => {
    const today = campaign({ floor: 20, changedAt: NOW - 5 * HOUR });
    expect(told(proposals(over(today), tags(), ASK))).toEqual(['set-floor held']);
    const updating = campaign({ floor: 20, updateInProgress: true });
    expect(told(proposals(over(updating), tags(), ASK))).toEqual(['set-floor pinned']);
    expect(told(proposals(hot(campaign({ updateInProgress: true })), tags(), ASK))).toEqual([
      'set-floor pinned',
    ]);
  });

  test('is only shown where tags were not read', () => {
    expect(told(proposals(idle(), undefined, ASK))).toEqual(['delete report']);
    expect(told(proposals(over(), undefined, ASK))).toEqual(['set-floor report']);
    expect(proposals(hot(), undefined, ASK)).toEqual([]);
  });

  test('is a floor to raise, to what is advised, with no saving', () => {
    const home = campaign();
    expect(proposals(hot(home), tags(), ASK)).toEqual([
      {
        change: {
          kind: 'set-floor',
          resource: home,
          pinned: { status: 'ACTIVE', floor: 5, updatedAt: home.changedAt, updateInProgress: false },
          reason: 'hot',
          savingUsd: undefined,
          from: 5,
          to: 9,
          target: 9,
          key: `${home.arn} set-floor 9`,
        },
        fate: { kind: mode },
      },
    ]);
  });

  test('does not count towards max-changes', () => {
    const all = [idle(), over(), hot()].flatMap((one) => proposals(one, tags(), ASK));
    expect(all).toHaveLength(3);
    expect(all.filter(counts)).toEqual([]);
  });
});

describe('advice to raise a floor', () => {
  test.each(['off', 'report', 'apply'] as const)('comes to no change with "%s"', (adjust) => {
    expect(proposals(hot(), tags(), { adjust })).toEqual([]);
  });
});

describe('what max-changes counts', () => {
  test('is what changes how a resource serves or is billed, and is to be carried out', () => {
    const count = (all: readonly Proposal[]) => all.filter(counts).length;
    expect(count(proposals(idle(), markedAt(LONG_AGO), {}, NONE))).toBe(1);
    expect(count(proposals(over(), tags()))).toBe(1);
    expect(count(proposals(idle(), tags()))).toBe(0);
    expect(count(proposals(assessed(campaign(), BUSY, []), markedAt(LONG_AGO)))).toBe(0);
    expect(count(proposals(over(), tags(), { adjust: 'report' }))).toBe(0);
    expect(count(proposals(over(), exemptBy('true')))).toBe(0);
  });
});

describe('whatever is found', () => {
  const verdict = fc.constantFrom(IDLE, BUSY, UNKNOWN);
  const ago = fc.integer({ min: 0, max: 20 * 24 }).map((hours) => NOW - hours * HOUR);
  const resource = fc.record({
    floor: fc.integer({ min: 2, max: 50 }),
    changedAt: ago,
    updateInProgress: fc.boolean(),
  });
  const given: fc.Arbitrary<Tags | undefined> = fc.oneof(
    fc.constantFrom(undefined, UNREADABLE, tags()),
    fc
      .record({
        exempt: fc.constantFrom('', 'true', 'false', '2025-12-31', '2026-01-01', 'soon'),
        mark: ago,
        step: ago,
        floor: fc.integer({ min: 1, max: 50 }),
        parts: fc.subarray(['exempt', 'mark', 'step']),
      })
      .map(({ exempt, mark, step, floor, parts }) => {
        const all = {
          exempt: [EXEMPT_TAG, exempt],
          mark: [markTag(mark).tagKey, markTag(mark).tagValue],
          step: [stepTag({ floor, at: step }).tagKey, stepTag({ floor, at: step }).tagValue],
        };
        return tags(Object.fromEntries(parts.map((part) => all[part as keyof typeof all])));
      }),
  );
  const demand: fc.Arbitrary<DemandSeen | undefined> = fc.constantFrom(
    undefined,
    NONE,
    { kind: 'some', what: '1 call' } as const,
    { kind: 'unknown', why: 'Forbidden' } as const,
  );
  const candidate: fc.Arbitrary<Candidate> = fc
    .record({
      resource,
      verdict,
      given,
      demand,
      isCampaign: fc.boolean(),
      cut: fc.integer({ min: 1, max: 49 }),
    })
    .map(({ resource, verdict, given, demand, isCampaign, cut }) => {
      const one = isCampaign ? campaign(resource) : recommender(resource);
      const assessment =
        verdict.kind === 'idle' ? idle(one) : { ...over(one, Math.max(1, one.floor - cut)), verdict };
      const found = verdict.kind === 'unknown' ? { ...assessment, findings: [] } : assessment;
      return { assessment: found, tags: given, demandSinceMark: demand };
    });
  const modes = fc.constantFrom<ChangePolicy['end']>('off', 'report', 'issue', 'pull-request', 'apply');
  const policy: fc.Arbitrary<ChangePolicy> = fc.record({
    adjust: modes,
    end: modes,
    graceHours: fc.constantFrom(0, 24, 168),
    stepPercent: fc.integer({ min: 1, max: 100 }),
    cooldownHours: fc.constantFrom(0, 24),
  });
  const every = (holds: (proposal: Proposal, candidate: Candidate, policy: ChangePolicy) => void) =>
    fc.assert(
      fc.property(candidate, policy, (one, rules) => {
        for (const proposal of propose(one, rules, NOW)) holds(proposal, one, rules);
      }),
      { numRuns: 500 },
    );

  test('nothing is to be carried out that the user did not allow', () => {
    every(({ change, fate }, _, { adjust, end }) => {
      if (fate.kind !== 'apply') return;
      expect(change.kind === 'set-floor' ? adjust : end).toBe('apply');
    });
  });

  test('nothing but a mark is taken off what has an exemption or tags that could not be read', () => {
    every(({ change, fate }, { tags: given }) => {
      if (fate.kind !== 'apply' || change.kind === 'unmark') return;
      expect(given?.kind).toBe('known');
      const value = given?.kind === 'known' ? given.values.get(EXEMPT_TAG) : undefined;
      expect([undefined, 'false', '2025-12-31']).toContain(value);
    });
  });

  test('nothing is ended that is not idle, is marked for less than the grace, or was called since', () => {
    every(({ change, fate }, { assessment, tags: given, demandSinceMark }, { graceHours }) => {
      if (fate.kind !== 'apply' || (change.kind !== 'delete' && change.kind !== 'stop')) return;
      expect(assessment.verdict.kind).toBe('idle');
      if (graceHours === 0) return;
      const mark = given?.kind === 'known' ? given.values.get(IDLE_SINCE_TAG) : undefined;
      expect(Date.parse(mark ?? iso(NOW))).toBeLessThanOrEqual(NOW - graceHours * HOUR);
      expect(['none', undefined]).toContain(demandSinceMark?.kind);
    });
  });

  test('a floor is raised by nothing but a person', () => {
    const property = fc.property(candidate, policy, (one, rules) => {
      const raising = { ...one, assessment: hot(one.assessment.resource) };
      for (const { change, fate } of propose(raising, rules, NOW)) {
        if (change.kind === 'set-floor') expect(fate.kind).not.toBe('apply');
      }
    });
    fc.assert(property, { numRuns: 500 });
  });

  test('a floor is lowered, by a step at most and a whole TPS at least, never under its target', () => {
    every(({ change, fate }, _, { stepPercent }) => {
      if (fate.kind !== 'apply' || change.kind !== 'set-floor') return;
      expect(change.to).toBeLessThan(change.from);
      expect(change.to).toBeGreaterThanOrEqual(change.target);
      expect(change.to).toBeGreaterThanOrEqual(
        Math.min(change.from - 1, Math.floor((change.from * (100 - stepPercent)) / 100)),
      );
      expect(change.pinned.updateInProgress).toBe(false);
    });
  });
});
