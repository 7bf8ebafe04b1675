import type { Failure } from '../aws/failure.ts';
import { mergeReports } from '../report/merge.ts';
import { readReports } from '../report/read.ts';
import type { Run } from '../report/run.ts';
import { hidesAccountIds } from './board.ts';
import type { Context } from './context.ts';

/** Merges the reports of many jobs into one. Asks neither AWS nor GitHub. */
export async function report(context: Context): Promise<Run> {
  const { settings, now, workflow, version } = context;
  const read = await readReports(settings.reports);
  const at = new Date(now()).toISOString();
  return mergeReports(read.reports, {
    expected: settings.accounts.map(({ name }) => name),
    failures: [...read.failures, ...nothingFound(read.reports.length, settings.reports)],
    accountIdsHidden: hidesAccountIds(context),
    at,
    version,
    ...(workflow ? { workflow } : {}),
  });
}

function nothingFound(reports: number, directory: string): readonly Failure[] {
  if (reports > 0) return [];
  return [
    {
      what: 'find a report to merge',
      resource: directory,
      cause: 'There is no report of a run in this directory.',
      remedy:
        'Upload report-directory as an artifact in each job, download all of them before this step, and name their directory in reports.',
    },
  ];
}
