import type { STSClient } from '@aws-sdk/client-sts';
import { type Account, callerAccount } from './account.ts';
import { SignInError } from './signInError.ts';

/** Why nothing may be written in the account; undefined when it may. No account named allows every account. */
export function accountRefusal(account: string, allowed: readonly string[]): SignInError | undefined {
  if (allowed.length === 0 || allowed.includes(account)) return undefined;
  return new SignInError({
    problem: 'wrong-account',
    message: `Signed in to account ${account}, in which nothing may be changed: \`allowed-account-ids\` names ${allowed.join(', ')}.`,
    remedy: `Sign in to an account that is named there, or add ${account} to \`allowed-account-ids\`.`,
  });
}

/**
 * The account signed in to. Throws a SignInError when it is not one of `allowed`, and the error of STS when that cannot
 * be known: nothing may be written then either.
 */
export async function checkAccount(sts: STSClient, allowed: readonly string[]): Promise<Account> {
  const signedInTo = await callerAccount(sts);
  const refusal = accountRefusal(signedInTo.account, allowed);
  if (refusal) throw refusal;
  return signedInTo;
}
