import { getIDToken } from '@actions/core';
import { afterEach, jest } from '@jest/globals';
import { CallMeter } from '../../src/aws/calls.ts';
import { type ClientOptions, clientFactory, signInClient } from '../../src/aws/clients.ts';
import { type OidcOptions, oidcCredentials } from '../../src/aws/oidc.ts';
import { SignInError } from '../../src/aws/signInError.ts';
import { frozenClock } from '../sandbox/clock.ts';
import { startTokenService, type TokenServiceOptions } from '../sandbox/oidc.ts';
import { NOW, opened } from '../sandbox/testing.ts';
import { world } from '../sandbox/world.ts';

export const ROLE = 'arn:aws:iam::123456789012:role/personalize-monitor';
export const REGION = 'eu-west-1';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

/** A job with `id-token: write`, in an account that has the role. Time stands still, and every wait is over at once. */
export async function job(claims: TokenServiceOptions['claims'] = {}) {
  // The toolkit prints what it masks.
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const clock = frozenClock(NOW);
  const sandbox = await opened(world({ regions: { [REGION]: {}, 'us-east-1': {} } }), { clock });
  const github = await startTokenService({ clock, claims });
  closing.push(github.close);
  Object.assign(process.env, github.env, { AWS_ENDPOINT_URL: sandbox.url });
  const masked: string[] = [];
  const waits: number[] = [];
  const meter = new CallMeter();
  const cancel = new AbortController();
  const clientOptions: ClientOptions = { meter, signal: cancel.signal, patient: true, env: {} };
  const credentials = (over: Partial<OidcOptions> = {}) =>
    oidcCredentials({
      role: ROLE,
      region: REGION,
      sts: () => signInClient(clientOptions, REGION),
      sessionName: 'personalize-monitor-17',
      getToken: getIDToken,
      mask: (secret) => masked.push(secret),
      sleep: async (milliseconds) => {
        waits.push(milliseconds);
      },
      now: clock.now,
      signal: cancel.signal,
      ...over,
    });
  const exchanges = () => sandbox.calls.of('sts:AssumeRoleWithWebIdentity');
  const clientsWith = (provider: ReturnType<typeof credentials>) =>
    clientFactory({ ...clientOptions, credentials: provider });
  return { clock, sandbox, github, masked, waits, meter, cancel, credentials, exchanges, clientsWith };
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  jest.restoreAllMocks();
  for (const close of closing.splice(0)) await close();
});

/** The SignInError that the work ends with; anything else fails the test. */
export async function refusalOf(work: Promise<unknown>): Promise<SignInError> {
  const error = await work.then(
    () => new Error('it succeeded'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof SignInError) return error;
  throw error;
}
