import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CallMeter } from './aws/calls.ts';
import { clientFactory, environmentRegion } from './aws/clients.ts';
import { SIGN_IN } from './aws/errors.ts';
import { userChoseRetries } from './aws/retry.ts';
import { byHand } from './commands/byHand.ts';
import type { Context, Log } from './commands/context.ts';
import { monitor } from './commands/monitor.ts';
import { plan } from './commands/plan.ts';
import { annotationsOf } from './report/annotations.ts';
import { outputsOf } from './report/outputs.ts';
import type { Run } from './report/run.ts';
import { writeReport } from './report/write.ts';
import { InvalidConfig } from './settings/config/errors.ts';
import { isDefaultBranch, readConfig } from './settings/config/read.ts';
import { readInputs } from './settings/inputs.ts';
import { InvalidInputs } from './settings/invalid.ts';
import { type Command, parseSettings } from './settings/settings.ts';
import { VERSION } from './version.ts';

/** The parts of `@actions/core` that are used: how a step speaks to the runner. */
export interface Runner {
  info(line: string): void;
  startGroup(heading: string): void;
  endGroup(): void;
  error(message: string, properties?: { title?: string }): void;
  warning(message: string, properties?: { title?: string }): void;
  setOutput(name: string, value: string): void;
}

/** What `main` has of the world; `index.ts` passes in the real one. */
export interface World {
  readonly env: NodeJS.ProcessEnv;
  readonly runner: Runner;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Where the process was started. */
  readonly cwd: string;
  /** Aborted when the job is cancelled. */
  readonly signal: AbortSignal;
}

const COMMANDS: Readonly<Record<Command, (context: Context) => Promise<Run>>> = {
  monitor,
  plan,
  'set-min-tps': byHand,
  stop: byHand,
  restore: byHand,
};

/** Runs the command that the inputs ask for, and reports it. Gives the exit code: 0 only when all went well. */
export async function main(world: World): Promise<number> {
  const { env, runner } = world;
  const context = await contextOf(world).catch((error: unknown) => {
    runner.error(messageOf(error), { title: 'personalize-monitor did not start' });
    runner.setOutput('result', 'failed');
    return undefined;
  });
  if (!context) return 1;
  if (!(await isSignedIn(context, runner))) return 1;
  try {
    const run = await COMMANDS[context.settings.command](context);
    return await report(run, context.settings.reportDirectory, env['GITHUB_STEP_SUMMARY'], runner);
  } catch (error) {
    runner.error(messageOf(error), { title: 'personalize-monitor stopped unexpectedly' });
    runner.info(error instanceof Error ? (error.stack ?? '') : '');
    runner.setOutput('result', 'failed');
    return 1;
  }
}

async function contextOf({ env, runner, now, sleep, cwd, signal }: World): Promise<Context> {
  const settings = parseSettings(readInputs(env), {
    region: await environmentRegion(),
    reportDirectory: join(env['RUNNER_TEMP'] || tmpdir(), 'personalize-monitor'),
  });
  await mkdir(settings.reportDirectory, { recursive: true }).catch((error: unknown) => {
    const allowed = `must be a directory that can be written to: ${messageOf(error)}`;
    throw new InvalidInputs([{ name: 'report-directory', value: settings.reportDirectory, allowed }]);
  });
  const meter = new CallMeter();
  const clients = clientFactory({ meter, signal, env, patient: !(await userChoseRetries()) });
  const workspace = env['GITHUB_WORKSPACE'] || cwd;
  return {
    settings,
    clients,
    meter,
    now,
    sleep,
    signal,
    log: logTo(runner),
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

/** Finds the credentials before any call is made with them, so that there is one error and not one for each call. */
async function isSignedIn({ settings, clients }: Context, runner: Runner): Promise<boolean> {
  const [home] = settings.regions;
  if (!home) return true;
  const { personalize, destroy } = clients(home);
  try {
    await personalize.config.credentials();
    return true;
  } catch (error) {
    runner.error(`${messageOf(error)} ${SIGN_IN}`, { title: 'personalize-monitor could not sign in to AWS' });
    runner.setOutput('result', 'failed');
    return false;
  } finally {
    destroy();
  }
}

async function report(run: Run, directory: string, summaryFile: string | undefined, runner: Runner) {
  for (const { level, title, message } of annotationsOf(run)) runner[level](message, { title });
  const paths = await writeReport({ run, directory, ...(summaryFile ? { summaryFile } : {}) });
  for (const [name, value] of Object.entries(outputsOf(run, paths))) runner.setOutput(name, value);
  runner.info(`Result: ${run.result}. The report is in ${paths.summary} and ${paths.report}.`);
  return run.result === 'success' ? 0 : 1;
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

/** Bad input is the user's to mend and needs no stack trace; anything else keeps its own words. */
function messageOf(error: unknown): string {
  if (error instanceof InvalidInputs || error instanceof InvalidConfig) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
