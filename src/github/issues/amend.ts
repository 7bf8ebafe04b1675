import type { GitHub } from '../client.ts';
import { gitHubFailure } from '../failure.ts';
import type { AmendingAction } from './action.ts';
import { readIssue } from './read.ts';
import { rewrite } from './rewrite.ts';
import { say } from './say.ts';
import { NOTHING, upkeepOf, type Written } from './written.ts';

const WHAT: Readonly<Record<AmendingAction['kind'], string>> = {
  update: 'update an issue',
  close: 'close an issue',
  reopen: 'open an issue again',
};

/**
 * Reads an issue again and writes to it what is still to be written. What it says comes first: where that fails,
 * nothing else is written, and the next run decides the same again.
 */
export async function amend(
  github: GitHub,
  action: AmendingAction,
  hide: (text: string) => string,
): Promise<Written> {
  const { issue, comment, kind, data, key } = action;
  const { octokit, owner, repo } = github;
  const { number, url } = issue;
  let operation = 'GET /repos/{owner}/{repo}/issues/{issue_number}';
  try {
    const next = rewrite(action, await readIssue(github, number), hide);
    if (next.kind === 'leave') return left(action, next.why);
    if (comment !== undefined) {
      operation = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
      await say(github, number, data.revision, comment);
    }
    if (next.kind === 'write') {
      operation = 'PATCH /repos/{owner}/{repo}/issues/{issue_number}';
      const { body, title, state } = next;
      await octokit.rest.issues.update({
        ...{ owner, repo, issue_number: number, body },
        ...(title === undefined ? {} : { title }),
        ...state,
      });
    }
    const numbers = kind === 'reopen' ? new Map([[key, { number, url }]]) : NOTHING.numbers;
    return { ...NOTHING, numbers, upkeep: [upkeepOf(action, 'done')] };
  } catch (error) {
    const failure = gitHubFailure(error, { what: WHAT[kind], resource: `issue #${number}`, operation });
    return { ...NOTHING, failures: [failure], upkeep: [upkeepOf(action, 'failed')] };
  }
}

function left({ issue, reason }: AmendingAction, why: string): Written {
  const text = `Issue #${issue.number} was not written to (${reason}): ${why} since this run read it. The next run looks again.`;
  return { ...NOTHING, notices: [{ level: 'info', text }] };
}
