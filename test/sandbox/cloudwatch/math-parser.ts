/** Reads metric math expressions. A bad one is a ValidationError. */
import { validationError } from './shapes.ts';

export type Node =
  | { kind: 'number'; value: number }
  | { kind: 'text'; value: string }
  | { kind: 'id'; name: string }
  | { kind: 'list'; items: Node[] }
  | { kind: 'negate'; of: Node }
  | { kind: 'binary'; operator: string; left: Node; right: Node }
  | { kind: 'call'; name: string; args: Node[] };

const TOKEN =
  /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z][A-Za-z0-9_]*)|('[^']*'|"[^"]*")|(<=|>=|==|!=|&&|\|\||[-+*/^<>(),[\]]))/y;
const LEVELS: string[][] = [
  ['OR', '||'],
  ['AND', '&&'],
  ['==', '!=', '<', '>', '<=', '>='],
  ['+', '-'],
  ['*', '/'],
  ['^'],
];

export function parseMath(text: string): Node {
  const tokens = tokenize(text);
  let at = 0;
  const peek = () => tokens[at];
  const take = () => tokens[at++];
  const expect = (token: string) => {
    if (take() !== token) throw badExpression(text, `expected ${token}`);
  };

  function level(depth: number): Node {
    const operators = LEVELS[depth];
    if (operators === undefined) return unary();
    let left = level(depth + 1);
    for (let next = peek(); next !== undefined && operators.includes(next); next = peek()) {
      at++;
      left = { kind: 'binary', operator: next, left, right: level(depth + 1) };
    }
    return left;
  }

  function unary(): Node {
    if (peek() !== '-') return primary();
    at++;
    return { kind: 'negate', of: unary() };
  }

  function sequence(end: string): Node[] {
    const items: Node[] = [];
    if (peek() === end) {
      at++;
      return items;
    }
    for (;;) {
      items.push(level(0));
      const next = take();
      if (next === end) return items;
      if (next !== ',') throw badExpression(text, `expected , or ${end}`);
    }
  }

  function primary(): Node {
    const token = take();
    if (token === undefined) throw badExpression(text, 'it ends too early');
    if (token === '(') {
      const inner = level(0);
      expect(')');
      return inner;
    }
    if (token === '[') return { kind: 'list', items: sequence(']') };
    if (/^[\d.]/.test(token)) return { kind: 'number', value: Number(token) };
    if (/^['"]/.test(token)) return { kind: 'text', value: token.slice(1, -1) };
    if (!/^[A-Za-z]/.test(token)) throw badExpression(text, `unexpected ${token}`);
    if (peek() !== '(') return { kind: 'id', name: token };
    at++;
    return { kind: 'call', name: token, args: sequence(')') };
  }

  const node = level(0);
  if (at < tokens.length) throw badExpression(text, `unexpected ${peek()}`);
  return node;
}

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  const pattern = new RegExp(TOKEN);
  const end = text.trimEnd().length;
  while (pattern.lastIndex < end) {
    const match = pattern.exec(text);
    if (match === null) throw badExpression(text, 'it has a character that does not belong there');
    tokens.push(match[0].trim());
  }
  return tokens;
}

/** Ids that an expression refers to, and the functions that it calls. */
export function mentions(node: Node): { ids: Set<string>; functions: Set<string> } {
  const found = { ids: new Set<string>(), functions: new Set<string>() };
  const walk = (part: Node): void => {
    if (part.kind === 'id' && part.name !== 'REPEAT' && part.name !== 'LINEAR') found.ids.add(part.name);
    if (part.kind === 'call') found.functions.add(part.name);
    for (const child of children(part)) walk(child);
  };
  walk(node);
  return found;
}

function children(node: Node): Node[] {
  if (node.kind === 'list') return node.items;
  if (node.kind === 'call') return node.args;
  if (node.kind === 'binary') return [node.left, node.right];
  return node.kind === 'negate' ? [node.of] : [];
}

function badExpression(text: string, why: string): Error {
  return validationError(`Error in expression '${text}': ${why}.`);
}
