import type { Assessment, Finding } from '../findings/finding.ts';
import { nextFloor } from '../findings/steps.ts';
import type { Resource } from '../fleet/resource.ts';
import { type Approval, type Change, ENDING } from './change.ts';
import {
  cooled,
  type DemandSeen,
  exempt,
  held,
  marked,
  markInForce,
  type Refusal,
  reChecked,
} from './guards.ts';
import { pinnedStateOf } from './live.ts';
import { markedSince, type Tags } from './tags.ts';

/** How far the user lets the action go with a kind of finding. */
export type Mode = 'off' | 'report' | 'issue' | 'pull-request' | 'apply';

export interface ChangePolicy {
  readonly adjust: Mode;
  readonly end: Mode;
  readonly graceHours: number;
  readonly stepPercent: number;
  readonly cooldownHours: number;
}

/** A resource that may be changed, with what had to be read to tell. */
export interface Candidate {
  readonly assessment: Assessment;
  /** Undefined where they were not read, since nothing is to be carried out. */
  readonly tags: Tags | undefined;
  /** For a resource that is marked as idle: what was asked of it since it was marked. */
  readonly demandSinceMark: DemandSeen | undefined;
}

/** A change that its finding suggests, and why it is not to be carried out now, if so. */
export interface Proposal {
  readonly change: Change;
  readonly fate: Fate;
}

/** `report`: shown and no more; `issue` and `pull-request`: put before a person, who decides. */
export type Fate =
  | {
      readonly kind: 'apply' /** Undefined where the settings let it be. */;
      readonly approval?: Approval;
      /** Of a schedule's window: the file bounds it, and what raised it sets it back. */
      readonly isScheduled?: true;
    }
  | { readonly kind: 'report' | 'issue' | 'pull-request' }
  | Refusal;

/** The changes that one resource's findings suggest under a policy. Guards that need no further look are applied. */
export function propose(candidate: Candidate, policy: ChangePolicy, now: number): Proposal[] {
  const { assessment } = candidate;
  const proposals = assessment.findings.flatMap((finding): Proposal[] => {
    if (finding.kind === 'idle') return ending(finding, candidate, policy, now);
    if (finding.kind === 'over-provisioned') return lowering(finding, candidate, policy, now);
    return raising(finding, candidate, policy, now);
  });
  // The mark goes first: an update under way would have it refused.
  return [...unmarking(candidate, policy), ...proposals];
}

type Idle = Extract<Finding, { kind: 'idle' }>;

function ending(
  finding: Idle,
  { tags, demandSinceMark }: Candidate,
  policy: ChangePolicy,
  now: number,
): Proposal[] {
  const { resource, reason } = finding;
  const kind = ENDING[resource.kind];
  const end: Change = {
    kind,
    ...described(resource, reason, finding.waste.usd),
    key: `${resource.arn} ${kind}`,
  };
  if (policy.end === 'off') return [];
  if (policy.end === 'report' || !tags) return [{ change: end, fate: { kind: 'report' } }];
  const spared = exempt(tags, now);
  if (spared) return [{ change: end, fate: spared }];
  if (policy.end !== 'apply') return [{ change: end, fate: { kind: policy.end } }];
  if (policy.graceHours === 0) return [{ change: end, fate: { kind: 'apply' } }];
  if (markedSince(tags) === undefined) return [mark(finding, reason, now)];
  const state = pinnedStateOf(resource);
  if (markInForce(tags, state.updatedAt) === undefined) {
    return [mark(finding, `${reason}; it was updated or restarted since it was marked last`, now)];
  }
  if (demandSinceMark?.kind === 'some') {
    return [mark(finding, `${reason}; it was in use since it was marked last: ${demandSinceMark.what}`, now)];
  }
  const refusal =
    marked(state, tags, now, policy.graceHours) ?? (demandSinceMark && reChecked(demandSinceMark));
  return [{ change: end, fate: refusal ?? { kind: 'apply' } }];
}

function mark({ resource, waste }: Idle, reason: string, now: number): Proposal {
  const change: Change = {
    kind: 'mark',
    ...described(resource, reason, waste.usd),
    idleSince: now,
    key: `${resource.arn} mark`,
  };
  return { change, fate: { kind: 'apply' } };
}

function lowering(
  { resource, reason, sizing, saving }: Extract<Finding, { kind: 'over-provisioned' }>,
  { tags }: Candidate,
  policy: ChangePolicy,
  now: number,
): Proposal[] {
  if (policy.adjust === 'off') return [];
  const { target } = sizing;
  const change = (to: number): Change => ({
    kind: 'set-floor',
    ...described(resource, reason, saving.usd),
    from: resource.floor,
    to,
    target,
    key: `${resource.arn} set-floor ${target}`,
  });
  if (policy.adjust === 'report' || !tags) return [{ change: change(target), fate: { kind: 'report' } }];
  const state = pinnedStateOf(resource);
  const refusal = exempt(tags, now) ?? inFlight(resource) ?? held(state, tags, now);
  if (policy.adjust !== 'apply') {
    return [{ change: change(target), fate: refusal ?? { kind: policy.adjust } }];
  }
  const to = nextFloor(resource.floor, target, policy.stepPercent);
  const fate = refusal ?? cooled(state, tags, now, policy.cooldownHours) ?? { kind: 'apply' };
  return [{ change: change(to), fate }];
}

/** Raising is only ever put before a person: it is never carried out by itself. */
function raising(
  { resource, reason, advised }: Extract<Finding, { kind: 'under-provisioned' }>,
  { tags }: Candidate,
  { adjust }: ChangePolicy,
  now: number,
): Proposal[] {
  if ((adjust !== 'issue' && adjust !== 'pull-request') || !tags) return [];
  const change: Change = {
    kind: 'set-floor',
    ...described(resource, reason, undefined),
    from: resource.floor,
    to: advised,
    target: advised,
    key: `${resource.arn} set-floor ${advised}`,
  };
  return [{ change, fate: exempt(tags, now) ?? inFlight(resource) ?? { kind: adjust } }];
}

function inFlight({ updateInProgress }: Resource): Refusal | undefined {
  if (!updateInProgress) return undefined;
  return { kind: 'refused', guard: 'pinned', why: 'an update of it is under way' };
}

function unmarking({ assessment, tags }: Candidate, policy: ChangePolicy): Proposal[] {
  const { resource, verdict } = assessment;
  if (policy.end !== 'apply' || verdict.kind !== 'busy' || !tags || markedSince(tags) === undefined)
    return [];
  const change: Change = {
    kind: 'unmark',
    ...described(resource, verdict.reason, undefined),
    key: `${resource.arn} unmark`,
  };
  return [{ change, fate: { kind: 'apply' } }];
}

function described(resource: Resource, reason: string, savingUsd: number | undefined) {
  return { resource, pinned: pinnedStateOf(resource), reason, savingUsd };
}

/**
 * True for what changes how a resource serves or is billed: what `max-changes` counts, and holds back. Windows of
 * schedules are left out: a raise that comes too late is worth nothing, and one that does not go back is billed.
 */
export function counts({ change, fate }: Proposal): boolean {
  return fate.kind === 'apply' && !fate.isScheduled && change.kind !== 'mark' && change.kind !== 'unmark';
}
