import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';

export interface Account {
  readonly account: string;
  readonly partition: string;
}

/** The account signed in to, and its partition, from the caller's ARN. No permission is needed to ask. */
export async function callerAccount(client: STSClient): Promise<Account> {
  const { Account: account, Arn } = await client.send(new GetCallerIdentityCommand({}));
  const partition = Arn?.split(':')[1];
  if (!account || !partition) throw new Error('GetCallerIdentity answered without an account.');
  return { account, partition };
}
