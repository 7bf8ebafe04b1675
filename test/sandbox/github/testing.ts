/** For tests: a stand-in for GitHub with plain clients, closed after each test. */
import { afterEach } from '@jest/globals';
import type { GitHubOptions } from './options.ts';
import { type GitHubSandbox, startGitHub } from './server.ts';

export const it = { owner: 'acme', repo: 'shop' };
const started: GitHubSandbox[] = [];

afterEach(async () => {
  for (const github of started.splice(0)) await github.close();
});

export async function opened(options: GitHubOptions = {}) {
  const github = await startGitHub(options);
  started.push(github);
  const as = (login?: string) => github.octokitOf(login).rest;
  return { github, as, action: as(), maintainer: as('maintainer'), reader: as('reader') };
}

export interface Failure {
  status: number;
  response?: { headers: Record<string, string>; data: { message: string; errors?: unknown[] } };
}

/** How a request fails: its status and message, and the first of its errors. A request that succeeds fails the test. */
export async function failureOf(request: Promise<unknown>) {
  const failure = await request.then(
    () => undefined,
    (error: Failure) => error,
  );
  if (!failure) throw new Error('The request succeeded');
  const { status, response } = failure;
  const error = response?.data.errors?.[0];
  return { status, message: response?.data.message, ...(error !== undefined && { error }) };
}

/** One character more than a text may have. */
export const long = 'x'.repeat(65_537);
export const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Commits a file to a branch, which is made from main if it is new. */
export async function commit(
  github: GitHubSandbox,
  branch: string,
  path: string,
  text: string,
  login?: string,
) {
  const { git, repos } = github.octokitOf(login).rest;
  const main = (await git.getRef({ ...it, ref: 'heads/main' })).data.object.sha;
  await git.createRef({ ...it, ref: `refs/heads/${branch}`, sha: main }).catch(() => undefined);
  const found = await repos.getContent({ ...it, path, ref: branch }).catch(() => undefined);
  const sha = (found?.data as { sha: string } | undefined)?.sha;
  const file = { path, branch, message: `Write ${path}`, content: base64(text), ...(sha && { sha }) };
  return (await repos.createOrUpdateFileContents({ ...it, ...file })).data.commit.sha ?? '';
}

/** Of a file on main. */
export async function textOf(github: GitHubSandbox, path: string) {
  const { data } = await github.octokitOf().rest.repos.getContent({ ...it, path });
  return Buffer.from((data as { content: string }).content, 'base64').toString();
}
