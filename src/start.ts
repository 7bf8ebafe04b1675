import { mkdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CallMeter } from './aws/calls.ts';
import { type ClientOptions, clientFactory, environmentRegion, signInClient } from './aws/clients.ts';
import { oidcCredentials, sessionName } from './aws/oidc.ts';
import { userChoseRetries } from './aws/retry.ts';
import type { Context, Log } from './commands/context.ts';
import { type GitHub, gitHubClient } from './github/client.ts';
import { eventOf, type WorkflowEvent } from './github/event.ts';
import { readRepository } from './github/repository.ts';
import type { Config } from './settings/config/config.ts';
import { InvalidConfig } from './settings/config/errors.ts';
import { DEFAULT_CONFIG_FILE, isDefaultBranch, readConfig } from './settings/config/read.ts';
import { type Inputs, readInputs } from './settings/inputs.ts';
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
  const workspace = env['GITHUB_WORKSPACE'] || cwd;
  const inputs = readInputs(env);
  const config = await configOf(workspace, inputs['config-file'] || DEFAULT_CONFIG_FILE);
  const settings = parseSettings(inputs, {
    region: await environmentRegion(),
    reportDirectory: join(env['RUNNER_TEMP'] || tmpdir(), 'personalize-monitor'),
    accounts: 'error' in config ? (forgives(inputs) ? [] : undefined) : (config.file?.accounts ?? []),
  });
  // No policy stands in the way of what a person asks for by name, nor does an error in the file.
  const event = await readEvent(env);
  const invalid =
    'error' in config && settings.command === 'plan' && event.pullRequest ? config.error : undefined;
  if ('error' in config && !settings.order && !forgives(inputs) && !invalid) throw config.error;
  const file = 'error' in config ? undefined : config.file;
  const github = gitHubOf(world, settings, log);
  const trusted = await isDefaultBranch(env, () => defaultBranchOf(file && github));
  const signsIn = settings.command !== 'report' && !settings.planMatrix;
  if (signsIn && settings.accounts.length > 0 && !trusted) refuseForeignRoles(env, settings);
  await mkdir(settings.reportDirectory, { recursive: true }).catch((error: unknown) => {
    const allowed = `must be a directory that can be written to: ${error instanceof Error ? error.message : error}`;
    throw new InvalidInputs([{ name: 'report-directory', value: settings.reportDirectory, allowed }]);
  });
  const meter = new CallMeter();
  const options = { meter, signal, env, patient: !(await userChoseRetries()) };
  const role = settings.order ? roleFor(settings, file) : settings.roleToAssume;
  return {
    settings,
    clients: clientFactory({ ...options, ...credentialsOf(world, role, settings.regions, options) }),
    accounts: settings.accounts.map((entry) => {
      const credentials = credentialsOf(world, entry.role, entry.regions, options);
      return { entry, clients: clientFactory({ ...options, ...credentials }) };
    }),
    meter,
    now,
    sleep,
    signal,
    log,
    github,
    event,
    workflow: workflowOf(env),
    workspace,
    config: {
      file: settings.order ? undefined : file,
      trusted,
      ...(invalid ? { invalid } : {}),
    },
    configFiles: namingFiles(settings, env).map((file) => resolve(workspace, file)),
    version: VERSION,
  };
}

/** Asked where it matters, and unknown where GitHub does not tell. */
async function defaultBranchOf(github: GitHub | undefined): Promise<string | undefined> {
  if (!github) return undefined;
  return readRepository(github).then(
    ({ defaultBranch }) => defaultBranch,
    () => undefined,
  );
}

/** An error in the config file is a finding of `doctor`, and no reason not to uninstall. */
const forgives = ({ command }: Inputs) => command === 'doctor' || command === 'uninstall';

type ConfigReading = { readonly file: Config | undefined } | { readonly error: InvalidConfig };

async function configOf(workspace: string, path: string): Promise<ConfigReading> {
  try {
    return { file: await readConfig(workspace, path) };
  } catch (error) {
    if (error instanceof InvalidConfig) return { error };
    throw error;
  }
}

/** Of a change by hand: the role given, or that of the resource's account in the config file. */
function roleFor({ roleToAssume, order }: Settings, file: Config | undefined): string | undefined {
  return roleToAssume ?? file?.accounts.find(({ id }) => id === order?.arn?.account)?.role;
}

/** Runs of someone's proposal whose OIDC token is that of the default branch (GitHub docs, OpenID Connect reference). */
const TRUSTED_BY_ROLES: ReadonlySet<string> = new Set(['pull_request_target', 'workflow_run']);

/** A file that was proposed could name any role that trusts the default branch. */
function refuseForeignRoles({ GITHUB_EVENT_NAME: event = '' }: NodeJS.ProcessEnv, { configFile }: Settings) {
  if (!TRUSTED_BY_ROLES.has(event)) return;
  const allowed = `is not known to be that of the default branch, and a run of ${event} has the OIDC token of the default branch: no role that its section accounts names is signed in to. Run on pull_request, or check out the default branch on a schedule`;
  throw new InvalidInputs([{ name: 'config-file', value: configFile, allowed }]);
}

/** Of that role; else those of the environment, which the SDK finds itself. */
function credentialsOf(
  { env, runner, now, sleep, signal }: World,
  role: string | undefined,
  regions: readonly string[],
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

/** Files that may name any resource without needing it. */
function namingFiles({ configFile, stateFile }: Settings, env: NodeJS.ProcessEnv): string[] {
  return [configFile, ...(stateFile === undefined ? [] : [stateFile]), ...workflowFile(env)];
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
