import { ListCampaignsCommand, PersonalizeClient } from '@aws-sdk/client-personalize';
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, test } from '@jest/globals';
import { frozenClock } from './clock.ts';
import { startTokenService } from './oidc.ts';
import type { Sandbox } from './server.ts';
import { clientsOf, failureOf, NOW, opened } from './testing.ts';
import { world } from './world.ts';

const HOUR = 3_600_000;
const services: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const service of services.splice(0)) await service.close();
});

async function tokenService() {
  const clock = frozenClock(NOW);
  const service = await startTokenService({ clock });
  services.push(service);
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = service.env;
  const ask = (audience: string, authorization = `bearer ${bearer}`) =>
    fetch(`${url}&audience=${audience}`, { headers: { authorization } });
  const tokenFor = async (audience: string) =>
    ((await (await ask(audience)).json()) as { value: string }).value;
  return { clock, service, ask, tokenFor };
}

describe('the token service', () => {
  test('gives a token for the audience asked for, to none but the job', async () => {
    const { ask, tokenFor, service } = await tokenService();
    const [, payload = ''] = (await tokenFor('example.com')).split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      iss: 'https://token.actions.githubusercontent.com',
      aud: 'example.com',
      sub: 'repo:acme/shop:ref:refs/heads/main',
      exp: NOW / 1000 + 300,
    });
    expect((await ask('example.com', 'bearer other')).status).toBe(401);
    expect(service.calls.map(({ status }) => status)).toEqual([200, 401]);
  });

  test('fails as often as told', async () => {
    const { ask, service } = await tokenService();
    service.fault({ status: 500, times: 1 });
    expect([(await ask('a')).status, (await ask('a')).status]).toEqual([500, 200]);
  });
});

describe('a role assumed with a token', () => {
  const assume = (sandbox: Sandbox, WebIdentityToken: string, over: object = {}) =>
    clientsOf(sandbox).sts.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: 'arn:aws:iam::123456789012:role/monitor',
        RoleSessionName: 'github',
        WebIdentityToken,
        ...over,
      }),
    );

  test('gives credentials that every service takes until they expire', async () => {
    const { clock, tokenFor } = await tokenService();
    const sandbox = await opened(world(), { clock });
    const { Credentials: given } = await assume(sandbox, await tokenFor('sts.amazonaws.com'));
    const credentials = {
      accessKeyId: given?.AccessKeyId ?? '',
      secretAccessKey: given?.SecretAccessKey ?? '',
      sessionToken: given?.SessionToken ?? '',
    };
    const config = { endpoint: sandbox.url, region: 'us-east-1', maxAttempts: 1 };
    const list = (over: object = {}) =>
      new PersonalizeClient({ ...config, credentials: { ...credentials, ...over } }).send(
        new ListCampaignsCommand({}),
      );
    const identity = () => new STSClient({ ...config, credentials }).send(new GetCallerIdentityCommand({}));
    clock.advance(HOUR - 1);
    expect((await list()).campaigns).toEqual([]);
    expect(await failureOf(list({ sessionToken: 'another' }))).toMatch(/^UnrecognizedClientException: /);
    expect((await identity()).Account).toBe('123456789012');
    clock.advance(1);
    expect(await failureOf(list())).toMatch(/^ExpiredTokenException: /);
    expect(await failureOf(identity())).toMatch(/^ExpiredToken/);
  });

  test('is refused for a token that has expired, a role elsewhere, one that is none, and too long a session', async () => {
    const { clock, tokenFor } = await tokenService();
    const sandbox = await opened(world(), { clock });
    const token = await tokenFor('sts.amazonaws.com');
    const refused = (over: object) => failureOf(assume(sandbox, token, over));
    expect(await refused({ RoleArn: 'arn:aws:iam::999999999999:role/monitor' })).toMatch(/^AccessDenied: /);
    expect(await refused({ RoleArn: 'arn:aws:iam::123456789012:user/monitor' })).toMatch(
      /^ValidationError: /,
    );
    expect(await refused({ DurationSeconds: 3601 })).toMatch(/^ValidationError: .*MaxSessionDuration/);
    clock.advance(300_000);
    expect(await refused({})).toMatch(/^ExpiredTokenException: /);
  });
});
