import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '../..');

/** One line of source in a file of its own: what `biome.json` must refuse, and what it must not. */
const REFUSED: readonly (readonly [file: string, source: string])[] = [
  ['aws/a.ts', "export * from '../fleet/status.ts';"],
  ['outcomes/a.ts', "export * from '../aws/failure.ts';"],
  ['settings/a.ts', "export * from '../fleet/status.ts';"],
  ['fleet/a.ts', "export type { Span } from '../usage/windows.ts';"],
  ['fleet/b.ts', "export const later = import('../report/run.ts');"],
  ['usage/a.ts', "export * from '../findings/finding.ts';"],
  ['findings/a.ts', "export * from '../changes/change.ts';"],
  ['changes/a.ts', "export * from '../metrics/metrics.ts';"],
  ['metrics/a.ts', "export * from '../alarms/limits.ts';"],
  ['alarms/a.ts', "export * from '../dashboard/limits.ts';"],
  ['notifications/a.ts', "export * from '../alarms/limits.ts';"],
  ['dashboard/a.ts', "export * from '../report/run.ts';"],
  ['report/a.ts', "export * from '../commands/context.ts';"],
  ['report/e.ts', "export * from '../github/client.ts';"],
  ['github/issues/a.ts', "export * from '../../commands/context.ts';"],
  ['settings/config/a.ts', "export * from '../../fleet/status.ts';"],
  ['github/a.ts', "export * from '../commands/context.ts';"],
  ['commands/a.ts', "export * from '../main.ts';"],
  ['unplaced/a.ts', "export * from '../aws/failure.ts';"],
  ['usage/b.ts', 'export const now = Date.now();'],
  ['usage/c.ts', 'export const now = new Date();'],
  ['report/b.ts', "export const home = process.env['HOME'];"],
  ['report/c.ts', "export { argv } from 'node:process';"],
];

const ALLOWED: readonly (readonly [file: string, source: string])[] = [
  ['fleet/c.ts', "export * from '../aws/failure.ts';"],
  ['report/d.ts', "export * from '../usage/windows.ts';"],
  ['github/issues/b.ts', "export * from '../../report/markdown.ts';\nexport * from '../hidden.ts';"],
  ['settings/config/b.ts', "export * from '../../aws/arn.ts';\nexport * from '../regions.ts';"],
  ['github/b.ts', "export * from '../report/markdown.ts';"],
  ['commands/b.ts', "export * from '../report/run.ts';"],
  ['usage/d.ts', 'export const epoch = new Date(0);'],
  ['index.ts', 'export const now = Date.now();'],
];

/** The rules that hold the structure, apart from those that would refuse these lines for another reason. */
const STRUCTURE = /noRestrictedImports|noRestrictedGlobals|noJsRestrictedProperties|^plugin/;

interface Diagnostic {
  readonly category: string;
  readonly location: { readonly path: string };
}

describe('the lint rules on structure', () => {
  let directory: string;
  let refused: ReadonlySet<string>;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'structure-'));
    for (const name of ['biome.json', '.gitignore', '.ci']) {
      await cp(join(ROOT, name), join(directory, name), { recursive: true });
    }
    for (const [file, source] of [...REFUSED, ...ALLOWED]) {
      const path = join(directory, 'src', file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, `${source}\n`);
    }
    const structural = (await lint(directory)).filter(({ category }) => STRUCTURE.test(category));
    refused = new Set(structural.map(({ location }) => location.path.replace(/^.*src\//, '')));
  });
  afterAll(() => rm(directory, { recursive: true }));

  test.each(REFUSED)('refuse %s: %s', (file) => {
    expect(refused).toContain(file);
  });

  test.each(ALLOWED)('allow %s: %s', (file) => {
    expect(refused).not.toContain(file);
  });
});

function lint(cwd: string): Promise<readonly Diagnostic[]> {
  const biome = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
  const args = [biome, 'lint', '--reporter=json', '--max-diagnostics=none', 'src'];
  return new Promise((done, failed) => {
    execFile(process.execPath, args, { cwd }, (_, stdout, stderr) => {
      try {
        done(JSON.parse(stdout).diagnostics);
      } catch {
        failed(new Error(`Biome did not answer in JSON: ${stderr || stdout}`));
      }
    });
  });
}
