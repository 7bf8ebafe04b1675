import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findReferences } from '../../src/changes/references.ts';

const ARN = 'arn:aws:personalize:us-east-1:123456789012:campaign/home';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'references-'));
  await put('README.md', 'a shop');
});
afterEach(() => rm(root, { recursive: true }));

async function put(file: string, content: string | Buffer): Promise<void> {
  const path = join(root, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

const found = (...hits: { file: string; line: number }[]) => ({ kind: 'searched', hits });

describe('a search of the repository for an ARN', () => {
  test('finds nothing where it does not stand', async () => {
    expect(await findReferences(root, ARN, [])).toEqual(found());
  });

  test('is unknown where nothing is checked out: an empty folder, or one with our own report only', async () => {
    await rm(join(root, 'README.md'));
    const unknown = { kind: 'unknown', why: expect.stringContaining('actions/checkout') };
    expect(await findReferences(root, ARN, [])).toEqual(unknown);
    await put('reports/summary.md', ARN);
    expect(await findReferences(root, ARN, [join(root, 'reports')])).toEqual(unknown);
  });

  test('tells the file, however deep, and the line, counted from 1', async () => {
    await put('a.txt', ARN);
    await put('app/src/deep/config.ts', `// shop\n\nexport const arn = '${ARN}';\n${ARN}`);
    const answer = await findReferences(root, ARN, []);
    const hits = answer.kind === 'searched' ? answer.hits : [];
    expect(hits.toSorted((a, b) => a.file.localeCompare(b.file))).toEqual([
      { file: 'a.txt', line: 1 },
      { file: join('app', 'src', 'deep', 'config.ts'), line: 3 },
    ]);
  });

  test.each(['-2', '_old', 's', '2', 'Z'])('does not take the campaign home%s for it', async (rest) => {
    await put('config', `${ARN}${rest}\n`);
    expect(await findReferences(root, ARN, [])).toEqual(found());
  });

  test.each(['', '"', '/', '\n', ',', '.', ' ', '\u00e9'])('takes it for itself before %p', async (rest) => {
    await put('config', `x\n${ARN}${rest}`);
    expect(await findReferences(root, ARN, [])).toEqual(found({ file: 'config', line: 2 }));
  });

  test('finds it behind a longer name in the same file', async () => {
    await put('config', `${ARN}-2\n${ARN}2\n${ARN}\n`);
    expect(await findReferences(root, ARN, [])).toEqual(found({ file: 'config', line: 3 }));
  });

  test('finds it in a file that is no text', async () => {
    await put(
      'bundle.bin',
      Buffer.concat([Buffer.from([0, 255, 10, 128]), Buffer.from(ARN), Buffer.from([0])]),
    );
    expect(await findReferences(root, ARN, [])).toEqual(found({ file: 'bundle.bin', line: 2 }));
  });

  test('leaves out what is not the text of the repository, at any depth', async () => {
    await put('.git/config', ARN);
    await put('node_modules/x/index.js', ARN);
    await put('packages/a/node_modules/x/index.js', ARN);
    expect(await findReferences(root, ARN, [])).toEqual(found());
    await put('.github/workflows/deploy.yml', ARN);
    expect(await findReferences(root, ARN, [])).toMatchObject({ hits: [{ line: 1 }] });
  });

  test('leaves out the files and folders put aside, and nothing that is only named like them', async () => {
    await put('.github/personalize-monitor.yml', ARN);
    await put('out/report.json', ARN);
    const aside = [join(root, '.github/personalize-monitor.yml'), join(root, 'out')];
    expect(await findReferences(root, ARN, aside)).toEqual(found());
    await put('output.json', ARN);
    expect(await findReferences(root, ARN, aside)).toEqual(found({ file: 'output.json', line: 1 }));
  });

  test('does not follow links out of the repository', async () => {
    await put('inner/x', 'nothing');
    await symlink('/', join(root, 'everything'));
    expect(await findReferences(root, ARN, [])).toEqual(found());
  });

  test('is unknown when the folder cannot be read: what it holds is not known', async () => {
    const answer = await findReferences(join(root, 'missing'), ARN, []);
    expect(answer).toEqual({ kind: 'unknown', why: expect.stringContaining('ENOENT') });
  });

  test('a name is found exactly where no character of a name follows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 4 }), fc.string({ maxLength: 4 }), async (before, after) => {
        await put('x', `${before}${ARN}${after}`);
        const answer = await findReferences(root, ARN, []);
        const next = Buffer.from(after).toString('latin1')[0] ?? '';
        expect(answer).toMatchObject({ hits: { length: /[\w-]/.test(next) ? 0 : 1 } });
      }),
      { numRuns: 50 },
    );
  });
});
