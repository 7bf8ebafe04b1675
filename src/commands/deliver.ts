import type { Failure } from '../aws/failure.ts';
import type { Delivery, SettledChange } from '../changes/change.ts';
import type { Manifest } from '../changes/manifest.ts';
import type { Finding } from '../findings/finding.ts';
import type { GitHub } from '../github/client.ts';
import { gitHubFailure } from '../github/failure.ts';
import { doneComment } from '../github/issues/comments.ts';
import { keepIssues } from '../github/issues/keepIssues.ts';
import type { Result, Standing } from '../github/issues/standing.ts';
import { branchOf } from '../github/pull/commit.ts';
import { keepPullRequest } from '../github/pull/keepPull.ts';
import type { PullProposal } from '../github/pull/proposal.ts';
import type { Notice } from '../outcomes/notice.ts';
import type { Upkeep } from '../outcomes/upkeep.ts';
import type { Agreed, Approvals } from './approvals.ts';
import type { Board } from './board.ts';
import type { Context, Mode } from './context.ts';
import { modesOf } from './modes.ts';
import { openQuestionsOf } from './openQuestions.ts';
import type { RegionOutcome } from './settle.ts';
import { answersFinding } from './standings.ts';

/** What was put before people, or would be. */
export interface Delivered {
  /** All changes, those that wait for a person with where they do. */
  readonly settled: readonly SettledChange[];
  readonly pullRequest: { readonly number: number; readonly url: string } | undefined;
  readonly upkeep: readonly Upkeep[];
  readonly notices: readonly Notice[];
  readonly failures: readonly Failure[];
}

export interface Deliverable {
  readonly regions: readonly RegionOutcome[];
  readonly settled: readonly SettledChange[];
  readonly standings: ReadonlyMap<string, Standing>;
  readonly approvals: Pick<Approvals, 'agreed' | 'results'>;
  readonly hide: (text: string) => string;
}

/**
 * Keeps the issues and the pull request of this action: what waits for a person, and what came of their answers. Never
 * throws: what was changed in AWS before is reported, whatever becomes of this.
 */
export async function deliver(
  context: Context,
  board: Board,
  given: Deliverable,
  mode: Mode,
): Promise<Delivered> {
  const { github } = context;
  const nothing = { pullRequest: undefined, upkeep: [], notices: [], failures: [] };
  if (!github || context.signal.aborted) return { settled: given.settled, ...nothing };
  const issues = await deliverIssues(context, github, board, given, mode).catch((error: unknown) => ({
    ...{ inIssues: new Map<string, Where>(), upkeep: [], notices: [] },
    failures: [gitHubFailure(error, { what: 'keep the issues of this action', operation: 'issues.update' })],
  }));
  const pull = await deliverPullRequests(context, github, board, given, mode).catch((error: unknown) => ({
    ...{ inPullRequest: new Map<string, Where>(), pullRequest: undefined, upkeep: [], notices: [] },
    failures: [
      gitHubFailure(error, { what: 'keep the pull request of this action', operation: 'pulls.update' }),
    ],
  }));
  return {
    settled: given.settled.map((one) => addressed(one, { ...issues, ...pull })),
    pullRequest: pull.pullRequest,
    upkeep: [...issues.upkeep, ...pull.upkeep],
    notices: [...issues.notices, ...pull.notices],
    failures: [...issues.failures, ...pull.failures],
  };
}

type Where = Omit<Delivery, 'by'>;

/** Where a change waits for a person, by the key of the change. */
interface Addresses {
  readonly inIssues: ReadonlyMap<string, Where>;
  readonly inPullRequest: ReadonlyMap<string, Where>;
}

function addressed(settled: SettledChange, addresses: Addresses): SettledChange {
  const { change, outcome } = settled;
  if (outcome.kind !== 'planned' || !outcome.delivery) return settled;
  const { by } = outcome.delivery;
  const found = (by === 'issue' ? addresses.inIssues : addresses.inPullRequest).get(change.key);
  return { change, outcome: { kind: 'planned', delivery: { by, ...found } } };
}

async function deliverIssues(
  { now }: Context,
  github: GitHub,
  { issues, repository }: Board,
  { regions, settled, standings, approvals, hide }: Deliverable,
  mode: Mode,
) {
  const withheldAll = (withheld: string) => ({
    inIssues: new Map(settled.map(({ change }) => [change.key, { withheld }] as const)),
    upkeep: [],
    notices: [],
    failures: [],
  });
  if (!issues) return withheldAll('the issues of this action could not be listed, so that none is written');
  if (repository?.hasIssues === false) return withheldAll('issues are turned off in this repository');
  const manifests = new Map(regions.flatMap(({ deleted }) => [...deleted]));
  const names = new Map(regions.map(({ account, accountName }) => [account?.account, accountName]));
  const results = new Map([
    ...approvals.results,
    ...resultsOf(approvals.agreed, settled, { manifests, names, hide }),
  ]);
  const kept = await keepIssues(github, { kept: issues, standings, results, now: now(), hide, mode });
  const inIssues = [...standings].flatMap(([key, standing]): [string, Where][] => {
    if (standing.kind !== 'wanted') return [];
    const address = kept.numbers.get(key);
    const withheld = kept.withheld.get(key);
    return [[standing.subject.change.key, address ?? (withheld === undefined ? {} : { withheld })]];
  });
  return { ...kept, inIssues: new Map(inIssues) };
}

