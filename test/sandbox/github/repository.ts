/** What there is in acme/shop, read from emulate and mended where GitHub shows it in another way. */
import type { Data } from './answers.ts';
import { OWNER, REPO } from './options.ts';
import type { Upstream } from './upstream.ts';

export interface User extends Data {
  readonly login: string;
  readonly type: string;
}

export interface Issue extends Data {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly state: 'open' | 'closed';
  readonly user: User;
  readonly labels: readonly (Data & { readonly name: string })[];
  readonly locked: boolean;
  readonly comments: number;
  readonly created_at: string;
  readonly updated_at: string;
  readonly url: string;
  readonly html_url: string;
  readonly pull_request?: Data;
}

export interface Pull extends Issue {
  readonly head: Data & { readonly ref: string; readonly sha: string; readonly label: string };
  readonly base: Data & { readonly ref: string; readonly sha: string };
  readonly draft: boolean;
  readonly merged: boolean;
  readonly issue_url: string;
}

export interface Comparison {
  readonly status: string;
  readonly ahead_by: number;
  readonly merge_base_commit: { readonly sha: string };
  readonly commits: readonly Data[];
  readonly files: readonly (Data & {
    readonly filename: string;
    readonly previous_filename?: string;
    readonly status: string;
    readonly sha: string;
    readonly additions: number;
    readonly deletions: number;
  })[];
}

export const REPOSITORY = `/repos/${OWNER}/${REPO}`;

export class Repository {
  readonly #upstream: Upstream;
  /** How a pull request was when it was closed or merged: it does not follow its branches any more. */
  readonly #closed = new Map<number, Data>();
  /** Who closed it, which only the issue that it also is tells. */
  readonly #closers = new Map<number, User | undefined>();

  constructor(upstream: Upstream) {
    this.#upstream = upstream;
  }

  get<T>(path: string): Promise<T | undefined> {
    return this.#upstream.read<T>(`${REPOSITORY}${path}`);
  }

  async labels(): Promise<string[]> {
    const labels = await this.#upstream.readAll<{ name: string }>(`${REPOSITORY}/labels`);
    return labels.map(({ name }) => name);
  }

  /** Pull requests too, as GitHub counts them among the issues. */
  async issues(): Promise<Issue[]> {
    const pulls = await this.pulls();
    const issues = await this.#upstream.readAll<Issue>(`${REPOSITORY}/issues?state=all`);
    return [...issues, ...pulls.map((pull) => this.asIssue(pull))];
  }

  async issue(number: number): Promise<Issue | undefined> {
    const issue = await this.get<Issue>(`/issues/${number}`);
    if (issue) return issue;
    const pull = await this.pull(number);
    return pull && this.asIssue(pull);
  }

  async pulls(): Promise<Pull[]> {
    const pulls = await this.#upstream.readAll<Pull>(`${REPOSITORY}/pulls?state=all`);
    const mended: Pull[] = [];
    for (const pull of pulls) mended.push(await this.#following(pull));
    return mended;
  }

  /** With the figures that only a single pull request has. */
  async pull(number: number): Promise<Pull | undefined> {
    const found = await this.get<Pull>(`/pulls/${number}`);
    if (!found) return undefined;
    const pull = await this.#following(found);
    const comparison = await this.comparison(pull);
    if (!comparison) return pull;
    const sum = (field: 'additions' | 'deletions') =>
      comparison.files.reduce((all, file) => all + file[field], 0);
    return {
      ...pull,
      commits: comparison.ahead_by,
      changed_files: comparison.files.length,
      additions: sum('additions'),
      deletions: sum('deletions'),
    };
  }

  comparison({ base, head }: Pull): Promise<Comparison | undefined> {
    return this.compare(base.sha, head.sha);
  }

  compare(base: string, head: string): Promise<Comparison | undefined> {
    return this.get<Comparison>(`/compare/${encodeURIComponent(base)}...${encodeURIComponent(head)}`);
  }

  async tip(branch: string): Promise<string | undefined> {
    return (await this.get<{ object: { sha: string } }>(`/git/ref/heads/${branch}`))?.object.sha;
  }

  /** It stays as it is, with `more` about how it ended. */
  async freeze({ number, head, base }: Pull, by: string, more: Data = {}): Promise<void> {
    this.#closed.set(number, { head, base, ...more });
    this.#closers.set(number, await this.user(by));
  }

  thaw(number: number): void {
    this.#closed.delete(number);
    this.#closers.delete(number);
  }

  /** The bot is not there before it has written something. */
  user(login: string): Promise<User | undefined> {
    return this.#upstream.read<User>(`/users/${encodeURIComponent(login)}`);
  }

  /** A pull request as lists of issues show it. */
  asIssue(pull: Pull): Issue {
    return asIssue(pull, this.#closers.get(pull.number));
  }

  /** emulate keeps the commits that a pull request was opened with; GitHub follows the branches. */
  async #following(pull: Pull): Promise<Pull> {
    const closed = this.#closed.get(pull.number);
    if (closed) return { ...pull, ...closed };
    const head = (await this.tip(pull.head.ref)) ?? pull.head.sha;
    const base = (await this.tip(pull.base.ref)) ?? pull.base.sha;
    return { ...pull, head: { ...pull.head, sha: head }, base: { ...pull.base, sha: base } };
  }
}

function asIssue(pull: Pull, closer: User | undefined): Issue {
  const { url, html_url } = pull;
  const { diff_url, patch_url, merged_at, user, labels, assignee, assignees, milestone, comments_url } = pull;
  return {
    url: pull.issue_url,
    repository_url: pull.issue_url.replace(/\/issues\/\d+$/, ''),
    labels_url: `${pull.issue_url}/labels{/name}`,
    comments_url,
    events_url: `${pull.issue_url}/events`,
    html_url,
    id: pull['id'],
    node_id: pull['node_id'],
    number: pull.number,
    title: pull.title,
    user,
    labels,
    state: pull.state,
    state_reason: null,
    locked: pull.locked,
    active_lock_reason: null,
    assignee,
    assignees,
    milestone,
    comments: pull.comments,
    created_at: pull.created_at,
    updated_at: pull.updated_at,
    closed_at: pull['closed_at'],
    closed_by: closer ?? null,
    body: pull.body,
    draft: pull.draft,
    pull_request: { url, html_url, diff_url, patch_url, merged_at },
    author_association: pull['author_association'],
    performed_via_github_app: null,
  };
}

/** A pull request as lists of pull requests show it: without what only a single one has. */
export function asListed(pull: Pull): Data {
  const { merged, mergeable, mergeable_state, rebaseable, merged_by, comments, review_comments, ...rest } =
    pull;
  const { maintainer_can_modify, commits, additions, deletions, changed_files, ...listed } = rest as Data;
  return listed;
}
