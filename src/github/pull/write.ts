import type { GitHub } from '../client.ts';
import { isForbiddenPullRequest, isStatus } from '../failure.ts';
import { LABEL } from '../issues/issue.ts';
import { type Deeds, doing, failureOf } from './act.ts';
import { bodyOf, toldOf, withdrawnBody } from './body.ts';
import { deleteBranch, headOf, readBranch, writeBranch } from './branch.ts';
import { BRANCH, blobOf } from './commit.ts';
import { type Keep, type Plan, type Situation, staleness } from './decide.ts';
import type { FallbackWords } from './fallbackText.ts';
import { openOf, type Paper } from './paper.ts';
import { paperOfPull, readPulls } from './read.ts';
import { titleOf, whatIsProposed } from './title.ts';

export const NOTHING_LEFT = 'nothing is left to propose';

/** Brings the branch to what the plan says; false where it could not be, and that is told. */
export async function keepBranch(
  github: GitHub,
  { base, branch, file, head = BRANCH }: Situation,
  plan: Keep,
  defaultSha: string,
  deeds: Deeds,
): Promise<boolean> {
  if (plan.branch === 'leave') return true;
  const from = branch.kind === 'missing' ? undefined : branch.sha;
  const title = `Set Personalize capacity: ${whatIsProposed(plan.entries)}`;
  try {
    const written = await writeBranch(github, from, { defaultSha, file, text: plan.text, base, title, head });
    if (written === 'written') return true;
    // Another run may have written the same meanwhile.
    const now = await readBranch(github, await headOf(github, head), defaultSha);
    if (now.kind === 'ours' && now.blob === blobOf(plan.text)) return true;
    const who = now.kind === 'foreign' ? `a commit by ${now.who}` : 'another run';
    deeds.notices.push({
      level: 'warning',
      text: `The branch ${head} was moved by ${who} while this run was at it, and is left as it is; the next run looks again.`,
    });
  } catch (error) {
    const told = { action: 'update', target: 'pull-request', name: head, reason: '' } as const;
    deeds.failures.push({ ...failureOf(error, told, 'git.updateRef'), what: `write the branch ${head}` });
  }
  return false;
}

/** The open pull request, brought up to date; `forbidden` where the repository lets no workflow open one. */
export async function keepPull(
  github: GitHub,
  plan: Keep,
  words: FallbackWords,
  deeds: Deeds,
): Promise<Paper | 'forbidden' | undefined> {
  if (plan.pull.kind !== 'open') {
    const { paper } = plan.pull;
    const why = plan.pull.kind === 'edit' ? plan.pull.why : undefined;
    if (why) return edited(github, paper, why, plan, words, deeds);
    if (plan.branch !== 'leave') deeds.upkeep.push({ ...upToDate(paper), outcome: 'done' });
    return labelled(github, paper, deeds);
  }
  const { octokit, owner, repo } = github;
  const title = titleOf(plan.entries);
  const reason = whatIsProposed(plan.entries);
  const told = { action: 'create', target: 'pull-request', name: title, reason } as const;
  try {
    const { data } = await octokit.rest.pulls.create({
      owner,
      repo,
      title,
      body: bodyOf(plan.entries, words),
      head: words.head ?? BRANCH,
      base: words.defaultBranch,
    });
    const older = await olderThan(github, data.number, words);
    if (older) {
      await withdraw(
        github,
        { kind: 'withdraw', pull: paperOfPull(data), branch: undefined },
        deeds,
        `the same as #${older.number}`,
      );
      return labelled(github, older, deeds);
    }
    deeds.upkeep.push({ ...told, outcome: 'done', number: data.number, url: data.html_url });
    return labelled(github, paperOfPull(data), deeds);
  } catch (error) {
    if (isForbiddenPullRequest(error)) return 'forbidden';
    const there = isStatus(error, 422) ? await openedMeanwhile(github, words) : undefined;
    if (!there) {
      deeds.upkeep.push({ ...told, outcome: 'failed' });
      deeds.failures.push(failureOf(error, told, 'pulls.create'));
      return undefined;
    }
    const why = staleness(there.told, toldOf(plan.entries, words.file, words.head));
    return why ? edited(github, there, why, plan, words, deeds) : labelled(github, there, deeds);
  }
}

