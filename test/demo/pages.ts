import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { billTable } from './bill.ts';
import { pageOf } from './page.ts';
import type { Story } from './play.ts';
import type { Scene } from './scene.ts';

/** The file of a scene's page, or undefined when it has none. `index` counts all scenes from 0. */
export function pageFileOf({ name, hasPage }: Scene, index: number): string | undefined {
  return hasPage ? `${index + 1}-${name}.html` : undefined;
}

/** Writes the pages of the runs that matter and an index of all runs into the directory. Gives the index's path. */
export async function writePages({ scenes, bill }: Story, directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  const rows = await Promise.all(
    scenes.map(async ({ scene, step, report }, index) => {
      const file = pageFileOf(scene, index);
      if (file) await writeFile(join(directory, file), pageOf(step.stepSummary, scene.title));
      const { result = 'none', 'changes-applied': applied = '' } = step.outputs;
      const waste = report && report.regions.length > 0 ? wasteOf(report.savings.monthlyWasteUsd) : '';
      const title = file ? `[${scene.title}](${file})` : scene.title;
      return `| ${title} | ${result} | ${step.exitCode} | ${applied} | ${waste} |`;
    }),
  );
  const index = [
    '# The job summaries of the demo',
    '',
    'Each page shows the summary of one run much as GitHub shows it, in a light or dark theme as your system has it.',
    '',
    '| Run | Result | Exit code | Changes made | Waste a month |',
    '| --- | --- | --: | --: | --: |',
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

function wasteOf(usd: number): string {
  return `$${Math.round(usd).toLocaleString('en-US')}`;
}
