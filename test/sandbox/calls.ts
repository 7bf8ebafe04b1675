/** One request that reached the sandbox, whatever became of it. */
export interface Call {
  service: string;
  operation: string;
  region: string;
  /** As the client sent it: times in seconds, nothing defaulted. */
  input: Record<string, unknown>;
  outcome: 'pending' | 'ok' | 'error' | 'dropped' | 'hung';
  status?: number;
  /** The error's name, as `ThrottlingException`. */
  error?: string;
  /** The sandbox's clock at arrival, in milliseconds. */
  at: number;
  /** Whose credentials signed it. */
  accessKeyId?: string;
  /** Bytes of the request body as they came (compressed, if they were). */
  bytes: number;
}

/** Everything that was asked of the sandbox. Operations are written `service:Operation`, or the bare name. */
export class Calls {
  #calls: Call[] = [];

  add(call: Call): Call {
    this.#calls.push(call);
    return call;
  }

  get all(): readonly Call[] {
    return this.#calls;
  }

  of(name: string): Call[] {
    return this.#calls.filter(
      (call) => name === `${call.service}:${call.operation}` || name === call.operation,
    );
  }

  count(name?: string): number {
    return name === undefined ? this.#calls.length : this.of(name).length;
  }

  /** Counts by `service:Operation`, sorted by name. */
  byOperation(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const call of this.#calls) {
      const name = `${call.service}:${call.operation}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => a.localeCompare(b)));
  }

  /** Requests that changed, or tried to change, something: all but reads. */
  writes(): Call[] {
    return this.#calls.filter((call) => !/^(List|Describe|Get|AssumeRole)/.test(call.operation));
  }

  failed(): Call[] {
    return this.#calls.filter((call) => call.outcome !== 'ok' && call.outcome !== 'pending');
  }

  clear(): void {
    this.#calls = [];
  }
}
