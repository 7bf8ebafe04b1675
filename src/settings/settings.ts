import { z } from 'zod';
import type { Kind, ResourceArn } from '../aws/arn.ts';
import { coveredAccounts, plansMatrix, unsuitedToAccounts } from './accountInputs.ts';
import type { AccountEntry } from './config/accounts.ts';
import { LIMITS } from './config/limits.ts';
import { DEFAULT_CONFIG_FILE } from './config/read.ts';
import {
  accountIds,
  boolean,
  dashboardName,
  type Endpoint,
  endpoints,
  eventBusName,
  type Mode,
  mode,
  percent,
  redaction,
  regions,
  resourceArn,
  roleArn,
  type Scope,
  scope,
  whole,
} from './fields.ts';
import { type Inputs, listOf } from './inputs.ts';
import { type BadInput, InvalidInputs } from './invalid.ts';
import { isOrder, missingFor, type Order, orderOf, unsuitedToDryRun } from './order.ts';

export const COMMANDS = [
  'monitor',
  'plan',
  'set-min-tps',
  'stop',
  'restore',
  'report',
  'doctor',
  'uninstall',
] as const;

export type Command = (typeof COMMANDS)[number];

/** Everything that a run was asked to do: validated, complete and frozen. */
export interface Settings {
  readonly command: Command;
  readonly scope: Readonly<Record<Kind, Scope>>;
  /** Every Region to work in: those where `all` is looked for and those of the ARNs given. */
  readonly regions: readonly string[];
  readonly publishMetrics: boolean;
  readonly utilizationAlarms: boolean;
  /** Percent. */
  readonly utilizationThreshold: number;
  readonly idleAlarms: boolean;
  readonly idleThresholdHours: number;
  /** 0: no heartbeat alarm. */
  readonly heartbeatHours: number;
  /** Empty: no dashboard. */
  readonly dashboardName: string;
  readonly backfillHours: number;
  /** What to do with floors that are too high. */
  readonly adjust: Mode;
  /** What to do with idle resources. */
  readonly end: Mode;
  /** How long an idle resource stays marked before it is ended; 0: not at all. */
  readonly graceHours: number;
  readonly lookbackDays: number;
  readonly stepPercent: number;
  readonly cooldownHours: number;
  readonly maxChanges: number;
  readonly endpoints: readonly Endpoint[];
  /** Undefined: no events. */
  readonly eventBusName: string | undefined;
  /** Path in the repository. */
  readonly configFile: string;
  /** Path in the repository, or an absolute one; undefined: nothing is remembered from run to run. */
  readonly stateFile: string | undefined;
  readonly reportDirectory: string;
  /** Undefined: nothing is asked of GitHub. A secret, never to be shown. */
  readonly gitHubToken: string | undefined;
  /** `auto`: account ids are hidden in public repositories. */
  readonly redactAccountIds: 'auto' | boolean;
  /** ARN of the role to sign in to by OIDC; undefined: the environment's credentials. */
  readonly roleToAssume: string | undefined;
  /** Accounts in which anything may be written; empty: any. */
  readonly allowedAccountIds: readonly string[];
  /** Those of the config file that this run covers; empty: the one that the workflow is signed in to. */
  readonly accounts: readonly AccountEntry[];
  /** True for a run that covers only those that the input `account` names. */
  readonly isForSomeAccounts: boolean;
  /** True: nothing is done but to tell the accounts of the config file as a job matrix. */
  readonly planMatrix: boolean;
  /** Where `report` finds the reports that it merges; empty for the other commands. */
  readonly reports: string;
  /** What `set-min-tps`, `stop` and `restore` were told; undefined for the other commands. */
  readonly order: Order | undefined;
  /** True: `uninstall` only tells what it would remove. */
  readonly dryRun: boolean;
}

/** What the surroundings of the run stand in for where an input says nothing. */
export interface Surroundings {
  /** The Region that the SDK finds in the environment or the profile; undefined when there is none. */
  readonly region: string | undefined;
  readonly reportDirectory: string;
  /** Of the config file; undefined where it has errors. None, unless given. */
  readonly accounts?: readonly AccountEntry[] | undefined;
}

/** CloudWatch evaluates no alarm over more than seven days (PutMetricAlarm, EvaluationPeriods). */
const LONGEST_ALARM_HOURS = 168;

