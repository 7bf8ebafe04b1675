import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import type { GitHub } from '../../github/client.ts';
import type { Check } from '../../outcomes/check.ts';

const NAME = 'schedule of the workflow';
const CHECK = { area: 'github', name: NAME } as const;

/** Whether the workflow that runs this also runs by itself. `file` is its path in the repository. Never throws. */
export async function checkSchedule(
  { octokit, owner, repo }: GitHub,
  workspace: string,
  file: string,
): Promise<Check> {
  const schedule = await scheduleIn(resolve(workspace, file));
  if (schedule === 'none') {
    return {
      ...CHECK,
      result: 'unknown',
      found: `${file} has no schedule`,
      remedy: 'Run doctor as a job or by hand in the workflow that has the schedule, to have that looked at.',
    };
  }
  const workflow_id = file.slice(file.lastIndexOf('/') + 1);
  const state = await octokit.rest.actions.getWorkflow({ owner, repo, workflow_id }).then(
    ({ data }) => data.state,
    () => undefined,
  );
  return stateOf(state, file);
}

/** States are those of the workflow object (GitHub docs, REST, "Get a workflow"). */
export function stateOf(state: string | undefined, file: string): Check {
  const enable = `Enable it again: open ${file} under Actions and choose Enable workflow, or run \`gh workflow enable\`.`;
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

/** `unknown` where the file is not checked out, or cannot be read. */
async function scheduleIn(path: string): Promise<'some' | 'none' | 'unknown'> {
  try {
    const workflow = parse(await readFile(path, 'utf8')) as { on?: unknown } | undefined;
    const on = workflow?.on;
    const names = Array.isArray(on) ? on : typeof on === 'object' && on !== null ? Object.keys(on) : [on];
    return names.includes('schedule') ? 'some' : 'none';
  } catch {
    return 'unknown';
  }
}
