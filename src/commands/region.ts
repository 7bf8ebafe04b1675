import { reconcileAlarms } from '../alarms/reconcile.ts';
import { type Account, callerAccount } from '../aws/account.ts';
import type { RegionClients } from '../aws/clients.ts';
import { failureOf } from '../aws/errors.ts';
import type { Failure } from '../aws/failure.ts';
import { type FleetReading, readFleet } from '../fleet/read.ts';
import type { RegionFleet } from '../fleet/resource.ts';
import type { Window } from '../metrics/metrics.ts';
import { missingWindows, type Published } from '../metrics/missing.ts';
import { observe } from '../metrics/observe.ts';
import { publish } from '../metrics/publish.ts';
import { reconcileTopic, topicArnOf } from '../notifications/topic.ts';
import type { Notice } from '../outcomes/notice.ts';
import type { Upkeep } from '../outcomes/upkeep.ts';
import { newestReadyWindow, readySpan, type Span } from '../usage/windows.ts';
import type { Context, Mode } from './context.ts';
import { progressOf } from './progress.ts';

/** Hours of traffic that the report shows at least, however few are filled in. */
const SHOWN_HOURS = 24;

/** What a run found, and did, in one Region. */
export interface RegionOutcome {
  readonly fleet: RegionFleet;
  readonly account: Account | undefined;
  /** False when a listing failed, so that nobody knows how many resources there are. */
  readonly listed: boolean;
  readonly observations: readonly Published[];
  /** The windows that the observations are over. */
  readonly span: Span;
  readonly windows: readonly Window[];
  /** The alarms of what is monitored, as they are afterwards; undefined if they could not be listed. */
  readonly alarmNames: readonly string[] | undefined;
  readonly changes: readonly Upkeep[];
  readonly notices: readonly Notice[];
  readonly failures: readonly Failure[];
}

/** Hours of history that observations are over. */
export function lookedBackHours(backfillHours: number): number {
  return Math.max(SHOWN_HOURS, backfillHours);
}

/** Reads a Region's fleet, then publishes its metrics and, beside that, sets its topic and alarms right. */
export async function runRegion(context: Context, region: string, mode: Mode): Promise<RegionOutcome> {
  const clients = context.clients(region);
  try {
    const reading = await readRegion(context, region, clients);
    const account = await accountOf(reading.fleet, clients);
    const [metrics, upkeep] = await Promise.all([
      measure(context, reading, clients, mode),
      keepUp(context, reading.fleet, account.value, clients, mode),
    ]);
    return {
      fleet: reading.fleet,
      listed: reading.listed,
      account: account.value,
      observations: metrics.observations,
      span: metrics.span,
      windows: metrics.windows,
      alarmNames: upkeep.alarmNames,
      changes: upkeep.changes,
      notices: upkeep.notices,
      failures: [...reading.failures, ...account.failures, ...metrics.failures, ...upkeep.failures],
    };
  } finally {
    clients.destroy();
  }
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
    const what = 'find out the account signed in to';
    return {
      value: undefined,
      failures: [failureOf(error, { what, region, operation: 'sts:GetCallerIdentity' })],
    };
  }
}

async function measure(
  context: Context,
  { fleet, listed }: FleetReading,
  { cloudWatch }: RegionClients,
  mode: Mode,
) {
  const { settings, now } = context;
  const { region, resources } = fleet;
  const at = now();
  const span = readySpan(at, lookedBackHours(settings.backfillHours));
  const observed = await observe(cloudWatch, region, resources, span, settings.publishMetrics);
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

async function keepUp(
  { settings, now }: Context,
  fleet: RegionFleet,
  account: Account | undefined,
  clients: RegionClients,
  mode: Mode,
) {
  if (!account) return { changes: [], notices: [], failures: [], alarmNames: undefined };
  const { region } = fleet;
  const topic = await reconcileTopic({
    client: clients.sns,
    mode,
    region,
    ...account,
    endpoints: settings.endpoints,
  });
  const alarms = await reconcileAlarms({
    client: clients.alarms,
    mode,
    region,
    ...account,
    topicArn: topicArnOf(account.partition, region, account.account),
    resources: fleet.resources,
    existence: fleet.existence,
    settings: {
      utilizationThreshold: settings.utilizationThreshold,
      idleThresholdHours: settings.idleThresholdHours,
      heartbeatHours: settings.heartbeatHours,
    },
    createFlags: { utilization: settings.utilizationAlarms, idle: settings.idleAlarms },
    now: now(),
  });
  return {
    changes: [...topic.changes, ...alarms.changes],
    notices: [...topic.notices, ...alarms.notices],
    failures: [...topic.failures, ...alarms.failures],
    alarmNames: alarms.alarmNames,
  };
}
