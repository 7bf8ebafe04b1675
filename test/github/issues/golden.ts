import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from '@jest/globals';

const UPDATE = process.env['UPDATE_GOLDEN'] === '1';

/** The file in `__golden__` holds exactly this; with UPDATE_GOLDEN=1 it is written instead. */
export function expectGolden(file: string, content: string): void {
  const path = join(import.meta.dirname, '__golden__', file);
  if (UPDATE) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  expect(existsSync(path) ? readFileSync(path, 'utf8') : `(no ${file}: run with UPDATE_GOLDEN=1)`).toBe(
    content,
  );
}
