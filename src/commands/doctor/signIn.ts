import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Account } from '../../aws/account.ts';
import { accountRefusal } from '../../aws/allowedAccounts.ts';
import { failureOf } from '../../aws/errors.ts';
import { SignInError } from '../../aws/signInError.ts';
import type { Check } from '../../outcomes/check.ts';
import type { Context } from '../context.ts';

export interface SignedIn {
  /** Undefined where nothing can be asked of AWS. */
  readonly account: Account | undefined;
  readonly checks: readonly Check[];
}

const AREA = { area: 'sign-in' } as const;

/** Signs in as a run would, which proves the role's trust in this job, and says who that is. Never throws. */
export async function checkSignIn(
  { settings, clients }: Context,
  roleToAssume: string | undefined,
): Promise<SignedIn> {
  const { allowedAccountIds, regions } = settings;
  const [home] = regions;
  const name = roleToAssume === undefined ? 'credentials of the environment' : 'trust of the role';
  if (home === undefined) return { account: undefined, checks: [] };
  const { personalize, sts, destroy } = clients(home);
  try {
    await personalize.config.credentials();
    const { Account: account, Arn: arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
    const partition = arn.split(':')[1];
    if (!account || !partition) throw new Error('GetCallerIdentity answered without an account.');
    const how =
      roleToAssume === undefined ? 'found' : `AWS lets this job assume ${roleToAssume} by its OIDC token`;
    return {
      account: { account, partition },
      checks: [
        { ...AREA, name, result: 'ok', found: `${how}: signed in as ${arn}` },
        ...allowed(account, allowedAccountIds),
      ],
    };
  } catch (error) {
    return { account: undefined, checks: [{ ...AREA, name, result: 'wrong', ...told(error) }] };
  } finally {
    destroy();
  }
}

function told(error: unknown): Pick<Check, 'found' | 'remedy'> {
  if (error instanceof SignInError) return { found: error.message, remedy: error.remedy };
  const { cause, remedy } = failureOf(error, { what: 'sign in', operation: 'sts:GetCallerIdentity' });
  return { found: cause, remedy };
}

function allowed(account: string, ids: readonly string[]): Check[] {
  if (ids.length === 0) return [];
  const name = 'allowed-account-ids';
  const refusal = accountRefusal(account, ids);
  if (!refusal) return [{ ...AREA, name, result: 'ok', found: 'it names this account' }];
  return [{ ...AREA, name, result: 'wrong', found: refusal.message, remedy: refusal.remedy }];
}
