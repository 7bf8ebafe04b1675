import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Notice } from '../outcomes/notice.ts';
import { type Memory, memoryText, parseMemory } from './memory.ts';

const NOTHING: Memory = new Map();

/** What the state file remembers. A file that is not there yet is that of a first run; one that cannot be used is told. */
export async function readMemory(
  path: string,
  now: number,
): Promise<{ memory: Memory; notices: readonly Notice[] }> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => error);
  if (typeof text !== 'string') {
    if (text.code === 'ENOENT') return { memory: NOTHING, notices: [] };
    return { memory: NOTHING, notices: [unused(`it could not be read: ${text.message}`)] };
  }
  const reading = parseMemory(text, now);
  if (reading.kind === 'read') return { memory: reading.memory, notices: [] };
  return { memory: NOTHING, notices: [unused(reading.why)] };
}

/** Writes the state file whole or not at all. That it could not be written costs the next run calls, and no more. */
export async function writeMemory(path: string, memory: Memory, now: number): Promise<readonly Notice[]> {
  const unfinished = `${path}.unfinished`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(unfinished, memoryText(memory, now));
    await rename(unfinished, path);
    return [];
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    const why = error instanceof Error ? error.message : String(error);
    const text = `The state file could not be written: ${why}. The next run makes more calls for it, and decides the same.`;
    return [{ level: 'warning', text }];
  }
}

/** Says that a state file is of no use to this run. */
export function unused(why: string): Notice {
  const text = `The state file was ignored, since ${why}. This run asked for everything anew, and decided the same as with it.`;
  return { level: 'warning', text };
}
