import { relative } from 'node:path';
import type { Account } from '../aws/account.ts';
import type { Failure } from '../aws/failure.ts';
import type { Check, CheckResult } from '../outcomes/check.ts';
import { hiderFor } from '../report/accounts.ts';
import type { DiagnosisReport } from '../report/diagnosisReport.ts';
import type { AccountReport, Result, Run } from '../report/run.ts';
import { accountReport } from './accountReports.ts';
import { type Covered, coveredBy, of } from './accounts.ts';
import { hidesAccountIds } from './board.ts';
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
  const accounts = inAws.flatMap((each) => each.reports);
  const ids = inAws.flatMap((each) => each.account?.account ?? []);
  const hide = hiderFor([...ids, ...accounts.flatMap(({ id }) => id ?? [])], hidesAccountIds(context));
  log.group(
    'Checks',
    checks
      .toSorted((one, other) => RANK[one.result] - RANK[other.result])
      .map(({ name, result, found }) => hide(`${result}: ${name}: ${found}`)),
  );
  return {
    ...orderReport(context, startedAt, { ...(account ? { account } : {}), failures }),
    ...(accounts.length > 0 ? { accounts } : {}),
    result: resultOf(checks, failures, signal.aborted),
    diagnosis: {
      checks,
      missing: inAws.flatMap(({ missing }) => missing),
      untried: inAws.flatMap(({ untried }) => untried),
    },
  };
}

const RANK: Readonly<Record<CheckResult, number>> = { wrong: 0, unknown: 1, 'not-tried': 2, ok: 3 };

/** What cannot be told from here, or not tried, is no fault of the set-up; what could not be looked at for a failure may be. */
function resultOf(checks: readonly Check[], failures: readonly Failure[], cancelled: boolean): Result {
  if (checks.some(({ result }) => result === 'wrong')) return 'failed';
  return failures.length > 0 || cancelled ? 'partial' : 'success';
}

interface Diagnosed extends DiagnosisReport {
  readonly account?: Account;
  /** Of the account, if the config file names it. */
  readonly reports: readonly AccountReport[];
  readonly failures: readonly Failure[];
}

const NOT_TRIED: Check = {
  area: 'permission',
  name: 'permissions, Regions and subscriptions',
  result: 'not-tried',
  found: 'not looked at: nothing can be asked of AWS before signing in works',
};

/** One account: signing in to it, and what it allows then. */
async function checkedInAws(
  covered: Covered & { readonly configuration: Configuration },
): Promise<Diagnosed> {
  const { name, context, configuration } = covered;
  const named = ({ name: what, ...check }: Check): Check => ({
    ...check,
    name: name === undefined ? what : `${name}: ${what}`,
  });
  const role = context.accounts.find(({ entry }) => entry.name === name)?.entry.role;
  const { account, checks } = await checkSignIn(context, role ?? context.settings.roleToAssume);
  if (!account) {
    const reports = accountReport(covered, 'failed');
    return { checks: [...checks, NOT_TRIED].map(named), missing: [], untried: [], failures: [], reports };
  }
  const { dashboardName, eventBusName, endpoints } = context.settings;
  const { regions, visits } = await tryRegions(context, account, needsOf(configuration), (region, { sns }) =>
    checkSubscriptions(sns, account, region, endpoints),
  );
  const permissions = permissionChecks(
    regions.flatMap(({ tried }) => tried),
    { ...account, dashboardName, eventBus: eventBusName ?? 'default' },
  );
  const all = [...checks, ...regions.map(({ check }) => check), ...permissions.checks, ...visits.flat()];
  const failures = of(name, permissions.failures);
  return {
    account,
    checks: all.map(named),
    missing: of(name, permissions.missing),
    untried: of(name, permissions.untried),
    failures,
    reports: accountReport(covered, resultOf(all, failures, context.signal.aborted)),
  };
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
