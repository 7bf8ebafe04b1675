import type { GitHub } from '../../github/client.ts';
import { gitHubFailure } from '../../github/failure.ts';
import type { AmendingAction } from '../../github/issues/action.ts';
import type { KeptIssue } from '../../github/issues/issue.ts';
import { issueKey } from '../../github/issues/key.ts';
import { oursByKey } from '../../github/issues/ours.ts';
import { readIssues } from '../../github/issues/read.ts';
import { writeIssues } from '../../github/issues/write.ts';
import type { Deeds } from '../../github/pull/act.ts';
import { BRANCH, branchOf } from '../../github/pull/commit.ts';
import type { Situation } from '../../github/pull/decide.ts';
import { closeFallbacks, openOnes } from '../../github/pull/fallback.ts';
import { openOf, type Paper } from '../../github/pull/paper.ts';
import { readSituation } from '../../github/pull/read.ts';
import { withdraw } from '../../github/pull/write.ts';
import { type RepositoryFacts, readRepository } from '../../github/repository.ts';
import type { Upkeep } from '../../outcomes/upkeep.ts';
import type { AccountEntry } from '../../settings/config/accounts.ts';
import type { Mode } from '../context.ts';
import { NOTHING, type Removed, together } from './removed.ts';

/** Ends a sentence that begins with what was closed. */
const WHY = 'personalize-monitor was uninstalled here';

const COMMENT =
  '**Closed: personalize-monitor was uninstalled here.** That says nothing of the finding: if the workflow runs again and still has it, this issue is opened again.';

/** All that is ours on GitHub, or what is of some accounts alone. */
export type Part = 'all' | readonly Pick<AccountEntry, 'name' | 'id' | 'role'>[];

/** Closes the open issues and the open pull request of this action, so that no later run takes that for a person's no. Never throws. */
export async function removeFromGitHub(
  github: GitHub,
  file: string,
  mode: Mode,
  part: Part = 'all',
): Promise<Removed> {
  let repository: RepositoryFacts;
  try {
    repository = await readRepository(github);
  } catch (error) {
    const failure = gitHubFailure(error, {
      what: 'read the repository',
      operation: 'GET /repos/{owner}/{repo}',
    });
    return { ...NOTHING, failures: [failure] };
  }
  const issues = repository.hasIssues ? await closeIssues(github, mode, part) : NOTHING;
  const heads = await branchesOf(github, part).catch((error: unknown) =>
    gitHubFailure(error, { what: 'list the branches of this action', operation: 'git.listMatchingRefs' }),
  );
  if ('cause' in heads) return together([issues, { ...NOTHING, failures: [heads] }]);
  const pulls: Removed[] = [];
  for (const head of heads) pulls.push(await closePull(github, repository, file, mode, head));
  return together([issues, ...pulls]);
}

/** The branch that proposals are on, whether it exists or not, and those of jobs for some accounts only; or these alone. */
async function branchesOf({ octokit, owner, repo }: GitHub, part: Part): Promise<readonly string[]> {
  if (part !== 'all') return part.map(({ name }) => branchOf(name));
  const refs = await octokit.paginate(octokit.rest.git.listMatchingRefs, {
    ...{ owner, repo, ref: `heads/${BRANCH}`, per_page: 100 },
  });
  const names = refs.map(({ ref }) => ref.replace(/^refs\/heads\//, ''));
  return [BRANCH, ...names.filter((name) => name.startsWith(`${BRANCH}-`))];
}

async function closeIssues(github: GitHub, mode: Mode, part: Part): Promise<Removed> {
  const read = await readIssues(github);
  if (read.kind === 'unknown') return { ...NOTHING, failures: [read.failure] };
  const ours = [...oursByKey(read.issues).values()].flatMap(({ main, duplicates }) => [
    ...(main?.open ? [main] : []),
    ...duplicates,
  ]);
  const owners = part === 'all' ? undefined : new Set(part.map(ownerOf));
  const going = ours.filter(({ data }) => !owners || owners.has(ownerIn(data.key)));
  return writeIssues(github, going.map(closing), { mode });
}

/** What the keys of an account's issues begin with. */
function ownerOf({ id: account, role }: Exclude<Part, 'all'>[number]): string {
  const [, partition = ''] = role.split(':');
  const any = { arn: role, partition, account, region: '', kind: 'campaign', name: '' } as const;
  return ownerIn(issueKey(any, 'idle'));
}

const ownerIn = (key: string): string => key.split(' ')[0] ?? key;

function closing(issue: KeptIssue): AmendingAction {
  const { data } = issue;
  return {
    kind: 'close',
    as: 'not_planned',
    key: data.key,
    issue,
    data: { ...data, revision: data.revision + 1, state: 'resolved' },
    answered: issue.ticks,
    comment: COMMENT,
    reason: WHY,
  };
}

async function closePull(
  github: GitHub,
  { defaultBranch }: RepositoryFacts,
  file: string,
  mode: Mode,
  head: string,
): Promise<Removed> {
  const read = await readSituation(github, { file, defaultBranch, proposals: [], head });
  if (read.kind === 'unknown') return { ...NOTHING, failures: [read.failure] };
  if (read.kind === 'forbidden') return NOTHING;
  const { situation } = read;
  const { branch, pulls, issues } = situation;
  const pull = openOf(pulls);
  const deeds: Deeds = { upkeep: [], notices: [], failures: [] };
  if (branch.kind === 'foreign') {
    const what = pull ? `, and so is pull request #${pull.number}` : '';
    const text = `The branch ${head} is left as it is${what}: a commit by ${branch.who} is on it.`;
    deeds.notices.push({ level: 'info', text });
  }
  const goes = branch.kind === 'foreign' ? undefined : goingOf(situation, pull);
  if (mode === 'plan') {
    return {
      ...deeds,
      upkeep: [...plannedOf(goes, head), ...openOnes(issues).map((one) => closingOf(one, 'issue'))],
    };
  }
  if (goes) await withdraw(github, goes, deeds, WHY, head);
  await closeFallbacks(github, issues, WHY, deeds);
  return deeds;
}

interface Going {
  readonly kind: 'withdraw';
  readonly pull: Paper | undefined;
  /** The commit that is on the branch; undefined where there is no branch. */
  readonly branch: string | undefined;
}

function goingOf({ branch }: Situation, pull: Paper | undefined): Going | undefined {
  const sha = branch.kind === 'missing' ? undefined : branch.sha;
  return pull || sha !== undefined ? { kind: 'withdraw', pull, branch: sha } : undefined;
}

function plannedOf(going: Going | undefined, head: string): readonly Upkeep[] {
  if (!going) return [];
  const branch = { action: 'delete', target: 'pull-request', name: `branch ${head}`, reason: WHY } as const;
  return [
    ...(going.pull ? [closingOf(going.pull, 'pull-request')] : []),
    ...(going.branch === undefined ? [] : [{ ...branch, outcome: 'planned' as const }]),
  ];
}

function closingOf({ title, number, url }: Paper, target: 'issue' | 'pull-request'): Upkeep {
  return { action: 'close', target, name: title, reason: WHY, outcome: 'planned', number, url };
}
