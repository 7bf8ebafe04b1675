/** Issues, pull requests and their edits in the words of GitHub's GraphQL. */
import type { Data } from './answers.ts';
import type { Edit, Edits } from './edits.ts';
import type { Actor, Permissions } from './options.ts';
import type { Issue, Repository } from './repository.ts';

export interface GraphqlWorld {
  readonly url: string;
  readonly repository: Repository;
  readonly edits: Edits;
  /** Whether the one who asks may know of the repository. */
  readonly sees: boolean;
  readonly isPrivate: boolean;
  readonly permissions: Permissions;
  readonly rate: { readonly limit: number; readonly remaining: number; readonly used: number };
}

/** A bot's login is without its `[bot]` here. */
export async function actorData(login: string, { url, repository }: GraphqlWorld): Promise<Data> {
  const isBot = login.endsWith('[bot]');
  const name = login.replace('[bot]', '');
  const resourcePath = isBot ? `/apps/${name}` : `/${name}`;
  const user = await repository.user(login);
  return {
    __typename: isBot ? 'Bot' : 'User',
    id: user?.['node_id'] ?? `BOT_${name}`,
    databaseId: user?.['id'] ?? null,
    login: name,
    name,
    resourcePath,
    url: `${url}${resourcePath}`,
    avatarUrl: `${url}/avatars/u/${name}`,
  };
}

export async function issueData(
  number: number,
  viewer: Actor,
  world: GraphqlWorld,
): Promise<Data | undefined> {
  const issue = await world.repository.issue(number);
  if (!issue || issue.pull_request) return undefined;
  const reason = issue['state_reason'];
  const stateReason = typeof reason === 'string' ? reason.toUpperCase() : null;
  return { ...(await writtenData(issue, viewer, world)), __typename: 'Issue', stateReason };
}

export async function pullData(
  number: number,
  viewer: Actor,
  world: GraphqlWorld,
): Promise<Data | undefined> {
  const pull = await world.repository.pull(number);
  if (!pull) return undefined;
  const { merged, draft, head, base } = pull;
  return {
    ...(await writtenData(pull, viewer, world)),
    __typename: 'PullRequest',
    state: merged ? 'MERGED' : pull.state.toUpperCase(),
    merged,
    mergedAt: pull['merged_at'],
    isDraft: draft,
    headRefName: head.ref,
    headRefOid: head.sha,
    baseRefName: base.ref,
  };
}

async function writtenData(issue: Issue, viewer: Actor, world: GraphqlWorld): Promise<Data> {
  const all = world.edits.of(issue.number);
  const newest = all[0];
  return {
    id: issue['node_id'],
    number: issue.number,
    title: issue.title,
    body: issue.body ?? '',
    url: issue.html_url,
    state: issue.state.toUpperCase(),
    locked: issue.locked,
    closed: issue.state === 'closed',
    closedAt: issue['closed_at'],
    createdAt: issue.created_at,
    updatedAt: issue.updated_at,
    authorAssociation: issue['author_association'],
    viewerDidAuthor: issue.user.login === viewer.login,
    author: await actorData(issue.user.login, world),
    editor: newest ? await actorData(newest.editor, world) : null,
    lastEditedAt: newest?.editedAt ?? null,
    includesCreatedEdit: newest !== undefined,
    userContentEdits: (args: Data) => connection(all, args, world),
  };
}

async function connection(edits: readonly Edit[], args: Data, world: GraphqlWorld): Promise<Data> {
  const actors = new Map<string, Data>();
  for (const { editor } of edits) if (!actors.has(editor)) actors.set(editor, await actorData(editor, world));
  const nodes = edits.map((edit, index) => ({
    __typename: 'UserContentEdit',
    id: `UCE_${edits.length - index}`,
    createdAt: edit.editedAt,
    editedAt: edit.editedAt,
    updatedAt: edit.editedAt,
    deletedAt: null,
    deletedBy: null,
    diff: edit.diff,
    editor: actors.get(edit.editor),
  }));
  const { first, last, after, before } = args;
  const start = typeof after === 'string' ? nodes.findIndex(({ id }) => id === after) + 1 : 0;
  const end = typeof before === 'string' ? nodes.findIndex(({ id }) => id === before) : nodes.length;
  const between = nodes.slice(start, end);
  const page = typeof first === 'number' ? between.slice(0, first) : between.slice(-Number(last));
  const offset = page[0] ? nodes.indexOf(page[0]) : start;
  return {
    __typename: 'UserContentEditConnection',
    totalCount: nodes.length,
    nodes: page,
    edges: page.map((node) => ({ __typename: 'UserContentEditEdge', cursor: node.id, node })),
    pageInfo: {
      __typename: 'PageInfo',
      hasPreviousPage: offset > 0,
      hasNextPage: offset + page.length < nodes.length,
      startCursor: page[0]?.id ?? null,
      endCursor: page.at(-1)?.id ?? null,
    },
  };
}
