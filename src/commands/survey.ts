import { type Failure, isAbort } from '../aws/failure.ts';
import type { SettledChange } from '../changes/change.ts';
import type { Notice } from '../outcomes/notice.ts';
import { hiderFor } from '../report/accounts.ts';
import { count } from '../report/figures.ts';
import { changeReports, findingReports, savingsOf } from '../report/findings.ts';
import type { Run } from '../report/run.ts';
import { accountReports, inAccounts, regionReports } from './accountReports.ts';
import { of } from './accounts.ts';
import { withinCap } from './act.ts';
import { takeUp } from './approvals.ts';
import { hidesAccountIds, readBoard } from './board.ts';
import type { Context, Mode } from './context.ts';
import { keepUpDashboards } from './dashboards.ts';
import { deliver } from './deliver.ts';
import { lookedBackHours } from './measure.ts';
import { keepFleetInMind } from './memory.ts';
import { commented } from './merging.ts';
import { noticesOf } from './notices.ts';
import { frameOf, resultOf } from './reporting.ts';
import type { RegionOutcome } from './settle.ts';
import { standingsOf } from './standings.ts';
import { settleAccounts, surveyAccounts } from './surveyAccounts.ts';
import { details, headline } from './telling.ts';

/** Everything that `monitor` and `plan` share: all accounts and Regions side by side, then what is over all of them. */
export async function survey(context: Context, mode: Mode): Promise<Run> {
  const { settings, log, now, signal } = context;
  const startedAt = now();
  log.info(`${mode === 'plan' ? 'Planning for' : 'Monitoring'} ${placesOf(context)}`);

  const reading = readBoard(context);
  const [board, surveys] = await Promise.all([reading, surveyAccounts({ ...context, board: reading }, mode)]);
  const surveyed = surveys.flatMap((one) => one.surveyed);
  const found = surveyed.flatMap(({ proposals }) => proposals);
  const standings = standingsOf(surveyed, found, new Set(board.issues?.map(({ data }) => data.key)));
  // What is ticked in issues of other accounts is for other jobs to take up.
  const asked = (board.issues ?? []).filter(
    ({ data }) => !settings.isForSomeAccounts || standings.has(data.key),
  );
  const approvals = await takeUp(context.github, asked, standings, found);
  const proposals = withinCap(approvals.proposals, settings.maxChanges);
  const accounts = await settleAccounts(surveys, proposals, mode, ({ log }, outcome) => {
    log.group(`[${outcome.fleet.region}] ${headline(outcome, mode)}`, details(outcome));
  });
  const regions = accounts.flatMap((account) => account.regions);
  const dashboards = await Promise.all(accounts.map((account) => keepUpDashboards(account, mode)));
  for (const { clients } of regions) clients.destroy();

  const hide = hiderFor(idsOf(regions), hidesAccountIds(context, board));
  const settled = regions.flatMap((region) => region.settled);
  const delivered = await deliver(context, board, { regions, settled, standings, approvals, hide }, mode);
  const remembering = await Promise.all(
    accounts.map(async (account) =>
      of(account.name, await keepFleetInMind(account.context, account.recalled, account.regions, mode)),
    ),
  );
  const assessments = regions.flatMap(({ decision }) => decision.assessments);
  const inDashboards = <T extends object>(part: (result: (typeof dashboards)[number]) => readonly T[]) =>
    dashboards.flatMap((result, index) => of(accounts[index]?.name, part(result)));
  const inRegions = <T extends object>(part: (region: RegionOutcome) => readonly T[]) =>
    regions.flatMap((region) => of(region.accountName, part(region)));
  const failures = distinct([
    ...[board, approvals, delivered].flatMap((part) => part.failures),
    ...inDashboards((result) => result.failures),
    ...accounts.flatMap((account) => of(account.name, account.failures)),
    ...inRegions((region) => region.failures),
  ]).filter((failure) => !(signal.aborted && isAbort(failure)));
  const reports = accountReports(accounts, failures);
  const run: Run = {
    ...frameOf(context, startedAt, onlyOne(regions), board),
    ...(reports.length > 0 ? { accounts: reports } : {}),
    result: resultOf(regions, failures, signal.aborted),
    lookedBackHours: lookedBackHours(settings.backfillHours),
    regions: accounts.flatMap(regionReports),
    findings: inAccounts(regions, findingReports(assessments)),
    changes: inAccounts(regions, changeReports(delivered.settled)),
    savings: savingsOf(assessments, delivered.settled),
    upkeep: [
      ...inRegions((region) => region.upkeep),
      ...inDashboards((result) => result.changes),
      ...delivered.upkeep,
    ],
    notices: [
      ...heldBack(settled, settings.maxChanges),
      ...noticesOf(context, assessments, accounts),
      ...approvals.notices,
      ...remembering.flat(),
      ...inRegions((region) => region.notices),
      ...delivered.notices,
      ...inDashboards((result) => result.notices),
    ],
    failures,
    dashboards: inDashboards((result) => result.dashboards),
    ...(delivered.pullRequest ? { pullRequest: delivered.pullRequest } : {}),
  };
  return mode === 'plan' ? commented(context, run, surveyed, hide) : run;
}

function placesOf({ accounts, settings }: Context): string {
  return (accounts.length > 0 ? accounts.map(({ entry }) => entry.name) : settings.regions).join(', ');
}

/** Accounts whose ids are not to be seen where ids are hidden. */
function idsOf(regions: readonly RegionOutcome[]): readonly string[] {
  return [...new Set(regions.flatMap(({ account }) => account?.account ?? []))];
}

/** The account of a run that covered no more than one. */
function onlyOne(regions: readonly RegionOutcome[]) {
  return idsOf(regions).length === 1 ? regions.find(({ account }) => account)?.account : undefined;
}

/** The same cause told by two reads is one failure. */
function distinct(failures: readonly Failure[]): Failure[] {
  return [...new Map(failures.map((failure) => [JSON.stringify(failure), failure])).values()];
}

/** Says that a run made none of its changes, and what lets it: a reader would take it for all well. */
function heldBack(settled: readonly SettledChange[], maxChanges: number): Notice[] {
  const capped = settled.filter(({ outcome }) => outcome.kind === 'refused' && outcome.guard === 'capped');
  if (capped.length === 0) return [];
  const text = `${count(capped.length, 'change')} held back: max-changes is ${maxChanges}, so that none was made. If they are right, set max-changes to ${capped.length} or more for a run.`;
  return [{ level: 'warning', text }];
}
