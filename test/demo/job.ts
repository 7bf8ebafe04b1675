/** A run of the built action as the runner does it: in a job of the repository, in a process of its own. */
import { writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import type { GitHubSandbox } from '../sandbox/github/server.ts';
import { type StepResult, startStep } from '../support/process.ts';
import { defaultInputs } from './inputs.ts';
import { checkOut, payloadOf, WORKFLOW_FILE } from './repository.ts';
import type { Place, Scene, Stage } from './scene.ts';

const CLOCK = new URL('../support/clock-offset.ts', import.meta.url).href;

/** Runs at the time of the sandbox. `written` is what the action wrote to GitHub, as `POST /repos/…`. */
export async function runJob(
  scene: Scene,
  { sandbox, github, place }: Stage,
  signal: AbortSignal,
): Promise<{ step: StepResult; written: readonly string[] }> {
  const job = await jobOf(scene, github, place);
  sandbox.calls.clear();
  github.forgetCalls();
  const running = await startStep({
    url: sandbox.url,
    inputs: {
      ...defaultInputs(),
      'github-token': github.token,
      'report-directory': place.reports,
      ...scene.inputs(place),
    },
    env: {
      ...job,
      GITHUB_WORKSPACE: place.workspace,
      CLOCK_OFFSET_MS: String(Math.round(sandbox.clock.now() - Date.now())),
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
    },
    node: ['--import', CLOCK],
  });
  const stop = () => running.kill('SIGTERM');
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  const step = await running.result.finally(() => signal.removeEventListener('abort', stop));
  signal.throwIfAborted();
  return { step, written: writesTo(github) };
}

/** What the runner sets in the job, with the repository checked out as the workflow does it first. */
async function jobOf({ startedBy }: Scene, github: GitHubSandbox, { workspace }: Place) {
  const ref = startedBy === undefined ? 'main' : `${startedBy}/merge`;
  const event = `${workspace}.event.json`;
  await checkOut(github, startedBy, workspace);
  await writeFile(event, JSON.stringify(await payloadOf(github, startedBy)));
  return {
    GITHUB_ACTIONS: 'true',
    GITHUB_API_URL: github.url,
    GITHUB_REPOSITORY: `${github.owner}/${github.repo}`,
    GITHUB_WORKFLOW_REF: `${github.owner}/${github.repo}/${WORKFLOW_FILE}@refs/heads/main`,
    GITHUB_EVENT_NAME: startedBy === undefined ? 'schedule' : 'pull_request',
    GITHUB_EVENT_PATH: event,
    GITHUB_REF_NAME: ref,
    GITHUB_REF_TYPE: 'branch',
  };
}

/** Questions to the GraphQL API are no writes, and neither is what was refused. */
function writesTo({ calls }: GitHubSandbox): string[] {
  return calls
    .filter(({ method, path, status }) => method !== 'GET' && path !== '/graphql' && status < 400)
    .map(({ method, path }) => `${method} ${path}`);
}
