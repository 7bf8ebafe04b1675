import { reconcileAlarms } from '../alarms/reconcile.ts';
import type { Account } from '../aws/account.ts';
import type { SettledChange } from '../changes/change.ts';
import type { Manifest } from '../changes/manifest.ts';
import type { Proposal } from '../changes/propose.ts';
import type { Existence, RegionFleet } from '../fleet/resource.ts';
import { topicArnOf } from '../notifications/topic.ts';
import type { Upkeep } from '../outcomes/upkeep.ts';
import { act } from './act.ts';
import type { Context, Mode } from './context.ts';
import type { Surveyed } from './region.ts';
import { forgetRaises } from './schedules.ts';

/** What a run found, and did, in one Region. */
export interface RegionOutcome extends Surveyed {
  /** What is left to monitor once changes were carried out. */
  readonly remaining: RegionFleet;
  readonly settled: readonly SettledChange[];
  /** By ARN: what recreates the campaigns that were deleted. */
  readonly deleted: ReadonlyMap<string, Manifest>;
  /** The alarms of what is monitored, as they are afterwards; undefined if they could not be listed. */
  readonly alarmNames: readonly string[] | undefined;
  readonly upkeep: readonly Upkeep[];
}

/** Carries out the changes that a run settled on, then sets the alarms right for what is left. */
export async function settleRegion(
  context: Context,
  surveyed: Surveyed,
  proposals: readonly Proposal[],
  mode: Mode,
): Promise<RegionOutcome> {
  const { fleet, account, clients, policies, topic, failures } = surveyed;
  if (!account) {
    const nothing = { settled: [], deleted: new Map(), alarmNames: undefined, upkeep: [] };
    return { ...surveyed, remaining: fleet, ...nothing };
  }
  const resources = new Map(fleet.resources.map((resource) => [resource.arn, resource]));
  const place = { region: fleet.region, account, clients, resources, policies };
  const acted = await act(context, place, proposals, mode);
  const forgotten = await forgetRaises(context, surveyed.scheduled, clients.personalize, mode);
  const remaining = without(fleet, acted.settled);
  const alarms = await keepUpAlarms(context, remaining, account, surveyed, mode);
  return {
    ...surveyed,
    remaining,
    settled: acted.settled,
    deleted: acted.manifests,
    alarmNames: alarms.alarmNames,
    upkeep: [...topic.changes, ...alarms.changes],
    notices: [...surveyed.notices, ...topic.notices, ...alarms.notices],
    failures: [...failures, ...acted.failures, ...forgotten, ...alarms.failures],
  };
}

/** The fleet without what was just ended: its alarms and its place on the dashboard go with it. */
function without(fleet: RegionFleet, settled: readonly SettledChange[]): RegionFleet {
  const ended = new Map<string, Existence>();
  for (const { change, outcome } of settled) {
    if (outcome.kind !== 'done') continue;
    if (change.kind === 'delete') ended.set(change.resource.arn, 'gone');
    if (change.kind === 'stop') ended.set(change.resource.arn, 'stopped');
  }
  return {
    ...fleet,
    resources: fleet.resources.filter(({ arn }) => !ended.has(arn)),
    existence: (arn) => ended.get(arn) ?? fleet.existence(arn),
  };
}

function keepUpAlarms(
  { settings, now }: Context,
  fleet: RegionFleet,
  account: Account,
  { clients, policies }: Surveyed,
  mode: Mode,
) {
  return reconcileAlarms({
    client: clients.alarms,
    mode,
    region: fleet.region,
    ...account,
    topicArn: topicArnOf(account.partition, fleet.region, account.account),
    resources: fleet.resources,
    existence: fleet.existence,
    settings: {
      utilizationThreshold: settings.utilizationThreshold,
      idleThresholdHours: settings.idleThresholdHours,
      heartbeatHours: settings.heartbeatHours,
    },
    settingsOf: policies.of,
    createFlags: { utilization: true, idle: true },
    now: now(),
  });
}