const schema = z.object({
  command: z.enum(COMMANDS, { error: `must be one of ${COMMANDS.join(', ')}` }),
  'campaign-arns': scope('campaign'),
  'recommender-arns': scope('recommender'),
  regions: regions.optional(),
  'publish-metrics': boolean,
  'auto-create-utilization-alarms': boolean,
  'utilization-threshold-alarm-lower-bound': percent(...LIMITS['utilization-threshold-alarm-lower-bound']),
  'auto-create-idle-alarms': boolean,
  'idle-threshold-hours': whole('hours', ...LIMITS['idle-threshold-hours']),
  'heartbeat-alarm-hours': whole('hours', 0, LONGEST_ALARM_HOURS),
  'dashboard-name': dashboardName,
  'backfill-hours': whole('hours', 0, 336),
  'auto-adjust-min-tps': mode,
  'auto-delete-or-stop-idle-resources': mode,
  'idle-grace-hours': whole('hours', ...LIMITS['idle-grace-hours']),
  'lookback-days': whole('days', ...LIMITS['lookback-days']),
  'step-percent': whole('percent', ...LIMITS['step-percent']),
  'step-cooldown-hours': whole('hours', ...LIMITS['step-cooldown-hours']),
  'max-changes': whole('changes', 0, 1000),
  'notification-endpoint': endpoints,
  'event-bus-name': eventBusName.optional(),
  'config-file': z.string(),
  'state-file': z.string().optional(),
  'report-directory': z.string(),
  'github-token': z.string().optional(),
  'redact-account-ids': redaction,
  'role-to-assume': roleArn.optional(),
  'allowed-account-ids': accountIds,
  account: z.string(),
  'plan-matrix': boolean,
  reports: z.string().optional(),
  arn: resourceArn.optional(),
  'min-tps': whole('TPS', ...LIMITS['min-tps']).optional(),
  reason: z.string().max(1000, 'must be at most 1,000 characters').optional(),
  manifest: z.string().optional(),
  'dry-run': boolean,
});

/** The defaults of `action.yml`, for runs in which the runner did not fill them in. */
export const DEFAULTS: Readonly<Record<keyof typeof schema.shape, string | undefined>> = {
  command: 'monitor',
  'campaign-arns': 'all',
  'recommender-arns': 'all',
  regions: undefined,
  'publish-metrics': 'true',
  'auto-create-utilization-alarms': 'true',
  'utilization-threshold-alarm-lower-bound': '100',
  'auto-create-idle-alarms': 'true',
  'idle-threshold-hours': '24',
  'heartbeat-alarm-hours': '6',
  'dashboard-name': 'Amazon-Personalize-Monitor',
  'backfill-hours': '24',
  'auto-adjust-min-tps': 'issue',
  'auto-delete-or-stop-idle-resources': 'issue',
  'idle-grace-hours': '168',
  'lookback-days': '14',
  'step-percent': '25',
  'step-cooldown-hours': '24',
  'max-changes': '5',
  'notification-endpoint': '',
  'event-bus-name': undefined,
  'config-file': DEFAULT_CONFIG_FILE,
  'state-file': undefined,
  'report-directory': undefined,
  'github-token': undefined,
  'redact-account-ids': 'auto',
  'role-to-assume': undefined,
  'allowed-account-ids': '',
  account: '',
  'plan-matrix': 'false',
  reports: undefined,
  arn: undefined,
  'min-tps': undefined,
  reason: undefined,
  manifest: undefined,
  'dry-run': 'false',
};

/**
 * The settings that the inputs and the surroundings make. An empty input counts as not given, except
 * `dashboard-name`, where it means that there is to be no dashboard.
 * @throws InvalidInputs naming every bad input at once.
 */
