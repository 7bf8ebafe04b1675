import type { Failure } from '../../aws/failure.ts';
import type { GitHub, Octokit } from '../client.ts';
import { gitHubFailure, isNotAccessible, isStatus } from '../failure.ts';
import { dataIn } from './block.ts';
import { ticksIn } from './boxes.ts';
import { type KeptIssue, LABEL } from './issue.ts';

/** All issues of ours, or unknown: a list that is not whole is none. */
export type IssuesRead =
  | { readonly kind: 'read'; readonly issues: readonly KeptIssue[] }
  | {
      readonly kind: 'unknown';
      readonly failure: Failure;
      /** The token may not read them, or the repository has none. */
      readonly forbidden: boolean;
    };

const PER_PAGE = 100;

/** Oldest first, so that an issue opened meanwhile moves none from a page not read yet to one that was. */
export async function readIssues({ octokit, owner, repo }: GitHub): Promise<IssuesRead> {
  try {
    const listed = await octokit.paginate(octokit.rest.issues.listForRepo, {
      ...{ owner, repo, labels: LABEL, state: 'all' as const },
      ...{ per_page: PER_PAGE, sort: 'created' as const, direction: 'asc' as const },
    });
    const ours = listed.flatMap((issue) => keptIssue(issue) ?? []);
    return { kind: 'read', issues: [...new Map(ours.map((issue) => [issue.number, issue])).values()] };
  } catch (error) {
    const failure = gitHubFailure(error, {
      what: 'list the issues of this action',
      operation: 'GET /repos/{owner}/{repo}/issues',
    });
    return { kind: 'unknown', failure, forbidden: isNotAccessible(error) || isStatus(error, 410) };
  }
}

/** One issue as it is at this moment; undefined where it is none of ours any more. */
export async function readIssue(
  { octokit, owner, repo }: GitHub,
  number: number,
): Promise<KeptIssue | undefined> {
  const { data } = await octokit.rest.issues.get({ owner, repo, issue_number: number });
  return keptIssue(data);
}

type Listed = Awaited<ReturnType<Octokit['rest']['issues']['get']>>['data'];

/** Undefined for a pull request, and for what has no readable data of ours: such as people's own issues under our label. */
export function keptIssue(
  issue: Pick<
    Listed,
    'number' | 'html_url' | 'state' | 'title' | 'body' | 'user' | 'locked' | 'updated_at' | 'pull_request'
  >,
): KeptIssue | undefined {
  const body = issue.body ?? '';
  const data = issue.pull_request ? undefined : dataIn(body);
  if (!data) return undefined;
  return {
    number: issue.number,
    url: issue.html_url,
    open: issue.state === 'open',
    title: issue.title,
    body,
    author: { login: issue.user?.login ?? 'ghost', isBot: issue.user?.type === 'Bot' },
    data,
    ticks: ticksIn(body),
    locked: issue.locked === true,
    updatedAt: issue.updated_at,
  };
}
