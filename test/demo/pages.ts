import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pageOf } from './page.ts';
import type { Played } from './play.ts';

/** Writes a page for each run and an index of them into the directory. Gives the path of the index. */
export async function writePages(all: readonly Played[], directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  const links = await Promise.all(
    all.map(async (played, index) => {
      const { scene, step } = played;
      const file = `${index + 1}-${scene.name}.html`;
      await writeFile(join(directory, file), pageOf(step.stepSummary, scene.title));
      return { file, played };
    }),
  );
  const rows = links.map(
    ({ file, played: { scene, step } }) =>
      `| [${scene.title}](${file}) | ${step.outputs['result'] ?? 'none'} | ${step.exitCode} |`,
  );
  const index = [
    '# The job summaries of the demo',
    '',
    'Each page shows the summary of one run much as GitHub shows it, in a light or dark theme as your system has it.',
    '',
    '| Run | Result | Exit code |',
    '| --- | --- | --: |',
    ...rows,
  ];
  const path = join(directory, 'index.html');
  await writeFile(path, pageOf(index.join('\n'), 'Demo of personalize-monitor'));
  return path;
}
