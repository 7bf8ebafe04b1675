import { type Document, isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { type CapacityEdit, keysOf } from './capacityEdit.ts';

type Data = Readonly<Record<string, unknown>>;

/** A config file that may be edited: its document, and what it says. */
export interface File {
  readonly document: Document.Parsed;
  readonly data: Data;
  /** The entries of the `capacity` section, each a map or null; empty where there is none. */
  readonly capacity: Data;
}

export type FileReading =
  | { readonly kind: 'file'; readonly file: File }
  | { readonly kind: 'unusable'; readonly why: string };

/** Read as settings/config/source.ts reads it, and as strictly. */
export function readFile(text: string): FileReading {
  try {
    return understood(text);
  } catch (error) {
    return unusable(`it cannot be read as YAML (${firstLine(error)})`);
  }
}

function understood(text: string): FileReading {
  const document = parseDocument(text, {
    prettyErrors: false,
    logLevel: 'error',
    schema: 'core',
    resolveKnownTags: false,
    merge: false,
    stringKeys: true,
  });
  const [error] = document.errors;
  if (error) {
    return unusable(
      `it is not valid YAML (line ${text.slice(0, error.pos[0]).split('\n').length}: ${firstLine(error)})`,
    );
  }
  const data: unknown = document.toJS() ?? {};
  if (!isPlain(data)) return unusable('it is not a map of sections');
  const capacity = data['capacity'] ?? {};
  if (!isPlain(capacity)) return unusable('its `capacity` is not a map of entries');
  const odd = Object.entries(capacity).find(([, entry]) => entry !== null && !isPlain(entry));
  if (odd) return unusable(`its entry ${odd[0]} under \`capacity\` is not a map`);
  return { kind: 'file', file: { document, data, capacity } };
}

/** The keys of the entries for the resource that an edit is about: one, if any, in a file that is sound. */
export function findEntry({ capacity }: Pick<File, 'capacity'>, edit: CapacityEdit): readonly string[] {
  return keysOf(edit).filter((key) => Object.hasOwn(capacity, key));
}

/** What that entry says; undefined where there is none. */
export function entryOf(file: Pick<File, 'capacity'>, edit: CapacityEdit): Data | undefined {
  const [key] = findEntry(file, edit);
  return key === undefined ? undefined : ((file.capacity[key] ?? {}) as Data);
}

/** The pair of a map whose key is `key`. */
export function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

/** The map of sections; undefined in a file that holds comments and no more. */
export function rootOf({ contents }: Document.Parsed): YAMLMap | undefined {
  return isMap(contents) ? contents : undefined;
}

function isPlain(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const unusable = (why: string): FileReading => ({ kind: 'unusable', why });

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}
