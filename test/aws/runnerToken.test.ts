import { describe, expect, test } from '@jest/globals';
import { claimsOf, withoutTokens } from '../../src/aws/runnerToken.ts';
import { job, refusalOf } from './signIn.ts';

describe('a job without `id-token: write`', () => {
  test.each(['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'])(
    'is told exactly that when %s is missing, and nothing is asked',
    async (variable) => {
      const { credentials, github, sandbox, waits } = await job();
      delete process.env[variable];
      const { problem, message, remedy } = await refusalOf(credentials()());
      expect(problem).toBe('no-permission');
      expect(message).toBe(
        'This job has no `id-token: write` permission, so that it cannot sign in to AWS with `role-to-assume`.',
      );
      expect(remedy).toContain('Add `permissions: id-token: write` to the job');
      expect(remedy).toContain('reusable workflow');
      expect(remedy).toContain('A pull request from a fork never has it.');
      expect([github.calls, waits]).toEqual([[], []]);
      expect(sandbox.calls.count()).toBe(0);
    },
  );
});

describe('a token service that fails', () => {
  // The toolkit takes 404 for an answer without a token.
  test.each([[500], [429], [408], [404], ['empty']] as const)('with %s is asked again', async (status) => {
    const { credentials, github, waits } = await job();
    github.fault({ status, times: 2 });
    await credentials()();
    expect(github.calls.map((call) => call.status)).toEqual([status, status, 200]);
    expect(waits).toEqual([1_000, 4_000]);
  });

  test('is asked three times, and no more', async () => {
    const { credentials, github, exchanges } = await job();
    github.fault({ status: 500, message: 'Out of order' });
    const { problem, message, passing } = await refusalOf(credentials()());
    expect({ problem, passing }).toEqual({ problem: 'no-token', passing: true });
    expect(message).toBe(
      'GitHub gave this job no token to sign in to AWS with: its token service answered 500 (Out of order), asked 3 times.',
    );
    expect(github.calls).toHaveLength(3);
    expect(exchanges()).toEqual([]);
  });

  test.each([400, 401, 403])('with %d, a refusal, is asked once', async (status) => {
    const { credentials, github, waits } = await job();
    github.fault({ status, message: 'No' });
    const { problem, message, passing, remedy } = await refusalOf(credentials()());
    expect({ problem, passing }).toEqual({ problem: 'no-token', passing: false });
    expect(message).toContain(`answered ${status} (No).`);
    expect(remedy).toContain('Run the job anew');
    expect([github.calls.length, waits.length]).toEqual([1, 0]);
  });

  test('with what the toolkit has already tried ten times again is asked once', async () => {
    const { credentials, waits } = await job();
    const asked: string[] = [];
    const getToken = async (audience: string) => {
      asked.push(audience);
      throw new Error(
        'Error message: Failed to get ID Token. \n \n        Error Code : 503\n \n        Error Message: Unavailable',
      );
    };
    expect(await refusalOf(credentials({ getToken })())).toMatchObject({
      problem: 'no-token',
      passing: true,
    });
    expect([asked, waits]).toEqual([['sts.amazonaws.com'], []]);
  });

  test('by never answering is given up, and asked again', async () => {
    const { credentials, github } = await job();
    github.fault({ status: 'hang', times: 1 });
    await credentials({ answerTimeoutMs: 200 })();
    expect(github.calls.map(({ status }) => status)).toEqual(['hang', 200]);
  });
});

describe('the claims of a token', () => {
  const token = (payload: string) => `eyJh.${Buffer.from(payload).toString('base64url')}.signature`;

  test('are shown only where they are harmless', () => {
    const payload = { sub: 's', aud: ['a', 'b'], actor: 'octocat', jti: 'secret', ref: 'r' };
    expect(claimsOf(token(JSON.stringify(payload)))).toEqual({ sub: 's', aud: 'a, b', ref: 'r' });
  });

  test.each(['', 'a', 'a.b.c', token('null'), token('7'), token('"text"')])('are none in %j', (text) => {
    expect(claimsOf(text)).toEqual({});
  });
});

test('text keeps everything but tokens', () => {
  const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln-_x';
  expect(withoutTokens(`before ${jwt}, eyJhbGci... and after`)).toBe('before ***, *** and after');
});
