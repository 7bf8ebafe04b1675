import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { renderJson } from '../../src/report/json.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { writeReport } from '../../src/report/write.ts';
import { firstRun, fleetOf, steady } from './runs.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'report-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('writing the report', () => {
  test('makes the directory and writes both files, and nothing else', async () => {
    const directory = join(root, 'deep', 'down');
    const paths = await writeReport({ run: steady, directory });
    expect(paths).toEqual({ report: join(directory, 'report.json'), summary: join(directory, 'summary.md') });
    expect(await readFile(paths.report, 'utf8')).toBe(renderJson(steady));
    expect(await readFile(paths.summary, 'utf8')).toBe(renderSummary(steady));
    expect((await readdir(directory)).sort()).toEqual(['report.json', 'summary.md']);
  });

  test('replaces the report of an earlier run', async () => {
    await writeReport({ run: firstRun, directory: root });
    const { report } = await writeReport({ run: steady, directory: root });
    expect(await readFile(report, 'utf8')).toBe(renderJson(steady));
  });

  test('appends the Markdown to the step summary, after what is there', async () => {
    const summaryFile = join(root, 'step.md');
    await writeFile(summaryFile, '# From another tool');
    await writeReport({ run: steady, directory: join(root, 'r'), summaryFile });
    expect(await readFile(summaryFile, 'utf8')).toBe(`# From another tool\n\n${renderSummary(steady)}`);
  });

  test('never takes the step summary over its limit, whatever is in it', async () => {
    const summaryFile = join(root, 'step.md');
    for (const used of [990_000, 999_999, 1_048_576]) {
      await writeFile(summaryFile, 'x'.repeat(used));
      await writeReport({ run: fleetOf(300), directory: join(root, 'r'), summaryFile });
      expect((await stat(summaryFile)).size).toBeLessThanOrEqual(Math.max(used, 1_000_000));
    }
  });

  test('fails, and leaves nothing unfinished, where it cannot write', async () => {
    await writeFile(join(root, 'file'), '');
    await expect(writeReport({ run: steady, directory: join(root, 'file') })).rejects.toThrow(
      /EEXIST|ENOTDIR/,
    );
    expect(await readdir(root)).toEqual(['file']);
  });
});
