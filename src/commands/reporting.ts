import type { Account } from '../aws/account.ts';
import type { Failure } from '../aws/failure.ts';
import type { SettledChange } from '../changes/change.ts';
import type { Assessment } from '../findings/finding.ts';
import type { Resource } from '../fleet/resource.ts';
import type { ApiUsage } from '../github/client.ts';
import type { Window } from '../metrics/metrics.ts';
import type { Observation } from '../metrics/observe.ts';
import type { Notice } from '../outcomes/notice.ts';
import { changeReports, judgementReport, savingsOf } from '../report/findings.ts';
import { policyReport } from '../report/policy.ts';
import type {
  GitHubUse,
  RegionReport,
  ResourceReport,
  Result,
  Run,
  RunCommand,
  Traffic,
} from '../report/run.ts';
import type { Command } from '../settings/settings.ts';
import { demandOf } from '../usage/demand.ts';
import type { Reading } from '../usage/reading.ts';
import { type Span, since, WINDOW_SECONDS, windowsOf } from '../usage/windows.ts';
import { type Board, hidesAccountIds } from './board.ts';
import type { Context } from './context.ts';
import type { RegionOutcome } from './settle.ts';

/** What every run's report says of the run itself. */
export function frameOf(context: Context, startedAt: number, account: Account | undefined, board?: Board) {
  const { settings, meter, now, signal, workflow, version, github } = context;
  return {
    command: reported(settings.command),
    cancelled: signal.aborted,
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(now()).toISOString(),
    ...(account ? { account: account.account } : {}),
    accountIdsHidden: hidesAccountIds(context, board),
    publishMetrics: settings.publishMetrics,
    calls: meter.counts(),
    ...(github ? { gitHub: gitHubUse(github.usage()) } : {}),
    ...(workflow ? { workflow } : {}),
    version,
  };
}

/** Merging and looking for mistakes in the setup make reports of their own. */
function reported(command: Command): RunCommand {
  return command === 'report' ? 'monitor' : command;
}

function gitHubUse({ requests, notModified, limit, remaining, resetsAt }: ApiUsage): GitHubUse {
  return {
    requests,
    notModified,
    ...(limit === undefined ? {} : { limit }),
    ...(remaining === undefined ? {} : { remaining }),
    ...(resetsAt === undefined ? {} : { resetsAt: new Date(resetsAt).toISOString() }),
  };
}

/** What became of an order: what a person asked for by name. */
export interface OrderResult {
  readonly account?: Account;
  readonly settled?: readonly SettledChange[];
  readonly failures?: readonly Failure[];
  readonly notices?: readonly Notice[];
  /** Why nothing was left to do. */
  readonly already?: string;
}

/** The report of an order. What was refused was not done, so that the run fails. */
export function orderReport(
  context: Context,
  startedAt: number,
  { account, settled = [], failures = [], notices = [], already }: OrderResult,
): Run {
  const done = settled.every(({ outcome }) => outcome.kind === 'done');
  const result =
    !done || (failures.length > 0 && settled.length === 0)
      ? 'failed'
      : failures.length > 0
        ? 'partial'
        : 'success';
  return {
    ...frameOf(context, startedAt, account),
    result,
    lookedBackHours: 0,
    regions: [],
    findings: [],
    changes: changeReports(settled),
    savings: savingsOf([], settled),
    upkeep: [],
    notices: already === undefined ? notices : [...notices, { level: 'info', text: already }],
    failures,
    dashboards: [],
  };
}

/** `failed` when no Region could be listed and nothing was monitored; else by the failures. */
export function resultOf(
  regions: readonly Pick<RegionOutcome, 'listed' | 'fleet'>[],
  failures: readonly Failure[],
  cancelled: boolean,
): Result {
  if (!regions.some(({ listed, fleet }) => listed || fleet.resources.length > 0)) return 'failed';
  return failures.length > 0 || cancelled ? 'partial' : 'success';
}

/** A Region's part of the report. */
export function regionReport({
  fleet,
  listed,
  observations,
  span,
  windows,
  decision,
  policies,
}: RegionOutcome): RegionReport {
  const assessments = new Map(decision.assessments.map((one) => [one.resource.arn, one]));
  const newest = windowsOf(span).at(-1);
  const published = Map.groupBy(windows, ({ resource }) => resource.arn);
  return {
    region: fleet.region,
    ...(listed ? { monitoredResources: fleet.resources.length } : {}),
    resources: observations.map((observed) => ({
      ...resourceReport(observed, span, published.get(observed.resource.arn) ?? [], newest),
      ...judgementOf(assessments.get(observed.resource.arn)),
      policy: policyReport(policies.of(observed.resource)),
    })),
    unmonitored: fleet.unmonitored.map(({ arn, kind, name, region, status }) => ({
      arn,
      kind,
      name,
      region,
      status,
    })),
  };
}

function resourceReport(
  { resource, requests }: Observation,
  span: Span,
  windows: readonly Window[],
  newest: number | undefined,
): ResourceReport {
  const { arn, kind, name, region, datasetGroup, recipe, floor, updateInProgress } = resource;
  const traffic = trafficOf(resource, requests, span);
  return {
    arn,
    kind,
    name,
    region,
    ...(datasetGroup ? { datasetGroup } : {}),
    ...(recipe ? { recipe } : {}),
    floor,
    updateInProgress,
    demand: demandReport(resource, requests, span),
    ...(traffic ? { traffic } : {}),
    windowsPublished: windows.length,
    windowsBackfilled: windows.filter(({ start }) => start !== newest).length,
  };
}

function demandReport(resource: Resource, requests: Reading, span: Span): ResourceReport['demand'] {
  const demand = demandOf(requests, span, resource.createdAt);
  if (demand.kind === 'unknown') return demand;
  const { averageTPS, peakTPS, lastRequestAt } = demand;
  return {
    kind: 'known',
    averageTPS,
    peakTPS,
    utilization: (averageTPS / resource.floor) * 100,
    ...(lastRequestAt === undefined ? {} : { lastRequestAt: new Date(lastRequestAt).toISOString() }),
  };
}

function trafficOf(resource: Resource, requests: Reading, span: Span): Traffic | undefined {
  if (requests.kind === 'unknown') return undefined;
  const existed = since(span, resource.createdAt);
  return {
    start: existed.start,
    interval: WINDOW_SECONDS,
    requests: windowsOf(existed).map((window) => requests.values.get(window) ?? 0),
  };
}

const judgementOf = (assessment: Assessment | undefined) => (assessment ? judgementReport(assessment) : {});
