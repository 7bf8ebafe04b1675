import type { Failure } from '../../aws/failure.ts';
import type { GitHub } from '../client.ts';
import { gitHubFailure } from '../failure.ts';
import type { Creation } from './action.ts';
import { amend } from './amend.ts';
import { renderBody } from './body.ts';
import { duplicate } from './decide.ts';
import { LABEL } from './issue.ts';
import { ensureLabel } from './label.ts';
import { type Ours, oursByKey } from './ours.ts';
import { readIssues } from './read.ts';
import { type IssueAddress, NOTHING, together, upkeepOf, type Written } from './written.ts';

type Hide = (text: string) => string;

/** What came of one request to open an issue. */
type Opened =
  | { readonly creation: Creation; readonly kind: 'opened'; readonly address: IssueAddress }
  | { readonly creation: Creation; readonly kind: 'failed'; readonly failure: Failure };

/**
 * Opens issues, then lists all again: of two that tell the same, opened by runs at the same time or by a request that
 * was sent again because its answer was lost, the newer one is closed.
 */
export async function create(github: GitHub, creations: readonly Creation[], hide: Hide): Promise<Written> {
  if (creations.length === 0) return NOTHING;
  const unlabelled = await ensureLabel(github);
  if (unlabelled) return failed(creations, [unlabelled]);
  const opened: Opened[] = [];
  for (const creation of creations) opened.push(await open(github, creation, hide));
  const list = await readIssues(github);
  if (list.kind === 'unknown')
    return together([...opened.map((one) => settled(one)), failed([], [list.failure])]);
  const ours = oursByKey(list.issues);
  const parts: Written[] = [];
  for (const one of opened) {
    const found = ours.get(one.creation.key);
    parts.push(settled(one, found), await withoutTwins(github, one, found, hide));
  }
  return together(parts);
}

async function open({ octokit, owner, repo }: GitHub, creation: Creation, hide: Hide): Promise<Opened> {
  const { data, subject } = creation;
  try {
    const body = renderBody({ subject, data, ticks: new Set(), hide });
    const answer = await octokit.rest.issues.create({
      owner,
      repo,
      title: data.title,
      body,
      labels: [LABEL],
    });
    const address = { number: answer.data.number, url: answer.data.html_url };
    return { creation, kind: 'opened', address };
  } catch (error) {
    const context = { what: 'open an issue', resource: data.title };
    const failure = gitHubFailure(error, { ...context, operation: 'POST /repos/{owner}/{repo}/issues' });
    return { creation, kind: 'failed', failure };
  }
}

/** One whose answer was lost may be there all the same. */
function settled(one: Opened, found?: Ours): Written {
  const { creation } = one;
  const main = found?.main?.open ? found.main : undefined;
  const address = main ?? (one.kind === 'opened' ? one.address : undefined);
  if (!address) return failed([creation], one.kind === 'failed' ? [one.failure] : []);
  const { number, url } = address;
  return {
    ...NOTHING,
    numbers: new Map([[creation.key, { number, url }]]),
    upkeep: [upkeepOf(creation, 'done', { number, url })],
  };
}

/** Closes what this run opened and another one has opened before; where the answer was lost, whatever is newer. */
async function withoutTwins(
  github: GitHub,
  one: Opened,
  found: Ours | undefined,
  hide: Hide,
): Promise<Written> {
  if (!found?.main) return NOTHING;
  const { main, duplicates } = found;
  const twins = duplicates.filter(({ number }) => one.kind === 'failed' || number === one.address.number);
  const parts: Written[] = [];
  for (const twin of twins) parts.push(await amend(github, duplicate(twin, main.number), hide));
  return together(parts);
}

function failed(creations: readonly Creation[], failures: readonly Failure[]): Written {
  return { ...NOTHING, failures, upkeep: creations.map((creation) => upkeepOf(creation, 'failed')) };
}
