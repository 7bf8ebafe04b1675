import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from '@jest/globals';

const UPDATE = process.env['UPDATE_GOLDEN'] === '1';

/** The file, from the directory of these tests, holds exactly this; with UPDATE_GOLDEN=1 it is written instead. */
export function expectFile(file: string, content: string): void {
  const path = join(import.meta.dirname, file);
  if (UPDATE) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  expect(existsSync(path) ? readFileSync(path, 'utf8') : `(no ${file}: run with UPDATE_GOLDEN=1)`).toBe(
    content,
  );
}
