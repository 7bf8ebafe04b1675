import type { GitHub } from '../client.ts';
import { isStatus } from '../failure.ts';
import { BRANCH, type BranchState, blobOf, commitMessage, stateOf } from './commit.ts';

/** The commit at the head of a branch; undefined where there is no such branch. */
export async function headOf({ octokit, owner, repo }: GitHub, branch: string): Promise<string | undefined> {
  try {
    const { data } = await octokit.rest.git.getRef({ owner, repo, ref: `heads/${branch}` });
    return data.object.sha;
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    throw error;
  }
}

/** What is on our branch at `sha`, seen from the default branch at `defaultSha`. */
export async function readBranch(
  { octokit, owner, repo }: GitHub,
  sha: string | undefined,
  defaultSha: string,
): Promise<BranchState> {
  if (sha === undefined) return { kind: 'missing' };
  const basehead = `${defaultSha}...${sha}`;
  const { data } = await octokit.rest.repos.compareCommitsWithBasehead({ owner, repo, basehead });
  const commits = data.commits.map(({ author, commit }) => ({
    message: commit.message,
    author: author?.login ?? commit.author?.name,
  }));
  const files = (data.files ?? []).map(({ filename, status, sha: blob }) => ({
    name: filename,
    status,
    blob: blob ?? '',
  }));
  return stateOf({ sha, commits, files });
}

export interface BranchContent {
  /** The branch to write; `BRANCH` unless given. */
  readonly head?: string | undefined;
  /** Head of the default branch, which the commit is put on. */
  readonly defaultSha: string;
  readonly file: string;
  readonly text: string;
  /** Of the file on the default branch. */
  readonly base: string | undefined;
  /** First line of the commit's message. */
  readonly title: string;
}

/**
 * Puts one commit of ours on the branch, in place of what was there at `from`; undefined where the branch is not.
 * `moved` and unchanged when it is elsewhere by now. The commit names no author, so that GitHub signs it.
 */
export async function writeBranch(
  github: GitHub,
  from: string | undefined,
  { defaultSha, file, text, base, title, head = BRANCH }: BranchContent,
): Promise<'written' | 'moved'> {
  const { octokit, owner, repo } = github;
  const at = { owner, repo };
  const { git } = octokit.rest;
  const blob = await git.createBlob({ ...at, content: text, encoding: 'utf-8' });
  const parent = await git.getCommit({ ...at, commit_sha: defaultSha });
  const tree = await git.createTree({
    ...at,
    base_tree: parent.data.tree.sha,
    tree: [{ path: file, mode: '100644', type: 'blob', sha: blob.data.sha }],
  });
  const commit = await git.createCommit({
    ...at,
    message: commitMessage(title, text, base),
    tree: tree.data.sha,
    parents: [defaultSha],
  });
  const { sha } = commit.data;
  if ((await headOf(github, head)) !== from) return 'moved';
  if (from !== undefined) {
    await git.updateRef({ ...at, ref: `heads/${head}`, sha, force: true });
    return 'written';
  }
  try {
    await git.createRef({ ...at, ref: `refs/heads/${head}`, sha });
  } catch (error) {
    if (isStatus(error, 422) && (await headOf(github, head)) !== undefined) return 'moved';
    throw error;
  }
  return 'written';
}

/** Deletes the branch if it is still at `sha`. */
export async function deleteBranch(github: GitHub, sha: string, head = BRANCH): Promise<void> {
  const { octokit, owner, repo } = github;
  if ((await headOf(github, head)) !== sha) return;
  await octokit.rest.git.deleteRef({ owner, repo, ref: `heads/${head}` });
}

/** The config file at a commit; undefined where there is none. Rejects where it is no text file. */
export async function readFileAt(
  { octokit, owner, repo }: GitHub,
  path: string,
  ref: string,
): Promise<string | undefined> {
  try {
    const { data } = await octokit.rest.repos.getContent({ owner, repo, path, ref });
    if (Array.isArray(data) || data.type !== 'file') throw new Error(`${path} is not a file`);
    const text = Buffer.from(data.content, 'base64').toString('utf8');
    if (blobOf(text) !== data.sha) throw new Error(`${path} is not a text file in UTF-8 of under 1 MB`);
    return text;
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    throw error;
  }
}
