import { type Reconciled, reconcileDashboards } from '../dashboard/reconcile.ts';
import type { Mode } from './context.ts';
import type { AccountOutcome } from './surveyAccounts.ts';

const NONE: Reconciled = { changes: [], notices: [], failures: [], dashboards: [] };

/** Keeps the dashboards of one account, over all of its Regions: CloudWatch has them for an account, not for a Region. */
export async function keepUpDashboards(
  { context, regions }: AccountOutcome,
  mode: Mode,
): Promise<Reconciled> {
  const { settings, workflow } = context;
  const home = regions.find((region) => region.account);
  if (settings.dashboardName === '' || !home?.account) return NONE;
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
