import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { saysActionsOff } from '../../src/alarms/description.ts';
import type { ExistingAlarm } from '../../src/alarms/existing.ts';
import { MAX_ACTIONS } from '../../src/alarms/limits.ts';
import type { Existence, Resource } from '../../src/fleet/resource.ts';
import {
  applied,
  arnOf,
  desiredFor,
  differencesOf,
  HOUR,
  NOW,
  predecessorAlarm,
  resource,
  topicArn,
} from './fixtures.ts';

const NAMES = ['home', 'search', 'top'];

const someResource: fc.Arbitrary<Resource> = fc
  .record({
    kind: fc.constantFrom('campaign' as const, 'recommender' as const),
    name: fc.constantFrom(...NAMES),
    floor: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 500 })),
    datasetGroup: fc.constantFrom('retail', 'video', undefined),
    metrics: fc.constantFrom<readonly string[]>(
      [],
      ['GetRecommendations'],
      ['GetRecommendations', 'GetPersonalizedRanking'],
    ),
    ageHours: fc.integer({ min: 0, max: 1200 }),
  })
  .map(({ metrics, ageHours, ...parts }) =>
    resource({
      ...parts,
      arn: arnOf(parts.kind, parts.name),
      changedAt: NOW - ageHours * HOUR,
      requestMetrics: metrics.length
        ? { kind: 'known', names: metrics }
        : { kind: 'unknown', why: 'its recipe is not known' },
    }),
  );

const existences = fc.constantFrom<Existence>('active', 'stopped', 'changing', 'gone', 'unknown');

/** One run: what it finds in Personalize, how it is set, and when it is. */
const someRun = fc
  .record({
    resources: fc.uniqueArray(someResource, { selector: ({ arn }) => arn, maxLength: 4 }),
    settings: fc.record({
      utilizationThreshold: fc.integer({ min: 0, max: 1000 }),
      idleThresholdHours: fc.integer({ min: 1, max: 1080 }),
      heartbeatHours: fc.integer({ min: 0, max: 200 }),
    }),
    createFlags: fc.record({ utilization: fc.boolean(), idle: fc.boolean() }),
    laterHours: fc.integer({ min: 0, max: 1200 }),
    others: existences,
  })
  .map(({ resources, settings, createFlags, laterHours, others }) => {
    const desired = desiredFor(resources, settings, NOW + laterHours * HOUR);
    const known = new Set(resources.map(({ arn }) => arn));
    const existence = (arn: string): Existence => (known.has(arn) ? 'active' : others);
    return (existing: readonly ExistingAlarm[]) =>
      differencesOf(desired, existing, { createFlags, existence });
  });

const receiver = fc
  .constantFrom('pager', 'chat', 'mail', 'desk', 'boss')
  .map((name) => `arn:aws:sns:us-east-1:123456789012:${name}`);
const receivers = fc.uniqueArray(fc.oneof(receiver, fc.constant(topicArn)), { maxLength: MAX_ACTIONS });

/** What a person may do to an alarm in the console. */
const edit: fc.Arbitrary<Partial<ExistingAlarm>> = fc.record(
  {
    ActionsEnabled: fc.boolean(),
    AlarmActions: receivers,
    OKActions: receivers,
    InsufficientDataActions: receivers,
    Threshold: fc.integer({ min: 0, max: 1000 }),
    TreatMissingData: fc.constantFrom('breaching', 'ignore', 'missing', 'notBreaching'),
    AlarmDescription: fc.constantFrom('', 'mine now', 'Actions are off while the floor is 1.'),
    DatapointsToAlarm: fc.constant(undefined),
  },
  { requiredKeys: [] },
);

/** Any past: alarms of the predecessor, runs, and people's edits after each. */
const someHistory = fc
  .record({
    inherited: fc.subarray(NAMES),
    runs: fc.array(fc.record({ run: someRun, edits: fc.array(edit, { minLength: 1, maxLength: 4 }) }), {
      maxLength: 3,
    }),
  })
  .map(({ inherited, runs }) =>
    runs.reduce<ExistingAlarm[]>(
      (existing, { run, edits }) =>
        applied(existing, run(existing)).map((alarm, index) => ({
          ...alarm,
          ...edits[index % edits.length],
        })),
      inherited.map((name) => predecessorAlarm(name)),
    ),
  );

const byName = (alarms: readonly ExistingAlarm[]) => new Map(alarms.map((alarm) => [alarm.AlarmName, alarm]));

describe('whatever runs and people did before', () => {
  it('twice is once: a second run finds nothing to write', () => {
    fc.assert(
      fc.property(someHistory, someRun, (before, run) => {
        const again = run(applied(before, run(before)));
        expect([again.puts, again.candidatesForDeletion]).toEqual([[], []]);
      }),
      { numRuns: 1000 },
    );
  });

  it('every receiver that an alarm had, it keeps, and never more than CloudWatch allows', () => {
    fc.assert(
      fc.property(someHistory, someRun, (before, run) => {
        const after = byName(applied(before, run(before)));
        for (const alarm of before) {
          const kept = after.get(alarm.AlarmName);
          if (!kept) continue;
          for (const state of ['AlarmActions', 'OKActions', 'InsufficientDataActions'] as const) {
            expect(kept[state] ?? []).toEqual(expect.arrayContaining(alarm[state] ?? []));
            expect(kept[state]?.length ?? 0).toBeLessThanOrEqual(MAX_ACTIONS);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('an alarm that a person muted stays muted through any runs, and never says that we did it', () => {
    fc.assert(
      fc.property(someRun, fc.array(someRun, { minLength: 1, maxLength: 4 }), (first, runs) => {
        const on = applied([], first([])).filter(({ ActionsEnabled }) => ActionsEnabled);
        let alarms: ExistingAlarm[] = on.map((alarm) => ({ ...alarm, ActionsEnabled: false }));
        const muted = new Set(alarms.map(({ AlarmName }) => AlarmName));
        for (const run of runs) {
          const differences = run(alarms);
          for (const { name } of differences.candidatesForDeletion) muted.delete(name);
          alarms = applied(alarms, differences);
          for (const { AlarmName, ActionsEnabled, AlarmDescription = '' } of alarms) {
            if (!muted.has(AlarmName)) continue;
            expect([ActionsEnabled, saysActionsOff(AlarmDescription)]).toEqual([false, false]);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
