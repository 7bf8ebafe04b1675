import { join } from 'node:path';
import type { Policies } from '../../../scripts/infrastructure/roles.ts';
import { ROOT, read } from '../readme.ts';
import { type Parameters, type Properties, stackOf, templateIn } from './stack.ts';

export const FOLDER = join(ROOT, 'docs/infrastructure');

const NAMES = ['plan', 'monitor', 'apply', 'uninstall', 'trust'] as const;

/** docs/iam, read. */
export const policies = Object.fromEntries(
  NAMES.map((name) => [name, JSON.parse(read(`docs/iam/${name}.json`))]),
) as Policies;

/** What someone may say who has an event bus, and wants all that there is. */
export const GIVEN: Partial<Parameters> = {
  GitHubOwner: 'acme',
  GitHubRepository: 'shop',
  GitHubOwnerId: '17',
  GitHubRepositoryId: '4711',
  EventBusName: 'default',
  AllowUninstall: 'true',
};

/** Both forms of the `sub` of that repository. */
export const subjects = (end: string) => [`repo:acme/shop:${end}`, `repo:acme@17/shop@4711:${end}`];

/** docs/iam/trust.json for these. */
export function trusting(subs: readonly string[]): unknown {
  const [statement] = policies.trust.Statement;
  const audience = { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' };
  const Condition = { StringEquals: { ...audience, 'token.actions.githubusercontent.com:sub': subs } };
  return { ...policies.trust, Statement: [{ ...statement, Condition }] };
}

/** The resources of a stack of the template in docs. */
export const stack = (given: Partial<Parameters>, partition?: string) =>
  stackOf(templateIn(read('docs/infrastructure/cloudformation.yml')), given, partition);

interface Role {
  readonly trust: unknown;
  /** Its policies by their names. */
  readonly may: Readonly<Record<string, unknown>>;
}

/** The roles of such a stack, by their names. */
export function rolesOf(given: Partial<Parameters>, partition?: string): Readonly<Record<string, Role>> {
  return Object.fromEntries(Object.values(stack(given, partition)).flatMap(roleOf));
}

function roleOf({ RoleName, AssumeRolePolicyDocument, Policies }: Properties): [string, Role][] {
  if (typeof RoleName !== 'string') return [];
  const inline = Policies as readonly { readonly PolicyName: string; readonly PolicyDocument: unknown }[];
  const may = Object.fromEntries(
    inline.map(({ PolicyName, PolicyDocument }) => [PolicyName, PolicyDocument]),
  );
  return [[RoleName, { trust: AssumeRolePolicyDocument, may }]];
}