interface Telling {
  /** By ARN: what recreates the campaigns that were deleted. */
  readonly manifests: ReadonlyMap<string, Manifest>;
  /** What accounts are called in the config file, by their ids. */
  readonly names: ReadonlyMap<string | undefined, string | undefined>;
  readonly hide: (text: string) => string;
}

/** What came of what people agreed to, as far as it has come to an end. */
function resultsOf(
  agreed: readonly Agreed[],
  settled: readonly SettledChange[],
  { manifests, names, hide }: Telling,
): [string, Result][] {
  return agreed.flatMap(({ key, change, approval }): [string, Result][] => {
    const outcome = settled.find((one) => one.change === change)?.outcome;
    switch (outcome?.kind) {
      case 'done': {
        const manifest = manifests.get(change.resource.arn);
        const account = names.get(change.resource.account);
        const comment = doneComment({ change, account, approval, manifest, hide });
        return [[key, { kind: 'done', comment }]];
      }
      case 'refused':
        // Taken up as described a moment ago: another run, or a person, is at it. The next run sees what came of that.
        return outcome.guard === 'pinned' ? [] : [[key, { kind: 'refused', why: outcome.why }]];
      case 'failed':
        return [[key, { kind: 'failed', why: outcome.why }]];
      default:
        return [];
    }
  });
}

/**
 * One pull request for all. In a job that is for some accounts only, one for each of them, on a branch of its own: other
 * jobs know of other accounts, and none may take back what another proposes.
 */
async function deliverPullRequests(
  context: Context,
  github: GitHub,
  board: Board,
  given: Deliverable,
  mode: Mode,
): ReturnType<typeof deliverPullRequest> {
  const { regions } = given;
  if (!context.settings.isForSomeAccounts) return deliverPullRequest(context, github, board, given, mode);
  const kept = [];
  for (const [account, own] of Map.groupBy(regions, ({ accountName }) => accountName)) {
    const one = { ...given, regions: own };
    kept.push(await deliverPullRequest(context, github, board, one, mode, branchOf(account)));
  }
  return {
    inPullRequest: new Map(kept.flatMap(({ inPullRequest }) => [...inPullRequest])),
    pullRequest: kept.find(({ pullRequest }) => pullRequest)?.pullRequest,
    upkeep: kept.flatMap(({ upkeep }) => upkeep),
    notices: kept.flatMap(({ notices }) => notices),
    failures: kept.flatMap(({ failures }) => failures),
  };
}

interface PullDelivered extends Omit<Delivered, 'settled'> {
  readonly inPullRequest: ReadonlyMap<string, Where>;
}

async function deliverPullRequest(
  context: Context,
  github: GitHub,
  { repository }: Board,
  { regions, hide }: Deliverable,
  mode: Mode,
  head?: string,
): Promise<PullDelivered> {
  const { config, settings } = context;
  const nothing = { inPullRequest: new Map(), pullRequest: undefined, upkeep: [], notices: [], failures: [] };
  if (!repository) return nothing;
  const proposals = regions.flatMap(proposedIn);
  const kept = await keepPullRequest(github, {
    ...(head === undefined ? {} : { head }),
    proposals,
    unasked: !modesOf(context).has('pull-request'),
    isOpenQuestion: openQuestionsOf(regions),
    file: config.file?.file ?? settings.configFile,
    defaultBranch: repository.defaultBranch,
    repositoryUrl: repository.url,
    hide,
    mode,
  });
  const { number, url } = kept;
  const pullRequest = number === undefined || url === undefined ? undefined : { number, url };
  const inPullRequest = proposals.map(({ change: { key } }): [string, Where] => {
    const withheld = kept.declined.get(key);
    if (withheld !== undefined) return [key, { withheld }];
    return [key, kept.delivered.has(key) ? { ...(pullRequest ?? kept.issue) } : {}];
  });
  return { ...kept, pullRequest, inPullRequest: new Map(inPullRequest) };
}

/** What one Region's findings would have a pull request propose. */
function proposedIn({ decision, proposals, manifests, accountName }: RegionOutcome): PullProposal[] {
  const findings: readonly Finding[] = decision.assessments.flatMap((one) => one.findings);
  return proposals.flatMap((proposal): PullProposal[] => {
    const { change, fate } = proposal;
    const finding = findings.find(
      (one) => one.resource.arn === change.resource.arn && answersFinding(one.kind, proposal),
    );
    if (fate.kind !== 'pull-request' || !finding) return [];
    const manifest = manifests.get(change.resource.arn);
    const whose = accountName === undefined ? {} : { accountName };
    return [{ change, finding, ...whose, ...(manifest ? { manifest } : {}) }];
  });
}
