import type { ResourceArn } from '../aws/arn.ts';
import type { Change, ChangeOutcome, SettledChange } from '../changes/change.ts';
import { monthlyWaste } from '../findings/assess.ts';
import type { Assessment, Finding, Sizing } from '../findings/finding.ts';
import type { ChangeReport, FindingReport, OutcomeReport, ResourceReport, Savings } from './run.ts';

/** What a resource's own part of the report says of how it was judged. */
export function judgementReport({
  verdict,
  sizing,
}: Pick<Assessment, 'verdict' | 'sizing'>): Pick<ResourceReport, 'verdict' | 'unsized'> {
  const { kind, reason } = verdict;
  return {
    verdict: kind === 'unknown' ? { kind, reason, remedy: verdict.remedy } : { kind, reason },
    ...(sizing.kind === 'unknown' ? { unsized: { reason: sizing.reason, remedy: sizing.remedy } } : {}),
  };
}

/** The findings of all resources. */
export function findingReports(assessments: readonly Assessment[]): readonly FindingReport[] {
  return assessments.flatMap(({ findings }) => findings.map(findingReport));
}

function findingReport(finding: Finding): FindingReport {
  const { reason, resource } = finding;
  const of = { ...place(resource), reason, floor: resource.floor };
  switch (finding.kind) {
    case 'idle':
      return { kind: 'idle', ...of, hours: finding.hours, waste: finding.waste };
    case 'over-provisioned': {
      const { target, freeFloor, rampFloor, curve, hours, coverage } = finding.sizing;
      const { waste, saving } = finding;
      return {
        kind: 'over-provisioned',
        ...of,
        target,
        freeFloor,
        rampFloor,
        curve,
        hours,
        coverage,
        waste,
        saving,
      };
    }
    case 'under-provisioned':
      return { kind: 'under-provisioned', ...of, advised: finding.advised };
  }
}

/** Changes with what became of them. */
export function changeReports(settled: readonly SettledChange[]): readonly ChangeReport[] {
  return settled.map(changeReport);
}

function changeReport({ change, outcome, approval }: SettledChange): ChangeReport {
  const { resource, reason, savingUsd, key } = change;
  const of = {
    ...place(resource),
    reason,
    ...(savingUsd === undefined ? {} : { savingUsd }),
    key,
    outcome: outcomeReport(outcome),
    ...(approval ? { approval } : {}),
  };
  switch (change.kind) {
    case 'set-floor':
      return { kind: change.kind, ...of, from: change.from, to: change.to, target: change.target };
    case 'mark':
      return { kind: change.kind, ...of, idleSince: timeOf(change.idleSince) };
    case 'create':
      return { kind: 'start', ...of };
    default:
      return { kind: change.kind, ...of };
  }
}

function outcomeReport(outcome: ChangeOutcome): OutcomeReport {
  if (outcome.kind !== 'done') return outcome;
  const { at, manifest } = outcome;
  return { kind: 'done', at: timeOf(at), ...(manifest ? { manifest } : {}) };
}

function place({ arn, kind, name, region }: ResourceArn) {
  return { arn, resourceKind: kind, name, region };
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}

/**
 * What the fleet wastes, what the changes save that were carried out, and what those would that wait for someone to
 * agree. A step counts with what it saves itself, not with what its target would.
 */
export function savingsOf(assessments: readonly Assessment[], settled: readonly SettledChange[]): Savings {
  const { usd, resources, unknown } = monthlyWaste(assessments);
  const sizings = new Map(
    assessments.flatMap(({ resource, sizing }) =>
      sizing.kind === 'sized' ? [[resource.arn, sizing.sizing] as const] : [],
    ),
  );
  const saved = (kind: ChangeOutcome['kind']) =>
    settled
      .filter(({ outcome }) => outcome.kind === kind)
      .reduce((sum, { change }) => sum + savedBy(change, sizings.get(change.resource.arn)), 0);
  return {
    monthlyWasteUsd: usd,
    resources,
    unpriced: unknown,
    proposedUsd: inCents(saved('planned')),
    appliedUsd: inCents(saved('done')),
  };
}

/** Marks save nothing, and what was never reckoned counts as nothing. */
function savedBy(change: Change, sizing: Sizing | undefined): number {
  const { kind, savingUsd = 0 } = change;
  if (kind === 'mark' || kind === 'unmark') return 0;
  return kind === 'set-floor' ? savingUsd * shareOf(change, sizing) : savingUsd;
}

/** How much of the way to its target a step goes, in TPS-hours billed where they are known. */
function shareOf({ from, to, target }: Extract<Change, { kind: 'set-floor' }>, sizing: Sizing | undefined) {
  if (to === target || from === target) return 1;
  const bill = (floor: number) => sizing?.curve.find((cost) => cost.floor === floor)?.tpsHours ?? floor;
  const whole = bill(from) - bill(target);
  return whole > 0 ? (bill(from) - bill(to)) / whole : 0;
}

function inCents(usd: number): number {
  return Math.round(usd * 100) / 100;
}
