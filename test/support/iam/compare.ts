import { permissionsFor } from './permissions.ts';

/** A policy or trust policy of docs/iam, as far as it says what is allowed. */
export interface Policy {
  readonly Statement: readonly { readonly Action: string | readonly string[] }[];
}

/** Policies by the name of their file in docs/iam, without its ending. */
export type Policies = Readonly<Record<string, Policy>>;

const actionsOf = ({ Statement }: Policy) => Statement.flatMap(({ Action }) => Action);

/**
 * Where what was called and what the policies allow differ, a line each; empty where they agree. `whole` says that the
 * calls are all that the action can make: only then is a permission that none of them needs one too many.
 */
export function disagreements(
  operations: Iterable<string>,
  policies: Policies,
  { whole }: { readonly whole: boolean },
): readonly string[] {
  const called = new Set(operations);
  const needed = new Set([...called].flatMap(permissionsFor));
  const allowed = new Set(Object.values(policies).flatMap(actionsOf));
  const refused = [...called]
    .flatMap((operation) => permissionsFor(operation).map((action) => ({ operation, action })))
    .filter(({ action }) => !allowed.has(action))
    .map(
      ({ operation, action }) => `The action called ${operation}, and no policy in docs/iam allows ${action}`,
    );
  const unused = Object.entries(policies).flatMap(([name, policy]) =>
    [...new Set(actionsOf(policy))]
      .filter((action) => !needed.has(action))
      .map((action) => `docs/iam/${name}.json allows ${action}, and no test made the action call it`),
  );
  return [...refused, ...(whole ? unused : [])].sort();
}
