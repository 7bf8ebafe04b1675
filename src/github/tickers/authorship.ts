import type { GitHub } from '../client.ts';
import { askedOf, isStatus } from '../refusal.ts';
import type { Authorship, Writer } from './decide.ts';

/** As many as GitHub gives at once; it lists edits newest first. */
const EDITS = 100;

/**
 * `userContentEdits` is empty for a body that was never edited; else its last entry is the creation, where
 * `includesCreatedEdit` (GitHub's GraphQL schema, interface Comment).
 */
const QUERY = `
  query ($owner: String!, $repo: String!, $number: Int!) {
    viewer { login id }
    repository(owner: $owner, name: $repo) {
      issue(number: $number) {
        lastEditedAt
        author { ...who }
        editor { ...who }
        userContentEdits(first: ${EDITS}) {
          pageInfo { hasNextPage }
          nodes { editedAt editor { ...who } }
        }
      }
    }
  }
  fragment who on Actor { __typename login ... on User { id } ... on Bot { id } }
`;

interface Actor {
  readonly __typename?: string;
  readonly login: string;
  readonly id?: string | null;
}

interface Answer {
  readonly viewer: Actor | null;
  readonly repository: {
    readonly issue: {
      readonly lastEditedAt: string | null;
      readonly author: Actor | null;
      readonly editor: Actor | null;
      readonly userContentEdits: {
        readonly pageInfo?: { readonly hasNextPage: boolean };
        readonly nodes: readonly ({ readonly editedAt: string; readonly editor: Actor | null } | null)[];
      } | null;
    } | null;
  } | null;
}

/** Undefined where the server has no GraphQL, so that GitHub does not let it be known. Rejects when the reading fails. */
export async function readAuthorship(
  { octokit, owner, repo }: GitHub,
  number: number,
): Promise<Authorship | undefined> {
  try {
    return authorshipOf(await octokit.graphql<Answer>(QUERY, { owner, repo, number }));
  } catch (error) {
    if (isStatus(error, 404) && askedOf(error)?.path.endsWith('/graphql')) return undefined;
    throw error;
  }
}

function authorshipOf({ viewer, repository }: Answer): Authorship {
  const issue = repository?.issue;
  if (!issue || !viewer)
    throw new Error('GitHub answered without the issue, or without whose token this is.');
  const { author, editor, lastEditedAt, userContentEdits } = issue;
  const writer = (actor: Actor | null) => writerOf(actor, viewer);
  const edits = (userContentEdits?.nodes ?? []).filter((edit) => edit !== null);
  const newestFirst = edits.toSorted((one, other) => Date.parse(other.editedAt) - Date.parse(one.editedAt));
  const editors = newestFirst.map((edit) => writer(edit.editor));
  // The last editor is told apart from the list, which may lack an edit that GitHub has deleted or not listed yet.
  const missing = lastEditedAt !== null && newestFirst[0]?.editedAt !== lastEditedAt;
  return {
    author: writer(author),
    editors: missing ? [writer(editor), ...editors] : editors,
    complete: userContentEdits?.pageInfo?.hasNextPage !== true && (lastEditedAt === null || edits.length > 0),
  };
}

/** Bots are called `name` here, and `name[bot]` everywhere else; the viewer that is one has the latter name. */
function writerOf(actor: Actor | null, viewer: Actor): Writer {
  if (!actor) return { kind: 'deleted' };
  const bot = actor.__typename === 'Bot' || actor.login.endsWith('[bot]');
  const login = bot ? `${actor.login.replace(/\[bot\]$/, '')}[bot]` : actor.login;
  const self: Writer = bot ? { kind: 'self' } : { kind: 'self', person: login };
  if (actor.id && actor.id === viewer.id) return self;
  if (login.toLowerCase() === viewer.login.toLowerCase()) return self;
  return { kind: bot ? 'bot' : 'person', login };
}
