import { readdir, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import type { GitHub } from '../../github/client.ts';
import type { Check } from '../../outcomes/check.ts';

const NAME = 'schedule of the workflow';
const CHECK = { area: 'github', name: NAME } as const;

/**
 * Whether GitHub still runs by itself the workflows that are checked out, have a schedule and use this action, and the
 * one that runs this. GitHub dispatches no workflow that it switched off: doctor mostly runs in another. `own` is the
 * path of its workflow in the repository. Never throws.
 */
export async function checkSchedules(
  github: GitHub,
  workspace: string,
  own: string,
): Promise<readonly Check[]> {
  const others = (await workflowsIn(workspace)).filter((file) => file !== own);
  const read = await Promise.all(
    [own, ...others].map(async (file) => ({ file, ...(await readWorkflow(resolve(workspace, file))) })),
  );
  const scheduled = read.filter(
    ({ file, schedule, usesUs }) => schedule !== 'none' && (file === own || (schedule === 'some' && usesUs)),
  );
  if (scheduled.length > 0) return Promise.all(scheduled.map(({ file }) => checked(github, file)));
  const found = `no workflow that is checked out has a schedule and uses this action; ${own} has none`;
  const remedy = 'Check out the repository before doctor, or run it in the workflow that has the schedule.';
  return [{ ...CHECK, result: 'unknown', found, remedy }];
}

async function checked({ octokit, owner, repo }: GitHub, file: string): Promise<Check> {
  const state = await octokit.rest.actions.getWorkflow({ owner, repo, workflow_id: nameOf(file) }).then(
    ({ data }) => data.state,
    () => undefined,
  );
  return stateOf(state, file);
}

const FOLDER = '.github/workflows';
const nameOf = (file: string) => file.slice(file.lastIndexOf('/') + 1);

async function workflowsIn(workspace: string): Promise<readonly string[]> {
  const names = await readdir(resolve(workspace, FOLDER)).catch(() => []);
  return names.filter((name) => /\.ya?ml$/.test(name)).map((name) => `${FOLDER}/${name}`);
}

/** States are those of the workflow object (GitHub docs, REST, "Get a workflow"). */
export function stateOf(state: string | undefined, file: string): Check {
  const enable = `Enable it again: open ${file} under Actions and choose Enable workflow, or run \`gh workflow enable ${nameOf(file)}\`.`;
  switch (state) {
    case 'active':
      return { ...CHECK, result: 'ok', found: `${file} is active` };
    case 'disabled_inactivity':
      return {
        ...CHECK,
        result: 'wrong',
        found: `GitHub switched ${file} off, as it does in public repositories after 60 days without activity`,
        remedy: `${enable} A commit to the repository in each 60 days keeps it on.`,
      };
    case 'disabled_manually':
      return { ...CHECK, result: 'wrong', found: `someone switched ${file} off`, remedy: enable };
    case undefined:
      return {
        ...CHECK,
        result: 'unknown',
        found: `GitHub does not tell this token whether ${file} is switched on`,
        remedy: 'Give the job `permissions: { actions: read }`, beside those it has, or look under Actions.',
      };
    default:
      return { ...CHECK, result: 'wrong', found: `GitHub calls ${file} ${state}`, remedy: enable };
  }
}

interface WorkflowRead {
  /** `unknown` where the file is not checked out, or cannot be read. */
  readonly schedule: 'some' | 'none' | 'unknown';
  readonly usesUs: boolean;
}

/** A step that uses this action under its own name, wherever it was copied to, or from the repository itself. */
const USES_US = /^\s*(?:- )?uses: *['"]?(?:\.\/?|[\w.-]+\/personalize-monitor)(?:@|['"]?\s*$)/m;

async function readWorkflow(path: string): Promise<WorkflowRead> {
  try {
    const text = await readFile(path, 'utf8');
    const workflow = parse(text) as { on?: unknown } | undefined;
    const on = workflow?.on;
    const names = Array.isArray(on) ? on : typeof on === 'object' && on !== null ? Object.keys(on) : [on];
    return { schedule: names.includes('schedule') ? 'some' : 'none', usesUs: USES_US.test(text) };
  } catch {
    return { schedule: 'unknown', usesUs: false };
  }
}
