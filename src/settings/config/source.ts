import { type Document, isMap, isNode, isScalar, isSeq, parseDocument, visit } from 'yaml';
import type { ConfigError } from './errors.ts';

/** A place in the file, as keys of maps and indexes of lists. */
export type Path = readonly (string | number)[];

export interface Position {
  /** From 1, like columns. */
  readonly line: number;
  readonly column: number;
}

/** A YAML text as plain data, and where in the text each part of it stands. */
export interface Source {
  readonly data: unknown;
  /** Of the value at a path; of the last part of the path that is there, when the rest is missing. */
  positionOf(path: Path): Position;
  /** Of the key that a path ends in. */
  positionOfKey(path: Path): Position;
}

export type ReadSource =
  | { readonly kind: 'read'; readonly source: Source; readonly errors: readonly ConfigError[] }
  | { readonly kind: 'unreadable'; readonly errors: readonly ConfigError[] };

interface Trouble {
  readonly offset: number;
  readonly allowed: string;
  /** The data can still be looked at. */
  readonly harmless?: true;
}

/** Reads one YAML 1.2 document. Aliases and tags of the language are refused: nothing stands for something else. */
export function readSource(text: string, file: string): ReadSource {
  try {
    return readDocument(text, file);
  } catch (error) {
    const allowed = `cannot be read as YAML: ${firstLine(error instanceof Error ? error.message : String(error))}`;
    return {
      kind: 'unreadable',
      errors: [{ file, path: '', line: 1, column: 1, value: undefined, allowed }],
    };
  }
}

function readDocument(text: string, file: string): ReadSource {
  const document = parseDocument(text, {
    prettyErrors: false,
    logLevel: 'error',
    schema: 'core',
    resolveKnownTags: false,
    merge: false,
    stringKeys: true,
  });
  const at = (offset: number) => positionIn(text, offset);
  const troubles = [...syntaxOf(document, text), ...refusedIn(document)];
  const errors = troubles.map(
    ({ offset, allowed }): ConfigError => ({
      file,
      path: '',
      ...at(offset),
      value: undefined,
      allowed,
    }),
  );
  if (troubles.some(({ harmless }) => !harmless)) return { kind: 'unreadable', errors };
  const source: Source = {
    data: document.toJS(),
    positionOf: (path) => at(find(document, path).value),
    positionOfKey: (path) => at(find(document, path).key),
  };
  return { kind: 'read', source, errors };
}

/** The library's own counter of lines misses some in texts that it cannot parse. */
function positionIn(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
}

function syntaxOf({ errors, warnings }: Document.Parsed, text: string): Trouble[] {
  const twice = errors.filter(({ code }) => code === 'DUPLICATE_KEY');
  const others = [...errors, ...warnings].filter(({ code }) => code !== 'DUPLICATE_KEY');
  return [
    ...twice.map(({ pos }): Trouble => ({ offset: pos[0], allowed: twiceIn(text, pos[0]), harmless: true })),
    ...others.map(({ pos, message }): Trouble => ({ offset: pos[0], allowed: firstLine(message) })),
  ];
}

function twiceIn(text: string, offset: number): string {
  const key = /^[\w/-]+(:[\w/-]+)*/.exec(text.slice(offset, offset + 200))?.[0] ?? 'A key';
  return `${key} stands here for the second time in the same map.`;
}

function refusedIn(document: Document.Parsed): Trouble[] {
  const found: Trouble[] = [];
  visit(document, {
    Alias: (_, { range, source }) => {
      const allowed = `*${source} is an alias, which is not read here: write out what it stands for.`;
      found.push({ offset: range?.[0] ?? 0, allowed });
    },
    Pair: (_, { key }) => {
      if (keyOf(key) === '__proto__')
        found.push({ offset: startOf(key) ?? 0, allowed: 'This cannot be a key.' });
    },
  });
  return found;
}

const firstLine = (text: string) => text.split('\n', 1)[0] ?? '';
const keyOf = (key: unknown) => (isScalar(key) ? String(key.value) : undefined);
const startOf = (node: unknown) => (isNode(node) ? node.range?.[0] : undefined);

/** Offsets of the key and the value at a path, or of what is nearest to it. */
function find({ contents }: Document.Parsed, path: Path): { key: number; value: number } {
  let node: unknown = contents;
  let found = { key: startOf(node) ?? 0, value: startOf(node) ?? 0 };
  for (const part of path) {
    const pair = isMap(node) ? node.items.findLast(({ key }) => keyOf(key) === String(part)) : undefined;
    const next = pair ? pair.value : isSeq(node) ? node.items[Number(part)] : undefined;
    if (!pair && next === undefined) return found;
    const value = startOf(next) ?? startOf(pair?.key) ?? found.value;
    found = { key: startOf(pair?.key) ?? value, value };
    node = next;
  }
  return found;
}

/** `policies[1].match.name`; keys of other characters in brackets, as JSON. */
export function pathText(path: Path): string {
  const parts = path.map((part) => {
    if (typeof part === 'number') return `[${part}]`;
    return /^[\w-]+$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`;
  });
  return parts.join('').replace(/^\./, '');
}
