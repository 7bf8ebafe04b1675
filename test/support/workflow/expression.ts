/**
 * The expressions of workflows, as far as the ones in docs/workflows go (GitHub docs, "Evaluate expressions in workflows
 * and actions"): literals, properties, comparisons, `!`, `&&`, `||` and a few functions. What it does not know, it
 * refuses.
 */
export type Contexts = Readonly<Record<string, unknown>>;

/** What `success()` and its like tell of the steps or jobs before. */
export interface Status {
  readonly failed: boolean;
}

const TOKEN = /\s*('(?:[^']|'')*'|\d+(?:\.\d+)?|[A-Za-z_][\w-]*|==|!=|&&|\|\||[!().,])/y;

/** The value of what stands between `${{` and `}}`. */
export function evaluate(text: string, contexts: Contexts, status: Status = { failed: false }): unknown {
  const tokens = tokensOf(text);
  let at = 0;
  const next = () => tokens[at];
  const take = (wanted?: string): string => {
    const token = tokens[at];
    if (token === undefined || (wanted !== undefined && token !== wanted))
      throw new Error(`Expected ${wanted ?? 'more'} in the expression ${text}`);
    at += 1;
    return token;
  };

  const or = (): unknown => {
    let value = and();
    while (next() === '||') {
      take();
      const other = and();
      value = isTrue(value) ? value : other;
    }
    return value;
  };
  const and = (): unknown => {
    let value = comparison();
    while (next() === '&&') {
      take();
      const other = comparison();
      value = isTrue(value) ? other : value;
    }
    return value;
  };
  const comparison = (): unknown => {
    const value = unary();
    if (next() === '==') return take() && isEqual(value, unary());
    if (next() === '!=') return take() && !isEqual(value, unary());
    return value;
  };
  const unary = (): unknown => {
    if (next() !== '!') return primary();
    take();
    return !isTrue(unary());
  };
  const primary = (): unknown => {
    const token = take();
    if (token === '(') {
      const value = or();
      take(')');
      return value;
    }
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (/^\d/.test(token)) return Number(token);
    if (token in CONSTANTS) return CONSTANTS[token];
    return next() === '(' ? call(token) : property(token);
  };
  const call = (name: string): unknown => {
    take('(');
    const given: unknown[] = [];
    while (next() !== ')') {
      given.push(or());
      if (next() === ',') take();
    }
    take(')');
    return functionOf(name, status)(...given);
  };
  const property = (name: string): unknown => {
    if (!(name in contexts)) throw new Error(`There is no ${name} in the expression ${text}`);
    let value = contexts[name];
    while (next() === '.') {
      take();
      const key = take();
      value = (value as Contexts | undefined | null)?.[key];
    }
    return value ?? null;
  };

  const value = or();
  if (at < tokens.length) throw new Error(`Too much in the expression ${text}`);
  return value;
}

/** A text with its expressions filled in; a text that is one expression keeps the kind of its value. */
export function filledIn(text: string, contexts: Contexts, status?: Status): unknown {
  const whole = /^\$\{\{((?:(?!\}\}).)*)\}\}$/s.exec(text.trim())?.[1];
  if (whole !== undefined) return evaluate(whole, contexts, status);
  return text.replace(/\$\{\{(.*?)\}\}/g, (_, inner: string) => asText(evaluate(inner, contexts, status)));
}

/** An `if`: what does not ask how things stand is only for when nothing failed. */
export function holds(condition: unknown, contexts: Contexts, status: Status): boolean {
  if (condition === undefined) return !status.failed;
  const text = String(condition).replace(/^\$\{\{(.*)\}\}$/s, '$1');
  const asks = /\b(?:always|cancelled|failure|success)\(/.test(text);
  return (asks || !status.failed) && isTrue(evaluate(text, contexts, status));
}

export const asText = (value: unknown): string =>
  value === null || value === undefined ? '' : String(value);

const CONSTANTS: Contexts = { true: true, false: false, null: null };

function functionOf(name: string, { failed }: Status): (...given: readonly unknown[]) => unknown {
  switch (name) {
    case 'always':
      return () => true;
    case 'cancelled':
      return () => false;
    case 'failure':
      return () => failed;
    case 'success':
      return () => !failed;
    case 'fromJSON':
      return (text) => JSON.parse(asText(text)) as unknown;
    case 'startsWith':
      return (text, start) => asText(text).toLowerCase().startsWith(asText(start).toLowerCase());
    default:
      throw new Error(`No function ${name} is known here`);
  }
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) throw new Error(`Not understood in the expression ${text}: ${text.slice(from)}`);
    tokens.push(token);
  }
  return tokens;
}

const isTrue = (value: unknown): boolean => Boolean(value);

/** Texts are compared without case, and all else that differs in kind as numbers. */
function isEqual(one: unknown, other: unknown): boolean {
  if (typeof one === 'string' && typeof other === 'string') return one.toLowerCase() === other.toLowerCase();
  if (typeof one === typeof other && one !== null && other !== null) return one === other;
  return Number(one ?? 0) === Number(other ?? 0);
}
