import { relative } from 'node:path';
import type { Account } from '../aws/account.ts';
import type { Failure } from '../aws/failure.ts';
import type { Check, Diagnosis } from '../outcomes/check.ts';
import type { Result, Run } from '../report/run.ts';
import { type Covered, coveredBy } from './accounts.ts';
import type { Context } from './context.ts';
import { checkConfig } from './doctor/config.ts';
import { type Configuration, configurationOf } from './doctor/configuration.ts';
import { checkGitHub, type GitHubChecked } from './doctor/gitHubChecks.ts';
import { needsOf } from './doctor/permissions.ts';
import { tryRegions } from './doctor/regions.ts';
import { checkSchedules } from './doctor/schedule.ts';
import { checkSignIn } from './doctor/signIn.ts';
import { checkSubscriptions } from './doctor/subscriptions.ts';
import { permissionChecks } from './doctor/verdicts.ts';
import { orderReport } from './reporting.ts';

/** Checks every permission and setting that the configuration needs, and changes nothing. */
export async function doctor(context: Context): Promise<Run> {
  const startedAt = context.now();
  const { log, github, signal } = context;
  log.info('Looking at what AWS and GitHub allow');
  const covered = coveredBy(context).map((each) => {
    const { settings, config } = each.context;
    return { ...each, configuration: configurationOf(settings, config.file, github !== undefined) };
  });
  const [inAws, onGitHub, config] = await Promise.all([
    Promise.all(covered.map(checkedInAws)),
    checkedOnGitHub(
      context,
      covered.map(({ configuration }) => configuration),
    ),
    checkConfig(context),
  ]);
  const checks = [...inAws.flatMap((each) => each.checks), ...onGitHub.checks, ...config];
  const failures = [...inAws.flatMap((each) => each.failures), ...onGitHub.failures];
  const account = inAws.length === 1 ? inAws[0]?.account : undefined;
  log.group(
    'Checks',
    checks.map(({ name, result, found }) => `${result}: ${name}: ${found}`),
  );
  return {
    ...orderReport(context, startedAt, { ...(account ? { account } : {}), failures }),
    result: resultOf(checks, failures, signal.aborted),
    diagnosis: {
      checks,
      missing: inAws.flatMap(({ missing }) => missing),
      untried: inAws.flatMap(({ untried }) => untried),
    },
  };
}

/** What cannot be told from here, or not tried, is no fault of the set-up; what could not be looked at for a failure may be. */
function resultOf(checks: readonly Check[], failures: readonly Failure[], cancelled: boolean): Result {
  if (checks.some(({ result }) => result === 'wrong')) return 'failed';
  return failures.length > 0 || cancelled ? 'partial' : 'success';
}

interface Diagnosed extends Diagnosis {
  readonly account?: Account;
  readonly failures: readonly Failure[];
}

const NOT_TRIED: Check = {
  area: 'permission',
  name: 'permissions, Regions and subscriptions',
  result: 'not-tried',
  found: 'not looked at: nothing can be asked of AWS before signing in works',
};

/** One account: signing in to it, and what it allows then. */
async function checkedInAws({
  name,
  context,
  configuration,
}: Covered & { readonly configuration: Configuration }): Promise<Diagnosed> {
  const of = ({ name: what, ...check }: Check): Check => ({
    ...check,
    name: name === undefined ? what : `${name}: ${what}`,
  });
  const role = context.accounts.find(({ entry }) => entry.name === name)?.entry.role;
  const { account, checks } = await checkSignIn(context, role ?? context.settings.roleToAssume);
  if (!account) return { checks: [...checks, NOT_TRIED].map(of), missing: [], untried: [], failures: [] };
  const { dashboardName, eventBusName, endpoints } = context.settings;
  const { regions, visits } = await tryRegions(context, account, needsOf(configuration), (region, { sns }) =>
    checkSubscriptions(sns, account, region, endpoints),
  );
  const permissions = permissionChecks(
    regions.flatMap(({ tried }) => tried),
    { ...account, dashboardName, eventBus: eventBusName ?? 'default' },
  );
  const all = [...checks, ...regions.map(({ check }) => check), ...permissions.checks, ...visits.flat()];
  return { ...permissions, account, checks: all.map(of) };
}

async function checkedOnGitHub(
  context: Context,
  configurations: readonly Configuration[],
): Promise<GitHubChecked> {
  const { github, workspace } = context;
  if (!github) return { checks: asksInVain(context), failures: [] };
  const checked = await checkGitHub(github, {
    issues: configurations.some(({ issues }) => issues),
    pullRequests: configurations.some(({ pullRequests }) => pullRequests),
  });
  const file = workflowOf(context);
  const schedule = file ? await checkSchedules(github, workspace, file) : [];
  return { ...checked, checks: [...checked.checks, ...schedule] };
}

/** The path in the repository of the workflow that runs this; undefined where GitHub's environment does not tell. */
function workflowOf({ workspace, configFiles }: Context): string | undefined {
  return configFiles
    .map((path) => relative(workspace, path).replaceAll('\\', '/'))
    .find((path) => path.startsWith('.github/workflows/'));
}

/** Without a token, nothing is put before anyone. */
function asksInVain({ settings: { adjust, end } }: Context): readonly Check[] {
  const check = { area: 'github', name: 'github-token' } as const;
  const asks = [adjust, end].some((mode) => mode === 'issue' || mode === 'pull-request');
  if (!asks) return [{ ...check, result: 'ok', found: 'there is none, and these settings need none' }];
  return [
    {
      ...check,
      result: 'wrong',
      found: 'there is none, so that findings are only reported',
      remedy:
        'Leave the input github-token at its default, or set auto-adjust-min-tps and auto-delete-or-stop-idle-resources to report.',
    },
  ];
}
