import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { billTable } from './bill.ts';
import { pageOf } from './page.ts';
import type { Played, Story } from './play.ts';
import type { Look, Scene } from './scene.ts';
import { issuesPage, threadPage } from './thread-page.ts';
import { type Thread, threadIn } from './threads.ts';

/** The file of a scene's page, or undefined when it has none. `index` counts all scenes from 0. */
export function pageFileOf({ name, hasPage }: Scene, index: number): string | undefined {
  return hasPage ? `${index + 1}-${name}.html` : undefined;
}

/** The file of what a scene shows of GitHub. */
export function lookFileOf({ name }: Scene, index: number, look: Look): string {
  return `${index + 1}-${name}-${look === 'issues' ? 'list' : `number-${look}`}.html`;
}

/** Writes the pages of the runs that matter and an index of all runs into the directory. Gives the index's path. */
export async function writePages({ scenes, bill }: Story, directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  const rows = await Promise.all(
    scenes.map(async (played, index) => {
      const { scene, step, report } = played;
      const file = pageFileOf(scene, index);
      if (file) await writeFile(join(directory, file), pageOf(step.stepSummary, scene.title));
      const looks = await writeLooks(played, index, directory);
      const { result = 'none', 'changes-applied': applied = '' } = step.outputs;
      const waste = report && report.regions.length > 0 ? wasteOf(report.savings.monthlyWasteUsd) : '';
      const title = file ? `[${scene.title}](${file})` : scene.title;
      return `| ${title} | ${looks.join(', ')} | ${result} | ${step.exitCode} | ${applied} | ${waste} |`;
    }),
  );
  const index = [
    '# The pages of the demo',
    '',
    'A run leads to its job summary, much as GitHub shows it, in a light or dark theme as your system has it. Beside it are the issues and pull requests as they were after it.',
    '',
    '| Run | On GitHub | Result | Exit code | Changes made | Waste a month |',
    '| --- | --- | --- | --: | --: | --: |',
    ...rows,
    '',
    '### The bill',
    '',
    "What a month of the last week's traffic costs (estimate), at the floors of day 0 and of day 8.",
    '',
    billTable(bill),
  ];
  const path = join(directory, 'index.html');
  await writeFile(path, pageOf(index.join('\n'), 'Demo of personalize-monitor'));
  return path;
}

/** Gives links to the pages, in Markdown. */
async function writeLooks({ scene, threads }: Played, index: number, directory: string): Promise<string[]> {
  return Promise.all(
    (scene.looks ?? []).map(async (look) => {
      const file = lookFileOf(scene, index, look);
      await writeFile(join(directory, file), lookPage(look, threads));
      return `[${look === 'issues' ? 'issues' : `#${look}`}](${file})`;
    }),
  );
}

/** What there is to see on GitHub, as a page. */
export function lookPage(look: Look, threads: readonly Thread[]): string {
  return look === 'issues' ? issuesPage(threads) : threadPage(threadIn(threads, look));
}

function wasteOf(usd: number): string {
  return `$${Math.round(usd).toLocaleString('en-US')}`;
}
