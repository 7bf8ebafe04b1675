import { describe, expect, test } from '@jest/globals';
import { accountRefusal, checkAccount } from '../../src/aws/allowedAccounts.ts';
import { clientsOf, opened } from '../sandbox/testing.ts';
import { world } from '../sandbox/world.ts';
import { refusalOf } from './signIn.ts';

describe('the account signed in to', () => {
  test('may be any where none is named', () => {
    expect(accountRefusal('111122223333', [])).toBeUndefined();
  });

  test('is given when it is allowed', async () => {
    const { sts } = clientsOf(await opened(world({ account: '111122223333' })));
    expect(await checkAccount(sts, ['444455556666', '111122223333'])).toEqual({
      account: '111122223333',
      partition: 'aws',
    });
  });

  test('is refused when it is not, with its name and the names allowed', async () => {
    const { sts } = clientsOf(await opened(world({ account: '111122223333' })));
    const { problem, message, remedy } = await refusalOf(checkAccount(sts, ['444455556666', '777788889999']));
    expect(problem).toBe('wrong-account');
    expect(message).toBe(
      'Signed in to account 111122223333, in which nothing may be changed: `allowed-account-ids` names 444455556666, 777788889999.',
    );
    expect(remedy).toContain('add 111122223333 to `allowed-account-ids`');
  });

  test('is not allowed by being unknown', async () => {
    const sandbox = await opened(world());
    sandbox.faults.add({ operation: 'GetCallerIdentity', kind: 'accessDenied' });
    const { sts } = clientsOf(sandbox);
    await expect(checkAccount(sts, ['123456789012'])).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
