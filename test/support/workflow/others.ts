/** What the actions of others do that the workflows use, with folders for what GitHub keeps. */
import { cp, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkOut } from '../../demo/repository.ts';
import type { GitHubSandbox } from '../../sandbox/github/server.ts';

/** What GitHub keeps beyond a job: artifacts by run and name, caches by key, each a folder. */
export interface Kept {
  readonly folder: string;
  readonly artifacts: Map<string, string>;
  readonly caches: Map<string, string>;
}

export interface JobPlace {
  readonly github: GitHubSandbox;
  readonly kept: Kept;
  readonly runId: string;
  readonly workspace: string;
  /** The pull request whose branch is checked out; undefined for `main`. */
  readonly pullRequest: number | undefined;
}

type Inputs = Readonly<Record<string, string>>;

/** Does what an action of others would; false where that fails. */
export async function useOther(uses: string, inputs: Inputs, place: JobPlace): Promise<boolean> {
  const [name = ''] = uses.split('@');
  const act = OTHERS[name];
  if (!act) throw new Error(`There is no stand-in for ${name}`);
  return act(inputs, place);
}

const OTHERS: Readonly<Record<string, (inputs: Inputs, place: JobPlace) => Promise<boolean>>> = {
  'actions/checkout': async (_, { github, pullRequest, workspace }) => {
    await checkOut(github, pullRequest, workspace);
    return true;
  },
  'actions/upload-artifact': async ({ name = 'artifact', path = '' }, { kept, runId }) => {
    const key = `${runId}/${name}`;
    return keep(kept, kept.artifacts, key, path);
  },
  'actions/download-artifact': async ({ name, pattern, path = '', ...inputs }, { kept, runId }) => {
    const run = `${inputs['run-id'] || runId}/`;
    const found = [...kept.artifacts].filter(([key]) => key.startsWith(run));
    if (name !== undefined) {
      const folder = kept.artifacts.get(`${run}${name}`);
      if (folder) await cp(folder, path, { recursive: true });
      return folder !== undefined;
    }
    const start = (pattern ?? '*').replace(/\*$/, '');
    for (const [key, folder] of found) {
      const own = key.slice(run.length);
      if (own.startsWith(start)) await cp(folder, join(path, own), { recursive: true });
    }
    return true;
  },
  'actions/cache/restore': async ({ path = '', key = '', 'restore-keys': others = '' }, { kept }) => {
    const newestFirst = [...kept.caches].reverse();
    const starts = others.split('\n').filter((start) => start !== '');
    const found =
      kept.caches.get(key) ?? newestFirst.find(([own]) => starts.some((start) => own.startsWith(start)))?.[1];
    if (found) await cp(found, path, { recursive: true });
    return true;
  },
  'actions/cache/save': async ({ path = '', key = '' }, { kept }) => {
    await keep(kept, kept.caches, key, path);
    return true;
  },
};

/** That there is nothing to keep is a warning for each of the two. */
async function keep({ folder }: Kept, all: Map<string, string>, key: string, path: string): Promise<boolean> {
  const files = await readdir(path).catch(() => []);
  if (files.length === 0) return true;
  const into = join(folder, `${all.size}-${key.replaceAll('/', '-')}`);
  await mkdir(into, { recursive: true });
  await cp(path, into, { recursive: true });
  all.set(key, into);
  return true;
}
