import { isDeepStrictEqual } from 'node:util';
import { isCollection, isMap, isNode, isPair, isScalar, type Pair, type YAMLMap } from 'yaml';
import { type CapacityEdit, type EntryValue, settingsOf } from './capacityEdit.ts';
import { entryOf, type File, findEntry, pairOf, readFile, rootOf } from './configFile.ts';
import { entryLines, inFlow, lines } from './rendered.ts';
import { indentAt, linesAt, nextLine, pastComments, type Splice, splicedInto } from './text.ts';

const USUAL_STEP = 2;

/**
 * The text with the lines of the edited and the new entries changed and no other; undefined where it is laid out in
 * a way that this cannot be done in. The caller checks that the result says what it should.
 */
export function spliced(text: string, edits: readonly CapacityEdit[]): string | undefined {
  let result = text;
  for (const change of [edited, added]) {
    const reading = readFile(result);
    const splices = reading.kind === 'file' ? change(result, reading.file, edits) : undefined;
    if (!splices) return undefined;
    result = splicedInto(result, splices);
  }
  return result;
}

/** In the entries that stand there. */
function edited(text: string, file: File, edits: readonly CapacityEdit[]): readonly Splice[] | undefined {
  const splices: Splice[] = [];
  const section = sectionOf(file)?.value;
  for (const edit of edits) {
    const [key] = findEntry(file, edit);
    if (key === undefined) continue;
    const pair = isMap(section) ? pairOf(section, key) : undefined;
    const made = pair && inEntry(text, file, pair, edit);
    if (!made) return undefined;
    splices.push(...made);
  }
  return splices;
}

function inEntry(text: string, file: File, pair: Pair, edit: CapacityEdit): readonly Splice[] | undefined {
  const { value } = pair;
  const { set } = edit;
  const step = stepOf(text, file);
  const entry = entryOf(file, edit) ?? {};
  const settings = settingsOf(set, entry).filter(([key, wanted]) => !isDeepStrictEqual(entry[key], wanted));
  if (!isMap(value)) return inPlaceOf(text, pair, inFlow(Object.fromEntries(settings)));
  const standing = settings.filter(([key]) => pairOf(value, key));
  const missing = settings.filter(([key]) => !pairOf(value, key));
  const splices = standing.map(([key, wanted]) => {
    const inner = pairOf(value, key) as Pair;
    return typeof wanted !== 'object' || value.flow
      ? instead(inner, inFlow(wanted))
      : anew(text, inner, key, wanted, step);
  });
  const last =
    missing.length === 0
      ? []
      : [value.flow ? inBraces(text, value, missing) : below(text, value, missing, step)];
  const all = [...splices, ...last];
  return all.every((splice) => splice !== undefined) ? all : undefined;
}

/** A value that spans lines, written anew with its key. */
function anew(text: string, pair: Pair, key: string, value: EntryValue, step: number): Splice | undefined {
  const at = startOf(pair);
  const indent = at === undefined ? undefined : indentAt(text, at);
  if (at === undefined || indent === undefined) return undefined;
  const end = endOf(text, pair);
  const open = end > 0 && text[end - 1] === '\n';
  const { text: put } = linesAt(text, 0, lines(key, value, indent, step));
  return { at: at - indent, end, text: open ? put : put.trimEnd() };
}

function instead({ value }: Pair, put: string): Splice | undefined {
  const range = isNode(value) ? value.range : undefined;
  return range && range[1] > range[0] ? { at: range[0], end: range[1], text: put } : undefined;
}

/** For a value that is null, whether written or left out. */
function inPlaceOf(text: string, pair: Pair, put: string): readonly Splice[] | undefined {
  const colon = colonOf(text, pair);
  if (!isScalar(pair.value) || colon === undefined) return undefined;
  const written = instead(pair, put);
  return [written ?? { at: colon, end: colon, text: ` ${put}` }];
}

function inBraces(
  text: string,
  { items, range }: YAMLMap,
  settings: readonly (readonly [string, unknown])[],
): Splice | undefined {
  const put = settings.map(([key, value]) => `${key}: ${inFlow(value)}`).join(', ');
  const last = items.at(-1);
  if (last) return { at: endOf(text, last), end: endOf(text, last), text: `, ${put}` };
  if (!range || !/^\{\s*\}$/.test(text.slice(range[0], range[1]))) return undefined;
  return { at: range[0], end: range[1], text: `{ ${put} }` };
}

