import type { ApiUsage } from './client.ts';

/** Counts what is asked of GitHub, and keeps what its answers tell of the limit. */
export class UsageMeter {
  #usage: ApiUsage = {
    requests: 0,
    notModified: 0,
    limit: undefined,
    remaining: undefined,
    resetsAt: undefined,
  };

  get usage(): ApiUsage {
    return this.#usage;
  }

  sent(): void {
    this.#usage = { ...this.#usage, requests: this.#usage.requests + 1 };
  }

  /** GraphQL and searches have limits of their own, which are not kept. */
  answered({ status, headers }: Pick<Response, 'status' | 'headers'>): void {
    if (status === 304) this.#usage = { ...this.#usage, notModified: this.#usage.notModified + 1 };
    const limit = numberIn(headers, 'x-ratelimit-limit');
    if (limit === undefined || (headers.get('x-ratelimit-resource') ?? 'core') !== 'core') return;
    const reset = numberIn(headers, 'x-ratelimit-reset');
    this.#usage = {
      ...this.#usage,
      limit,
      remaining: numberIn(headers, 'x-ratelimit-remaining'),
      resetsAt: reset === undefined ? undefined : reset * 1000,
    };
  }
}

function numberIn(headers: Pick<Headers, 'get'>, name: string): number | undefined {
  const value = headers.get(name);
  return value !== null && /^\d+$/.test(value) ? Number(value) : undefined;
}
