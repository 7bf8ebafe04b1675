import { join, parse, resolve } from 'node:path';
import { accountRefusal } from '../aws/allowedAccounts.ts';
import type { ClientFactory } from '../aws/clients.ts';
import { SIGN_IN } from '../aws/errors.ts';
import type { Failure } from '../aws/failure.ts';
import { SignInError } from '../aws/signInError.ts';
import { type AccountEntry, configFor } from '../settings/config/accounts.ts';
import type { Scope } from '../settings/fields.ts';
import type { Settings } from '../settings/settings.ts';
import type { Context, Log } from './context.ts';

/** An account of the config file, and the clients that are signed in to its role. */
export interface AccountAccess {
  readonly entry: AccountEntry;
  readonly clients: ClientFactory;
}

/** An account that a run covers, and the context in which all about it is asked, decided and done. */
export interface Covered {
  /** Its name in the config file; undefined where that names none: the one that the workflow is signed in to. */
  readonly name: string | undefined;
  readonly context: Context;
}

/** Every account that a run covers. */
export function coveredBy(context: Context): readonly Covered[] {
  const { accounts } = context;
  if (accounts.length === 0) return [{ name: undefined, context }];
  return accounts.map(({ entry, clients }) => ({
    name: entry.name,
    context: viewOf(context, entry, clients),
  }));
}

/** The same context, as if there were no account but this one. */
function viewOf(context: Context, entry: AccountEntry, clients: ClientFactory): Context {
  const { config, settings, log } = context;
  const file = config.file && configFor(config.file, entry.name);
  const own = settingsFor(settings, entry);
  return {
    ...context,
    clients,
    settings: own,
    configFiles: [
      ...context.configFiles,
      ...(own.stateFile === undefined ? [] : [resolve(context.workspace, own.stateFile)]),
    ],
    config: { ...config, file },
    log: prefixed(log, `[${entry.name}] `),
  };
}

/** Where all is looked for it is in the account's Regions; ARNs are of one account each. */
export function settingsFor(settings: Settings, { id, name, regions }: AccountEntry): Settings {
  const scopes = {
    campaign: scopeIn(settings.scope.campaign, id),
    recommender: scopeIn(settings.scope.recommender, id),
  };
  const each = Object.values(scopes);
  const named = each.flatMap((scope) => (scope.kind === 'arns' ? scope.arns : []));
  const looksForAll = each.some(({ kind }) => kind === 'all');
  return {
    ...settings,
    stateFile: settings.stateFile && ownFile(settings.stateFile, name),
    scope: scopes,
    regions: [...new Set([...(looksForAll ? regions : []), ...named.map(({ region }) => region)])],
  };
}

/** `state.json` of account prod is `state.prod.json`: each account remembers its own. */
function ownFile(path: string, name: string): string {
  const { dir, name: file, ext } = parse(path);
  return join(dir, `${file}.${name}${ext}`);
}

function scopeIn(scope: Scope, account: string): Scope {
  if (scope.kind !== 'arns') return scope;
  const arns = scope.arns.filter((arn) => arn.account === account);
  return arns.length === 0 ? { kind: 'none' } : { kind: 'arns', arns };
}

function prefixed({ info, group }: Log, prefix: string): Log {
  return {
    info: (line) => info(`${prefix}${line}`),
    group: (heading, lines) => group(`${prefix}${heading}`, lines),
  };
}

/**
 * Signs in to an account of the config file before any call is made in it, so that there is one failure and not one for
 * each call; undefined when that is done. An account that is not allowed is not signed in to. The account of no name
 * was signed in to when the run started.
 */
export async function signedIn({ name, context }: Covered): Promise<Failure | undefined> {
  const access = context.accounts.find(({ entry }) => entry.name === name);
  const [home] = context.settings.regions;
  if (!access || home === undefined) return undefined;
  const { allowedAccountIds } = context.settings;
  if (accountRefusal(access.entry.id, allowedAccountIds)) return notAllowed(access.entry);
  const { personalize, destroy } = access.clients(home);
  try {
    await personalize.config.credentials();
    return undefined;
  } catch (error) {
    return notSignedIn(error);
  } finally {
    destroy();
  }
}

function notAllowed({ id, name }: AccountEntry): Failure {
  return {
    what: 'sign in to the account',
    cause: `The input allowed-account-ids does not name its id, ${id}, so that it was not signed in to.`,
    remedy: `Add the id to allowed-account-ids, or take ${name} out of the section accounts.`,
  };
}

function notSignedIn(error: unknown): Failure {
  const cause = error instanceof SignInError ? error.message : String(error);
  const remedy = error instanceof SignInError ? error.remedy : SIGN_IN;
  return { what: 'sign in to the account', cause, remedy };
}

/** What was told of an account, with its name. */
export function of<T extends object>(
  name: string | undefined,
  told: readonly T[],
): readonly (T & { account?: string })[] {
  return name === undefined ? told : told.map((each) => ({ account: name, ...each }));
}
