import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderJson } from './json.ts';
import type { ReportPaths } from './outputs.ts';
import type { Run } from './run.ts';
import { MAX_SUMMARY_BYTES, renderSummary } from './summary.ts';

/**
 * Writes `report.json` and `summary.md` into the directory, which is made if need be, each whole or not at all.
 * With `summaryFile` (what `GITHUB_STEP_SUMMARY` names) the Markdown is appended to that file too, cut to what
 * the step has left of its limit.
 */
export async function writeReport({
  run,
  directory,
  summaryFile,
}: {
  readonly run: Run;
  readonly directory: string;
  readonly summaryFile?: string;
}): Promise<ReportPaths> {
  await mkdir(directory, { recursive: true });
  const paths = { report: join(directory, 'report.json'), summary: join(directory, 'summary.md') };
  await writeWhole(paths.report, renderJson(run));
  const markdown = renderSummary(run);
  await writeWhole(paths.summary, markdown);
  if (summaryFile) await appendSummary(run, markdown, summaryFile);
  return paths;
}

async function appendSummary(run: Run, whole: string, file: string): Promise<void> {
  const used = await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
  const separator = used > 0 ? '\n\n' : '';
  const maxBytes = MAX_SUMMARY_BYTES - used - separator.length;
  const markdown = Buffer.byteLength(whole) <= maxBytes ? whole : renderSummary(run, { maxBytes });
  if (markdown !== '') await appendFile(file, separator + markdown);
}

/** A reader of the file, or a run that is killed, never sees half of it. */
async function writeWhole(file: string, content: string): Promise<void> {
  const unfinished = `${file}.${randomUUID()}`;
  try {
    await writeFile(unfinished, content);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
