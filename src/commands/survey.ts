import pLimit from 'p-limit';
import { isAbort } from '../aws/failure.ts';
import { reconcileDashboards } from '../dashboard/reconcile.ts';
import { count } from '../report/figures.ts';
import type { Run } from '../report/run.ts';
import type { Context, Mode } from './context.ts';
import { lookedBackHours, type RegionOutcome, runRegion } from './region.ts';
import { regionReport, resultOf } from './reporting.ts';

/** Side by side, but not so many that the answers in flight fill the memory of a small runner. */
const REGIONS_AT_ONCE = 4;

/** Everything that `monitor` and `plan` share: all Regions side by side, then the dashboard over all of them. */
export async function survey(context: Context, mode: Mode): Promise<Run> {
  const { settings, log, meter, now, signal, workflow, version } = context;
  const startedAt = new Date(now()).toISOString();
  log.info(`${mode === 'plan' ? 'Planning for' : 'Monitoring'} ${settings.regions.join(', ')}`);

  const limit = pLimit(REGIONS_AT_ONCE);
  const regions = await Promise.all(
    settings.regions.map((region) =>
      limit(async () => {
        const outcome = await runRegion(context, region, mode);
        log.group(`[${region}] ${headline(outcome, mode)}`, details(outcome));
        return outcome;
      }),
    ),
  );
  const dashboards = await keepUpDashboards(context, regions, mode);

  const failures = [...regions.flatMap((region) => region.failures), ...dashboards.failures].filter(
    (failure) => !(signal.aborted && isAbort(failure)),
  );
  const account = regions.find((region) => region.account)?.account?.account;
  return {
    command: settings.command,
    result: resultOf(regions, failures, signal.aborted),
    cancelled: signal.aborted,
    startedAt,
    finishedAt: new Date(now()).toISOString(),
    ...(account ? { account } : {}),
    publishMetrics: settings.publishMetrics,
    lookedBackHours: lookedBackHours(settings.backfillHours),
    regions: regions.map(regionReport),
    upkeep: [...regions.flatMap((region) => region.changes), ...dashboards.changes],
    notices: [...regions.flatMap((region) => region.notices), ...dashboards.notices],
    failures,
    calls: meter.counts(),
    dashboards: dashboards.dashboards,
    ...(workflow ? { workflow } : {}),
    version,
  };
}

async function keepUpDashboards(context: Context, regions: readonly RegionOutcome[], mode: Mode) {
  const none = { changes: [], notices: [], failures: [], dashboards: [] };
  const { settings, clients, workflow } = context;
  const home = regions.find((region) => region.account);
  if (settings.dashboardName === '' || !home?.account) return none;
  const { cloudWatch, destroy } = clients(home.fleet.region);
  try {
    return await reconcileDashboards({
      client: cloudWatch,
      mode,
      name: settings.dashboardName,
      fleets: regions.map((region) => region.fleet),
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
  } finally {
    destroy();
  }
}

function headline({ fleet, listed, windows, failures }: RegionOutcome, mode: Mode): string {
  const resources = listed ? count(fleet.resources.length, 'resource') : 'resources could not be listed';
  const published = `${count(windows.length, 'window')} ${mode === 'plan' ? 'to publish' : 'published'}`;
  return [resources, published, ...(failures.length > 0 ? [count(failures.length, 'failure')] : [])].join(
    ', ',
  );
}

function details({ fleet, changes, failures }: RegionOutcome): string[] {
  return [
    ...fleet.resources.map(({ kind, name, floor }) => `${kind} ${name}: floor ${floor} TPS`),
    ...fleet.unmonitored.map(({ kind, name, status }) => `${kind} ${name}: ${status}, not monitored`),
    ...changes.map(
      ({ action, target, name, reason, outcome }) =>
        `${action} ${target === 'subscription' ? 'endpoint' : target} ${name} (${reason}): ${outcome}`,
    ),
    ...failures.map(
      ({ what, resource, cause }) => `could not ${what}${resource ? ` ${resource}` : ''}: ${cause}`,
    ),
  ];
}
