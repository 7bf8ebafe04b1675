import type { Failure } from '../../aws/failure.ts';
import type { GitHub, Octokit } from '../client.ts';
import { gitHubFailure, isNotAccessible, isStatus } from '../failure.ts';
import { LABEL } from '../issues/issue.ts';
import { headOf, readBranch, readFileAt } from './branch.ts';
import { BRANCH } from './commit.ts';
import type { Situation } from './decide.ts';
import { type Paper, toldIn } from './paper.ts';
import type { PullProposal } from './proposal.ts';

interface Pull {
  readonly number: number;
  readonly html_url: string;
  readonly title: string;
  readonly body: string | null;
  readonly state: string;
  readonly merged_at: string | null;
  readonly labels: readonly { readonly name: string }[];
  readonly head: { readonly sha: string };
}

export type Issue = Pick<
  Awaited<ReturnType<Octokit['rest']['issues']['listForRepo']>>['data'][number],
  'number' | 'html_url' | 'title' | 'body' | 'state' | 'pull_request'
>;

export interface Place {
  /** The branch of the proposals; `BRANCH` unless given. */
  readonly head?: string;
  readonly file: string;
  readonly defaultBranch: string;
  readonly proposals: readonly PullProposal[];
  /** Of a resource as the file writes it: whether this run cannot tell if anything is to be proposed. */
  readonly isOpenQuestion?: (key: string) => boolean;
  /** Nothing asks for a pull request: one is only looked for, and a token that may not do that is no failure. */
  readonly unasked?: boolean;
  /** All issues under the label, open and closed, where the caller has them; else they are listed. */
  readonly issues?: readonly Issue[];
}

export type SituationRead =
  /** `defaultSha` is undefined where neither branch nor proposals ask for it. */
  | { readonly kind: 'read'; readonly situation: Situation; readonly defaultSha: string | undefined }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'unknown'; readonly failure: Failure };

/** All that is to be known before anything is written. What cannot be read whole is unknown. */
export async function readSituation(github: GitHub, place: Place): Promise<SituationRead> {
  let context = { what: 'read the branch of the pull request', operation: 'git.getRef' };
  try {
    const { file, defaultBranch, proposals, isOpenQuestion, head = BRANCH } = place;
    const sha = await headOf(github, head);
    const needed = sha !== undefined || proposals.length > 0;
    const defaultSha = needed ? await headOf(github, defaultBranch) : undefined;
    if (needed && defaultSha === undefined) throw new Error(`there is no branch ${defaultBranch}`);
    context = { what: 'compare the branch of the pull request', operation: 'repos.compareCommits' };
    const branch = await readBranch(github, sha, defaultSha ?? '');
    context = { what: 'read the config file', operation: 'repos.getContent' };
    const base =
      defaultSha !== undefined && proposals.length > 0
        ? await readFileAt(github, file, defaultSha)
        : undefined;
    context = { what: 'list the issues of this action', operation: 'issues.listForRepo' };
    const issues = await readIssues(github, place.issues, head);
    // Last, so that it is as fresh as can be when it is acted upon.
    context = { what: 'list the pull requests of this action', operation: 'pulls.list' };
    const pulls = await readPulls(github, defaultBranch, head);
    const questions = isOpenQuestion ? { isOpenQuestion } : {};
    const situation: Situation = { file, head, base, branch, pulls, issues, proposals, ...questions };
    return { kind: 'read', situation, defaultSha };
  } catch (error) {
    if (place.unasked && isNotAccessible(error)) return { kind: 'forbidden' };
    return { kind: 'unknown', failure: gitHubFailure(error, context) };
  }
}

/** Every pull request that was ever opened from our branch into the default branch. */
export async function readPulls(
  { octokit, owner, repo }: GitHub,
  defaultBranch: string,
  branch = BRANCH,
): Promise<readonly Paper[]> {
  const listed = await octokit.paginate(octokit.rest.pulls.list, {
    owner,
    repo,
    head: `${owner}:${branch}`,
    state: 'all',
    per_page: 100,
  });
  return listed
    .filter(({ base, head }) => base.ref === defaultBranch && head.repo?.full_name === base.repo.full_name)
    .map(paperOfPull);
}

/** The issues that stand in for a pull request from that branch. */
export async function readIssues(
  { octokit, owner, repo }: GitHub,
  known?: readonly Issue[],
  branch = BRANCH,
): Promise<readonly Paper[]> {
  try {
    const listed: readonly Issue[] =
      known ??
      (await octokit.paginate(octokit.rest.issues.listForRepo, {
        owner,
        repo,
        labels: LABEL,
        state: 'all',
        per_page: 100,
      }));
    return listed.flatMap((issue) => paperOfIssue(issue) ?? []).filter(({ told }) => told?.branch === branch);
  } catch (error) {
    // Where it may not read issues, or there are none, it never opened one.
    if (isStatus(error, 410) || isNotAccessible(error)) return [];
    throw error;
  }
}

export function paperOfPull(pull: Pull): Paper {
  const body = pull.body ?? '';
  const status = pull.merged_at ? 'merged' : pull.state === 'open' ? 'open' : 'closed';
  return {
    kind: 'pull',
    number: pull.number,
    url: pull.html_url,
    title: pull.title,
    body,
    status,
    labels: pull.labels.map(({ name }) => name),
    headSha: pull.head.sha,
    told: toldIn('pull', body),
  };
}

export function paperOfIssue(issue: Issue): Paper | undefined {
  const body = issue.body ?? '';
  const told = issue.pull_request ? undefined : toldIn('pull-issue', body);
  if (!told) return undefined;
  const { number, html_url: url, title } = issue;
  const status = issue.state === 'open' ? 'open' : 'closed';
  return { kind: 'pull-issue', number, url, title, body, status, labels: [LABEL], headSha: undefined, told };
}
