import { createHash } from 'node:crypto';
import type { GitHub } from '../client.ts';
import { hidden, hide } from '../hidden.ts';

const WHAT = 'comment';

/** What tells a comment of ours from others: the revision of the issue that it goes with, and a digest of its words. */
interface Mark {
  readonly revision: number;
  readonly of: string;
}

/**
 * Says something in an issue, once for each of its revisions: a run that comes upon its own comment, or on that of
 * another run, does not say it again, and what was sent twice because an answer was lost is taken out again.
 */
export async function say(github: GitHub, number: number, revision: number, text: string): Promise<void> {
  const mark: Mark = { revision, of: createHash('sha256').update(text).digest('hex').slice(0, 8) };
  if ((await said(github, number, mark)).length > 0) return;
  const { octokit, owner, repo } = github;
  const body = `${hide(WHAT, mark)}\n\n${text}\n`;
  let refusal: unknown;
  try {
    await octokit.rest.issues.createComment({ owner, repo, issue_number: number, body });
  } catch (error) {
    refusal = error;
  }
  const [first, ...again] = await said(github, number, mark);
  if (refusal !== undefined && !first) throw refusal;
  for (const { id, login } of again) {
    if (login === first?.login) await octokit.rest.issues.deleteComment({ owner, repo, comment_id: id });
  }
}

/** The comments with a mark, oldest first. */
async function said({ octokit, owner, repo }: GitHub, number: number, { of, revision }: Mark) {
  const comments = await octokit.paginate(octokit.rest.issues.listComments, {
    ...{ owner, repo, issue_number: number, per_page: 100 },
  });
  const marked = comments.filter(({ body }) => {
    const mark = (hidden(WHAT, body ?? '') ?? {}) as Partial<Mark>;
    return mark.of === of && mark.revision === revision;
  });
  return marked.map(({ id, user }) => ({ id, login: user?.login })).sort((a, b) => a.id - b.id);
}
