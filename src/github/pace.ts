import { setTimeout as wait } from 'node:timers/promises';

/** How long is waited between requests to GitHub, and between their retries. */
export interface Pace {
  /**
   * Whether writes are kept apart as GitHub asks: a second, and three where people are notified (GitHub docs, "Best
   * practices for using the REST API", and the paths listed by `@octokit/plugin-throttling`).
   */
  readonly spaced: boolean;
  /** Milliseconds. After a fault, the n-th retry waits n² of them. */
  readonly retryAfterMs: number;
  /** Milliseconds that a request may take until its answer is there. */
  readonly answerTimeoutMs: number;
  /** Waits until GitHub may be asked again after a limit was met; rejects when the signal aborts. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export const AS_GITHUB_ASKS: Pace = {
  spaced: true,
  retryAfterMs: 1_000,
  answerTimeoutMs: 30_000,
  sleep: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
};

/** Waits for nothing: for a server that stands in for GitHub. */
export const AT_ONCE: Pace = { ...AS_GITHUB_ASKS, spaced: false, retryAfterMs: 0, sleep: async () => {} };
