import type { Failure } from '../../aws/failure.ts';
import type { Notice } from '../../outcomes/notice.ts';
import type { Upkeep } from '../../outcomes/upkeep.ts';
import type { GitHub } from '../client.ts';
import { gitHubFailure, isStatus } from '../failure.ts';
import { rateLimitOf, statusOf } from '../refusal.ts';
import { type Comment, claims, mayBeOurs, oldest, saysTheSame } from './ownComment.ts';

export interface PlanComment {
  /** Of the pull request. */
  readonly number: number;
  /** What `renderPlanComment` gave. */
  readonly body: string;
  /** The `workflowKey` that is hidden in it. */
  readonly key: string;
  readonly fromFork: boolean;
  /** `plan`: writes nothing, and says what it would. */
  readonly mode?: 'apply' | 'plan';
}

export interface Kept {
  readonly upkeep: readonly Upkeep[];
  readonly notices: readonly Notice[];
  readonly failures: readonly Failure[];
}

/**
 * Leaves one comment of this key on the pull request, with this text: updates it in place where its text differs, and
 * creates it where there is none. A list that failed creates nothing. Never throws.
 */
export async function keepPlanComment(github: GitHub, wanted: PlanComment): Promise<Kept> {
  return new Keeper(github, wanted).keep();
}

const FORK: Notice = {
  level: 'info',
  text: 'The plan is not kept as a comment: GitHub gives a run for a pull request from a fork a token that can only read. The plan is in the job summary.',
};

const CREATE = { what: 'comment on a pull request', operation: 'issues.createComment' };

class Keeper {
  readonly #upkeep: Upkeep[] = [];
  readonly #notices: Notice[] = [];
  readonly #failures: Failure[] = [];
  readonly #github: GitHub;
  readonly #wanted: PlanComment;

  constructor(github: GitHub, wanted: PlanComment) {
    this.#github = github;
    this.#wanted = wanted;
  }

  async keep(): Promise<Kept> {
    const comments = await this.#list();
    const ours = comments && oldest(comments, this.#wanted.key);
    if (ours) await this.#update(ours);
    else if (comments) await this.#create();
    return { upkeep: this.#upkeep, notices: this.#notices, failures: this.#failures };
  }

  /** All comments, of all pages; undefined when a page failed. */
  async #list(): Promise<readonly Comment[] | undefined> {
    const { octokit, owner, repo } = this.#github;
    const about = { owner, repo, issue_number: this.#wanted.number, per_page: 100 };
    return this.#try('list the comments of a pull request', 'issues.listComments', () =>
      octokit.paginate(octokit.rest.issues.listComments, about),
    );
  }

  async #update(comment: Comment): Promise<void> {
    const { body, mode } = this.#wanted;
    if (saysTheSame(comment, body)) return;
    const did = { action: 'update', reason: 'the plan is another', url: comment.html_url } as const;
    if (mode === 'plan') return this.#note({ ...did, outcome: 'planned' });
    const { octokit, owner, repo } = this.#github;
    const updated = await this.#try('update the comment with the plan', 'issues.updateComment', () =>
      octokit.rest.issues.updateComment({ owner, repo, comment_id: comment.id, body }),
    );
    this.#note({ ...did, outcome: updated ? 'done' : 'failed' });
  }

  async #create(): Promise<void> {
    const did = { action: 'create', reason: 'there is none yet' } as const;
    if (this.#wanted.mode === 'plan') return this.#note({ ...did, outcome: 'planned' });
    const { created, error } = await this.#send();
    // A request without an answer, or with one of a server that failed, may have been carried out.
    const comments = error === undefined || mayBeDone(error) ? await this.#list() : undefined;
    const first = oldest(comments ?? [], this.#wanted.key, created ? by(created) : mayBeOurs) ?? created;
    if (!first) {
      this.#refused(error, CREATE);
      return this.#note({ ...did, outcome: 'failed' });
    }
    this.#note({ ...did, outcome: 'done', url: first.html_url });
    await this.#leaveOnly(first, comments ?? [], created);
  }

  async #send(): Promise<{ created?: Comment; error?: unknown }> {
    const { octokit, owner, repo } = this.#github;
    const { number, body } = this.#wanted;
    try {
      return {
        created: (await octokit.rest.issues.createComment({ owner, repo, issue_number: number, body })).data,
      };
    } catch (error) {
      return { error };
    }
  }

  /** Ours goes where a run at the same time was faster, and what was created twice as well; the first one takes our text. */
  async #leaveOnly(
    first: Comment,
    comments: readonly Comment[],
    created: Comment | undefined,
  ): Promise<void> {
    const { octokit, owner, repo } = this.#github;
    const { key, body } = this.#wanted;
    const seconds = comments.filter(
      (each) =>
        each.id > first.id &&
        by(first)(each) &&
        (each.id === created?.id || (claims(each, key) && saysTheSame(each, body))),
    );
    for (const { id } of seconds) {
      await this.#try('delete a second comment with the plan', 'issues.deleteComment', () =>
        octokit.rest.issues.deleteComment({ owner, repo, comment_id: id }).catch(unlessGone),
      );
    }
    await this.#update(first);
  }

  async #try<T>(what: string, operation: string, request: () => Promise<T>): Promise<T | undefined> {
    try {
      return await request();
    } catch (error) {
      this.#refused(error, { what, operation });
      return undefined;
    }
  }

  #refused(error: unknown, context: { readonly what: string; readonly operation: string }): void {
    const { number, fromFork } = this.#wanted;
    if (fromFork && isStatus(error, 403) && !rateLimitOf(error)) this.#notices.push(FORK);
    else this.#failures.push(gitHubFailure(error, { ...context, resource: `pull request #${number}` }));
  }

  /** What GitHub does not let a fork's run do is no upkeep that failed. */
  #note(did: Pick<Upkeep, 'action' | 'reason' | 'outcome' | 'url'>): void {
    if (did.outcome === 'failed' && this.#failures.length === 0) return;
    const { number } = this.#wanted;
    this.#upkeep.push({ ...did, target: 'comment', name: 'What merging would do', number });
  }
}

/** Whether both have one author. */
function by(other: Comment): (comment: Comment) => boolean {
  return ({ user }) => user !== null && user.id === other.user?.id;
}

function mayBeDone(error: unknown): boolean {
  return (statusOf(error) ?? 500) >= 500;
}

/** What a run at the same time deleted before us is gone as it should be. */
function unlessGone(error: unknown): void {
  if (!isStatus(error, 404)) throw error;
}
