/** For tests: a state file that outlives the runs, in a directory that is removed after each test. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from '@jest/globals';

const directories: string[] = [];

afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

export function stateFile() {
  const directory = mkdtempSync(join(tmpdir(), 'state-'));
  directories.push(directory);
  const path = join(directory, 'state.json');
  return {
    path,
    inputs: { 'state-file': path },
    exists: () => existsSync(path),
    read: () => readFileSync(path, 'utf8'),
    write: (text: string) => writeFileSync(path, text),
    lose: () => rmSync(path, { force: true }),
  };
}

export type StateFile = ReturnType<typeof stateFile>;
