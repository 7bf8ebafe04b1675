import type { Run } from './run.ts';
import { monitoredResources, windowsBackfilled, windowsPublished } from './totals.ts';

/** Where the report's files are. */
export interface ReportPaths {
  readonly report: string;
  readonly summary: string;
}

/**
 * The step outputs of a run by the names that `action.yml` declares. In `plan` the counts are of what would be. A
 * change counts as proposed whatever becomes of it; a mark is none, since it changes nothing of how a resource serves.
 * A change by hand looks at one resource only, so that it says nothing of the fleet. There is a pull request's number only
 * when one is open.
 */
export function outputsOf(run: Run, paths: ReportPaths): Record<string, string> {
  const changes = run.changes.filter(({ kind }) => kind !== 'mark' && kind !== 'unmark');
  const alarms = run.upkeep.filter(({ target, outcome }) => target === 'alarm' && outcome !== 'failed');
  const order = {
    result: run.result,
    'changes-proposed': String(changes.length),
    'changes-applied': String(changes.filter(({ outcome }) => outcome.kind === 'done').length),
    report: paths.report,
    summary: paths.summary,
  };
  if (run.command !== 'monitor' && run.command !== 'plan') return order;
  return {
    ...order,
    'monitored-resources': String(monitoredResources(run)),
    'windows-published': String(windowsPublished(run)),
    'windows-backfilled': String(windowsBackfilled(run)),
    'alarms-changed': String(alarms.length),
    findings: String(run.findings.length),
    'idle-resources': String(run.findings.filter(({ kind }) => kind === 'idle').length),
    'monthly-waste-usd': run.savings.monthlyWasteUsd.toFixed(2),
    ...(run.pullRequest ? { 'pull-request-number': String(run.pullRequest.number) } : {}),
  };
}
