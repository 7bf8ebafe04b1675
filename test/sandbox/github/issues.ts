/** Issues as GitHub serves them: pull requests among them, whatever is asked of either by its number. */
import { type Answer, type Asked, type Data, invalid, notFound } from './answers.ts';
import type { Edits } from './edits.ts';
import type { Actor } from './options.ts';
import { paged } from './pages.ts';
import { type Issue, REPOSITORY, type Repository } from './repository.ts';
import type { Upstream } from './upstream.ts';

export async function listIssues(asked: Asked, repository: Repository, url: string): Promise<Answer> {
  const { query } = asked;
  const state = query.get('state') ?? 'open';
  if (!['open', 'closed', 'all'].includes(state))
    return invalid({ resource: 'Issue', code: 'invalid', field: 'state' });
  const labels = (query.get('labels') ?? '').split(',').filter(Boolean);
  const since = query.get('since');
  if (since && Number.isNaN(Date.parse(since)))
    return invalid({ resource: 'Issue', code: 'invalid', field: 'since' });
  const creator = query.get('creator');
  const found = (await repository.issues()).filter(
    (issue) =>
      (state === 'all' || issue.state === state) &&
      labels.every((label) => issue.labels.some(({ name }) => same(name, label))) &&
      (!since || issue.updated_at.slice(0, 19) >= new Date(since).toISOString().slice(0, 19)) &&
      (!creator || same(issue.user.login, creator)),
  );
  return paged(sorted(found, query), asked, url);
}

export const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();

/** By `sort` and `direction`, newest first unless asked; what is equal by its number. */
export function sorted<T extends Issue>(items: readonly T[], query: URLSearchParams): T[] {
  const asks = query.get('sort');
  const by = asks === 'updated' ? 'updated_at' : asks === 'comments' ? 'comments' : 'created_at';
  const rank = (a: T, b: T) => (a[by] < b[by] ? -1 : a[by] > b[by] ? 1 : a.number - b.number);
  const ascending = [...items].sort(rank);
  return query.get('direction') === 'asc' ? ascending : ascending.reverse();
}

/** A change of an issue, noted among its edits. */
export async function changeIssue(
  { body }: Asked,
  before: Issue | undefined,
  actor: Actor,
  { upstream, edits }: { upstream: Upstream; edits: Edits },
): Promise<Answer> {
  if (!before) return notFound();
  const path = `${REPOSITORY}/issues/${before.number}`;
  const answer = await upstream.ask(actor.token, 'PATCH', path, keepingReason(body, before));
  if (answer.status === 200) edits.note(before, answer.body as Issue, actor.login);
  return answer;
}

/** emulate takes a reason for a new state where there is none. */
function keepingReason(body: Data, { state }: Issue): Data {
  if (body['state'] !== undefined && body['state'] !== state) return body;
  const { state_reason, ...rest } = body;
  return rest;
}
