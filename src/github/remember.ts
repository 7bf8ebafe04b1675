/** Conditional reads: what was read before in a run is asked for only if it has changed since. */

/** A request as Octokit's hooks have it. */
interface Reading {
  readonly method: string;
  readonly headers: Record<string, unknown>;
}

interface Answer {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly data: unknown;
}

/**
 * Remembers the answers to GET requests by `key`: the full address, so that each page of a list is one of its own,
 * and the form asked for. Gives what is remembered when GitHub answers that it has not changed (304, which Octokit
 * throws). Such an answer does not count against the rate limit (GitHub docs, "Best practices for using the REST API").
 *
 * Answers are copies: those who take them may change them, as Octokit's pagination does.
 */
export function remembering(): <A extends Answer>(
  options: Reading,
  key: string,
  send: () => Promise<A>,
) => Promise<A> {
  const remembered = new Map<string, Answer>();
  return async <A extends Answer>(options: Reading, key: string, send: () => Promise<A>) => {
    if (options.method !== 'GET') return send();
    const before = remembered.get(key);
    if (before) options.headers['if-none-match'] = before.headers['etag'];
    try {
      const answer = await send();
      if (answer.headers['etag']) remembered.set(key, structuredClone(answer));
      return answer;
    } catch (error) {
      if (before && (error as { status?: unknown }).status === 304) return structuredClone(before) as A;
      throw error;
    }
  };
}
