import type { GitHub } from '../client.ts';
import { LABEL } from '../issues/issue.ts';
import { type Deeds, doing } from './act.ts';
import { toldOf, withdrawnBody } from './body.ts';
import { staleness } from './decide.ts';
import { type FallbackWords, fallbackOf } from './fallbackText.ts';
import type { Paper } from './paper.ts';
import type { Entry } from './proposal.ts';
import { readIssues } from './read.ts';

/** The issue that asks a person to open the pull request, where GitHub does not let this action. */
export interface Fallback {
  readonly number: number;
  readonly url: string;
}

/** Keeps one such issue up to date; undefined where that failed. */
export async function keepFallback(
  github: GitHub,
  issues: readonly Paper[],
  entries: readonly Entry[],
  words: FallbackWords,
  deeds: Deeds,
): Promise<Fallback | undefined> {
  const [main, ...duplicates] = openOnes(issues);
  const { title, body } = fallbackOf(entries, words);
  const { octokit, owner, repo } = github;
  if (main) {
    await closeAll(github, duplicates, `#${main.number} says the same`, deeds);
    const why = staleness(main.told, toldOf(entries, words.file, words.head));
    if (!why) return main;
    const told = { action: 'update', target: 'issue', name: title, reason: why, ...placeOf(main) } as const;
    const done = await doing(deeds, told, 'issues.update', () =>
      octokit.rest.issues.update({ owner, repo, issue_number: main.number, title, body }),
    );
    return done && main;
  }
  const reason = 'GitHub Actions may not open pull requests here';
  const told = { action: 'create', target: 'issue', name: title, reason } as const;
  const made = await doing(deeds, told, 'issues.create', () =>
    octokit.rest.issues.create({ owner, repo, title, body, labels: [LABEL] }),
  );
  if (!made) return undefined;
  return oneOf(github, { number: made.data.number, url: made.data.html_url }, deeds, words.head);
}

/** Another run may have opened one at the same time: the older stays. */
async function oneOf(
  github: GitHub,
  made: Fallback,
  deeds: Deeds,
  head: string | undefined,
): Promise<Fallback> {
  const open = openOnes(await readIssues(github, undefined, head).catch(() => []));
  const [main] = open;
  if (!main || main.number >= made.number) return made;
  const mine = open.filter(({ number }) => number === made.number);
  await closeAll(github, mine, `#${main.number} says the same`, deeds);
  return main;
}

/** Closes those that are open: there is a pull request, or nothing to propose. */
export async function closeFallbacks(
  github: GitHub,
  issues: readonly Paper[],
  why: string,
  deeds: Deeds,
): Promise<void> {
  await closeAll(github, openOnes(issues), why, deeds);
}

/** Oldest first. */
export function openOnes(issues: readonly Paper[]): readonly Paper[] {
  return issues.filter(({ status }) => status === 'open').toSorted((one, other) => one.number - other.number);
}

/** The body says that it was this action in the same request that closes it, so that no run takes it for a person. */
async function closeAll(
  { octokit, owner, repo }: GitHub,
  papers: readonly Paper[],
  why: string,
  deeds: Deeds,
): Promise<void> {
  for (const paper of papers) {
    const at = { owner, repo, issue_number: paper.number };
    const told = {
      action: 'close',
      target: 'issue',
      name: paper.title,
      reason: why,
      ...placeOf(paper),
    } as const;
    await doing(deeds, told, 'issues.update', async () => {
      const body = withdrawnBody(paper.body, paper.told, 'pull-issue', why);
      await octokit.rest.issues.update({ ...at, body, state: 'closed', state_reason: 'completed' });
      await octokit.rest.issues.createComment({ ...at, body: `Closed by personalize-monitor: ${why}.` });
    });
  }
}

const placeOf = ({ number, url }: Paper) => ({ number, url });
