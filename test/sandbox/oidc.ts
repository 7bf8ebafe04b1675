/**
 * An HTTP stand-in for what gives a job of GitHub Actions its tokens: `GET …&audience=…` with the job's bearer token is
 * answered `{ "value": "<jwt>" }`. The tokens are not signed, and live by the clock given.
 *
 *     const oidc = await startTokenService({ clock: sandbox.clock });
 *     Object.assign(process.env, oidc.env);   // and `getIDToken` of @actions/core asks it
 *     oidc.fault({ status: 500, times: 2 });
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from './clock.ts';

export type TokenService = Awaited<ReturnType<typeof startTokenService>>;

export interface TokenServiceOptions {
  readonly clock: Clock;
  /** Over those of a scheduled run on the default branch of acme/shop. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Default: five minutes. */
  readonly lifeMs?: number;
}

export interface TokenFault {
  /** `hang` never answers; `empty` answers 200 without a token. */
  readonly status: number | 'hang' | 'empty';
  readonly message?: string;
  /** How many requests it strikes. Default: all. */
  readonly times?: number;
}

const ISSUER = 'https://token.actions.githubusercontent.com';

export async function startTokenService({ clock, claims = {}, lifeMs = 5 * 60_000 }: TokenServiceOptions) {
  const bearer = randomBytes(16).toString('hex');
  const calls: { audience: string | null; status: number | 'hang' | 'empty' }[] = [];
  const tokens: string[] = [];
  const faults: { fault: TokenFault; left: number }[] = [];

  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const audience = searchParams.get('audience');
    const fault = faults.find(({ left }) => left > 0);
    if (fault) fault.left -= 1;
    const refused = request.headers.authorization?.replace(/^bearer /i, '') === bearer ? undefined : 401;
    const status = refused ?? fault?.fault.status ?? refusalOf(request, searchParams) ?? 200;
    calls.push({ audience, status });
    if (status === 'hang') return;
    if (status === 'empty') return answer(response, 200, {});
    if (status !== 200) return answer(response, status, { message: fault?.fault.message ?? 'No token' });
    const token = tokenFor(audience ?? 'https://github.com/acme');
    tokens.push(token);
    answer(response, 200, { count: token.length, value: token });
  });

  function tokenFor(aud: string): string {
    const seconds = Math.floor(clock.now() / 1000);
    const payload = {
      jti: randomBytes(8).toString('hex'),
      iss: ISSUER,
      aud,
      sub: 'repo:acme/shop:ref:refs/heads/main',
      repository: 'acme/shop',
      repository_id: '456789',
      repository_owner: 'acme',
      ref: 'refs/heads/main',
      event_name: 'schedule',
      actor: 'octocat',
      job_workflow_ref: 'acme/shop/.github/workflows/monitor.yml@refs/heads/main',
      iat: seconds,
      nbf: seconds - 300,
      exp: seconds + Math.floor(lifeMs / 1000),
      ...claims,
    };
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signature = randomBytes(32).toString('base64url');
    return `${part({ typ: 'JWT', alg: 'RS256' })}.${part(payload)}.${signature}`;
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    /** The variables that the runner gives a job that has `id-token: write`. */
    env: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/idtoken?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer,
    },
    /** Every request, with what it was answered. */
    calls: calls as readonly (typeof calls)[number][],
    /** Every token given out. */
    tokens: tokens as readonly string[],
    /** Faults strike in the order in which they were armed. */
    fault: (fault: TokenFault) => {
      faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function refusalOf({ method }: IncomingMessage, parameters: URLSearchParams): number | undefined {
  if (method !== 'GET') return 405;
  return parameters.get('api-version') === '2.0' ? undefined : 400;
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
