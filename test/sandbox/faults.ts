/** What can go wrong on purpose. The first fault that matches a request and is due strikes. */
export type Fault = Match & Kind;

interface Match {
  service?: string;
  operation?: string;
  region?: string;
  /** Looks at the input as the client sent it. */
  when?: (input: Record<string, unknown>) => boolean;
  /** Lets so many matching requests through first. */
  skip?: number;
  /** Strikes so many times at most. */
  times?: number;
  /** Strikes this share of the matching requests, evenly spread: 0.5 is every second one. */
  rate?: number;
}

type Kind =
  | { kind: 'throttle' }
  | { kind: 'error'; name?: string; status?: number; message?: string }
  | { kind: 'accessDenied' }
  /** Answers, but so many milliseconds later. */
  | { kind: 'delay'; ms: number }
  /** Destroys the socket without an answer. */
  | { kind: 'drop' }
  /** Never answers; the socket stays open until the client or `close()` ends it. */
  | { kind: 'hang' }
  /** The operation is carried out, but its answer is cut off in the middle. */
  | { kind: 'truncate' }
  /** The operation is carried out, and then the socket is destroyed: the client cannot know. */
  | { kind: 'dropAfter' }
  /** GetMetricData: results of the chosen queries (all by default) lose points and carry this StatusCode. */
  | {
      kind: 'partialData';
      status?: 'PartialData' | 'InternalError' | 'Forbidden';
      ids?: (id: string, query: unknown) => boolean;
      keep?: number;
    }
  /** PutEvents: these entries (all by default) fail with this code inside an answer of 200. */
  | { kind: 'partialFailure'; code?: string; entries?: (index: number) => boolean };

interface Armed {
  fault: Fault;
  seen: number;
  struck: number;
}

export class Faults {
  #armed: Armed[] = [];

  /** Arms a fault. The function returned disarms it. */
  add(fault: Fault): () => void {
    const armed = { fault, seen: 0, struck: 0 };
    this.#armed.push(armed);
    return () => {
      this.#armed = this.#armed.filter((other) => other !== armed);
    };
  }

  clear(): void {
    this.#armed = [];
  }

  /** The fault that this request meets, if any; counts it. */
  strike(request: { service: string; operation: string; region: string; input: Record<string, unknown> }) {
    for (const armed of this.#armed) {
      if (!matches(armed.fault, request)) continue;
      armed.seen++;
      if (!isDue(armed)) continue;
      armed.struck++;
      return armed.fault;
    }
    return undefined;
  }
}

function matches(
  fault: Fault,
  request: { service: string; operation: string; region: string; input: Record<string, unknown> },
) {
  return (
    (fault.service === undefined || fault.service === request.service) &&
    (fault.operation === undefined || fault.operation === request.operation) &&
    (fault.region === undefined || fault.region === request.region) &&
    (fault.when === undefined || fault.when(request.input))
  );
}

function isDue({ fault, seen, struck }: Armed): boolean {
  const turn = seen - (fault.skip ?? 0);
  if (turn <= 0 || struck >= (fault.times ?? Number.POSITIVE_INFINITY)) return false;
  const rate = fault.rate ?? 1;
  return Math.floor(turn * rate) > Math.floor((turn - 1) * rate);
}
