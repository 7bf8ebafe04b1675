import { z } from 'zod';
import { PERSONALIZE_REGIONS } from '../regions.ts';
import type { CapacityEntry } from './capacity.ts';
import { ACCOUNT_NAME, type NamedResource } from './capacityKey.ts';
import type { Config, Policy } from './config.ts';
import type { Contradiction } from './contradictions.ts';
import { map } from './fields.ts';
import { unknownKey } from './keys.ts';

/** An account that a run covers, as the section `accounts` has it. */
export interface AccountEntry {
  /** Stands for its id wherever people read. */
  readonly name: string;
  /** The account id, as its role's ARN has it. */
  readonly id: string;
  /** ARN of the role to sign in to by OIDC. */
  readonly role: string;
  readonly regions: readonly string[];
  /** They come before those of the whole file. */
  readonly policies: readonly Policy[];
}

const NAME_ALLOWED =
  'must be a name of up to 40 lower-case letters, digits and hyphens, the first no hyphen; no account id';

const name = z.string({ error: NAME_ALLOWED }).regex(ACCOUNT_NAME, { error: NAME_ALLOWED });

/** As the input `role-to-assume` (IAM API reference, `roleNameType`). */
const ROLE = /^arn:[a-z\d-]+:iam::(\d{12}):role\/(?:[\x21-\x7e]+\/)?[\w+=,.@-]{1,64}$/;
const ROLE_ALLOWED = 'must be the ARN of an IAM role: arn:aws:iam::<account>:role/<name>';
const role = z.string({ error: ROLE_ALLOWED }).regex(ROLE, { error: ROLE_ALLOWED });

const REGIONS_ALLOWED = 'must be a list of Regions that offer Amazon Personalize';
const region = z.enum(PERSONALIZE_REGIONS as [string, ...string[]], {
  error: `must be a Region that offers Amazon Personalize: ${PERSONALIZE_REGIONS.join(', ')}`,
});

/** The section as it is written. */
export function accountsOf<P extends z.ZodType>(policy: P) {
  const account = map({
    name,
    role,
    regions: z.array(region, { error: REGIONS_ALLOWED }).min(1, { error: REGIONS_ALLOWED }),
    policies: z
      .array(policy, { error: 'must be a list of policies, as in the section policies' })
      .exactOptional(),
  });
  const error = 'must be a list of accounts, each with a name, a role and its regions';
  return z.array(account, { error }).min(1, { error });
}

/** What tells accounts apart in keys of the section `capacity`. */
export type NamedAccount = Pick<AccountEntry, 'name' | 'id'>;

export const accountIdIn = (roleArn: string): string | undefined => ROLE.exec(roleArn)?.[1];

/** Those that the data of the section names; undefined where there is no such section, or one that is wrong in itself. */
export function accountsNamed(section: unknown): readonly NamedAccount[] | undefined {
  if (!Array.isArray(section)) return undefined;
  const named = section.flatMap((entry: Readonly<Record<string, unknown>> | null) => {
    const id = accountIdIn(String(entry?.['role']));
    return typeof entry?.['name'] === 'string' && id ? [{ name: entry['name'], id }] : [];
  });
  return named.length === section.length && named.length > 0 ? named : undefined;
}

/** A name or an account that stands in the section twice. */
export function repeatedIn(section: unknown): readonly Contradiction[] {
  const accounts = accountsNamed(section) ?? [];
  return accounts.flatMap(({ name: own, id }, index): Contradiction[] => {
    const before = accounts.slice(0, index);
    const sameId = before.find((other) => other.id === id);
    return [
      ...(before.some((other) => other.name === own)
        ? [{ path: [index, 'name'], ofKey: false, allowed: 'is the name of another account already' }]
        : []),
      ...(sameId
        ? [
            {
              path: [index, 'role'],
              ofKey: false,
              allowed: `is of the same account as ${sameId.name}; give that one all its Regions`,
            },
          ]
        : []),
    ];
  });
}

/** Why a key of `capacity` does not say which account it is about; undefined when it does. */
export function accountUnclear(
  { accountName, account }: NamedResource,
  accounts: readonly NamedAccount[],
): string | undefined {
  const names = accounts.map((each) => each.name);
  if (accountName !== undefined && !names.includes(accountName)) {
    if (names.length === 0) return `begins with ${accountName}, and the file has no section accounts`;
    const meant = / did you mean .*/.exec(unknownKey(accountName, names))?.[0];
    return `begins with ${accountName}, which is no account in the section accounts;${meant ?? ` those are ${names.join(', ')}`}`;
  }
  if (accounts.length === 0) return undefined;
  if (account !== undefined) {
    const known = accounts.some(({ id }) => id === account);
    return known ? undefined : 'is of an account that is not in the section accounts';
  }
  if (accountName !== undefined || accounts.length === 1) return undefined;
  return `must begin with the name of its account, such as ${names[0]}/, since the section accounts has several`;
}

/** The same resource with its account, where its name or its being the only one tells. */
export function placed<R extends NamedResource>(resource: R, accounts: readonly NamedAccount[]): R {
  const { account, accountName } = resource;
  const only = accounts.length === 1 ? accounts[0] : undefined;
  const id = account ?? (accounts.find((each) => each.name === accountName) ?? only)?.id;
  return id === undefined ? resource : { ...resource, account: id };
}

/** What the file says for one of its accounts: its policies first, and the capacity of its resources. */
export function configFor(config: Config, account: string | undefined): Config {
  const entry = config.accounts.find(({ name: own }) => own === account);
  if (!entry) return config;
  return {
    ...config,
    policies: [...entry.policies, ...config.policies],
    capacity: config.capacity.filter((one: CapacityEntry) => one.account === entry.id),
  };
}

/** All policies in the file: those of the whole of it, and of each account. */
export function policiesIn(file: Config | undefined): readonly Policy[] {
  return file ? [...file.policies, ...file.accounts.flatMap(({ policies }) => policies)] : [];
}
