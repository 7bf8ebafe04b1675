import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../aws/failure.ts';
import { REPORT_SCHEMA } from './json.ts';
import type { Run } from './run.ts';
import { reportSchema } from './schema.ts';

export interface ReadReport {
  readonly file: string;
  readonly run: Run;
}

/** What else a report directory holds as JSON: manifests of deleted campaigns. */
const MANIFESTS = /(^|[\\/])manifests[\\/]/;

/** Every report in a directory and below it. A file that is none, or is damaged, is a failure and not passed over. */
export async function readReports(
  directory: string,
): Promise<{ readonly reports: readonly ReadReport[]; readonly failures: readonly Failure[] }> {
  const reports: ReadReport[] = [];
  const failures: Failure[] = [];
  for (const file of await filesIn(directory)) {
    const reading = await readReport(join(directory, file));
    if (typeof reading === 'string') failures.push(unusable(file, reading));
    else reports.push({ file, run: reading });
  }
  return { reports, failures };
}

async function filesIn(directory: string): Promise<readonly string[]> {
  const all = await readdir(directory, { recursive: true }).catch(() => []);
  return all.filter((file) => file.endsWith('.json') && !MANIFESTS.test(file)).sort();
}

/** The run, or why the file is no report of this version. */
async function readReport(path: string): Promise<Run | string> {
  let data: unknown;
  try {
    data = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    return `It cannot be read as JSON: ${error instanceof Error ? error.message : error}`;
  }
  const { $schema } = (data ?? {}) as { $schema?: unknown };
  if ($schema !== REPORT_SCHEMA)
    return `It is not a report of this version: its $schema is not ${REPORT_SCHEMA}.`;
  const parsed = reportSchema.safeParse(data);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.join('.') || 'the report';
    return `It is not a whole report of this version: ${place}: ${issue?.message}.`;
  }
  const { $schema: _, ...run } = parsed.data;
  return run;
}

function unusable(file: string, cause: string): Failure {
  return {
    what: 'read a report',
    resource: file,
    cause,
    remedy:
      'Look at the job that wrote it, and use the same version of this action in all jobs. What it tells is not in this summary.',
  };
}
