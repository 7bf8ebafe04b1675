/** What an error of Octokit tells, read with care: it may be anything that was thrown. */

interface Told {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly status?: unknown;
  readonly request?: { readonly method?: unknown; readonly url?: unknown };
  readonly response?: {
    readonly headers?: Readonly<Record<string, unknown>>;
    readonly data?: unknown;
  };
  /** Of a GraphQL answer with errors. */
  readonly errors?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
}

interface GraphQlError {
  readonly type?: string;
  readonly message: string;
}

function told(error: unknown): Told {
  return typeof error === 'object' && error !== null ? (error as Told) : {};
}

/** The HTTP status of GitHub's answer; undefined when there was none (Octokit calls a lost connection 500). */
export function statusOf(error: unknown): number | undefined {
  const { status, response } = told(error);
  return response !== undefined && typeof status === 'number' ? status : undefined;
}

export function isStatus(error: unknown, status: number): boolean {
  return statusOf(error) === status;
}

/** GitHub's own words, without the address of its documentation; else those of the error. */
export function messageOf(error: unknown): string {
  const { response, message } = told(error);
  const data = response?.data as { message?: unknown } | undefined;
  const words = typeof data?.message === 'string' ? data.message : message;
  return String(words ?? error).trim() || 'no message';
}

/** A header of the answer, by its name in lower case. */
export function headerOf(error: unknown, name: string): string | undefined {
  const { response, headers } = told(error);
  const value = (response?.headers ?? headers)?.[name];
  return value === undefined ? undefined : String(value);
}

/** The errors of a GraphQL answer, which comes with status 200. */
export function graphQlErrors(error: unknown): readonly GraphQlError[] {
  const { errors, response } = told(error);
  const listed = errors ?? (response?.data as { errors?: unknown } | undefined)?.errors;
  if (!Array.isArray(listed) || statusOf(error) !== undefined) return [];
  return listed.filter((one): one is GraphQlError => typeof one?.message === 'string');
}

export interface Asked {
  readonly method: string;
  /** Without host and query. */
  readonly path: string;
}

/** The request that failed, as far as the error tells it. */
export function askedOf(error: unknown): Asked | undefined {
  const { request } = told(error);
  if (typeof request?.method !== 'string' || typeof request.url !== 'string') return undefined;
  return { method: request.method, path: request.url.replace(/^https?:\/\/[^/]+/, '').replace(/\?.*$/, '') };
}

export function isAborted(error: unknown): boolean {
  return told(error).name === 'AbortError';
}

/** The repository's settings do not let a workflow open pull requests. */
export function isForbiddenPullRequest(error: unknown): boolean {
  return /not permitted to create or approve pull requests/i.test(messageOf(error));
}

/** The workflow's token was not given the permission that the request takes. */
export function isNotAccessible(error: unknown): boolean {
  return (
    /resource not accessible by/i.test(messageOf(error)) ||
    graphQlErrors(error).some(
      ({ type, message }) => type === 'FORBIDDEN' || /not accessible by/i.test(message),
    )
  );
}

/** Which of GitHub's limits was met, and from when on it may be asked again; undefined for other errors. */
export function rateLimitOf(error: unknown): { kind: 'primary' | 'secondary'; until?: string } | undefined {
  const limited = graphQlErrors(error).some(({ type }) => type === 'RATE_LIMITED');
  if (!limited && !isStatus(error, 403) && !isStatus(error, 429)) return undefined;
  if (/secondary rate|abuse detection/i.test(messageOf(error))) return { kind: 'secondary' };
  if (!limited && headerOf(error, 'x-ratelimit-remaining') !== '0') {
    return isStatus(error, 429) ? { kind: 'secondary' } : undefined;
  }
  const seconds = Number(headerOf(error, 'x-ratelimit-reset'));
  if (!Number.isSafeInteger(seconds) || seconds <= 0) return { kind: 'primary' };
  return {
    kind: 'primary',
    until: `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
  };
}