export function parseSettings(inputs: Inputs, surroundings: Surroundings): Settings {
  const given = Object.fromEntries(
    Object.entries({ ...DEFAULTS, 'report-directory': surroundings.reportDirectory }).map(
      ([name, fallback]) => {
        const value = inputs[name as keyof Inputs];
        return [name, value === undefined || (value === '' && name !== 'dashboard-name') ? fallback : value];
      },
    ),
  );
  const parsed = schema.safeParse(given);
  const bad: BadInput[] = parsed.success
    ? []
    : parsed.error.issues.map((issue) => {
        const name = String(issue.path[0]);
        return { name, value: given[name] ?? '', allowed: issue.message };
      });
  bad.push(...missingFor(given), ...unsuitedToDryRun(given));
  const unread = 'accounts' in surroundings && surroundings.accounts === undefined;
  const { accounts = [] } = surroundings;
  if (!unread) bad.push(...unsuitedToAccounts(given, accounts));
  const callsNothing = given['command'] === 'report' || plansMatrix(given);
  const asksAccounts = accounts.length > 0 || unread || callsNothing;
  const byHand = isOrder(given['command']);
  const looksForAll = !byHand && (isAll(given['campaign-arns']) || isAll(given['recommender-arns']));
  const fallback =
    looksForAll && given['regions'] === undefined && !asksAccounts
      ? environmentRegion(surroundings.region)
      : undefined;
  if (fallback?.kind === 'bad') bad.push(fallback.input);
  if (!parsed.success || bad.length > 0) throw new InvalidInputs(bad);

  const values = parsed.data;
  const scopes = { campaign: values['campaign-arns'], recommender: values['recommender-arns'] };
  const order = orderOf(values);
  const arns = order ? (order.arn ? [order.arn] : []) : arnsOf(scopes);
  const covered = byHand ? [] : coveredAccounts(given, accounts);
  const home =
    covered.length > 0
      ? covered.flatMap((account) => account.regions)
      : (values.regions ?? (fallback?.kind === 'found' ? [fallback.region] : []));
  return deepFreeze({
    command: values.command,
    scope: scopes,
    regions: [...new Set([...(looksForAll ? home : []), ...arns.map(({ region }) => region)])],
    adjust: values['auto-adjust-min-tps'],
    end: values['auto-delete-or-stop-idle-resources'],
    graceHours: values['idle-grace-hours'],
    lookbackDays: values['lookback-days'],
    stepPercent: values['step-percent'],
    cooldownHours: values['step-cooldown-hours'],
    maxChanges: values['max-changes'],
    eventBusName: values['event-bus-name'],
    configFile: values['config-file'],
    stateFile: values['state-file'],
    order,
    dryRun: values['dry-run'],
    accounts: covered,
    isForSomeAccounts: listOf(values.account).length > 0,
    planMatrix: values['plan-matrix'],
    reports: values.reports ?? '',
    publishMetrics: values['publish-metrics'],
    utilizationAlarms: values['auto-create-utilization-alarms'],
    utilizationThreshold: values['utilization-threshold-alarm-lower-bound'],
    idleAlarms: values['auto-create-idle-alarms'],
    idleThresholdHours: values['idle-threshold-hours'],
    heartbeatHours: values['heartbeat-alarm-hours'],
    dashboardName: values['dashboard-name'],
    backfillHours: values['backfill-hours'],
    endpoints: values['notification-endpoint'],
    reportDirectory: values['report-directory'],
    gitHubToken: values['github-token'],
    redactAccountIds: values['redact-account-ids'],
    roleToAssume: values['role-to-assume'],
    allowedAccountIds: values['allowed-account-ids'],
  });
}

const isAll = (text: string | undefined): boolean => text?.toLowerCase() === 'all';

function arnsOf(scopes: Readonly<Record<Kind, Scope>>): ResourceArn[] {
  return Object.values(scopes).flatMap((scope) => (scope.kind === 'arns' ? scope.arns : []));
}

type EnvironmentRegion =
  | { readonly kind: 'found'; readonly region: string }
  | { readonly kind: 'bad'; readonly input: BadInput };

function environmentRegion(region: string | undefined): EnvironmentRegion {
  if (region === undefined) {
    const allowed = 'must be given, since the environment names no Region (AWS_REGION or a profile)';
    return { kind: 'bad', input: { name: 'regions', value: '', allowed } };
  }
  const checked = regions.safeParse(region);
  if (checked.success && checked.data.length === 1) return { kind: 'found', region };
  const allowed = `(from the environment) ${checked.error?.issues[0]?.message ?? 'must be one Region'}`;
  return { kind: 'bad', input: { name: 'regions', value: region, allowed } };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
