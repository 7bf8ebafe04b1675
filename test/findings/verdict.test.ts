import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { firstLook, idleSpan, type VerdictInput, verdictOf } from '../../src/findings/verdict.ts';
import type { Resource } from '../../src/fleet/resource.ts';
import type { Reading } from '../../src/usage/reading.ts';
import { WINDOW_MS } from '../../src/usage/windows.ts';
import { campaign, recommender } from '../fleet/resources.ts';
import { calls, DAY, FORBIDDEN, HOUR, NOTHING, NOW } from './readings.ts';

/** A campaign that nobody called for a day, with what a test cares for put over it. */
function quiet(over: Partial<VerdictInput> = {}): VerdictInput {
  const idleThresholdHours = over.idleThresholdHours ?? 24;
  return {
    resource: campaign(),
    now: NOW,
    idleThresholdHours,
    span: idleSpan(NOW, idleThresholdHours),
    requests: NOTHING,
    errors4xx: NOTHING,
    errors5xx: NOTHING,
    ...over,
  };
}

describe('a verdict', () => {
  test('is idle without any call in the threshold, and says what was looked at', () => {
    expect(verdictOf(quiet())).toEqual({
      kind: 'idle',
      reason:
        'no request, successful or failed, in the last 24 h (288 five-minute intervals, read completely)',
      hours: 24,
    });
  });

  test('takes a window of zero calls for none', () => {
    expect(verdictOf(quiet({ requests: calls([NOW - HOUR, 0]) })).kind).toBe('idle');
  });

  test('is busy with any request, and says when the last one was', () => {
    const requests = calls([NOW - 20 * HOUR, 1200], [NOW - 2 * HOUR, 34], [NOW - HOUR / 2, 0]);
    const errors5xx = calls([NOW - HOUR, 1]);
    expect(verdictOf(quiet({ requests, errors5xx }))).toEqual({
      kind: 'busy',
      reason: '1,234 requests and 1 failed call in the last 24 h, last seen 2026-01-01 11:00 UTC',
      lastDemandAt: NOW - HOUR,
    });
    expect(verdictOf(quiet({ requests }))).toMatchObject({
      reason: '1,234 requests in the last 24 h, last seen 2026-01-01 10:00 UTC',
    });
  });

  test('counts calls that all fail as demand (defect 5)', () => {
    const errors4xx = calls([NOW - 3 * HOUR, 30]);
    const errors5xx = calls([NOW - 4 * HOUR, 10]);
    expect(verdictOf(quiet({ errors4xx, errors5xx }))).toEqual({
      kind: 'busy',
      reason:
        'all its calls fail: 40 failed calls and no successful one in the last 24 h, last seen 2026-01-01 09:00 UTC',
      lastDemandAt: NOW - 3 * HOUR,
    });
  });

  test('counts a call that came after the last window to settle', () => {
    expect(verdictOf(quiet({ requests: calls([NOW - WINDOW_MS, 1]) })).kind).toBe('busy');
  });

  test('looks no further back than the threshold', () => {
    const { start } = idleSpan(NOW, 24);
    expect(verdictOf(quiet({ requests: calls([start, 1]) })).kind).toBe('busy');
    expect(verdictOf(quiet({ requests: calls([start - WINDOW_MS, 1]) })).kind).toBe('idle');
  });

  test('is busy for sure by one reading, whatever the others and the age are', () => {
    const resource = campaign({ changedAt: NOW - HOUR, updateInProgress: true });
    const errors5xx = calls([NOW - HOUR, 2]);
    expect(verdictOf(quiet({ resource, requests: FORBIDDEN, errors4xx: FORBIDDEN, errors5xx }))).toEqual({
      kind: 'busy',
      reason: '2 failed calls, which are demand too, in the last 24 h, last seen 2026-01-01 11:00 UTC',
      lastDemandAt: NOW - HOUR,
    });
  });

  test.each([
    ['requests', 'requests'],
    ['errors4xx', '4xx errors'],
    ['errors5xx', '5xx errors'],
  ])('is unknown, not idle, when the %s could not be read (defect 2)', (name, told) => {
    expect(verdictOf(quiet({ [name]: FORBIDDEN }))).toEqual({
      kind: 'unknown',
      reason: `its ${told} could not be read completely: GetMetricData answered Forbidden`,
      remedy: 'The next run reads again; the failures of this run say what went wrong.',
    });
  });

  test('is unknown, not idle, for a recipe whose request metric nobody knows (defect 1)', () => {
    const why = 'CloudWatch shows no request metric for it in the last two weeks';
    const resource = campaign({ recipe: 'aws-next-best-action', requestMetrics: { kind: 'unknown', why } });
    const unknown = {
      kind: 'unknown',
      reason: `its demand is not known: ${why}`,
      remedy: 'Ask those who call it whether it is in use.',
    };
    expect(verdictOf(quiet({ resource }))).toEqual(unknown);
    expect(firstLook(resource, NOTHING, NOW, 24)).toEqual(unknown);
  });

  test('is unknown, not idle, when no metric counts the requests (defect 1)', () => {
    const resource = campaign({ requestMetrics: { kind: 'known', names: [] } });
    expect(verdictOf(quiet({ resource }))).toMatchObject({
      kind: 'unknown',
      reason: 'its demand is not known: no metric counts its requests',
    });
  });

  test('spares a resource that was updated or restarted less than the threshold ago (defect 3)', () => {
    const changedAt = NOW - 24 * HOUR + 1;
    expect(verdictOf(quiet({ resource: recommender({ changedAt }) }))).toEqual({
      kind: 'unknown',
      reason: 'it was last updated or restarted at 2025-12-31 12:00 UTC, less than 24 h ago',
      remedy: 'It can be judged from 2026-01-01 12:00 UTC on.',
    });
    expect(verdictOf(quiet({ resource: recommender({ changedAt: changedAt - 1 }) })).kind).toBe('idle');
  });

  test('spares a resource that was created less than the threshold ago', () => {
    const born = { createdAt: NOW - 2 * HOUR, changedAt: NOW - 2 * HOUR };
    expect(verdictOf(quiet({ resource: campaign(born) }))).toEqual({
      kind: 'unknown',
      reason: 'it was created at 2026-01-01 10:00 UTC, less than 24 h ago',
      remedy: 'It can be judged from 2026-01-02 10:00 UTC on.',
    });
  });

  test('spares a resource with an update under way', () => {
    expect(verdictOf(quiet({ resource: campaign({ updateInProgress: true }) }))).toEqual({
      kind: 'unknown',
      reason: 'an update of it is under way',
      remedy: 'It can be judged 24 h after the update has ended.',
    });
  });

  test.each([
    ['starts too late', { start: WINDOW_MS, end: 0 }],
    ['ends too early', { start: 0, end: -WINDOW_MS }],
  ])('is unknown when what was read %s to cover the threshold', (_, shift) => {
    const needed = idleSpan(NOW, 24);
    const span = { start: needed.start + shift.start, end: needed.end + shift.end };
    expect(verdictOf(quiet({ span }))).toMatchObject({ kind: 'unknown' });
    expect(verdictOf(quiet({ span: { start: needed.start - DAY, end: NOW } })).kind).toBe('idle');
  });

  test('tells which hours are missing', () => {
    expect(verdictOf(quiet({ idleThresholdHours: 48, span: idleSpan(NOW, 24) }))).toEqual({
      kind: 'unknown',
      reason:
        'its calls were read from 2025-12-31 11:55 UTC to 2026-01-01 11:55 UTC only, ' +
        'and are needed from 2025-12-30 11:55 UTC to 2026-01-01 11:55 UTC',
      remedy: 'The next run reads again; the failures of this run say what went wrong.',
    });
  });
});

