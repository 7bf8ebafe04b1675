import { ListCampaignsCommand, PersonalizeClient } from '@aws-sdk/client-personalize';
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, expect, test } from '@jest/globals';
import { startAccounts } from './accounts.ts';
import { frozenClock } from './clock.ts';
import { failureOf, NOW } from './testing.ts';
import { world } from './world.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const token = (audience = 'sts.amazonaws.com') =>
  ['{}', JSON.stringify({ aud: audience, sub: 'repo:acme/shop' }), '']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');

async function opened() {
  const campaigns = (name: string) => [{ name, datasetGroup: 'movies' }];
  const regions = (name: string) => ({
    'us-east-1': { datasetGroups: { movies: {} }, campaigns: campaigns(name) },
  });
  const accounts = await startAccounts(
    {
      prod: world({ account: '111111111111', regions: regions('home') }),
      test: world({ account: '222222222222', regions: regions('trial') }),
    },
    { clock: frozenClock(NOW) },
  );
  closing.push(accounts.close);
  const config = { endpoint: accounts.url, region: 'us-east-1', maxAttempts: 1 };
  const assume = async (id: string) => {
    const sts = new STSClient({ ...config, credentials: { accessKeyId: 'x', secretAccessKey: 'x' } });
    closing.push(() => sts.destroy());
    const { Credentials } = await sts.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: `arn:aws:iam::${id}:role/monitor`,
        RoleSessionName: 'run',
        WebIdentityToken: token(),
      }),
    );
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  };
  return { accounts, config, assume };
}

test('credentials of a role see the world of its account, and no other', async () => {
  const { accounts, config, assume } = await opened();
  for (const [id, name] of [
    ['222222222222', 'trial'],
    ['111111111111', 'home'],
  ] as const) {
    const credentials = await assume(id);
    const [personalize, sts] = [
      new PersonalizeClient({ ...config, credentials }),
      new STSClient({ ...config, credentials }),
    ];
    closing.push(
      () => personalize.destroy(),
      () => sts.destroy(),
    );
    const { campaigns } = await personalize.send(new ListCampaignsCommand({}));
    expect(campaigns?.map((campaign) => campaign.name)).toEqual([name]);
    expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe(id);
  }
  expect(accounts.of('test').calls.count('personalize:ListCampaigns')).toBe(1);
});

test('a role of an account that is not there is refused', async () => {
  const { assume } = await opened();
  expect(await failureOf(assume('333333333333'))).toMatch(/^AccessDenied/);
});
