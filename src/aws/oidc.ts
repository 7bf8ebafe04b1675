import { AssumeRoleWithWebIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import { runnerToken, type TokenSource } from './runnerToken.ts';
import { SignInError } from './signInError.ts';
import { refusalOf } from './stsRefusal.ts';

/** The audience that IAM knows GitHub's tokens by (GitHub docs, OpenID Connect in Amazon Web Services). */
const AUDIENCE = 'sts.amazonaws.com';

/** Every role allows this long (IAM, MaxSessionDuration: 1 to 12 hours), and it outlives most runs. */
const SESSION_SECONDS = 3600;

/** Credentials are renewed when this close to their end, which is when the SDK starts to ask for others. */
const RENEWED_BEFORE_MS = 5 * 60_000;

/** A role that was just created may be unknown to STS for seconds; so may the keys of GitHub. */
const SECOND_TRY_AFTER_MS = 5_000;

export interface OidcOptions extends Omit<TokenSource, 'audience'> {
  /** The ARN of the role. */
  readonly role: string;
  /** `sts.amazonaws.com` unless told. */
  readonly audience?: string;
  /** Shown in CloudTrail beside every call. */
  readonly sessionName: string;
  /** The Region whose STS is asked; that of `sts`. */
  readonly region: string;
  /** A client to be used once and destroyed. Its call is not signed. */
  readonly sts: () => STSClient;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** `personalize-monitor-<run>`, of the length and characters that STS allows in a RoleSessionName. */
export function sessionName(run: string | undefined): string {
  const name = run ? `personalize-monitor-${run}` : 'personalize-monitor';
  return name.replace(/[^\w+=,.@-]/g, '-').slice(0, 64);
}

/**
 * Credentials of a role, for a token of this job. All clients of the role share one provider, and so one exchange: it
 * is repeated, with a fresh token, only when the credentials are about to expire. Token and credentials are masked
 * before anyone gets them.
 *
 * Throws a SignInError, at once where an earlier refusal is final. While an exchange fails, credentials that are still
 * good stay in use.
 */
export function oidcCredentials(options: OidcOptions): AwsCredentialIdentityProvider {
  const { now } = options;
  let held: Credentials | undefined;
  let refusal: SignInError | undefined;
  let underWay: Promise<Credentials> | undefined;
  const lastsFor = ({ expiration }: Credentials) => expiration.getTime() - now();

  const renewed = async () => {
    try {
      if (refusal) throw refusal;
      held = await exchange(options);
      return held;
    } catch (error) {
      if (error instanceof SignInError && !error.passing) refusal = error;
      if (held && lastsFor(held) > 0 && error instanceof SignInError) return held;
      throw error;
    }
  };
  return async () => {
    if (held && lastsFor(held) >= RENEWED_BEFORE_MS) return held;
    underWay ??= renewed().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}

type Credentials = AwsCredentialIdentity & { readonly expiration: Date };

/** Tries a second time where that can help, and never a third. */
async function exchange(options: OidcOptions): Promise<Credentials> {
  const { role, region, sts, sleep, signal, audience = AUDIENCE } = options;
  const client = sts();
  try {
    for (let tries = 1; ; tries += 1) {
      const token = await runnerToken({ ...options, audience });
      try {
        return await assumeRole(client, token, options);
      } catch (error) {
        if (signal.aborted) throw error;
        const refused = refusalOf(error, { role, region, token, audience });
        if (refused.again === 'never' || tries > 1) throw refused.error;
        if (refused.again === 'later') await sleep(SECOND_TRY_AFTER_MS);
      }
    }
  } finally {
    client.destroy();
  }
}

async function assumeRole(client: STSClient, token: string, options: OidcOptions): Promise<Credentials> {
  const { role, sessionName: name, mask } = options;
  const { Credentials: given } = await client.send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: role,
      RoleSessionName: name,
      WebIdentityToken: token,
      DurationSeconds: SESSION_SECONDS,
    }),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
    throw new Error('AssumeRoleWithWebIdentity answered without credentials.');
  }
  for (const secret of [AccessKeyId, SecretAccessKey, SessionToken]) mask(secret);
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  };
}
