import { describe, expect, test } from '@jest/globals';
import type { Change, ChangeOutcome, SettledChange } from '../../src/changes/change.ts';
import type { Assessment, Finding, Sizing } from '../../src/findings/finding.ts';
import type { Resource } from '../../src/fleet/resource.ts';
import { changeReports, findingReports, judgementReport, savingsOf } from '../../src/report/findings.ts';

const home: Resource = {
  arn: 'arn:aws:personalize:us-east-1:123456789012:campaign/home',
  partition: 'aws',
  region: 'us-east-1',
  account: '123456789012',
  kind: 'campaign',
  name: 'home',
  floor: 4,
  floorSince: { kind: 'creation' },
  recipe: 'aws-user-personalization-v2',
  requestMetrics: { kind: 'known', names: ['GetRecommendations'] },
  datasetGroup: 'shop',
  createdAt: 0,
  changedAt: 0,
  updateInProgress: false,
};
const of = { arn: home.arn, resourceKind: 'campaign', name: 'home', region: 'us-east-1' };

/** The step from 4 to 3 saves a fifth of what the way to 1 does. */
const sizing: Sizing = {
  floor: 4,
  freeFloor: 1,
  rampFloor: 1,
  target: 1,
  curve: [50, 70, 90, 100].map((tpsHours, index) => ({ floor: index + 1, tpsHours, exposurePercent: 0 })),
  hours: 336,
  coverage: 1,
  wasteTpsHours: 100,
  savingTpsHours: 100,
};
const money = { usd: 54, basis: 'estimate' };
const over: Finding = {
  kind: 'over-provisioned',
  resource: home,
  reason: 'why',
  sizing,
  waste: money,
  saving: money,
};
const assessed = (given: Partial<Assessment> = {}): Assessment => ({
  resource: home,
  verdict: { kind: 'busy', reason: 'in use' },
  sizing: { kind: 'sized', sizing },
  findings: [over],
  waste: money,
  ...given,
});

const described = {
  resource: home,
  pinned: { status: 'ACTIVE', floor: 4, updatedAt: 0, updateInProgress: false },
  reason: 'why',
  savingUsd: 54,
  key: 'key',
};
const lower = (to: number): Change => ({ ...described, kind: 'set-floor', from: 4, to, target: 1 });
const settled = (change: Change, outcome: ChangeOutcome): SettledChange => ({ change, outcome });
const done: ChangeOutcome = { kind: 'done', at: Date.parse('2026-11-23T10:40:00Z') };

describe('findings as the report tells them', () => {
  test('are those of all resources, each with where it is and what it was made of', () => {
    const idle: Finding = { kind: 'idle', resource: home, reason: 'no call', hours: 72, waste: money };
    const under: Finding = { kind: 'under-provisioned', resource: home, reason: 'hot', advised: 8 };
    const reports = findingReports([assessed(), assessed({ findings: [idle, under] })]);
    const { target, freeFloor, rampFloor, curve, hours, coverage } = sizing;
    expect(reports).toEqual([
      {
        kind: 'over-provisioned',
        ...{ ...of, reason: 'why', floor: 4, target, freeFloor, rampFloor, curve, hours, coverage },
        waste: money,
        saving: money,
      },
      { kind: 'idle', ...of, reason: 'no call', floor: 4, hours: 72, waste: money },
      { kind: 'under-provisioned', ...of, reason: 'hot', floor: 4, advised: 8 },
    ]);
  });

  test('an unknown verdict and an unknown floor keep what would make them known', () => {
    const unknown = { kind: 'unknown' as const, reason: 'young', remedy: 'wait' };
    expect(judgementReport({ verdict: unknown, sizing: unknown })).toEqual({
      verdict: unknown,
      unsized: { reason: 'young', remedy: 'wait' },
    });
    expect(judgementReport(assessed())).toEqual({ verdict: { kind: 'busy', reason: 'in use' } });
  });
});

describe('changes as the report tells them', () => {
  test('say where they lead, and when they were made', () => {
    expect(changeReports([settled(lower(3), done)])).toEqual([
      {
        kind: 'set-floor',
        ...of,
        reason: 'why',
        savingUsd: 54,
        key: 'key',
        from: 4,
        to: 3,
        target: 1,
        outcome: { kind: 'done', at: '2026-11-23T10:40:00.000Z' },
      },
    ]);
  });

  test('keep the manifest of a deletion, the date of a mark and the guard of a refusal', () => {
    const mark: Change = { ...described, kind: 'mark', idleSince: 0, savingUsd: undefined };
    const reports = changeReports([
      settled({ ...described, kind: 'delete' }, { ...done, manifest: '/tmp/home.json' }),
      settled(mark, { kind: 'refused', guard: 'exempt', why: 'its tag says so' }),
    ]);
    expect(reports).toMatchObject([
      { kind: 'delete', outcome: { kind: 'done', manifest: '/tmp/home.json' } },
      { kind: 'mark', idleSince: '1970-01-01T00:00:00.000Z', outcome: { kind: 'refused', guard: 'exempt' } },
    ]);
    expect(reports[1]).not.toHaveProperty('savingUsd');
  });
});

describe('savings', () => {
  test('count what was done apart from what is proposed, and nothing that was refused or failed', () => {
    const changes = [
      settled(lower(1), done),
      settled({ ...described, kind: 'delete', savingUsd: 10 }, { kind: 'planned' }),
      settled({ ...described, kind: 'stop', savingUsd: 100 }, { kind: 'failed', why: 'no' }),
      settled({ ...described, kind: 'stop', savingUsd: 100 }, { kind: 'refused', guard: 'held', why: 'no' }),
    ];
    expect(savingsOf([assessed()], changes)).toEqual({
      monthlyWasteUsd: 54,
      resources: 1,
      unpriced: 0,
      proposedUsd: 10,
      appliedUsd: 54,
    });
  });

  test('of a step are its own, not those of its target', () => {
    expect(savingsOf([assessed()], [settled(lower(3), done)]).appliedUsd).toBe(10.8);
  });

  test('of a mark are none, and so are those that nobody reckoned', () => {
    const mark: Change = { ...described, kind: 'mark', idleSince: 0 };
    const raise: Change = {
      ...described,
      kind: 'set-floor',
      from: 4,
      to: 9,
      target: 9,
      savingUsd: undefined,
    };
    expect(savingsOf([], [settled(mark, done), settled(raise, done)]).appliedUsd).toBe(0);
  });
});
