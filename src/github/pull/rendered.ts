import { stringify } from 'yaml';
import { type CapacityEdit, type EntryValue, settingsOf } from './capacityEdit.ts';

/** Entries as they are written where nothing stands yet. */

const HEADER = [
  '# What personalize-monitor does about the capacity of Amazon Personalize.',
  '# Its pull requests edit `capacity`; what is merged there, its next run carries out.',
];

const STEP = 2;

/** A config file that holds these edits and no more. */
export function freshFile(edits: readonly CapacityEdit[]): string {
  return `${[...HEADER, 'version: 1', '', 'capacity:', ...entryLines(edits, STEP, STEP)].join('\n')}\n`;
}

/** New entries, each on lines of its own: in braces where that stays short, with a manifest below it otherwise. */
export function entryLines(edits: readonly CapacityEdit[], indent: number, step: number): readonly string[] {
  const margin = ' '.repeat(indent);
  return edits.flatMap(({ key, set }) => {
    const settings = settingsOf(set);
    if (settings.every(([, value]) => typeof value !== 'object')) {
      return [`${margin}${key}: ${inFlow(Object.fromEntries(settings))}`];
    }
    return [
      `${margin}${key}:`,
      ...settings.flatMap(([name, value]) => lines(name, value, indent + step, step)),
    ];
  });
}

/** One setting of an entry that is written over several lines. */
export function lines(name: string, value: EntryValue, indent: number, step: number): readonly string[] {
  const margin = ' '.repeat(indent);
  const text = stringify({ [name]: value }, { lineWidth: 0, schema: 'core', indent: step });
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `${margin}${line}`);
}

/** A value on one line, within braces or without. */
export function inFlow(value: unknown): string {
  return stringify(value, { lineWidth: 0, schema: 'core', collectionStyle: 'flow' }).trimEnd();
}
