/** What goes wrong on purpose, and what happens just before a request. */
export interface Fault {
  readonly method?: string;
  /** Matches the path without its query, decoded or as it came, or with its query. */
  readonly path: RegExp;
  readonly status: number;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Strikes so many times at most. */
  readonly times?: number;
  /** The write happens, and its answer is lost: this comes instead. */
  readonly afterDoing?: boolean;
}

export interface Match {
  readonly method: string;
  readonly path: RegExp;
}

export class Faults {
  #faults: { fault: Fault; left: number }[] = [];
  #acts: { match: Match; act: () => Promise<void> }[] = [];

  add(fault: Fault): void {
    this.#faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  addAct(match: Match, act: () => Promise<void>): void {
    this.#acts.push({ match, act });
  }

  /** The fault that this request meets, if any; counts it. The first one added strikes first. */
  strike(method: string, path: string): Fault | undefined {
    const armed = this.#faults.find(({ fault, left }) => left > 0 && matches(fault, method, path));
    if (armed) armed.left--;
    return armed?.fault;
  }

  /** What is to happen before this request; each only once. */
  takeActs(method: string, path: string): (() => Promise<void>)[] {
    const due = this.#acts.filter(({ match }) => matches(match, method, path));
    this.#acts = this.#acts.filter((act) => !due.includes(act));
    return due.map(({ act }) => act);
  }
}

function matches(match: { method?: string; path: RegExp }, method: string, path: string): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== method) return false;
  const bare = path.replace(/\?.*$/, '');
  return [bare, decodeURIComponent(bare), path].some((text) => text.search(match.path) >= 0);
}
