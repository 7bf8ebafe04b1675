import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { getIDToken } from '@actions/core';
import { AT_ONCE } from '../../src/github/pace.ts';
import { main } from '../../src/main.ts';
import type { Run } from '../../src/report/run.ts';
import type { Runner } from '../../src/world.ts';
import type { GitHubSandbox } from '../sandbox/github/server.ts';
import type { Sandbox } from '../sandbox/server.ts';

/** What a run of the action left behind for the runner, its user and the next step. */
export interface ActionResult {
  readonly exitCode: number;
  readonly outputs: Readonly<Record<string, string>>;
  readonly annotations: readonly {
    readonly level: string;
    readonly title?: string;
    readonly message: string;
  }[];
  readonly log: readonly string[];
  /** Undefined when the run did not get as far as a report. */
  readonly summary: string | undefined;
  readonly report: Run | undefined;
}

export interface ActionOptions {
  /** Where the action keeps issues and pull requests; without it, GitHub is not asked. */
  readonly github?: Pick<GitHubSandbox, 'url' | 'owner' | 'repo' | 'token'>;
  /** Of the repository that is checked out, beside a README.md; contents by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** The payload of the event; that of a scheduled run on the default branch unless given. */
  readonly event?: { readonly name: string; readonly payload: object };
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/**
 * Runs the action in this process, against the sandbox and by its clock. The SDK reads its settings from
 * `process.env`, so that they are put there.
 */
export async function runAction(
  sandbox: Pick<Sandbox, 'url' | 'clock'>,
  inputs: Readonly<Record<string, string>> = {},
  { env = {}, signal = new AbortController().signal, github, files = {}, event }: ActionOptions = {},
): Promise<ActionResult> {
  const directory = await mkdtemp(join(tmpdir(), 'personalize-monitor-'));
  await writeFile(join(directory, 'README.md'), '# A repository that was checked out\n');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
  const onGitHub = github ? await gitHubEnv(github, directory, event) : {};
  const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: sandbox.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    ...env,
  });
  const outputs: Record<string, string> = {};
  const annotations: { level: string; title?: string; message: string }[] = [];
  const log: string[] = [];
  const annotate = (level: string) => (message: string, properties?: { title?: string }) => {
    annotations.push({ level, ...properties, message });
  };
  const runner: Runner = {
    info: (line) => log.push(line),
    startGroup: (heading) => log.push(heading),
    endGroup: () => undefined,
    error: annotate('error'),
    warning: annotate('warning'),
    setOutput: (name, value) => {
      outputs[name] = value;
    },
    setSecret: () => undefined,
    getIDToken: (audience) =>
      env['ACTIONS_ID_TOKEN_REQUEST_URL']
        ? getIDToken(audience)
        : Promise.reject(new Error('Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable')),
  };
  const exitCode = await main({
    env: { ...process.env, RUNNER_TEMP: directory, ...onGitHub, ...env, ...Object.fromEntries(given) },
    pace: AT_ONCE,
    runner,
    now: () => sandbox.clock.now(),
    sleep: async () => undefined,
    cwd: directory,
    signal,
  });
  const { report, summary } = outputs;
  const result = {
    exitCode,
    outputs,
    annotations,
    log,
    summary: summary ? await readFile(summary, 'utf8') : undefined,
    report: report ? JSON.parse(await readFile(report, 'utf8')) : undefined,
  };
  await rm(directory, { recursive: true });
  return result;
}

/** What the runner sets in a job of that repository. */
async function gitHubEnv(
  { url, owner, repo, token }: NonNullable<ActionOptions['github']>,
  directory: string,
  event: ActionOptions['event'] = { name: 'schedule', payload: {} },
): Promise<Record<string, string>> {
  const payload = join(directory, 'event.json');
  await writeFile(payload, JSON.stringify(event.payload));
  return {
    GITHUB_API_URL: url,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: `${owner}/${repo}`,
    GITHUB_RUN_ID: '17',
    GITHUB_WORKFLOW_REF: `${owner}/${repo}/.github/workflows/personalize.yml@refs/heads/main`,
    GITHUB_EVENT_NAME: event.name,
    GITHUB_EVENT_PATH: payload,
    GITHUB_REF_NAME: 'main',
    GITHUB_REF_TYPE: 'branch',
    'INPUT_GITHUB-TOKEN': token,
  };
}
