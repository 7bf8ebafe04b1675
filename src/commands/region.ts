import { type Account, callerAccount } from '../aws/account.ts';
import type { RegionClients } from '../aws/clients.ts';
import { failureOf } from '../aws/errors.ts';
import type { Failure } from '../aws/failure.ts';
import type { Manifest } from '../changes/manifest.ts';
import type { Proposal } from '../changes/propose.ts';
import { type FleetReading, readFleet } from '../fleet/read.ts';
import type { Remembrance } from '../fleet/recall.ts';
import type { Recollection } from '../fleet/remembered.ts';
import type { RegionFleet } from '../fleet/resource.ts';
import type { Window } from '../metrics/metrics.ts';
import type { Observation } from '../metrics/observe.ts';
import { reconcileTopic, type TopicResult } from '../notifications/topic.ts';
import type { Notice } from '../outcomes/notice.ts';
import type { Span } from '../usage/windows.ts';
import { manifestsOf } from './capacity.ts';
import { confirm, observationsOf } from './confirm.ts';
import type { Context, Mode } from './context.ts';
import type { Decision } from './decide.ts';
import { judge } from './judge.ts';
import { measure } from './measure.ts';
import { type Policies, policiesOf } from './policies.ts';
import { progressOf } from './progress.ts';
import type { Scheduled } from './schedules.ts';

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
