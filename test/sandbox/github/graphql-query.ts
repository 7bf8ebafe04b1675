/** Reads a GraphQL query: as much of the language as clients of GitHub use to read. */
export interface Selection {
  /** Under which the answer has it. */
  readonly alias: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly selections: readonly Selection[];
  /** The type that it holds for only. */
  readonly on: string | undefined;
}

type Fragments = Map<string, { on: string; at: number }>;

/** The selections of the only operation. Rejects, by a SyntaxError, what is no query. */
export function parseQuery(text: string, variables: Readonly<Record<string, unknown>>): readonly Selection[] {
  const tokens = text.replace(/#.*$/gm, '').match(/\.\.\.|"(?:[^"\\]|\\.)*"|[\w-]+|[^\s,\w]/g) ?? [];
  return new Parser(tokens, variables).operation();
}

class Parser {
  readonly #tokens: readonly string[];
  readonly #variables: Readonly<Record<string, unknown>>;
  readonly #fragments: Fragments = new Map();
  #at = 0;

  constructor(tokens: readonly string[], variables: Readonly<Record<string, unknown>>) {
    this.#tokens = tokens;
    this.#variables = variables;
  }

  operation(): readonly Selection[] {
    let start: number | undefined;
    while (this.#at < this.#tokens.length) {
      const word = this.#next();
      if (word === 'fragment') {
        const name = this.#next();
        this.#expect('on');
        this.#fragments.set(name, { on: this.#next(), at: this.#at });
      } else if (word === '{' || word === 'query') {
        if (start !== undefined) throw new SyntaxError('An operation name is required');
        if (word === '{') this.#at--;
        else while (this.#peek() !== '{') this.#skip();
        start = this.#at;
      } else throw new SyntaxError(`Expected one of SCHEMA, QUERY, FRAGMENT, actual: "${word}"`);
      this.#skip();
    }
    if (start === undefined)
      throw new SyntaxError('A query attribute must be specified and must be a string.');
    this.#at = start;
    return this.#selections(undefined);
  }

  #selections(on: string | undefined): Selection[] {
    const found: Selection[] = [];
    this.#expect('{');
    while (this.#peek() !== '}') {
      if (this.#peek() === '...') found.push(...this.#spread(on));
      else found.push(this.#field(on));
    }
    this.#expect('}');
    return found;
  }

  #spread(on: string | undefined): Selection[] {
    this.#expect('...');
    if (this.#peek() === 'on') {
      this.#next();
      return this.#selections(this.#next());
    }
    if (this.#peek() === '{') return this.#selections(on);
    const name = this.#next();
    const fragment = this.#fragments.get(name);
    if (!fragment) throw new SyntaxError(`Fragment ${name} was used, but not defined`);
    const back = this.#at;
    this.#at = fragment.at;
    const found = this.#selections(fragment.on);
    this.#at = back;
    return found;
  }

  #field(on: string | undefined): Selection {
    const first = this.#name();
    const aliased = this.#peek() === ':';
    if (aliased) this.#next();
    const name = aliased ? this.#name() : first;
    const args = this.#peek() === '(' ? this.#args() : {};
    const selections = this.#peek() === '{' ? this.#selections(undefined) : [];
    return { alias: first, name, args, selections, on };
  }

  #args(): Record<string, unknown> {
    const args: Record<string, unknown> = {};
    this.#expect('(');
    while (this.#peek() !== ')') {
      const name = this.#name();
      this.#expect(':');
      args[name] = this.#value();
    }
    this.#expect(')');
    return args;
  }

  #value(): unknown {
    const token = this.#next();
    if (token !== '$') return /^["\d-]|^(true|false|null)$/.test(token) ? JSON.parse(token) : token;
    return this.#variables[this.#name()];
  }

  /** A whole group in brackets, or one token. */
  #skip(): void {
    const closing = { '{': '}', '(': ')' }[this.#next()];
    if (closing) {
      while (this.#peek() !== closing) this.#skip();
      this.#next();
    }
  }

  #name(): string {
    const token = this.#next();
    if (!/^[a-z_]\w*$/i.test(token)) throw new SyntaxError(`Expected NAME, actual: "${token}"`);
    return token;
  }

  #expect(token: string): void {
    const found = this.#next();
    if (found !== token) throw new SyntaxError(`Expected "${token}", actual: "${found}"`);
  }

  #peek(): string | undefined {
    if (this.#at >= this.#tokens.length) throw new SyntaxError('Unexpected end of document');
    return this.#tokens[this.#at];
  }

  #next(): string {
    const token = this.#peek() ?? '';
    this.#at++;
    return token;
  }
}