test('what is to be read for a verdict are whole windows, and no less than the threshold', () => {
  const end = NOW - WINDOW_MS;
  expect(idleSpan(NOW, 24)).toEqual({ start: end - DAY, end });
  expect(idleSpan(NOW, 1.01)).toEqual({ start: end - HOUR - WINDOW_MS, end });
});

describe('a first look', () => {
  test('rules out a busy resource by the requests at hand', () => {
    expect(firstLook(campaign(), calls([NOW - HOUR, 5]), NOW, 72)).toMatchObject({
      kind: 'busy',
      reason: '5 requests in the last 72 h, last seen 2026-01-01 11:00 UTC',
    });
  });

  test('asks to look closer where nothing was requested', () => {
    expect(firstLook(campaign(), NOTHING, NOW, 24)).toBe('look closer');
    expect(firstLook(campaign(), calls([NOW - 5 * HOUR, 5]), NOW, 4)).toBe('look closer');
  });

  test('spares the closer look where it could not end in idle', () => {
    expect(firstLook(campaign(), FORBIDDEN, NOW, 24)).toMatchObject({ kind: 'unknown' });
    expect(firstLook(campaign({ changedAt: NOW - HOUR }), NOTHING, NOW, 24)).toMatchObject({
      kind: 'unknown',
    });
    expect(firstLook(campaign({ updateInProgress: true }), NOTHING, NOW, 24)).toMatchObject({
      kind: 'unknown',
    });
  });
});

