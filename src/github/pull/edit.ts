import { isDeepStrictEqual } from 'node:util';
import { type CapacityEdit, settingsOf } from './capacityEdit.ts';
import { entryOf, type File, type FileReading, findEntry, readFile } from './configFile.ts';
import { freshFile } from './rendered.ts';
import { rewritten } from './rewrite.ts';
import { spliced } from './splice.ts';

export type Edited =
  | { readonly kind: 'edited'; readonly text: string }
  | { readonly kind: 'same' }
  | { readonly kind: 'impossible'; readonly why: string };

/**
 * The text of a config file after edits of its `capacity` section; `text` undefined where there is no file yet.
 * Comments, order and layout of all other lines stay byte for byte, wherever an edit can be put in by itself;
 * else the file is written anew from what it says, comments included. The result always says what the file said,
 * and the edits, or none is given.
 */
export function editCapacity(text: string | undefined, edits: readonly CapacityEdit[]): Edited {
  if (text === undefined || text.trim() === '') {
    return edits.length === 0 ? { kind: 'same' } : { kind: 'edited', text: freshFile(edits) };
  }
  const reading = readFile(text);
  if (reading.kind === 'unusable') return { kind: 'impossible', why: reading.why };
  const { file } = reading;
  const twice = edits.find((edit) => findEntry(file, edit).length > 1);
  if (twice) return { kind: 'impossible', why: `it has several entries for ${twice.key}` };
  const due = notYetIn(text, edits);
  if (due.length === 0) return { kind: 'same' };
  const wanted = afterwards(file, due);
  for (const way of [spliced, rewritten]) {
    const result = way(text, due);
    if (result !== undefined && says(readFile(result), wanted)) return { kind: 'edited', text: result };
  }
  return { kind: 'impossible', why: 'its layout is one that cannot be edited without changing what it says' };
}

/** Those of the edits that the file does not say already; all of them where it cannot be read. */
export function notYetIn(text: string | undefined, edits: readonly CapacityEdit[]): readonly CapacityEdit[] {
  const reading = readFile(text ?? '');
  if (reading.kind === 'unusable') return edits;
  return edits.filter((edit) => !stands(reading.file, edit));
}

/** Whether the file says already what the edit would have it say. */
function stands(file: File, edit: CapacityEdit): boolean {
  const entry = entryOf(file, edit);
  return (
    entry !== undefined &&
    settingsOf(edit.set, entry).every(([key, value]) => isDeepStrictEqual(entry[key], value))
  );
}

function afterwards({ data, capacity, ...rest }: File, edits: readonly CapacityEdit[]): unknown {
  const file = { data, capacity, ...rest };
  const entries = edits.map((edit) => {
    const key = findEntry(file, edit)[0] ?? edit.key;
    const entry = entryOf(file, edit) ?? {};
    return [key, { ...entry, ...Object.fromEntries(settingsOf(edit.set, entry)) }];
  });
  const version = Object.keys(data).length === 0 ? { version: 1 } : {};
  return { ...version, ...data, capacity: { ...capacity, ...Object.fromEntries(entries) } };
}

function says(reading: FileReading, wanted: unknown): boolean {
  return reading.kind === 'file' && isDeepStrictEqual(reading.file.data, wanted);
}
