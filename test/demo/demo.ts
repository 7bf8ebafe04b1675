/**
 * Shows what this action does, without an AWS account: `npm run demo [-- --pages <directory>]`.
 *
 * Account and repository are the sandbox's, on ports of this machine; the action is the built one, in a process of its own,
 * at the story's time. The exit code is 0 when all went as told, and 1 otherwise. Temporary files are removed,
 * the pages aside, which stay in the place that is named at the end.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { narrator } from './narrator.ts';
import { writePages } from './pages.ts';
import { play } from './play.ts';

const INTERRUPTED = 130;

const { values } = parseArgs({ options: { pages: { type: 'string' } } });
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => interrupted.abort());
}
process.stdout.once('error', () => interrupted.abort());
const pages = values.pages === undefined ? undefined : resolve(values.pages);
process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
process.exitCode = await demo();

async function demo(): Promise<number> {
  if (!existsSync('dist/index.js')) {
    console.error('There is no dist/index.js yet: run npm run build first.');
    return 1;
  }
  const { signal } = interrupted;
  try {
    const told = narrator();
    const played = await play(told, Date.now(), signal);
    const directory = pages ?? (await mkdtemp(join(tmpdir(), 'personalize-monitor-demo-')));
    const index = await writePages(played, directory).catch(async (error: unknown) => {
      if (!pages) await rm(directory, { recursive: true, force: true });
      throw error;
    });
    return told.end(played, index) ? 0 : 1;
  } catch (error) {
    if (!signal.aborted) throw error;
    console.error('\nInterrupted. The stand-ins are closed, and nothing is left behind.');
    return INTERRUPTED;
  }
}
