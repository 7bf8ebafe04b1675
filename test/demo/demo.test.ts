import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { pageFileOf } from './pages.ts';
import { STORY } from './story.ts';

let temp: string;
let pages: string;

beforeEach(async () => {
  [temp, pages] = await Promise.all([
    mkdtemp(join(tmpdir(), 'demo-temp-')),
    mkdtemp(join(tmpdir(), 'demo-pages-')),
  ]);
});
afterEach(async () => {
  for (const directory of [temp, pages]) await rm(directory, { recursive: true, force: true });
});

/** Starts the demo in a process group of its own, with a temporary directory of its own. */
function start(...options: string[]): ChildProcess & { output: () => string } {
  const child = spawn(process.execPath, ['test/demo/demo.ts', ...options], {
    detached: true,
    env: { ...process.env, TMPDIR: temp, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return Object.assign(child, { output: () => output });
}

/** Whether any process of the group is left. */
function isAnyLeft({ pid }: ChildProcess): boolean {
  if (pid === undefined) throw new Error('The demo did not start');
  try {
    return process.kill(-pid, 0);
  } catch {
    return false;
  }
}

describe('the demo', () => {
  test('runs through as told, leaves complete pages with an index that leads to each, and nothing else', async () => {
    const demo = start('--pages', pages);
    const [exitCode] = await once(demo, 'close');
    expect({ exitCode, amiss: demo.output().match(/NOT AS TOLD.*/g) }).toEqual({ exitCode: 0, amiss: null });
    expect(demo.output()).toContain(`All ${STORY.length} runs went as told.`);
    expect(isAnyLeft(demo)).toBe(false);
    expect(await readdir(temp)).toEqual([]);
    const files = STORY.map((scene, index) => [scene, pageFileOf(scene, index)] as const);
    expect(await readdir(pages)).toHaveLength(files.filter(([, file]) => file).length + 1);
    const index = await readFile(join(pages, 'index.html'), 'utf8');
    for (const [{ title, expected }, file] of files) {
      expect(index).toContain(title);
      if (file === undefined) continue;
      expect(index).toContain(`href="${file}"`);
      const page = await readFile(join(pages, file), 'utf8');
      const [summary = '', ...scripts] = page.split('<script');
      expect(/<h2>(\S+) /.exec(summary)?.[1]).toBe(expected.exitCode === 0 ? '✅' : '⚠️');
      expect(summary.match(/<(?:img|link|iframe)\b.*/g)).toBeNull();
      expect(scripts.filter((script) => /^\s[^>]*src=/.test(script))).toHaveLength(0);
    }
  });

  test('keeps the pages in the place that it names when it is given none', async () => {
    const demo = start();
    await once(demo, 'close');
    const kept = await readdir(temp);
    expect(kept).toEqual([expect.stringMatching(/^personalize-monitor-demo-/)]);
    expect(demo.output()).toContain(join(temp, kept[0] ?? '', 'index.html'));
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('cleans up when it is ended by %s', async (signal) => {
    const demo = start();
    while (!demo.output().includes('the workflow runs')) await setTimeout(20);
    demo.kill(signal);
    const [exitCode] = await once(demo, 'close');
    expect(exitCode).toBe(130);
    expect(isAnyLeft(demo)).toBe(false);
    expect(await readdir(temp)).toEqual([]);
  });
});