describe('whatever was read', () => {
  const hours = fc.integer({ min: 1, max: 96 });
  const reading: fc.Arbitrary<Reading> = fc.oneof(
    { weight: 3, arbitrary: fc.constant(NOTHING) },
    { weight: 1, arbitrary: fc.constant(FORBIDDEN) },
    {
      weight: 2,
      arbitrary: fc
        .array(fc.tuple(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 0, max: 3 })), { maxLength: 4 })
        .map((points) => calls(...points.map(([ago, number]) => [NOW - ago * WINDOW_MS, number] as const))),
    },
  );
  const resource: fc.Arbitrary<Resource> = fc
    .record({
      kind: fc.constantFrom('campaign' as const, 'recommender' as const),
      age: fc.integer({ min: 0, max: 120 * 60 }),
      updateInProgress: fc.integer({ min: 0, max: 5 }).map((dice) => dice === 0),
      metrics: fc.integer({ min: 0, max: 5 }),
    })
    .map(({ kind, age, updateInProgress, metrics }) => {
      const over = {
        changedAt: NOW - age * 60_000,
        updateInProgress,
        ...(metrics === 0
          ? { requestMetrics: { kind: 'unknown', why: 'its recipe is not known' } as const }
          : {}),
      };
      return kind === 'campaign' ? campaign(over) : recommender(over);
    });
  const input = fc
    .record({
      resource,
      idleThresholdHours: hours,
      requests: reading,
      errors4xx: reading,
      errors5xx: reading,
    })
    .map((parts) => quiet(parts));

  const demandIn = ({ requests, errors4xx, errors5xx, idleThresholdHours }: VerdictInput) =>
    [requests, errors4xx, errors5xx]
      .flatMap((read) => (read.kind === 'complete' ? [...read.values] : []))
      .some(([at, number]) => number > 0 && at + WINDOW_MS > NOW - idleThresholdHours * HOUR);

  test('a verdict is idle only if every reading is known, nothing was asked, and the resource is settled', () => {
    fc.assert(
      fc.property(input, (given) => {
        fc.pre(verdictOf(given).kind === 'idle');
        const { resource, now, idleThresholdHours, requests, errors4xx, errors5xx } = given;
        expect([requests, errors4xx, errors5xx].map(({ kind }) => kind)).toEqual(Array(3).fill('complete'));
        expect(demandIn(given)).toBe(false);
        expect(resource.requestMetrics.kind).toBe('known');
        expect(resource.updateInProgress).toBe(false);
        expect(now - resource.changedAt).toBeGreaterThanOrEqual(idleThresholdHours * HOUR);
      }),
      { numRuns: 500 },
    );
  });

  test('demand within the threshold makes it busy', () => {
    fc.assert(
      fc.property(input, (given) => {
        fc.pre(demandIn(given));
        expect(verdictOf(given).kind).toBe('busy');
      }),
    );
  });

  test('a first look is never taken back by the closer one, except for demand that only the errors show', () => {
    fc.assert(
      fc.property(input, (given) => {
        const first = firstLook(given.resource, given.requests, NOW, given.idleThresholdHours);
        const closer = verdictOf(given);
        if (first === 'look closer') return;
        if (closer.kind !== 'busy') expect(first).toEqual(closer);
        if (first.kind === 'busy') expect(closer.kind).toBe('busy');
      }),
    );
  });
});
