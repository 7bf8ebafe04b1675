/** The part of GitHub's public GraphQL schema that the stand-in knows. */
export interface Field {
  /** The object type; undefined for a scalar. */
  readonly type?: string;
  readonly args?: Readonly<Record<string, 'required' | 'optional'>>;
}

type Fields = Readonly<Record<string, Field>>;

const scalars = (names: string): Fields => Object.fromEntries(names.split(' ').map((name) => [name, {}]));
const pages = { first: 'optional', last: 'optional', after: 'optional', before: 'optional' } as const;
const numbered = (type: string): Field => ({ type, args: { number: 'required' } });

const actor = scalars('__typename login url resourcePath avatarUrl');
const written: Fields = {
  ...scalars('__typename id number title body url state locked closed closedAt createdAt updatedAt'),
  ...scalars('lastEditedAt includesCreatedEdit authorAssociation viewerDidAuthor'),
  author: { type: 'Actor' },
  editor: { type: 'Actor' },
  userContentEdits: { type: 'UserContentEditConnection', args: pages },
};

export const schema: Readonly<Record<string, Fields>> = {
  Query: {
    ...scalars('__typename'),
    viewer: { type: 'User' },
    repository: {
      type: 'Repository',
      args: { owner: 'required', name: 'required', followRenames: 'optional' },
    },
    rateLimit: { type: 'RateLimit' },
  },
  Actor: actor,
  Node: scalars('__typename id'),
  User: { ...actor, ...scalars('id databaseId name') },
  Bot: { ...actor, ...scalars('id databaseId') },
  RateLimit: scalars('__typename cost limit remaining used'),
  Repository: {
    ...scalars('__typename name nameWithOwner isPrivate url'),
    issue: numbered('Issue'),
    pullRequest: numbered('PullRequest'),
  },
  Issue: { ...written, ...scalars('stateReason') },
  PullRequest: { ...written, ...scalars('merged mergedAt isDraft headRefName headRefOid baseRefName') },
  UserContentEditConnection: {
    ...scalars('__typename totalCount'),
    nodes: { type: 'UserContentEdit' },
    edges: { type: 'UserContentEditEdge' },
    pageInfo: { type: 'PageInfo' },
  },
  UserContentEditEdge: { ...scalars('__typename cursor'), node: { type: 'UserContentEdit' } },
  UserContentEdit: {
    ...scalars('__typename id createdAt editedAt updatedAt deletedAt diff'),
    editor: { type: 'Actor' },
    deletedBy: { type: 'Actor' },
  },
  PageInfo: scalars('__typename hasNextPage hasPreviousPage startCursor endCursor'),
};
