/** Merging, which emulate does only for branches that did not move since the pull request was opened. */
import { type Answer, type Data, refused } from './answers.ts';
import type { Actor } from './options.ts';
import { type Pull, REPOSITORY, type Repository } from './repository.ts';
import type { Upstream } from './upstream.ts';

interface Commit extends Data {
  readonly sha: string;
  readonly tree: { readonly sha: string };
}

interface Entry extends Data {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly sha: string | null;
}

export async function merge(
  body: Data,
  pull: Pull,
  actor: Actor,
  { upstream, repository }: { upstream: Upstream; repository: Repository },
): Promise<Answer> {
  const { head, base, number } = pull;
  if (pull.merged || pull.state === 'closed' || pull.draft)
    return refused(405, 'Pull Request is not mergeable');
  if (typeof body['sha'] === 'string' && body['sha'] !== head.sha)
    return refused(409, 'Head branch was modified. Review and try the merge again.');
  const theirs = await repository.compare(base.sha, head.sha);
  const ours = await repository.compare(head.sha, base.sha);
  if (!theirs || !ours) return refused(405, 'Pull Request is not mergeable');
  const touched = new Set(
    ours.files.flatMap(({ filename, previous_filename }) => [filename, previous_filename]),
  );
  if (theirs.files.some(({ filename }) => touched.has(filename)))
    return refused(405, 'Pull Request has merge conflicts');

  const write = async <T>(path: string, data: Data, method = 'POST') =>
    (await upstream.ask(actor.token, method, `${REPOSITORY}${path}`, data)).body as T;
  const onto = await repository.get<Commit>(`/git/commits/${base.sha}`);
  const from = await repository.get<{ tree: Entry[] }>(`/git/trees/${head.sha}?recursive=1`);
  const tree = theirs.files.flatMap(({ filename, previous_filename }) => {
    const entry = from?.tree.find(({ path, type }) => path === filename && type === 'blob');
    const gone = (path: string) => ({ path, mode: '100644', type: 'blob', sha: null });
    const now = entry ? { path: filename, mode: entry.mode, type: 'blob', sha: entry.sha } : gone(filename);
    return previous_filename ? [gone(previous_filename), now] : [now];
  });
  const merged = await write<Commit>('/git/trees', { base_tree: onto?.tree.sha, tree });
  const squashes = body['merge_method'] === 'squash' || body['merge_method'] === 'rebase';
  const title = squashes
    ? `${pull.title} (#${number})`
    : `Merge pull request #${number} from ${head.label.replace(':', '/')}`;
  const { sha } = await write<Commit>('/git/commits', {
    message: String(body['commit_title'] ?? title),
    tree: merged.sha,
    parents: squashes ? [base.sha] : [base.sha, head.sha],
  });
  await write(`/git/refs/heads/${base.ref}`, { sha }, 'PATCH');
  const closed = await write<Pull>(`/pulls/${number}`, { state: 'closed' }, 'PATCH');
  await repository.freeze(pull, actor.login, {
    merged: true,
    merged_at: closed['closed_at'],
    merged_by: await repository.user(actor.login),
    merge_commit_sha: sha,
    mergeable: null,
    mergeable_state: 'unknown',
  });
  return { status: 200, body: { sha, merged: true, message: 'Pull Request successfully merged' } };
}
