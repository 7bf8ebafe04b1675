import { describe, expect, test } from '@jest/globals';
import type { Fault } from '../sandbox/faults.ts';
import { job, ROLE, refusalOf } from './signIn.ts';

const OPERATION = { operation: 'AssumeRoleWithWebIdentity' };
const error = (name: string, message: string, status = 400): Fault => ({
  ...OPERATION,
  kind: 'error',
  name,
  message,
  status,
});
const NOT_AUTHORIZED = error('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity', 403);
const NO_KEY = error(
  'InvalidIdentityToken',
  "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
);

describe('a role that does not trust the job', () => {
  test('is told with what the token says of the job, and what the trust policy must say', async () => {
    const { credentials, sandbox } = await job({ environment: 'production' });
    sandbox.faults.add(NOT_AUTHORIZED);
    const { problem, message, remedy } = await refusalOf(credentials()());
    expect(problem).toBe('not-trusted');
    expect(message).toBe(
      `AWS does not let this job assume ${ROLE}: Not authorized to perform sts:AssumeRoleWithWebIdentity. The job's token carries aud \`sts.amazonaws.com\`, sub \`repo:acme/shop:ref:refs/heads/main\`, repository \`acme/shop\`, ref \`refs/heads/main\`, job_workflow_ref \`acme/shop/.github/workflows/monitor.yml@refs/heads/main\`, environment \`production\`.`,
    );
    expect(remedy).toContain('Check that the role exists.');
    expect(remedy).toContain(
      'token.actions.githubusercontent.com:sub is `repo:acme/shop:ref:refs/heads/main`, compared',
    );
    expect(remedy).toContain('`repo:OWNER@ID/REPOSITORY@ID:…`');
  });

  test('is asked once more after a short wait, since it may just have been created', async () => {
    const { credentials, exchanges, sandbox, waits } = await job();
    sandbox.faults.add({ ...NOT_AUTHORIZED, times: 1 });
    await credentials()();
    expect(exchanges()).toHaveLength(2);
    expect(waits).toEqual([5_000]);
  });

  test('is not asked a third time', async () => {
    const { credentials, exchanges, sandbox, waits } = await job();
    sandbox.faults.add(NOT_AUTHORIZED);
    await refusalOf(credentials()());
    expect(exchanges()).toHaveLength(2);
    expect(waits).toEqual([5_000]);
  });

  test('may be one of another account', async () => {
    const { credentials } = await job();
    const role = 'arn:aws:iam::999999999999:role/personalize-monitor';
    expect(await refusalOf(credentials({ role })())).toMatchObject({ problem: 'not-trusted' });
  });
});

describe('what else AWS may refuse', () => {
  test.each([
    [
      'an account without the OIDC provider',
      error(
        'InvalidIdentityToken',
        'No OpenIDConnect provider found in your account for https://token.actions.githubusercontent.com',
      ),
      'not-accepted',
      'Create the OIDC provider https://token.actions.githubusercontent.com with the audience `sts.amazonaws.com` in IAM of account 123456789012',
    ],
    [
      'an audience that the provider does not have',
      error('InvalidIdentityToken', 'Incorrect token audience'),
      'not-accepted',
      'Add `sts.amazonaws.com` to the audiences',
    ],
    [
      'a thumbprint of long ago',
      error(
        'InvalidIdentityToken',
        "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
      ),
      'not-accepted',
      'Renew the thumbprint',
    ],
    [
      'a Region in which STS is off',
      error(
        'RegionDisabledException',
        'STS is not activated in the requested region for account:123456789012',
        403,
      ),
      'region-disabled',
      'Activate STS for eu-west-1',
    ],
    [
      'an ARN that is none',
      error('ValidationError', 'Request ARN is invalid'),
      'bad-role',
      'Check `role-to-assume`',
    ],
    [
      'a refusal of a kind not known',
      error('SomethingNew', 'No.', 403),
      'failed',
      'Read the message: AWS refused the request as it stands.',
    ],
  ])('%s is said at once, with what to do', async (_, fault, problem, remedy) => {
    const { credentials, exchanges, sandbox, waits } = await job();
    sandbox.faults.add(fault);
    const refusal = await refusalOf(credentials()());
    expect(refusal).toMatchObject({ problem, passing: false });
    expect(refusal.remedy).toContain(remedy);
    expect(refusal.message).toContain('message' in fault ? fault.message : '');
    expect(exchanges()).toHaveLength(1);
    expect(waits).toEqual([]);
  });
});

