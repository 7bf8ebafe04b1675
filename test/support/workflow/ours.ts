import { writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { defaultInputs } from '../../demo/inputs.ts';
import type { Clock } from '../../sandbox/clock.ts';
import { startTokenService } from '../../sandbox/oidc.ts';
import { runStep, type StepResult } from '../process.ts';
import type { JobPlace } from './others.ts';

const CLOCK = new URL('../clock-offset.ts', import.meta.url).href;

export interface OursPlace extends JobPlace {
  readonly aws: { readonly url: string; readonly clock: Clock };
  readonly temp: string;
  readonly event: { readonly name: string; readonly payload: object };
  /** The path of the workflow in the repository. */
  readonly file: string;
  /** Of the OIDC token; undefined in a job without `id-token: write`. */
  readonly subject: string | undefined;
}

/**
 * Runs the built action in a process of its own, with what the runner gives a job and nothing else: no credentials of
 * AWS and no Region but by the inputs.
 */
export async function useOurs(
  inputs: Readonly<Record<string, string>>,
  place: OursPlace,
): Promise<StepResult> {
  const { aws, github, temp, event, subject, file } = place;
  const payload = join(temp, 'event.json');
  await writeFile(payload, JSON.stringify(event.payload));
  const claims = { sub: subject, event_name: event.name };
  const oidc = subject === undefined ? undefined : await startTokenService({ clock: aws.clock, claims });
  const repository = `${github.owner}/${github.repo}`;
  try {
    return await runStep({
      url: aws.url,
      inputs: { ...defaultInputs(), 'github-token': github.token, ...inputs },
      env: {
        AWS_REGION: undefined,
        AWS_ACCESS_KEY_ID: undefined,
        AWS_SECRET_ACCESS_KEY: undefined,
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_CONFIG_FILE: devNull,
        AWS_SHARED_CREDENTIALS_FILE: devNull,
        CLOCK_OFFSET_MS: String(Math.round(aws.clock.now() - Date.now())),
        GITHUB_ACTIONS: 'true',
        GITHUB_API_URL: github.url,
        GITHUB_REPOSITORY: repository,
        GITHUB_RUN_ID: place.runId,
        GITHUB_WORKFLOW_REF: `${repository}/${file}@refs/heads/main`,
        GITHUB_WORKSPACE: place.workspace,
        GITHUB_EVENT_NAME: event.name,
        GITHUB_EVENT_PATH: payload,
        GITHUB_REF_NAME: place.pullRequest === undefined ? 'main' : `${place.pullRequest}/merge`,
        GITHUB_REF_TYPE: 'branch',
        RUNNER_TEMP: temp,
        ...oidc?.env,
      },
      node: ['--import', CLOCK],
    });
  } finally {
    await oidc?.close();
  }
}
