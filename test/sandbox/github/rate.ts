/** The primary rate limit: so many requests an hour to each token, told with every answer. */
import { randomUUID } from 'node:crypto';
import { type Answer, refused } from './answers.ts';

const LIMIT = 1000;
const HOUR = 3_600_000;

export class RateLimit {
  readonly #resource: 'core' | 'graphql';
  readonly #now: () => number;
  readonly #used = new Map<string, number>();
  #resetsAt: number;

  constructor(resource: 'core' | 'graphql', now: () => number) {
    this.#resource = resource;
    this.#now = now;
    this.#resetsAt = now() + HOUR;
  }

  /** Nothing is left to anybody for so long. */
  exhaust(ms: number): void {
    this.#resetsAt = this.#now() + ms;
    this.#used.clear();
    this.#exhausted = true;
  }

  #exhausted = false;

  /** The refusal that this token meets, if nothing is left to it. */
  refusal(token: string): Answer | undefined {
    if (this.#now() >= this.#resetsAt) {
      this.#exhausted = false;
      this.#used.clear();
      this.#resetsAt = this.#now() + HOUR;
    }
    if (this.#left(token) > 0) return undefined;
    return refused(403, 'API rate limit exceeded for installation ID 1.');
  }

  /** Counts a request that was served. A 304 is free. */
  count(token: string): void {
    this.#used.set(token, this.#usedBy(token) + 1);
  }

  #usedBy(token: string): number {
    return this.#exhausted ? LIMIT : (this.#used.get(token) ?? 0);
  }

  #left(token: string): number {
    return Math.max(0, LIMIT - this.#usedBy(token));
  }

  figures(token: string) {
    const used = Math.min(LIMIT, this.#usedBy(token));
    return { limit: LIMIT, remaining: LIMIT - used, used, reset: Math.ceil(this.#resetsAt / 1000) };
  }

  headers(token: string): Record<string, string> {
    const figures = Object.entries(this.figures(token)).map(([name, n]) => [
      `x-ratelimit-${name}`,
      String(n),
    ]);
    return {
      ...Object.fromEntries(figures),
      'x-ratelimit-resource': this.#resource,
      'x-github-request-id': randomUUID().slice(0, 18).toUpperCase().replaceAll('-', ':'),
    };
  }
}
