import pLimit from 'p-limit';
import { type Account, callerAccount } from '../aws/account.ts';
import { failureOf, isAccessDenied, isUnknownCaller } from '../aws/errors.ts';
import type { Failure } from '../aws/failure.ts';
import type { AccountReport, Run } from '../report/run.ts';
import { PERSONALIZE_REGIONS } from '../settings/regions.ts';
import { accountReport } from './accountReports.ts';
import { type Covered, coveredBy, of, signedIn } from './accounts.ts';
import type { Context, Mode } from './context.ts';
import { orderReport } from './reporting.ts';
import { listAlarms, removeAlarms } from './uninstall/alarms.ts';
import { unreadFile } from './uninstall/configFile.ts';
import { removeDashboards } from './uninstall/dashboards.ts';
import { removeFromGitHub } from './uninstall/onGitHub.ts';
import { NOTHING, type Removed, together } from './uninstall/removed.ts';
import { removeTags } from './uninstall/tags.ts';
import { removeTopic } from './uninstall/topic.ts';

const REGIONS_AT_ONCE = 4;

/** Removes everything that this action made, and nothing else; with `dry-run`, only tells what that is. */
export async function uninstall(context: Context): Promise<Run> {
  const startedAt = context.now();
  const { settings, github, signal } = context;
  const mode: Mode = settings.dryRun ? 'plan' : 'apply';
  const part = settings.isForSomeAccounts ? settings.accounts : 'all';
  const [inAws, onGitHub, unread] = await Promise.all([
    Promise.all(coveredBy(context).map((covered) => removeFromAccount(covered, mode))),
    github ? removeFromGitHub(github, settings.configFile, mode, part) : NOTHING,
    unreadFile(context),
  ]);
  const { upkeep, notices, failures } = together([...inAws, onGitHub]);
  const accounts = inAws.flatMap(({ reports }) => reports);
  const account = inAws.length === 1 ? inAws[0]?.account : undefined;
  return {
    ...orderReport(context, startedAt, { ...(account ? { account } : {}), failures }),
    ...(accounts.length > 0 ? { accounts } : {}),
    result: failures.length === 0 && !signal.aborted ? 'success' : upkeep.length > 0 ? 'partial' : 'failed',
    upkeep,
    notices: [...unread, ...notices],
  };
}

type FromAccount = Removed & { readonly account?: Account };

async function removeFromAccount(
  covered: Covered,
  mode: Mode,
): Promise<FromAccount & { readonly reports: readonly AccountReport[] }> {
  const { name, context } = covered;
  const refused = await signedIn(covered);
  const { upkeep, notices, failures, ...rest }: FromAccount = refused
    ? { ...NOTHING, failures: [refused] }
    : await removeFromAws(context, mode);
  const result = refused ? 'failed' : failures.length > 0 ? 'partial' : 'success';
  return {
    ...rest,
    upkeep: of(name, upkeep),
    notices: of(name, notices),
    failures: of(name, failures),
    reports: accountReport(covered, result),
  };
}

async function removeFromAws(context: Context, mode: Mode): Promise<FromAccount> {
  const { settings, log } = context;
  const [home = PERSONALIZE_REGIONS[0] ?? ''] = settings.regions;
  const clients = context.clients(home);
  try {
    const account = await callerAccount(clients.sts);
    const regions = regionsIn(account, settings.regions);
    log.info(`Looking for what is ours in ${regions.join(', ')}`);
    const limit = pLimit(REGIONS_AT_ONCE);
    const parts = await Promise.all([
      ...regions.map((region) => limit(() => removeFromRegion(context, region, account, mode))),
      removeDashboards(clients.cloudWatch, settings.dashboardName, mode),
    ]);
    return { ...together(parts), account };
  } catch (error) {
    const failure = failureOf(error, {
      what: 'see which account this is',
      operation: 'sts:GetCallerIdentity',
    });
    return { ...NOTHING, failures: [failure] };
  } finally {
    clients.destroy();
  }
}

/** Those given, and all of the account's partition in which there could be anything. */
function regionsIn({ partition }: Account, given: readonly string[]): readonly string[] {
  const isChina = (region: string) => region.startsWith('cn-');
  const others = PERSONALIZE_REGIONS.filter((region) => isChina(region) === (partition === 'aws-cn'));
  return [...new Set([...given, ...others])];
}

async function removeFromRegion(
  { clients, settings }: Context,
  region: string,
  account: Account,
  mode: Mode,
): Promise<Removed> {
  const { alarms: client, sns, personalize, destroy } = clients(region);
  const place = { ...account, region };
  try {
    const alarms = await removeAlarms(client, await listAlarms(client, place), region, mode);
    const topic = await removeTopic({ sns, cloudWatch: client }, place, alarms.ours, mode);
    return together([alarms, topic, await removeTags(personalize, region, mode)]);
  } catch (error) {
    return notLookedAt(error, region, settings.regions.includes(region));
  } finally {
    destroy();
  }
}

/** Where the account is not, or may not be, this action never was; a Region that was given is another matter. */
function notLookedAt(error: unknown, region: string, given: boolean): Removed {
  const failure: Failure = failureOf(error, {
    what: 'list alarms',
    region,
    operation: 'cloudwatch:DescribeAlarms',
  });
  if (given || !(isUnknownCaller(error) || isAccessDenied(error))) return { ...NOTHING, failures: [failure] };
  const why = isUnknownCaller(error) ? 'the account has not enabled it' : 'the role may not look there';
  const text = `${region} was not looked at: ${why}. If this action worked there, give it in the input regions.`;
  return { ...NOTHING, notices: [{ level: 'info', text, region }] };
}
