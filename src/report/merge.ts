import type { CallCount } from '../aws/calls.ts';
import type { Failure } from '../aws/failure.ts';
import type { Notice } from '../outcomes/notice.ts';
import type { ReadReport } from './read.ts';
import type { AccountReport, GitHubUse, Result, Run, Savings } from './run.ts';
import { sum } from './totals.ts';

export interface Merging {
  /** Names of the accounts that there should be reports of. */
  readonly expected: readonly string[];
  /** Of reading the reports. */
  readonly failures: readonly Failure[];
  /** Whether this run hides account ids; they are hidden too where any of the runs did. */
  readonly accountIdsHidden: boolean;
  /** ISO 8601: the time of a report that is made of none. */
  readonly at: string;
  readonly version: string;
  readonly workflow?: NonNullable<Run['workflow']>;
}

/** One report over those of many runs. Where several are of the same accounts, the newest counts: a job was run again. */
export function mergeReports(read: readonly ReadReport[], merging: Merging): Run {
  const { newest, notices } = newestOf(read);
  const runs = newest.map(({ run }) => named(run));
  const { workflow, version, expected } = merging;
  const all = <T>(part: (run: Run) => readonly T[]) => runs.flatMap(part);
  const told = all(accountsIn);
  const untold = missingOf(expected, told);
  const accounts: readonly AccountReport[] = [
    ...told,
    ...untold.map((name) => ({ name, result: 'failed' as const })),
  ];
  const failures = [...merging.failures, ...untold.map(missing), ...all((run) => run.failures)];
  const pullRequests = new Map(
    runs.flatMap(({ pullRequest: pull }) => (pull ? [[pull.number, pull] as const] : [])),
  );
  const [pullRequest] = pullRequests.size === 1 ? pullRequests.values() : [];
  const gitHub = gitHubUse(runs);
  return {
    command: runs.length > 0 && runs.every(({ command }) => command === 'plan') ? 'plan' : 'monitor',
    result: resultOf(runs, failures),
    cancelled: runs.some(({ cancelled }) => cancelled),
    startedAt: runs.map(({ startedAt }) => startedAt).sort()[0] ?? merging.at,
    finishedAt:
      runs
        .map(({ finishedAt }) => finishedAt)
        .sort()
        .at(-1) ?? merging.at,
    ...(accounts.length > 0 ? { accounts } : {}),
    mergedReports: runs.length,
    accountIdsHidden: merging.accountIdsHidden || runs.some((run) => run.accountIdsHidden),
    publishMetrics: runs.some(({ publishMetrics }) => publishMetrics),
    lookedBackHours: Math.max(0, ...runs.map(({ lookedBackHours }) => lookedBackHours)),
    regions: all((run) => run.regions),
    findings: all((run) => run.findings),
    changes: all((run) => run.changes),
    savings: savingsOf(runs),
    upkeep: all((run) => run.upkeep),
    notices: [...notices, ...all((run) => run.notices)],
    failures,
    calls: callsOf(runs),
    ...(gitHub ? { gitHub } : {}),
    ...(pullRequest ? { pullRequest } : {}),
    dashboards: all((run) => run.dashboards),
    ...(workflow ? { workflow } : {}),
    version,
  };
}

/** Whose report it is: names of accounts, or an account id; undefined when it says neither. */
function subjectOf({ accounts, account }: Run): string | undefined {
  return accounts
    ? accounts
        .map(({ name }) => name)
        .sort()
        .join(', ')
    : account;
}

function newestOf(read: readonly ReadReport[]): {
  readonly newest: readonly ReadReport[];
  readonly notices: readonly Notice[];
} {
  const groups = [...Map.groupBy(read, ({ file, run }) => subjectOf(run) ?? file).values()];
  const sorted = groups.map((group) =>
    group.toSorted((one, other) => (one.run.finishedAt < other.run.finishedAt ? 1 : -1)),
  );
  const notices = sorted.flatMap(([first, ...older]): Notice[] =>
    older.length === 0
      ? []
      : [
          {
            level: 'info',
            text: `Of several reports of the same account, ${first?.file} is the newest, and counts alone.`,
          },
        ],
  );
  return { newest: sorted.flatMap(([first]) => first ?? []), notices };
}

/** A run that signed in to one account, of which the config file says no name, is told apart by its id. */
function named(run: Run): Run {
  const { account } = run;
  if (run.accounts || account === undefined) return run;
  const of = <T extends object>(all: readonly T[]) => all.map((each) => ({ account, ...each }));
  return {
    ...run,
    regions: run.regions.map((region) => ({
      account,
      ...region,
      resources: of(region.resources),
      unmonitored: of(region.unmonitored),
    })),
    findings: of(run.findings),
    changes: of(run.changes),
    upkeep: of(run.upkeep),
    notices: of(run.notices),
    failures: of(run.failures),
    dashboards: of(run.dashboards),
  };
}

function accountsIn({ accounts, account, result }: Run): readonly AccountReport[] {
  return accounts ?? (account === undefined ? [] : [{ name: account, id: account, result }]);
}

/** Accounts that no report is of. */
function missingOf(expected: readonly string[], accounts: readonly AccountReport[]): readonly string[] {
  const there = new Set(accounts.map(({ name }) => name));
  return expected.filter((name) => !there.has(name));
}

function missing(account: string): Failure {
  return {
    what: 'find the report of an account',
    account,
    cause: 'None of the reports is of this account, so that nothing is known of it.',
    remedy:
      'Look at the job of this account: it failed before it wrote a report, or its artifact was not downloaded.',
  };
}

function resultOf(runs: readonly Run[], failures: readonly Failure[]): Result {
  if (runs.every(({ result }) => result === 'failed')) return 'failed';
  const isWhole = failures.length === 0 && runs.every(({ result }) => result === 'success');
  return isWhole ? 'success' : 'partial';
}

function savingsOf(runs: readonly Run[]): Savings {
  const of = (part: keyof Savings) => Math.round(sum(runs.map(({ savings }) => savings[part])) * 100) / 100;
  return {
    monthlyWasteUsd: of('monthlyWasteUsd'),
    resources: of('resources'),
    unpriced: of('unpriced'),
    proposedUsd: of('proposedUsd'),
    appliedUsd: of('appliedUsd'),
  };
}

function callsOf(runs: readonly Run[]): readonly CallCount[] {
  const groups = Map.groupBy(
    runs.flatMap(({ calls }) => calls),
    ({ operation }) => operation,
  );
  return [...groups].map(([operation, all]) => ({
    operation,
    sent: sum(all.map(({ sent }) => sent)),
    throttled: sum(all.map(({ throttled }) => throttled)),
    failed: sum(all.map(({ failed }) => failed)),
  }));
}

/** Requests together; what is left as the last run to end was told it. */
function gitHubUse(runs: readonly Run[]): GitHubUse | undefined {
  const asking = runs.filter(({ gitHub }) => gitHub);
  const last = asking.toSorted((one, other) => (one.finishedAt < other.finishedAt ? 1 : -1))[0]?.gitHub;
  if (!last) return undefined;
  const of = (part: 'requests' | 'notModified') => sum(asking.map(({ gitHub }) => gitHub?.[part] ?? 0));
  return { ...last, requests: of('requests'), notModified: of('notModified') };
}
