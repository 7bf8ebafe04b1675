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
import type { Remembrance } from '../fleet/recall.ts';
import type { Recollection } from '../fleet/remembered.ts';
import type { Existence, RegionFleet, Resource } from '../fleet/resource.ts';
import type { Window } from '../metrics/metrics.ts';
import { missingWindows } from '../metrics/missing.ts';
import { type Observation, observe } from '../metrics/observe.ts';
import { publish } from '../metrics/publish.ts';
import { reconcileTopic, type TopicResult, topicArnOf } from '../notifications/topic.ts';
import type { Notice } from '../outcomes/notice.ts';
import type { Upkeep } from '../outcomes/upkeep.ts';
import type { Reading } from '../usage/reading.ts';
import { newestReadyWindow, readySpan, type Span } from '../usage/windows.ts';
import { act } from './act.ts';
import { capacityOf, manifestsOf, withCapacity } from './capacity.ts';
import { confirm, observationsOf } from './confirm.ts';
import type { Context, Mode } from './context.ts';
import { type Decision, decide } from './decide.ts';
import { type Policies, policiesOf } from './policies.ts';
import { progressOf } from './progress.ts';
import { forgetRaises, type Scheduled, schedulesOf, withSchedules } from './schedules.ts';

/** Hours of traffic that the report shows at least, however few are filled in. */
const SHOWN_HOURS = 24;

/** What a run found in one Region before anything but metrics and the topic was written. */
export interface Surveyed {
  readonly fleet: RegionFleet;
  readonly clients: RegionClients;
  readonly account: Account | undefined;
  /** What it is called in the config file; undefined where that names none. */
  readonly accountName?: string;
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
  /** What schedules match here, and whose windows are over. */
  readonly scheduled: Pick<Scheduled, 'matched' | 'over'>;
  /** By ARN: what would recreate campaigns that a pull request is to propose to delete. */
  readonly manifests: ReadonlyMap<string, Manifest>;
  readonly topic: TopicResult;
  readonly remembrance: Remembrance;
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
export async function surveyRegion(
  context: Context,
  region: string,
  mode: Mode,
  recollection?: Recollection,
): Promise<Surveyed> {
  const clients = context.clients(region);
  const read = await readRegion(context, region, clients, recollection);
  const policies = await policiesOf(context, region, read.fleet.resources, clients.personalize);
  const account = await accountOf(read.fleet, clients);
  const [metrics, topic] = await Promise.all([
    measure(context, read, policies, clients, mode),
    keepUpTopic(context, region, account.value, clients, mode),
  ]);
  const { count, span } = metrics;
  const place = { clients, account: account.value, policies, mode, count, span };
  const first = await judge(context, place, read.fleet, metrics.observations);
  const reading = await confirm(read, first, recollection, clients);
  const { fleet, listed, failures, memory } = reading;
  const observations = observationsOf(fleet, metrics.observations);
  const judged = fleet === read.fleet ? first : await judge(context, place, fleet, observations);
  const { decision, capacity, scheduled, proposals } = judged;
  const manifests = await manifestsOf(context, region, proposals, clients);
  return {
    fleet,
    clients,
    listed,
    account: account.value,
    ...metrics,
    observations,
    policies,
    decision,
    proposals,
    scheduled,
    manifests: manifests.known,
    notices: [...capacity.notices, ...scheduled.notices],
    topic,
    remembrance: memory,
    failures: [
      ...failures,
      ...policies.failures,
      ...account.failures,
      ...metrics.failures,
      ...topic.failures,
      ...decision.failures,
      ...scheduled.failures,
      ...manifests.failures,
    ],
  };
}

interface Judging {
  readonly clients: RegionClients;
  readonly account: Account | undefined;
  readonly policies: Policies;
  readonly mode: Mode;
  /** The count that runs before this one published. */
  readonly count: Reading;
  readonly span: Span;
}

/** Decides what should change, by findings and by the config file. */
async function judge(
  context: Context,
  { clients, account, policies, mode, count, span }: Judging,
  fleet: RegionFleet,
  observations: readonly Observation[],
) {
  const decision = await decide(context, fleet.region, observations, policies, clients);
  const { assessments } = decision;
  const capacity = capacityOf(context, { fleet, assessments, account, policies }, mode);
  const { managed } = capacity;
  const known = { fleet, assessments, policies, managed, count, span };
  const scheduled = await schedulesOf(context, known, clients.personalize, mode);
  const proposals = withSchedules(withCapacity(context, decision.proposals, capacity), scheduled);
  return { decision, assessments, capacity, scheduled, proposals };
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

function readRegion(
  context: Context,
  region: string,
  clients: RegionClients,
  recollection: Recollection | undefined,
): Promise<FleetReading> {
  const { personalize, cloudWatch } = clients;
  const progress = progressOf(
    context,
    (done, total) => `[${region}] described ${done} of ${total} campaigns`,
  );
  const { scope } = context.settings;
  return readFleet({ region, scope, personalize, cloudWatch, recollection, progress });
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
    count: observed.count,
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
