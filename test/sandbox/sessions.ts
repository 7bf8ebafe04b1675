/** Credentials that STS has given out: every service takes them until they expire, by the sandbox's clock. */
import { newId, shortHash } from './service.ts';
import type { Service } from './services.ts';
import type { AccountState } from './state.ts';
import { ServiceError } from './validation.ts';

interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds of Unix time. */
  readonly expiresAt: number;
}

const issued = new WeakMap<AccountState, Map<string, Session>>();

export function issue(account: AccountState, expiresAt: number): Session {
  const id = newId();
  const session = {
    accessKeyId: `ASIA${shortHash(id).toUpperCase()}SANDBOX`,
    secretAccessKey: `sandbox-secret-${shortHash(`secret ${id}`)}`,
    sessionToken: `sandbox-session-${id}`,
    expiresAt,
  };
  const sessions = issued.get(account) ?? new Map<string, Session>();
  issued.set(account, sessions.set(session.accessKeyId, session));
  return session;
}

/** Why a service refuses what was signed with this key. Keys that STS did not give out are as good as any. */
export function sessionProblem(
  account: AccountState,
  service: Service,
  signed: { accessKeyId: string; sessionToken: unknown },
  now: number,
): ServiceError | undefined {
  const session = issued.get(account)?.get(signed.accessKeyId);
  if (session === undefined) return undefined;
  const json = service.protocol === 'json';
  if (signed.sessionToken !== session.sessionToken) {
    const message = 'The security token included in the request is invalid.';
    return json
      ? new ServiceError('UnrecognizedClientException', message)
      : new ServiceError('InvalidClientTokenId', message, 403);
  }
  if (now < session.expiresAt) return undefined;
  const message = 'The security token included in the request is expired';
  return json
    ? new ServiceError('ExpiredTokenException', message)
    : new ServiceError('ExpiredToken', message, 403);
}
