/** What people do in the repository on GitHub, and what a job checks out of it. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { GitHubSandbox } from '../sandbox/github/server.ts';

export const CONFIG = '.github/personalize-monitor.yml';
export const WORKFLOW_FILE = '.github/workflows/personalize.yml';

/** Those whom the stand-in knows: one may write, the other may only label and close. */
export type Person = 'maintainer' | 'triager';

const of = ({ owner, repo }: GitHubSandbox) => ({ owner, repo });
const as = (github: GitHubSandbox, person: Person) => github.octokitOf(person).rest;

/** The text of a file; undefined where it is not there. */
export async function fileOn(github: GitHubSandbox, path: string, ref = 'main'): Promise<string | undefined> {
  const { repos } = as(github, 'maintainer');
  const found = await repos.getContent({ ...of(github), path, ref }).catch(() => undefined);
  const content = (found?.data as { content?: string } | undefined)?.content;
  return content === undefined ? undefined : Buffer.from(content, 'base64').toString();
}

/** Commits a file as the maintainer, to `main` unless told; `text` is made of the one before. */
export async function commit(
  github: GitHubSandbox,
  path: string,
  text: (before: string) => string,
  branch = 'main',
): Promise<void> {
  const { repos } = as(github, 'maintainer');
  const before = await fileOn(github, path, branch);
  await repos.createOrUpdateFileContents({
    ...of(github),
    path,
    branch,
    message: `${before === undefined ? 'Add' : 'Change'} ${path}`,
    content: Buffer.from(text(before ?? '')).toString('base64'),
    ...(before === undefined ? {} : { sha: await shaOf(github, path, branch) }),
  });
}

/** Deletes a file on `main`, as the maintainer. */
export async function remove(github: GitHubSandbox, path: string): Promise<void> {
  const sha = await shaOf(github, path, 'main');
  const message = `Remove ${path}`;
  await as(github, 'maintainer').repos.deleteFile({ ...of(github), path, message, sha });
}

async function shaOf(github: GitHubSandbox, path: string, ref: string): Promise<string> {
  const { data } = await as(github, 'maintainer').repos.getContent({ ...of(github), path, ref });
  return (data as { sha: string }).sha;
}

/** Ticks the first box of an issue, as the maintainer. */
export async function tick(github: GitHubSandbox, number: number): Promise<void> {
  const { issues } = as(github, 'maintainer');
  const issue = { ...of(github), issue_number: number };
  const body = (await issues.get(issue)).data.body ?? '';
  await issues.update({ ...issue, body: body.replace('- [ ]', '- [x]') });
}

/** Says something in an issue and closes it. */
export async function closeWith(
  github: GitHubSandbox,
  person: Person,
  number: number,
  comment: string,
): Promise<void> {
  const { issues } = as(github, person);
  const issue = { ...of(github), issue_number: number };
  await issues.createComment({ ...issue, body: comment });
  await issues.update({ ...issue, state: 'closed', state_reason: 'not_planned' });
}

/** Opens a pull request of the maintainer's, with one file changed on a branch of its own. */
export async function propose(
  github: GitHubSandbox,
  { branch, title, body }: { readonly branch: string; readonly title: string; readonly body: string },
  path: string,
  text: (before: string) => string,
): Promise<void> {
  const { git, pulls } = as(github, 'maintainer');
  const { sha } = (await git.getRef({ ...of(github), ref: 'heads/main' })).data.object;
  await git.createRef({ ...of(github), ref: `refs/heads/${branch}`, sha });
  await commit(github, path, text, branch);
  await pulls.create({ ...of(github), head: branch, base: 'main', title, body });
}

/** Merges a pull request, as the maintainer. */
export async function merge(github: GitHubSandbox, number: number): Promise<void> {
  await as(github, 'maintainer').pulls.merge({ ...of(github), pull_number: number });
}

/** The payload of the event that starts a job: by the schedule, or of that pull request. */
export async function payloadOf(github: GitHubSandbox, number: number | undefined): Promise<object> {
  const { pulls, repos } = as(github, 'maintainer');
  const { full_name, default_branch, ...data } = (await repos.get(of(github))).data;
  const visibility = data.private ? 'private' : 'public';
  const repository = { full_name, default_branch, private: data.private, visibility };
  if (number === undefined) return { schedule: '0 * * * *', repository };
  const { head, base } = (await pulls.get({ ...of(github), pull_number: number })).data;
  const end = ({ ref, sha }: { ref: string; sha: string }) => ({ ref, sha, repo: { full_name } });
  return { action: 'opened', repository, pull_request: { number, head: end(head), base: end(base) } };
}

/** What `actions/checkout` does: the files of `main`, or of that pull request, and no others, in the folder. */
export async function checkOut(
  github: GitHubSandbox,
  number: number | undefined,
  into: string,
): Promise<void> {
  const { git, pulls } = as(github, 'maintainer');
  const commit =
    number === undefined
      ? (await git.getRef({ ...of(github), ref: 'heads/main' })).data.object.sha
      : (await pulls.get({ ...of(github), pull_number: number })).data.head.sha;
  const tree_sha = (await git.getCommit({ ...of(github), commit_sha: commit })).data.tree.sha;
  const { tree } = (await git.getTree({ ...of(github), tree_sha, recursive: 'true' })).data;
  await rm(into, { recursive: true, force: true });
  await mkdir(into, { recursive: true });
  for (const { path, type, sha } of tree) {
    if (type !== 'blob' || path === undefined || sha === undefined) continue;
    const { content } = (await git.getBlob({ ...of(github), file_sha: sha })).data;
    await mkdir(dirname(join(into, path)), { recursive: true });
    await writeFile(join(into, path), Buffer.from(content, 'base64'));
  }
}
