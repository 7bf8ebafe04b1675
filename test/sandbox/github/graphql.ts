/** `POST /graphql`: only what the schema has, and the same errors for the rest. Queries only. */
import { permits } from './access.ts';
import { type Answer, type Asked, type Data, isData, refused } from './answers.ts';
import { actorData, type GraphqlWorld, issueData, pullData } from './graphql-data.ts';
import { parseQuery, type Selection } from './graphql-query.ts';
import { schema } from './graphql-schema.ts';
import { type Actor, OWNER, REPO } from './options.ts';

type Resolver = (args: Readonly<Record<string, unknown>>) => unknown;

/** An error among the data: the field is null, and the rest is answered. */
class FieldError extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

export async function answerGraphql({ body }: Asked, actor: Actor, world: GraphqlWorld): Promise<Answer> {
  const { query, variables } = body;
  if (typeof query !== 'string')
    return refused(400, 'A query attribute must be specified and must be a string.');
  let selections: readonly Selection[];
  try {
    selections = parseQuery(query, isData(variables) ? variables : {});
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { status: 200, body: { errors: [{ message: error.message }] } };
  }
  const mistakes = selections.flatMap((selection) => mistakesOf(selection, 'Query', ['query']));
  if (mistakes.length > 0) return { status: 200, body: { errors: mistakes } };
  const errors: Data[] = [];
  const data = await select(root(actor, world), selections, [], errors);
  return { status: 200, body: { data, ...(errors.length > 0 && { errors }) } };
}

function root(actor: Actor, world: GraphqlWorld): Data {
  const repository: Resolver = ({ owner, name }) => {
    if (owner !== OWNER || name !== REPO || !world.sees)
      throw new FieldError(
        'NOT_FOUND',
        `Could not resolve to a Repository with the name '${owner}/${name}'.`,
      );
    return {
      __typename: 'Repository',
      name: REPO,
      nameWithOwner: `${OWNER}/${REPO}`,
      isPrivate: world.isPrivate,
      url: `${world.url}/${OWNER}/${REPO}`,
      issue: numbered('issues', 'an Issue', issueData),
      pullRequest: numbered('pull-requests', 'a PullRequest', pullData),
    };
  };
  const numbered =
    (area: 'issues' | 'pull-requests', what: string, dataOf: typeof issueData): Resolver =>
    async ({ number }) => {
      if (actor.role === 'action' && world.isPrivate && !permits(world.permissions, area, 'read'))
        throw new FieldError('FORBIDDEN', 'Resource not accessible by integration');
      const data = await dataOf(Number(number), actor, world);
      if (!data)
        throw new FieldError('NOT_FOUND', `Could not resolve to ${what} with the number of ${number}.`);
      return data;
    };
  // Unlike any other bot in GraphQL, the viewer keeps its `[bot]`.
  const viewer: Resolver = async () => ({
    ...(await actorData(actor.login, world)),
    __typename: 'User',
    login: actor.login,
  });
  return {
    __typename: 'Query',
    viewer,
    repository,
    rateLimit: { __typename: 'RateLimit', cost: 1, ...world.rate },
  };
}

/** What the schema has against a selection of a type's fields. */
function mistakesOf(selection: Selection, parent: string, path: string[]): Data[] {
  const { name, args, selections, on } = selection;
  const type = on ?? parent;
  const field = schema[type]?.[name];
  const here = [...path, selection.alias];
  const mistake = (code: string, message: string) => [{ path: here, extensions: { code }, message }];
  if (!field) return mistake('undefinedField', `Field '${name}' doesn't exist on type '${type}'`);
  const strange = Object.keys(args).find((arg) => !field.args?.[arg]);
  if (strange) return mistake('argumentNotAccepted', `Field '${name}' doesn't accept argument '${strange}'`);
  const missing = Object.entries(field.args ?? {}).find(
    ([arg, need]) => need === 'required' && args[arg] == null,
  );
  if (missing)
    return mistake(
      'missingRequiredArguments',
      `Field '${name}' is missing required arguments: ${missing[0]}`,
    );
  if (field.args?.['first'] && args['first'] == null && args['last'] == null)
    return mistake(
      'MISSING_PAGINATION_BOUNDARIES',
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
    );
  if (Number(args['first'] ?? args['last'] ?? 0) > 100)
    return mistake('EXCESSIVE_PAGINATION', `Requesting more than 100 records on the \`${name}\` connection.`);
  if (field.type && selections.length === 0)
    return mistake('selectionMismatch', `Field must have selections (field '${name}' returns ${field.type})`);
  if (!field.type && selections.length > 0)
    return mistake('selectionMismatch', `Selections can't be made on scalars (field '${name}')`);
  return selections.flatMap((inner) => mistakesOf(inner, field.type ?? '', here));
}

async function select(
  data: Data,
  selections: readonly Selection[],
  path: string[],
  errors: Data[],
): Promise<Data> {
  const selected: Data = {};
  for (const { alias, name, args, selections: inner, on } of selections) {
    if (on && ![data['__typename'], 'Actor', 'Node'].includes(on)) continue;
    const here = [...path, alias];
    try {
      const field = data[name];
      const value = typeof field === 'function' ? await (field as Resolver)(args) : field;
      if (Array.isArray(value)) {
        const items: Data[] = [];
        for (const item of value) items.push(await select(item, inner, here, errors));
        selected[alias] = items;
      } else {
        const fields = isData(value) ? await select(value, inner, here, errors) : value;
        selected[alias] =
          isData(fields) && isData(selected[alias]) ? { ...selected[alias], ...fields } : (fields ?? null);
      }
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      errors.push({ type: error.type, path: here, message: error.message });
      selected[alias] = null;
    }
  }
  return selected;
}
