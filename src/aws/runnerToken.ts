import { SignInError } from './signInError.ts';

/** How often GitHub is asked for one token, and the waits between, in milliseconds. */
const WAITS_MS = [1_000, 4_000];

/** A token that has not come by then is asked for again. */
const ANSWER_TIMEOUT_MS = 30_000;

/** `getIDToken` of `@actions/core` has itself tried these ten times again (`@actions/http-client`, retry codes). */
const TRIED_ALREADY = [502, 503, 504];

export interface TokenSource {
  /**
   * `getIDToken` of `@actions/core`: a fresh token for the audience, which GitHub lets live for minutes. Its errors
   * are known by their words alone.
   */
  readonly getToken: (audience: string) => Promise<string>;
  readonly audience: string;
  /** Has the runner hide a secret in everything that is logged from then on. */
  readonly mask: (secret: string) => void;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly signal: AbortSignal;
  /** Milliseconds; 30,000 unless told. */
  readonly answerTimeoutMs?: number;
}

/** A fresh token of this job, masked. Throws a SignInError, or an AbortError once the run is cancelled. */
export async function runnerToken(source: TokenSource): Promise<string> {
  const { getToken, audience, mask, sleep, signal, answerTimeoutMs = ANSWER_TIMEOUT_MS } = source;
  for (let asked = 1; ; asked += 1) {
    try {
      const token = await inTime(() => getToken(audience), answerTimeoutMs, signal);
      mask(token);
      return token;
    } catch (error) {
      if (signal.aborted) throw error;
      const { refusal, worthAsking } = refusalOf(error, asked);
      const wait = WAITS_MS[asked - 1];
      if (!worthAsking || wait === undefined) throw refusal;
      await sleep(wait);
    }
  }
}

function refusalOf(error: unknown, asked: number): { refusal: SignInError; worthAsking: boolean } {
  const words = error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error);
  if (/ACTIONS_ID_TOKEN_REQUEST_(URL|TOKEN)/.test(words))
    return { refusal: noPermission(), worthAsking: false };
  const status = Number(/Error Code : (\d{3})/.exec(words)?.[1]);
  const passing = !(status >= 400 && status < 500) || status === 408 || status === 429;
  const why = withoutTokens(/Error Message: (.*)$/.exec(words)?.[1] ?? words).trim();
  const answer = status ? `its token service answered ${status} (${why})` : why;
  const times = asked > 1 ? `, asked ${asked} times` : '';
  const refusal = new SignInError({
    problem: 'no-token',
    message: `GitHub gave this job no token to sign in to AWS with: ${answer}${times}.`,
    remedy: passing
      ? 'Run it again; if it stays so, look at https://www.githubstatus.com, and at the network and proxy of the runner.'
      : 'Run the job anew: what it asks for tokens with lives no longer than the job. If it stays so, ask GitHub Support about this answer.',
    passing,
  });
  return { refusal, worthAsking: passing && !TRIED_ALREADY.includes(status) };
}

/** The runner has the two variables only in a job with that permission (GitHub docs, OpenID Connect). */
function noPermission(): SignInError {
  return new SignInError({
    problem: 'no-permission',
    message:
      'This job has no `id-token: write` permission, so that it cannot sign in to AWS with `role-to-assume`.',
    remedy:
      "Add `permissions: id-token: write` to the job, beside the permissions that it has: a job's own `permissions` replace those at the top of the workflow. In a reusable workflow, the `permissions` of the workflow or job that calls it need it too. A pull request from a fork never has it.",
  });
}

/** What of a token may be shown: it names the job, and opens nothing. */
const SHOWN_CLAIMS = ['sub', 'aud', 'repository', 'ref', 'environment', 'job_workflow_ref'] as const;

export type Claims = { readonly [claim in (typeof SHOWN_CLAIMS)[number]]?: string };

/** The harmless claims of a JWT, read and not verified; none when it is no JWT. */
export function claimsOf(token: string): Claims {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const all = Object.entries(payload ?? {}).map(([name, value]) => [name, [value].flat().join(', ')]);
    return Object.fromEntries(all.filter(([name]) => SHOWN_CLAIMS.some((shown) => shown === name)));
  } catch {
    return {};
  }
}

/** Text without anything that looks like a JWT, or the start of one: each begins with `{"` in base64. */
export function withoutTokens(text: string): string {
  return text.replace(/eyJ[\w-]*(?:\.[\w-]*)*/g, '***');
}

/** The work's outcome, unless it takes too long or the run is cancelled, which leaves the work to itself. */
function inTime<T>(work: () => Promise<T>, milliseconds: number, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = () => reject(Object.assign(new Error('The run was cancelled.'), { name: 'AbortError' }));
    if (signal.aborted) return cancel();
    const late = () => reject(new Error(`its token service did not answer within ${milliseconds / 1000} s`));
    const timer = setTimeout(late, milliseconds);
    signal.addEventListener('abort', cancel, { once: true });
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
    };
    work().finally(end).then(resolve, reject);
  });
}
