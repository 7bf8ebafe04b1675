import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Config, parseConfig } from './config.ts';
import { InvalidConfig } from './errors.ts';

export const DEFAULT_CONFIG_FILE = '.github/personalize-monitor.yml';

/**
 * The config file of the repository checked out into `workspace`; undefined when there is none.
 * @throws InvalidConfig naming every error in it, and that it is missing where another than the default was named.
 */
export async function readConfig(workspace: string, file: string): Promise<Config | undefined> {
  let text: string;
  try {
    text = await readFile(resolve(workspace, file), 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (missing && file === DEFAULT_CONFIG_FILE) return undefined;
    const why = error instanceof Error ? error.message : String(error);
    const allowed = `could not be read: ${why}. Check out the repository before this step, and the input config-file.`;
    throw new InvalidConfig(file, [{ file, path: '', line: 1, column: 1, value: undefined, allowed }]);
  }
  const parsed = parseConfig(text, file);
  if (parsed.kind === 'invalid') throw new InvalidConfig(file, parsed.errors);
  return parsed.config;
}

/**
 * Events that run on, or beside, what someone proposes. `pull_request_target` and `workflow_run` are on the default
 * branch for GitHub, and often check out a fork's (GitHub docs, "Events that trigger workflows").
 */
const OF_A_PROPOSAL: ReadonlySet<string> = new Set([
  'pull_request',
  'pull_request_target',
  'workflow_run',
  'merge_group',
]);

/**
 * True when the run is known to be of the repository's default branch: scheduled runs always are (GitHub docs,
 * "schedule"), others when the event's payload names the branch that they are on as the default. Never so for the
 * events of a proposal.
 */
export async function isDefaultBranch(env: Readonly<Record<string, string | undefined>>): Promise<boolean> {
  const event = env['GITHUB_EVENT_NAME'] ?? '';
  if (event === 'schedule') return true;
  if (OF_A_PROPOSAL.has(event)) return false;
  const { GITHUB_REF_NAME: branch, GITHUB_REF_TYPE: type, GITHUB_EVENT_PATH: path } = env;
  if (type !== 'branch' || !branch || !path) return false;
  try {
    const payload = JSON.parse(await readFile(path, 'utf8')) as { repository?: { default_branch?: unknown } };
    return payload.repository?.default_branch === branch;
  } catch {
    return false;
  }
}
