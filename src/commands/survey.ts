import pLimit from 'p-limit';
import { type Failure, isAbort } from '../aws/failure.ts';
import type { ChangeOutcome, SettledChange } from '../changes/change.ts';
import { reconcileDashboards } from '../dashboard/reconcile.ts';
import type { Notice } from '../outcomes/notice.ts';
import { hideAccountIds, hiderFor } from '../report/accounts.ts';
import { count } from '../report/figures.ts';
import { changeReports, findingReports, savingsOf } from '../report/findings.ts';
import type { Run } from '../report/run.ts';
import { withinCap } from './act.ts';
import { takeUp } from './approvals.ts';
import { hidesAccountIds, readBoard } from './board.ts';
import type { Context, Mode } from './context.ts';
import { deliver } from './deliver.ts';
import { commented } from './merging.ts';
import { noticesOf } from './notices.ts';
import { lookedBackHours, type RegionOutcome, settleRegion, surveyRegion } from './region.ts';
import { frameOf, regionReport, resultOf } from './reporting.ts';
import { standingsOf } from './standings.ts';

/** Side by side, but not so many that the answers in flight fill the memory of a small runner. */
const REGIONS_AT_ONCE = 4;

/** Everything that `monitor` and `plan` share: all Regions side by side, then the dashboard over all of them. */
export async function survey(context: Context, mode: Mode): Promise<Run> {
  const { settings, log, now, signal } = context;
  const startedAt = now();
  log.info(`${mode === 'plan' ? 'Planning for' : 'Monitoring'} ${settings.regions.join(', ')}`);

  const limit = pLimit(REGIONS_AT_ONCE);
  const [board, surveyed] = await Promise.all([
    readBoard(context),
    Promise.all(settings.regions.map((region) => limit(() => surveyRegion(context, region, mode)))),
  ]);
  const found = surveyed.flatMap(({ proposals }) => proposals);
  const standings = standingsOf(surveyed, found, new Set(board.issues?.map(({ data }) => data.key)));
  const approvals = await takeUp(context.github, board.issues ?? [], standings, found);
  const proposals = withinCap(approvals.proposals, settings.maxChanges);
  const regions = await Promise.all(
    surveyed.map((one) =>
      limit(async () => {
        const { region } = one.fleet;
        const here = proposals.filter(({ change }) => change.resource.region === region);
        const outcome = await settleRegion(context, one, here, mode);
        log.group(`[${region}] ${headline(outcome, mode)}`, details(outcome));
        return outcome;
      }),
    ),
  );
  const dashboards = await keepUpDashboards(context, regions, mode);
  for (const { clients } of regions) clients.destroy();

  const account = regions.find((region) => region.account)?.account;
  const hide = hiderFor(accountsOf(regions), hidesAccountIds(context, board));
  const settled = regions.flatMap((region) => region.settled);
  const delivered = await deliver(context, board, { regions, settled, standings, approvals, hide }, mode);
  const assessments = regions.flatMap(({ decision }) => decision.assessments);
  const told = [board, approvals, delivered, dashboards, ...regions];
  const failures = distinct(told.flatMap((part) => part.failures)).filter(
    (failure) => !(signal.aborted && isAbort(failure)),
  );
  const run: Run = {
    ...frameOf(context, startedAt, account, board),
    result: resultOf(regions, failures, signal.aborted),
    lookedBackHours: lookedBackHours(settings.backfillHours),
    regions: regions.map(regionReport),
    findings: findingReports(assessments),
    changes: changeReports(delivered.settled),
    savings: savingsOf(assessments, delivered.settled),
    upkeep: [...regions.flatMap((region) => region.upkeep), ...dashboards.changes, ...delivered.upkeep],
    notices: [
      ...heldBack(settled, settings.maxChanges),
      ...noticesOf(context, assessments, account),
      ...approvals.notices,
      ...regions.flatMap((region) => region.notices),
      ...delivered.notices,
      ...dashboards.notices,
    ],
    failures,
    dashboards: dashboards.dashboards,
    ...(delivered.pullRequest ? { pullRequest: delivered.pullRequest } : {}),
  };
  return mode === 'plan' ? commented(context, run, surveyed, hide) : run;
}

/** Accounts whose ids are not to be seen where ids are hidden. */
function accountsOf(regions: readonly RegionOutcome[]): readonly string[] {
  return [...new Set(regions.flatMap(({ account }) => account?.account ?? []))];
}

/** The same cause told by two reads is one failure. */
function distinct(failures: readonly Failure[]): Failure[] {
  return [...new Map(failures.map((failure) => [JSON.stringify(failure), failure])).values()];
}

/** Says that a run made none of its changes, and what lets it: a reader would take it for all well. */
function heldBack(settled: readonly SettledChange[], maxChanges: number): Notice[] {
  const capped = settled.filter(({ outcome }) => outcome.kind === 'refused' && outcome.guard === 'capped');
  if (capped.length === 0) return [];
  const text = `${count(capped.length, 'change')} held back: max-changes is ${maxChanges}, so that none was made. If they are right, set max-changes to ${capped.length} or more for a run.`;
  return [{ level: 'warning', text }];
}

async function keepUpDashboards(context: Context, regions: readonly RegionOutcome[], mode: Mode) {
  const none = { changes: [], notices: [], failures: [], dashboards: [] };
  const { settings, workflow } = context;
  const home = regions.find((region) => region.account);
  if (settings.dashboardName === '' || !home?.account) return none;
  return reconcileDashboards({
    client: home.clients.cloudWatch,
    mode,
    name: settings.dashboardName,
    fleets: regions.map(({ remaining }) => remaining),
    ...home.account,
    region: home.fleet.region,
    publishMetrics: settings.publishMetrics,
    threshold: settings.utilizationAlarms ? settings.utilizationThreshold : undefined,
    alarmNames: new Map(
      regions.flatMap(({ fleet, listed, alarmNames }) =>
        alarmNames && listed ? [[fleet.region, alarmNames]] : [],
      ),
    ),
    workflow,
  });
}

function headline({ fleet, listed, windows, failures }: RegionOutcome, mode: Mode): string {
  const resources = listed ? count(fleet.resources.length, 'resource') : 'resources could not be listed';
  const published = `${count(windows.length, 'window')} ${mode === 'plan' ? 'to publish' : 'published'}`;
  return [resources, published, ...(failures.length > 0 ? [count(failures.length, 'failure')] : [])].join(
    ', ',
  );
}

function details({ fleet, upkeep, settled, failures }: RegionOutcome): string[] {
  return [
    ...fleet.resources.map(({ kind, name, floor }) => `${kind} ${name}: floor ${floor} TPS`),
    ...fleet.unmonitored.map(({ kind, name, status }) => `${kind} ${name}: ${status}, not monitored`),
    ...settled.map(
      ({ change, outcome }) =>
        `${change.kind} ${change.resource.kind} ${change.resource.name}: ${told(outcome)}`,
    ),
    ...upkeep.map(
      ({ action, target, name, reason, outcome }) =>
        `${action} ${target === 'subscription' ? 'endpoint' : target} ${name} (${reason}): ${outcome}`,
    ),
    ...failures.map(({ what, resource, cause }) =>
      hideAccountIds(`could not ${what}${resource ? ` ${resource}` : ''}: ${cause}`),
    ),
  ];
}

function told(outcome: ChangeOutcome): string {
  if (outcome.kind === 'refused') return `refused (${outcome.guard}): ${outcome.why}`;
  return outcome.kind === 'failed' ? `failed: ${outcome.why}` : outcome.kind;
}
