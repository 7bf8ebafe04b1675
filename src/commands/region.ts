import { reconcileAlarms } from '../alarms/reconcile.ts';
import { type Account, callerAccount } from '../aws/account.ts';
import type { RegionClients } from '../aws/clients.ts';
import { failureOf } from '../aws/errors.ts';
import type { Failure } from '../aws/failure.ts';
import type { SettledChange } from '../changes/change.ts';
import type { Manifest } from '../changes/manifest.ts';
import type { Proposal } from '../changes/propose.ts';
import { sizingSpan } from '../findings/history.ts';
import { type FleetReading, readFleet } from '../fleet/read.ts';
import type { Existence, RegionFleet, Resource } from '../fleet/resource.ts';
import type { Window } from '../metrics/metrics.ts';
import { missingWindows } from '../metrics/missing.ts';
import { type Observation, observe } from '../metrics/observe.ts';
import { publish } from '../metrics/publish.ts';
import { reconcileTopic, type TopicResult, topicArnOf } from '../notifications/topic.ts';
import type { Notice } from '../outcomes/notice.ts';
import type { Upkeep } from '../outcomes/upkeep.ts';
import { newestReadyWindow, readySpan, type Span } from '../usage/windows.ts';
import { act } from './act.ts';
import { capacityOf, manifestsOf, withCapacity } from './capacity.ts';
import type { Context, Mode } from './context.ts';
import { type Decision, decide } from './decide.ts';
import { type Policies, policiesOf } from './policies.ts';
import { progressOf } from './progress.ts';

/** Hours of traffic that the report shows at least, however few are filled in. */
const SHOWN_HOURS = 24;

/** What a run found in one Region before anything but metrics and the topic was written. */
export interface Surveyed {
  readonly fleet: RegionFleet;
  readonly clients: RegionClients;
  readonly account: Account | undefined;
  /** False when a listing failed, so that nobody knows how many resources there are. */
  readonly listed: boolean;
  readonly observations: readonly Observation[];
  /** The windows that the report shows. */
  readonly span: Span;
  readonly windows: readonly Window[];
  readonly policies: Policies;
  readonly decision: Decision;
  /** What the findings propose, and what the config file would have done. */
  readonly proposals: readonly Proposal[];
  /** By ARN: what would recreate campaigns that a pull request is to propose to delete. */
  readonly manifests: ReadonlyMap<string, Manifest>;
  readonly topic: TopicResult;
  readonly notices: readonly Notice[];
  readonly failures: readonly Failure[];
}

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

/** Hours of history that the report shows. */
export function lookedBackHours(backfillHours: number): number {
  return Math.max(SHOWN_HOURS, backfillHours);
}

/** Reads a Region's fleet and what was asked of it, publishes its metrics, and decides what should change. */
export async function surveyRegion(context: Context, region: string, mode: Mode): Promise<Surveyed> {
  const clients = context.clients(region);
  const { fleet, listed, failures } = await readRegion(context, region, clients);
  const policies = await policiesOf(context, region, fleet.resources, clients.personalize);
  const account = await accountOf(fleet, clients);
  const [metrics, topic] = await Promise.all([
    measure(context, { fleet, listed, failures }, policies, clients, mode),
    keepUpTopic(context, region, account.value, clients, mode),
  ]);
  const decision = await decide(context, region, metrics.observations, policies, clients);
  const known = { fleet, assessments: decision.assessments, account: account.value, policies };
  const capacity = capacityOf(context, known, mode);
  const proposals = withCapacity(context, decision.proposals, capacity);
  const manifests = await manifestsOf(context, region, proposals, clients);
  return {
    fleet,
    clients,
    listed,
    account: account.value,
    ...metrics,
    policies,
    decision,
    proposals,
    manifests: manifests.known,
    notices: capacity.notices,
    topic,
    failures: [
      ...failures,
      ...policies.failures,
      ...account.failures,
      ...metrics.failures,
      ...topic.failures,
      ...decision.failures,
      ...manifests.failures,
    ],
  };
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
    failures: [...failures, ...acted.failures, ...alarms.failures],
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

function readRegion(context: Context, region: string, clients: RegionClients): Promise<FleetReading> {
  const { personalize, cloudWatch } = clients;
  const progress = progressOf(
    context,
    (done, total) => `[${region}] described ${done} of ${total} campaigns`,
  );
  return readFleet({ region, scope: context.settings.scope, personalize, cloudWatch, progress });
}

/** The account from an ARN at hand, or else from STS. */
async function accountOf(
  { region, resources, unmonitored }: RegionFleet,
  clients: RegionClients,
): Promise<{ value: Account | undefined; failures: readonly Failure[] }> {
  const [one] = [...resources, ...unmonitored];
  if (one) return { value: { account: one.account, partition: one.partition }, failures: [] };
  try {
    return { value: await callerAccount(clients.sts), failures: [] };
  } catch (error) {
    const context = { what: 'find out the account signed in to', region, operation: 'sts:GetCallerIdentity' };
    return { value: undefined, failures: [failureOf(error, context)] };
  }
}

async function measure(
  { settings, now }: Context,
  { fleet, listed }: FleetReading,
  policies: Policies,
  { cloudWatch }: RegionClients,
  mode: Mode,
) {
  const { region, resources } = fleet;
  const at = now();
  const span = readySpan(at, lookedBackHours(settings.backfillHours));
  const spanOf = (resource: Resource): Span => {
    const { adjust, lookbackDays } = policies.of(resource);
    if (adjust === 'off' || resource.floor === 1) return span;
    return { ...span, start: Math.min(span.start, sizingSpan(at, lookbackDays).start) };
  };
  const { publishMetrics } = settings;
  const observed = await observe(cloudWatch, region, resources, { span, spanOf, publishMetrics });
  const backfill = readySpan(at, settings.backfillHours);
  const windows = observed.resources.flatMap((published) => missingWindows(published, backfill));
  const start = newestReadyWindow(at);
  const counted = observed.count.kind === 'complete' && !observed.count.values.has(start);
  const count = listed && counted ? { count: resources.length, start } : undefined;
  const published =
    mode === 'plan' ? { windows, failures: [] } : await publish(cloudWatch, region, windows, count);
  return {
    observations: observed.resources,
    span,
    windows: published.windows,
    failures: [...observed.failures, ...published.failures],
  };
}

const NO_TOPIC: TopicResult = { changes: [], notices: [], failures: [] };

async function keepUpTopic(
  { settings }: Context,
  region: string,
  account: Account | undefined,
  { sns }: RegionClients,
  mode: Mode,
): Promise<TopicResult> {
  if (!account) return NO_TOPIC;
  return reconcileTopic({ client: sns, mode, region, ...account, endpoints: settings.endpoints });
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
