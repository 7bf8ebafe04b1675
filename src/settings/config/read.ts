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
 * Events whose runs are of the branch that they name and of nothing that anyone proposes. Others, such as
 * `pull_request_target`, `workflow_run` and `issue_comment`, are on the default branch for GitHub, and often check out
 * a fork's (GitHub docs, "Events that trigger workflows"). Outside of GitHub there is none.
 */
const OF_A_BRANCH: ReadonlySet<string> = new Set([
  'schedule',
  'push',
  'workflow_dispatch',
  'repository_dispatch',
  '',
]);

type Env = Readonly<Record<string, string | undefined>>;

/**
 * True when the run is known to be of the repository's default branch, which the event's payload names; else `ask`
 * does. Scheduled runs always are (GitHub docs, "schedule"), unless something says otherwise.
 */
export async function isDefaultBranch(
  env: Env,
  ask: () => Promise<string | undefined> = async () => undefined,
): Promise<boolean> {
  const event = env['GITHUB_EVENT_NAME'] ?? '';
  if (!OF_A_BRANCH.has(event)) return false;
  const isScheduled = event === 'schedule';
  const branch = branchIn(env);
  if (branch === undefined) return isScheduled && (env['GITHUB_REF'] ?? '') === '';
  const told = await toldIn(env['GITHUB_EVENT_PATH']);
  const fallback = isScheduled ? branch : undefined;
  return branch === (told ?? (await ask()) ?? fallback);
}

function branchIn({
  GITHUB_REF: ref,
  GITHUB_REF_NAME: name,
  GITHUB_REF_TYPE: type,
}: Env): string | undefined {
  if (type === 'branch' && name) return name;
  return type ? undefined : /^refs\/heads\/(.+)$/.exec(ref ?? '')?.[1];
}

/** The default branch that an event's payload names. */
async function toldIn(path: string | undefined): Promise<string | undefined> {
  try {
    const payload = JSON.parse(await readFile(path ?? '', 'utf8')) as {
      repository?: { default_branch?: unknown };
    };
    const branch = payload.repository?.default_branch;
    return typeof branch === 'string' ? branch : undefined;
  } catch {
    return undefined;
  }
}
