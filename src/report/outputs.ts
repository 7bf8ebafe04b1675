import type { Run } from './run.ts';
import { changesThatAre, monitoredResources, windowsBackfilled, windowsPublished } from './totals.ts';

/** Where the report's files are. */
export interface ReportPaths {
  readonly report: string;
  readonly summary: string;
}

/** The step outputs of a run by the names that `action.yml` declares. In `plan` the counts are of what would be. */
export function outputsOf(run: Run, paths: ReportPaths): Record<string, string> {
  const alarms = run.upkeep.filter(({ target, outcome }) => target === 'alarm' && outcome !== 'failed');
  return {
    result: run.result,
    'monitored-resources': String(monitoredResources(run)),
    'windows-published': String(windowsPublished(run)),
    'windows-backfilled': String(windowsBackfilled(run)),
    'alarms-changed': String(alarms.length),
    findings: String(run.findings.length),
    'changes-proposed': String(changesThatAre('planned', run).length),
    'changes-applied': String(changesThatAre('done', run).length),
    'idle-resources': String(run.findings.filter(({ kind }) => kind === 'idle').length),
    'monthly-waste-usd': run.savings.monthlyWasteUsd.toFixed(2),
    report: paths.report,
    summary: paths.summary,
  };
}
