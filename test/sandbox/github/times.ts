/** Tells emulate's times, which are the machine's, by another clock, and in whole seconds as GitHub does. */
export class Times {
  readonly #now: (() => number) | undefined;
  /** What either clock showed when a request came, oldest first. */
  readonly #noted: { machine: number; told: number }[] = [];

  constructor(now: (() => number) | undefined) {
    this.#now = now;
  }

  /** To be called before each request: what emulate then writes has happened at this time. */
  async note(): Promise<void> {
    if (!this.#now) return;
    const told = this.#now();
    const last = this.#noted.at(-1);
    if (last?.told === told) return;
    while (last && Date.now() <= last.machine) await new Promise((resolve) => setImmediate(resolve));
    this.#noted.push({ machine: Date.now(), told });
  }

  /** For JSON.parse: the value of `created_at` and the like, or the date of a commit. */
  readonly told = (key: string, value: unknown): unknown => {
    if (typeof value !== 'string' || !(key.endsWith('_at') || key === 'date')) return value;
    const time = Date.parse(value);
    if (Number.isNaN(time)) return value;
    const noted = this.#noted.findLast(({ machine }) => machine <= time);
    // A date that a client gave to a commit is no machine's time.
    const told = noted && time <= Date.now() ? noted.told : time;
    return new Date(told).toISOString().replace(/\.\d+Z$/, 'Z');
  };
}
