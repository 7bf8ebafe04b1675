import { appendFile } from 'node:fs/promises';
import { checkAccount } from './aws/allowedAccounts.ts';
import { SIGN_IN } from './aws/errors.ts';
import { SignInError } from './aws/signInError.ts';
import { hidesAccountIds } from './commands/board.ts';
import { byHand } from './commands/byHand.ts';
import type { Context } from './commands/context.ts';
import { doctor } from './commands/doctor.ts';
import { complain } from './commands/merging.ts';
import { monitor } from './commands/monitor.ts';
import { plan } from './commands/plan.ts';
import { planMatrix } from './commands/planMatrix.ts';
import { report as merged } from './commands/report.ts';
import { uninstall } from './commands/uninstall.ts';
import { forkMessage } from './github/plan/fork.ts';
import { hiderFor } from './report/accounts.ts';
import { annotationsOf } from './report/annotations.ts';
import { ICONS } from './report/icons.ts';
import { md } from './report/markdown.ts';
import { outputsOf } from './report/outputs.ts';
import type { Run } from './report/run.ts';
import { writeReport } from './report/write.ts';
import { InvalidConfig } from './settings/config/errors.ts';
import { InvalidInputs } from './settings/invalid.ts';
import type { Command } from './settings/settings.ts';
import { contextOf } from './start.ts';
import type { Runner, World } from './world.ts';

const COMMANDS: Readonly<Record<Command, (context: Context) => Promise<Run>>> = {
  monitor,
  plan,
  'set-min-tps': byHand,
  stop: byHand,
  restore: byHand,
  doctor,
  uninstall,
  report: merged,
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
  const { invalid } = context.config;
  if (invalid) {
    await complain(context, invalid);
    runner.error(invalid.message, { title: 'personalize-monitor did not start' });
    runner.setOutput('result', 'failed');
    return 1;
  }
  if (context.settings.planMatrix) {
    runner.setOutput('matrix', planMatrix(context));
    runner.setOutput('result', 'success');
    runner.info(`${context.settings.accounts.length} accounts in the matrix.`);
    return 0;
  }
  // What keeps a run from signing in is a finding of doctor's.
  const isDoctor = context.settings.command === 'doctor';
  if (!isDoctor && !(await isSignedIn(context, world))) return 1;
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

/**
 * Finds the credentials before any call is made with them, so that there is one error and not one for each call, and
 * makes sure of the account before anything is written in it.
 */
async function isSignedIn(context: Context, { env, runner }: World): Promise<boolean> {
  const { settings, clients, event } = context;
  const [home] = settings.regions;
  // Each account of several is signed in to by itself, and fails by itself.
  if (!home || context.accounts.length > 0 || settings.command === 'report') return true;
  const { personalize, sts, destroy } = clients(home);
  try {
    await personalize.config.credentials();
    if (settings.allowedAccountIds.length > 0) await checkAccount(sts, settings.allowedAccountIds);
    return true;
  } catch (error) {
    const remedy = error instanceof SignInError ? error.remedy : SIGN_IN;
    const { pullRequest } = event;
    const why = pullRequest?.fromFork
      ? forkMessage({ head: pullRequest.headRepository, base: env['GITHUB_REPOSITORY'] ?? 'the repository' })
      : `${sentence(messageOf(error))} ${remedy}`;
    const message = hiderFor([], hidesAccountIds(context))(why);
    runner.error(message, { title: 'personalize-monitor could not sign in to AWS' });
    runner.setOutput('result', 'failed');
    await told(message, env['GITHUB_STEP_SUMMARY']);
    return false;
  } finally {
    destroy();
  }
}

/** Where there is no report, its readers find at least why. */
async function told(message: string, summaryFile: string | undefined): Promise<void> {
  const text = md`### ${ICONS.failed} Not signed in to AWS\n\n${message}\n\n`.source;
  if (summaryFile) await appendFile(summaryFile, text).catch(() => undefined);
}

async function report(run: Run, directory: string, summaryFile: string | undefined, runner: Runner) {
  for (const { level, title, message } of annotationsOf(run)) runner[level](message, { title });
  const paths = await writeReport({ run, directory, ...(summaryFile ? { summaryFile } : {}) });
  for (const [name, value] of Object.entries(outputsOf(run, paths))) runner.setOutput(name, value);
  runner.info(`Result: ${run.result}. The report is in ${paths.summary} and ${paths.report}.`);
  return run.result === 'success' ? 0 : 1;
}

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

/** Bad input is the user's to mend and needs no stack trace; anything else keeps its own words. */
function messageOf(error: unknown): string {
  const isPlain =
    error instanceof InvalidInputs || error instanceof InvalidConfig || error instanceof SignInError;
  if (isPlain) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
