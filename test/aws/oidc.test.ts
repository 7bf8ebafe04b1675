import { ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { ListCampaignsCommand } from '@aws-sdk/client-personalize';
import { CreateTopicCommand } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { callerAccount } from '../../src/aws/account.ts';
import { failureOf } from '../../src/aws/errors.ts';
import { isAbort } from '../../src/aws/failure.ts';
import { sessionName } from '../../src/aws/oidc.ts';
import { NOW } from '../sandbox/testing.ts';
import { job, REGION, ROLE, refusalOf } from './signIn.ts';

const MINUTE = 60_000;

/** The clock that the SDK looks at; timers stay real. */
beforeEach(() => {
  const doNotFake = [
    'setTimeout',
    'clearTimeout',
    'setInterval',
    'clearInterval',
    'setImmediate',
    'clearImmediate',
    'nextTick',
    'queueMicrotask',
    'performance',
    'hrtime',
  ] as const;
  jest.useFakeTimers({ now: NOW, doNotFake: [...doNotFake] });
});
afterEach(() => {
  jest.useRealTimers();
});

describe('a job that may ask for tokens', () => {
  test('gets the credentials of the role, for one hour', async () => {
    const { credentials, exchanges, github, sandbox } = await job();
    const given = await credentials()();
    expect(given.expiration?.getTime()).toBe(NOW + 60 * MINUTE);
    expect(github.calls).toEqual([{ audience: 'sts.amazonaws.com', status: 200 }]);
    expect(exchanges()[0]?.input).toEqual({
      RoleArn: ROLE,
      RoleSessionName: 'personalize-monitor-17',
      WebIdentityToken: github.tokens[0],
      DurationSeconds: '3600',
    });
    expect(sandbox.calls.count()).toBe(1);
  });

  test('asks for another audience when told', async () => {
    const { credentials, github } = await job();
    await refusalOf(credentials({ audience: 'example.com' })());
    expect(github.calls[0]?.audience).toBe('example.com');
  });

  test('signs in without any credentials of the environment, and with no signature', async () => {
    const { credentials, exchanges } = await job();
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'])
      delete process.env[name];
    await credentials()();
    expect(exchanges().map(({ accessKeyId, outcome }) => [accessKeyId, outcome])).toEqual([
      [undefined, 'ok'],
    ]);
  });

  test('signs in once for all clients of all Regions, however many start at once', async () => {
    const { credentials, exchanges, clientsWith, sandbox, meter } = await job();
    const clients = clientsWith(credentials());
    const calls = [REGION, 'us-east-1'].flatMap((region) => {
      const { personalize, cloudWatch, sns, sts } = clients(region);
      return [
        personalize.send(new ListCampaignsCommand({})),
        cloudWatch.send(new ListMetricsCommand({})),
        sns.send(new CreateTopicCommand({ Name: 'PersonalizeMonitorNotifications' })),
        callerAccount(sts),
      ];
    });
    await Promise.all(calls);
    expect(exchanges()).toHaveLength(1);
    const keys = sandbox.calls.all.filter(({ operation }) => !/WebIdentity/.test(operation));
    expect(new Set(keys.map(({ accessKeyId }) => accessKeyId)).size).toBe(1);
    expect(keys).toHaveLength(8);
    expect(meter.counts()).toContainEqual(
      expect.objectContaining({ operation: 'sts:AssumeRoleWithWebIdentity', sent: 1 }),
    );
  });

  test('has the token masked before AWS sees it, and the credentials before any client does', async () => {
    const { credentials, masked, sandbox, github } = await job();
    const seen: boolean[] = [];
    const when = ({ WebIdentityToken }: Record<string, unknown>) => {
      seen.push(masked.includes(String(WebIdentityToken)));
      return false;
    };
    sandbox.faults.add({ operation: 'AssumeRoleWithWebIdentity', kind: 'throttle', when });
    const { accessKeyId, secretAccessKey, sessionToken } = await credentials()();
    expect(seen).toEqual([true]);
    expect(masked).toEqual([...github.tokens, accessKeyId, secretAccessKey, sessionToken]);
  });
});

describe('a run that outlives its credentials', () => {
  test('goes on with new ones for a fresh token, shortly before the old ones end', async () => {
    const { credentials, exchanges, clientsWith, clock, github, sandbox } = await job();
    const { personalize } = clientsWith(credentials())(REGION);
    const exchangesAfter = async (minutes: number) => {
      clock.advance(minutes * MINUTE);
      jest.setSystemTime(clock.now());
      await personalize.send(new ListCampaignsCommand({}));
      return exchanges().length;
    };
    expect(await exchangesAfter(0)).toBe(1);
    expect(await exchangesAfter(54)).toBe(1);
    expect(await exchangesAfter(2)).toBe(2);
    expect(await exchangesAfter(54)).toBe(2);
    expect(await exchangesAfter(120)).toBe(3);
    expect(new Set(github.tokens).size).toBe(3);
    expect(sandbox.calls.failed()).toEqual([]);
  });

  test('renews them once for all that need them', async () => {
    const { credentials, exchanges, clock } = await job();
    const provider = credentials();
    await provider();
    clock.advance(59 * MINUTE);
    const given = await Promise.all([provider(), provider(), provider()]);
    expect(exchanges()).toHaveLength(2);
    expect(new Set(given).size).toBe(1);
  });

  test('keeps those that are still good while others cannot be had, and says so when they end', async () => {
    const { credentials, clock, github } = await job();
    const provider = credentials();
    const first = await provider();
    github.fault({ status: 500 });
    clock.advance(57 * MINUTE);
    expect(await provider()).toBe(first);
    clock.advance(3 * MINUTE);
    expect(await refusalOf(provider())).toMatchObject({ problem: 'no-token', passing: true });
  });

  test('tries again after what passes, and not after a refusal that is final', async () => {
    const { credentials, exchanges, github, sandbox } = await job();
    const provider = credentials();
    github.fault({ status: 500, times: 3 });
    await refusalOf(provider());
    sandbox.faults.add({
      operation: 'AssumeRoleWithWebIdentity',
      kind: 'error',
      name: 'RegionDisabledException',
      status: 403,
    });
    expect(await refusalOf(provider())).toMatchObject({ problem: 'region-disabled' });
    expect(await refusalOf(provider())).toMatchObject({ problem: 'region-disabled' });
    expect(exchanges()).toHaveLength(1);
  });
});

test('a call that cannot be signed tells why, and is not tried again', async () => {
  const { credentials, clientsWith, sandbox } = await job();
  delete process.env['ACTIONS_ID_TOKEN_REQUEST_URL'];
  const { personalize } = clientsWith(credentials())(REGION);
  const error = await refusalOf(personalize.send(new ListCampaignsCommand({})));
  const failure = failureOf(error, { what: 'list campaigns', operation: 'personalize:ListCampaigns' });
  expect(failure.cause).toMatch(/^SignInError: This job has no `id-token: write` permission/);
  expect(failure.remedy).toMatch(/^Add `permissions: id-token: write` to the job/);
  expect(sandbox.calls.count()).toBe(0);
});

describe('a run that is cancelled while it signs in', () => {
  const outcome = async (work: Promise<unknown>) =>
    failureOf(await work.catch((error: unknown) => error), { what: 'sign in' });

  test('does not wait for GitHub', async () => {
    const { credentials, cancel, github, exchanges, waits } = await job();
    github.fault({ status: 'hang' });
    const signingIn = outcome(credentials()());
    setImmediate(() => cancel.abort());
    expect(isAbort(await signingIn)).toBe(true);
    expect([exchanges(), waits]).toEqual([[], []]);
  });

  test('does not wait for AWS, nor try again', async () => {
    const { credentials, cancel, exchanges, sandbox, waits } = await job();
    const when = () => {
      setImmediate(() => cancel.abort());
      return true;
    };
    sandbox.faults.add({ operation: 'AssumeRoleWithWebIdentity', kind: 'hang', when });
    expect(isAbort(await outcome(credentials()()))).toBe(true);
    expect(exchanges()).toHaveLength(1);
    expect(waits).toEqual([]);
  });

  test('asks nobody when it was cancelled before', async () => {
    const { credentials, cancel, github } = await job();
    cancel.abort();
    expect(isAbort(await outcome(credentials()()))).toBe(true);
    expect(github.calls).toEqual([]);
  });
});

test.each([
  ['17', 'personalize-monitor-17'],
  [undefined, 'personalize-monitor'],
  ['1 2/3:ä', 'personalize-monitor-1-2-3--'],
  ['9'.repeat(80), `personalize-monitor-${'9'.repeat(44)}`],
])('the session of run %s has a name that STS takes', (run, name) => {
  expect(sessionName(run)).toBe(name);
});