describe('what passes', () => {
  test('keys of GitHub that AWS could not fetch are waited for once', async () => {
    const { credentials, exchanges, sandbox, waits } = await job();
    sandbox.faults.add({ ...NO_KEY, times: 1 });
    await credentials()();
    expect(exchanges()).toHaveLength(2);
    expect(waits).toEqual([5_000]);
    sandbox.faults.add(NO_KEY);
    expect(await refusalOf(credentials()())).toMatchObject({ problem: 'not-accepted', passing: true });
    expect(exchanges()).toHaveLength(4);
  });

  test('an expired token is replaced by a fresh one, once and at once', async () => {
    const { credentials, exchanges, sandbox, waits, github } = await job();
    sandbox.faults.add({ ...error('ExpiredTokenException', 'Token expired'), times: 1 });
    await credentials()();
    expect(exchanges().map(({ input }) => input['WebIdentityToken'])).toEqual(github.tokens);
    expect(new Set(github.tokens).size).toBe(2);
    expect(waits).toEqual([]);
  });

  test('a token that is expired when it comes is tried twice, and told', async () => {
    const { credentials, exchanges } = await job({ exp: 1 });
    expect(await refusalOf(credentials()())).toMatchObject({ problem: 'expired-token' });
    expect(exchanges()).toHaveLength(2);
  });

  test.each([
    ['throttling', { ...OPERATION, kind: 'throttle', times: 2 }],
    ['a failing service', { ...OPERATION, kind: 'error', status: 500, times: 2 }],
    ['a dropped connection', { ...OPERATION, kind: 'drop', times: 2 }],
    ['an identity provider out of reach', { ...error('IDPCommunicationError', 'No answer'), times: 2 }],
  ] as const)('%s is retried by the SDK, with the same token', async (_, fault) => {
    const { credentials, exchanges, sandbox, github } = await job();
    sandbox.faults.add(fault);
    await credentials()();
    expect(exchanges()).toHaveLength(3);
    expect(github.tokens).toHaveLength(1);
  });

  test('a service that stays down is given up after three attempts, and may be asked again later', async () => {
    const { credentials, exchanges, sandbox } = await job();
    sandbox.faults.add({ ...OPERATION, kind: 'error', status: 503, name: 'ServiceUnavailable' });
    const { message, problem, passing } = await refusalOf(credentials()());
    expect({ problem, passing }).toEqual({ problem: 'failed', passing: true });
    expect(message).toMatch(/ServiceUnavailable.*\(after 3 attempts\)$/);
    expect(exchanges()).toHaveLength(3);
  });
});

test('no error holds a token or part of one, even when AWS quotes it', async () => {
  for (const cut of [10_000, 120, 20]) {
    const { credentials, sandbox, github } = await job();
    const quoting: Fault = { ...error('ValidationError', ''), operation: 'AssumeRoleWithWebIdentity' };
    sandbox.faults.add({
      ...quoting,
      when: ({ WebIdentityToken }) => {
        const quoted = String(WebIdentityToken).slice(0, cut);
        Object.assign(quoting, { message: `Value '${quoted}' at 'webIdentityToken' failed` });
        sandbox.faults.add(quoting);
        return false;
      },
    });
    const refusal = await refusalOf(credentials()());
    const [token = ''] = github.tokens;
    const told = [refusal.message, refusal.remedy, refusal.stack, JSON.stringify(refusal)].join('\n');
    expect(refusal.message).toContain("Value '***' at 'webIdentityToken' failed");
    expect(told).not.toContain(token.slice(0, 20));
    for (const part of token.split('.')) expect(told).not.toContain(part);
    expect(refusal.cause).toBeUndefined();
  }
});