/** GitHub has one open pull request for a branch: another run's, or this one's whose answer was lost. */
async function openedMeanwhile(
  github: GitHub,
  { defaultBranch, head }: FallbackWords,
): Promise<Paper | undefined> {
  return readPulls(github, defaultBranch, head).then(openOf, () => undefined);
}

/** GitHub lets a branch have one; a server that does not may have another run's, which came first. */
async function olderThan(
  github: GitHub,
  number: number,
  { defaultBranch, head }: FallbackWords,
): Promise<Paper | undefined> {
  const pulls = await readPulls(github, defaultBranch, head).catch(() => []);
  return pulls
    .filter((paper) => paper.status === 'open' && paper.number < number)
    .toSorted((one, other) => one.number - other.number)[0];
}

async function edited(
  github: GitHub,
  paper: Paper,
  why: string,
  { entries }: Keep,
  words: FallbackWords,
  deeds: Deeds,
): Promise<Paper | undefined> {
  const { octokit, owner, repo } = github;
  const at = { owner, repo, pull_number: paper.number };
  const { number, url } = paper;
  const title = titleOf(entries);
  const told = { action: 'update', target: 'pull-request', name: title, reason: why, number, url } as const;
  const now = await octokit.rest.pulls.get(at).catch(() => undefined);
  if (now?.data.state === 'closed') {
    deeds.notices.push({
      level: 'info',
      text: `Pull request #${number} was closed while this run was at it, and is left as it is.`,
    });
    return undefined;
  }
  const done = await doing(deeds, told, 'pulls.update', () =>
    octokit.rest.pulls.update({ ...at, title, body: bodyOf(entries, words) }),
  );
  return done && labelled(github, paper, deeds);
}

async function labelled({ octokit, owner, repo }: GitHub, paper: Paper, deeds: Deeds): Promise<Paper> {
  if (paper.labels.includes(LABEL)) return paper;
  try {
    await octokit.rest.issues.addLabels({ owner, repo, issue_number: paper.number, labels: [LABEL] });
  } catch (error) {
    const told = { action: 'update', target: 'pull-request', name: paper.title, reason: '' } as const;
    const { cause } = failureOf(error, told, 'issues.addLabels');
    deeds.notices.push({
      level: 'info',
      text: `Pull request #${paper.number} could not be given the label ${LABEL} (${cause}).`,
    });
  }
  return paper;
}

/** Closes what is open and deletes what is left of the branch. */
export async function withdraw(
  github: GitHub,
  { pull, branch }: Extract<Plan, { kind: 'withdraw' }>,
  deeds: Deeds,
  reason = NOTHING_LEFT,
  head = BRANCH,
): Promise<void> {
  const { octokit, owner, repo } = github;
  if (pull) {
    const { number, url, title: name } = pull;
    const at = { owner, repo, pull_number: number };
    const told = {
      action: 'close',
      target: 'pull-request',
      name,
      reason,
      number,
      url,
    } as const;
    const done = await doing(deeds, told, 'pulls.update', () =>
      // Together, so that no run takes this closing for a person's.
      octokit.rest.pulls.update({
        ...at,
        state: 'closed',
        body: withdrawnBody(pull.body, pull.told, 'pull', reason),
      }),
    );
    if (!done) return;
    const comment = `Closed by personalize-monitor: ${reason}.`;
    await octokit.rest.issues
      .createComment({ owner, repo, issue_number: number, body: comment })
      .catch((error: unknown) => deeds.failures.push(failureOf(error, told, 'issues.createComment')));
  }
  if (branch === undefined) return;
  const told = {
    action: 'delete',
    target: 'pull-request',
    name: `branch ${head}`,
    reason,
  } as const;
  await doing(deeds, told, 'git.deleteRef', () => deleteBranch(github, branch, head));
}

export function upToDate({ title, number, url }: Paper) {
  const reason = 'the config file or what recreates a campaign changed';
  return { action: 'update', target: 'pull-request', name: title, reason, number, url } as const;
}
