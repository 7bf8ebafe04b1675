import { type Document, isMap, type YAMLMap } from 'yaml';
import { type CapacityEdit, settingsOf } from './capacityEdit.ts';
import { entryOf, type File, findEntry, pairOf, readFile } from './configFile.ts';
import { lineEndOf } from './text.ts';

/**
 * The file written anew from its document, edits included: its comments and its order stay, its indents and the
 * spaces within its lines may not.
 */
export function rewritten(text: string, edits: readonly CapacityEdit[]): string | undefined {
  const reading = readFile(text);
  if (reading.kind !== 'file') return undefined;
  const { file } = reading;
  const section = sectionOf(file.document);
  if (!section) return undefined;
  for (const edit of edits) write(file, section, edit);
  const written = file.document.toString({ lineWidth: 0 });
  return lineEndOf(text) === '\n' ? written : written.replace(/\r?\n/g, '\r\n');
}

function sectionOf(document: Document): YAMLMap | undefined {
  const root = document.contents;
  if (!isMap(root)) document.contents = document.createNode({ version: 1, capacity: {} });
  else if (!isMap(root.get('capacity', true))) root.set('capacity', document.createNode({}));
  const section = isMap(document.contents) ? document.contents.get('capacity', true) : undefined;
  return isMap(section) ? section : undefined;
}

function write(file: File, section: YAMLMap, edit: CapacityEdit): void {
  const { document } = file;
  const [key = edit.key] = findEntry(file, edit);
  const entry = section.get(key, true);
  const pair = pairOf(section, key);
  if (isMap(entry)) {
    const settings = settingsOf(edit.set, entryOf(file, edit));
    for (const [name, value] of settings) {
      entry.set(name, document.createNode(value));
    }
    return;
  }
  const made = document.createNode(Object.fromEntries(settingsOf(edit.set)));
  if (pair) pair.value = made;
  else section.add(document.createPair(key, made));
}
