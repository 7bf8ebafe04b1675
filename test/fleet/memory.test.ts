import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Memory, memoryText, parseMemory } from '../../src/fleet/memory.ts';
import { readMemory, writeMemory } from '../../src/fleet/memoryFile.ts';
import { campaignMemory } from './remembering.ts';

const NOW = Date.UTC(2026, 0, 5, 12);
const WEEK_MS = 7 * 24 * 3_600_000;
const MEMORY: Memory = new Map([
  ['us-east-1', [campaignMemory('home', NOW), campaignMemory('search', NOW)]],
  ['eu-west-1', []],
]);

describe('the text of a state file', () => {
  test('says what was remembered', () => {
    expect(parseMemory(memoryText(MEMORY, NOW), NOW)).toEqual({ kind: 'read', memory: MEMORY });
  });

  test('is believed whole or not at all, wherever it is damaged', () => {
    const text = memoryText(MEMORY, NOW);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 4 }), fc.nat(4), (at, put, cut) => {
        const reading = parseMemory(text.slice(0, at) + put + text.slice(at + cut), NOW);
        if (reading.kind === 'read') expect(reading.memory).toEqual(MEMORY);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['a week later', WEEK_MS, 'read'],
    ['over a week later', WEEK_MS + 1, 'ignored'],
    ['by a clock that is a little slow', -60_000, 'read'],
    ['long before it was written', -WEEK_MS, 'ignored'],
  ])('%s is %s', (_, later, kind) => {
    expect(parseMemory(memoryText(MEMORY, NOW), NOW + Number(later)).kind).toBe(kind);
  });

  test('of another version is said to be that, and not damaged', () => {
    const text = JSON.stringify({ version: 7, anything: true });
    expect(parseMemory(text, NOW)).toEqual({
      kind: 'ignored',
      why: 'another version of the action wrote it',
    });
  });

  test.each(['', 'null', '7', '[]', '{}', '{"version":1}', '{"__proto__":{"version":1}}'])(
    '%j is ignored',
    (text) => {
      expect(parseMemory(text, NOW).kind).toBe('ignored');
    },
  );
});

describe('the file', () => {
  const inDirectory = async (act: (directory: string) => Promise<void>) => {
    const directory = mkdtempSync(join(tmpdir(), 'memory-'));
    try {
      await act(directory);
    } finally {
      rmSync(directory, { recursive: true });
    }
  };

  test('is made with its folders, is replaced, and leaves nothing beside it', async () => {
    await inDirectory(async (directory) => {
      const path = join(directory, 'cache', 'state.json');
      expect(await writeMemory(path, new Map(), NOW)).toEqual([]);
      expect(await writeMemory(path, MEMORY, NOW)).toEqual([]);
      expect(await readMemory(path, NOW)).toEqual({ memory: MEMORY, notices: [] });
      expect(readdirSync(join(directory, 'cache'))).toEqual(['state.json']);
    });
  });

  test('that cannot be replaced stays as it was', async () => {
    await inDirectory(async (directory) => {
      const path = join(directory, 'state.json');
      writeFileSync(join(directory, 'folder'), '');
      await writeMemory(path, MEMORY, NOW);
      const text = readFileSync(path, 'utf8');
      const impossible = join(directory, 'folder', 'state.json');
      expect(await writeMemory(impossible, MEMORY, NOW)).toMatchObject([{ level: 'warning' }]);
      expect(readFileSync(path, 'utf8')).toBe(text);
    });
  });
});
