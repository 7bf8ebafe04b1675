/** The issues and pull requests of the repository, as people see them. */
import type { GitHubSandbox } from '../sandbox/github/server.ts';

export interface Thread {
  readonly number: number;
  readonly kind: 'issue' | 'pull request';
  readonly title: string;
  readonly body: string;
  readonly state: 'open' | 'closed' | 'merged';
  readonly author: string;
  /** Unix milliseconds. */
  readonly at: number;
  readonly labels: readonly string[];
  readonly comments: readonly Comment[];
  /** Of a pull request. */
  readonly branch: string | undefined;
  readonly files: readonly Patch[];
}

export interface Comment {
  readonly author: string;
  readonly at: number;
  readonly body: string;
}

export interface Patch {
  readonly path: string;
  /** Hunks of a unified diff. */
  readonly patch: string;
}

/** All of them, oldest first. */
export async function threadsOf(github: GitHubSandbox): Promise<readonly Thread[]> {
  const { issues } = github.octokitOf('maintainer').rest;
  const { owner, repo } = github;
  const all = await issues.listForRepo({ owner, repo, state: 'all', direction: 'asc', per_page: 100 });
  const threads: Thread[] = [];
  for (const { number, title, body, state, user, created_at, labels, pull_request } of all.data) {
    threads.push({
      number,
      kind: pull_request ? 'pull request' : 'issue',
      title,
      body: body ?? '',
      state: pull_request?.merged_at ? 'merged' : state === 'closed' ? 'closed' : 'open',
      author: user?.login ?? '',
      at: Date.parse(created_at),
      labels: labels.flatMap((label) => (typeof label === 'string' ? label : (label.name ?? []))),
      comments: await commentsOf(github, number),
      ...(pull_request ? await changesOf(github, number) : { branch: undefined, files: [] }),
    });
  }
  return threads;
}

async function commentsOf(github: GitHubSandbox, number: number): Promise<readonly Comment[]> {
  const { issues } = github.octokitOf('maintainer').rest;
  const { owner, repo } = github;
  const { data } = await issues.listComments({ owner, repo, issue_number: number, per_page: 100 });
  return data.map(({ user, created_at, body }) => ({
    author: user?.login ?? '',
    at: Date.parse(created_at),
    body: body ?? '',
  }));
}

async function changesOf(github: GitHubSandbox, number: number): Promise<Pick<Thread, 'branch' | 'files'>> {
  const { pulls } = github.octokitOf('maintainer').rest;
  const pull = { owner: github.owner, repo: github.repo, pull_number: number };
  const branch = (await pulls.get(pull)).data.head.ref;
  const { data } = await pulls.listFiles({ ...pull, per_page: 100 });
  return { branch, files: data.map(({ filename, patch }) => ({ path: filename, patch: patch ?? '' })) };
}

/** The thread of that number; fails where there is none. */
export function threadIn(threads: readonly Thread[], number: number): Thread {
  const found = threads.find((thread) => thread.number === number);
  if (!found) throw new Error(`There is no issue and no pull request #${number}`);
  return found;
}