function below(
  text: string,
  { items }: YAMLMap,
  settings: readonly [string, EntryValue][],
  step: number,
): Splice | undefined {
  const [first] = items;
  const last = items.at(-1);
  const indent = first ? indentAt(text, startOf(first) ?? 0) : undefined;
  if (!last || indent === undefined) return undefined;
  const at = pastComments(text, nextLine(text, endOf(text, last)), indent);
  return linesAt(
    text,
    at,
    settings.flatMap(([key, value]) => lines(key, value, indent, step)),
  );
}

/** Entries that are not there yet, below the last one. */
function added(text: string, file: File, edits: readonly CapacityEdit[]): readonly Splice[] | undefined {
  const missing = edits.filter((edit) => findEntry(file, edit).length === 0);
  if (missing.length === 0) return [];
  const root = rootOf(file.document);
  const section = sectionOf(file);
  if (!root || !section) return newSection(text, file, missing);
  const { value } = section;
  if (isMap(value) && value.flow && value.items.length > 0) {
    const entries = missing.map(({ key, set }) => [key, Object.fromEntries(settingsOf(set))] as const);
    const splice = inBraces(text, value, entries);
    return splice && [splice];
  }
  const step = stepOf(text, file);
  const first = isMap(value) ? value.items[0] : undefined;
  if (first) {
    const indent = indentAt(text, startOf(first) ?? 0);
    if (indent === undefined) return undefined;
    const at = pastComments(text, nextLine(text, endOf(text, section)), indent);
    return [linesAt(text, at, entryLines(missing, indent, step))];
  }
  return firstEntries(text, section, missing, step);
}

/** Below a section that is empty: `capacity:`, `capacity: {}`. */
function firstEntries(
  text: string,
  section: Pair,
  edits: readonly CapacityEdit[],
  step: number,
): readonly Splice[] | undefined {
  const colon = colonOf(text, section);
  const margin = indentAt(text, startOf(section) ?? 0);
  if (colon === undefined || margin === undefined) return undefined;
  const end = endOf(text, section);
  if (!/^\s*(\{\s*\}|~|null)?$/i.test(text.slice(colon, end))) return undefined;
  const at = pastComments(text, nextLine(text, end), margin + 1);
  return [{ at: colon, end, text: '' }, linesAt(text, at, entryLines(edits, margin + step, step))];
}

/** At the end of a file that has no such section, or nothing but comments. */
function newSection(text: string, file: File, edits: readonly CapacityEdit[]): readonly Splice[] | undefined {
  const [first] = rootOf(file.document)?.items ?? [];
  const margin = first ? indentAt(text, startOf(first) ?? 0) : 0;
  if (margin === undefined) return undefined;
  const step = stepOf(text, file);
  const section = [`${' '.repeat(margin)}capacity:`, ...entryLines(edits, margin + step, step)];
  const blank = /(^|\n)[ \t]*\r?\n$/.test(text) ? [] : [''];
  return [linesAt(text, text.length, [...blank, ...(first ? [] : ['version: 1', '']), ...section])];
}

function sectionOf(file: File): Pair | undefined {
  const root = rootOf(file.document);
  return root && pairOf(root, 'capacity');
}

/** By how much the file indents: as in the first map within its map of sections. */
function stepOf(text: string, { document }: File): number {
  for (const pair of rootOf(document)?.items ?? []) {
    const inner = isMap(pair.value) && !pair.value.flow ? pair.value.items[0] : undefined;
    const outerIndent = indentAt(text, startOf(pair) ?? 0);
    const indent = inner && indentAt(text, startOf(inner) ?? 0);
    if (indent !== undefined && outerIndent !== undefined && indent > outerIndent)
      return indent - outerIndent;
  }
  return USUAL_STEP;
}

function startOf({ key }: Pair): number | undefined {
  return isNode(key) ? key.range?.[0] : undefined;
}

/** Just behind the colon of a pair. */
function colonOf(text: string, { key }: Pair): number | undefined {
  const end = isNode(key) ? key.range?.[1] : undefined;
  const colon = end === undefined ? -1 : text.indexOf(':', end);
  return colon < 0 ? undefined : colon + 1;
}

/** Where what an item says ends: comments behind it are not part of that, a line break of a block text is. */
function endOf(text: string, item: unknown): number {
  const value = isPair(item) ? item.value : item;
  if (isCollection(value) && !value.flow && value.items.length > 0) return endOf(text, value.items.at(-1));
  const range = isNode(value) ? value.range : undefined;
  if (range && range[1] > range[0]) return range[1];
  return (isPair(item) ? colonOf(text, item) : undefined) ?? range?.[1] ?? text.length;
}
