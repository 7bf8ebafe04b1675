import { mkdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CallMeter } from './aws/calls.ts';
import { type ClientOptions, clientFactory, environmentRegion, signInClient } from './aws/clients.ts';
import { oidcCredentials, sessionName } from './aws/oidc.ts';
import { userChoseRetries } from './aws/retry.ts';
import type { Context, Log } from './commands/context.ts';
import { gitHubClient } from './github/client.ts';
import { eventOf, type WorkflowEvent } from './github/event.ts';
import { isDefaultBranch, readConfig } from './settings/config/read.ts';
import { readInputs } from './settings/inputs.ts';
import { InvalidInputs } from './settings/invalid.ts';
import { parseSettings, type Settings } from './settings/settings.ts';
import { VERSION } from './version.ts';
import type { Runner, World } from './world.ts';

/**
 * All that a command has of the world, from the inputs and the job's environment. Calls neither AWS nor GitHub.
 * @throws InvalidInputs or InvalidConfig, each naming all that is wrong.
 */
export async function contextOf(world: World): Promise<Context> {
  const { env, runner, now, sleep, cwd, signal } = world;
  const log = logTo(runner);
  const settings = parseSettings(readInputs(env), {
    region: await environmentRegion(),
    reportDirectory: join(env['RUNNER_TEMP'] || tmpdir(), 'personalize-monitor'),
  });
  await mkdir(settings.reportDirectory, { recursive: true }).catch((error: unknown) => {
    const allowed = `must be a directory that can be written to: ${error instanceof Error ? error.message : error}`;
    throw new InvalidInputs([{ name: 'report-directory', value: settings.reportDirectory, allowed }]);
  });
  const meter = new CallMeter();
  const options = { meter, signal, env, patient: !(await userChoseRetries()) };
  const workspace = env['GITHUB_WORKSPACE'] || cwd;
  return {
    settings,
    clients: clientFactory({ ...options, ...credentialsOf(world, settings, options) }),
    meter,
    now,
    sleep,
    signal,
    log,
    github: gitHubOf(world, settings, log),
    event: await readEvent(env),
    workflow: workflowOf(env),
    workspace,
    config: {
      // No policy stands in the way of what a person asks for by name, nor does an error in the file.
      file: settings.order ? undefined : await readConfig(workspace, settings.configFile),
      trusted: await isDefaultBranch(env),
    },
    configFiles: [settings.configFile, ...workflowFile(env)].map((file) => resolve(workspace, file)),
    version: VERSION,
  };
}

/** Of the role that the user names; else those of the environment, which the SDK finds itself. */
function credentialsOf(
  { env, runner, now, sleep, signal }: World,
  { roleToAssume: role, regions }: Settings,
  options: Omit<ClientOptions, 'credentials'>,
): Pick<ClientOptions, 'credentials'> {
  const [region] = regions;
  if (role === undefined || region === undefined) return {};
  const credentials = oidcCredentials({
    role,
    region,
    sts: () => signInClient(options, region),
    sessionName: sessionName(env['GITHUB_RUN_ID']),
    getToken: (audience) => runner.getIDToken(audience),
    mask: (secret) => runner.setSecret(secret),
    sleep,
    now,
    signal,
  });
  return { credentials };
}

/** GitHub sets `GITHUB_API_URL` and `GITHUB_REPOSITORY` in every job (GitHub docs, default variables). */
function gitHubOf({ env, runner, signal, pace }: World, { gitHubToken: token }: Settings, log: Log) {
  const { GITHUB_REPOSITORY: repository, GITHUB_API_URL: apiUrl = 'https://api.github.com' } = env;
  if (token === undefined || !repository) return undefined;
  runner.setSecret(token);
  return gitHubClient({
    token,
    apiUrl,
    repository,
    signal,
    version: VERSION,
    log: log.info,
    ...(pace ? { pace } : {}),
  });
}

/** An event that cannot be read tells nothing. */
async function readEvent(env: NodeJS.ProcessEnv): Promise<WorkflowEvent> {
  const path = env['GITHUB_EVENT_PATH'];
  return eventOf(env, path ? await readFile(path, 'utf8').catch(() => undefined) : undefined);
}

function logTo(runner: Runner): Log {
  return {
    info: (line) => runner.info(line),
    group(heading, lines) {
      runner.startGroup(heading);
      for (const line of lines) runner.info(line);
      runner.endGroup();
    },
  };
}

/** The path of the workflow that runs this, which may name the resources to monitor. */
function workflowFile(env: NodeJS.ProcessEnv): string[] {
  const file = /\/(\.github\/workflows\/[^@]+)@/.exec(env['GITHUB_WORKFLOW_REF'] ?? '')?.[1];
  return file ? [file] : [];
}

/** `GITHUB_WORKFLOW_REF` is `<owner>/<repo>/.github/workflows/<file>@<ref>` (GitHub docs, default variables). */
function workflowOf(env: NodeJS.ProcessEnv): Context['workflow'] {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id } = env;
  if (!server || !repository || !id) return undefined;
  const file = /\.github\/workflows\/([^@/]+)@/.exec(env['GITHUB_WORKFLOW_REF'] ?? '')?.[1];
  const page = `${server}/${repository}/actions${file ? `/workflows/${file}` : ''}`;
  return { run: `${server}/${repository}/actions/runs/${id}`, page };
}
