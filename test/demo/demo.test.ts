import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lookFileOf, pageFileOf } from './pages.ts';
import { STORY } from './story.ts';

/** Twice at once, on a machine that does other things too. */
const LONGEST_MS = 240_000;

/** Of the verdict, by the output `result`. */
const SIGNS = new Map<unknown, string>([
  ['success', '✅'],
  ['partial', '⚠️'],
  ['failed', '❌'],
]);

const directories: string[] = [];

async function scratch(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'demo-'));
  directories.push(directory);
  return directory;
}

afterAll(async () => {
  for (const directory of directories) await rm(directory, { recursive: true, force: true });
});

/** Starts the demo in a process group of its own, with a temporary directory of its own. */
function start(temp: string, ...options: string[]): ChildProcess & { output: () => string } {
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

/** A demo that was told to its end. */
interface Told {
  readonly exitCode: number;
  readonly output: string;
  readonly left: boolean;
  /** Names of what is in its temporary directory. */
  readonly kept: readonly string[];
  readonly temp: string;
}

async function tell(...options: string[]): Promise<Told> {
  const temp = await scratch();
  const demo = start(temp, ...options);
  const [exitCode] = await once(demo, 'close');
  return { exitCode, output: demo.output(), left: isAnyLeft(demo), kept: await readdir(temp), temp };
}

describe('the demo', () => {
  let pages: string;
  let told: Told;
  let withoutPlace: Told;

  beforeAll(async () => {
    pages = await scratch();
    [told, withoutPlace] = await Promise.all([tell('--pages', pages), tell()]);
  }, LONGEST_MS);

  const read = (file: string) => readFile(join(pages, file), 'utf8');

  test('runs through as told, and leaves nothing but its pages', () => {
    const { exitCode, output, left, kept } = told;
    expect({ exitCode, amiss: output.match(/NOT AS TOLD.*/g) }).toEqual({ exitCode: 0, amiss: null });
    expect(output).toContain(`All ${STORY.length} runs went as told.`);
    expect({ left, kept }).toEqual({ left: false, kept: [] });
  });

  test('shows no token', () => {
    expect(told.output).not.toMatch(/gh[ps]_|add-mask/);
  });

  test('tells of findings that become changes by a tick and by a merge', () => {
    const order = [
      /maintainer ticks the first box of issue #1/,
      /Done, as ticked by maintainer/,
      /maintainer merges pull request #4/,
      /winter-test +deleted, its manifest kept/,
      /Merging would change 2 resources/,
      /maintainer merges pull request #5/,
      /winter-test +recreated from its manifest/,
    ];
    const inActs = told.output.slice(told.output.indexOf('Third act'));
    const places = order.map((line) => inActs.search(line));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  test('tells of a broken set-up that is put right by what doctor says, and of a goodbye', async () => {
    const order = [
      /Sixth act/,
      /5 things to put right/,
      /statement is added to the policy of the role/,
      /✅ Amazon Personalize: all is well/,
      /Seventh act/,
      /\d+ things would go/,
      /\d+ things removed/,
      /nothing of it is left to remove/,
    ];
    const inActs = told.output.slice(told.output.indexOf('Fifth act'));
    const places = order.map((line) => inActs.search(line));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    for (const shown of [inActs, await read('27-doctor.html')]) {
      expect(shown).toContain('Give the job');
      expect(shown).toMatch(/arn:aws:cloudwatch:\*:X{12}:alarm:PersonalizeMonitor-\*/);
      expect(shown).toContain('.github/personalize-monitor.yml:6:26');
    }
  });

  test('writes a page for each summary that matters, and an index that leads to it', async () => {
    const index = await read('index.html');
    for (const [number, scene] of STORY.entries()) {
      expect(index).toContain(scene.title);
      const file = pageFileOf(scene, number);
      if (file === undefined) continue;
      expect(index).toContain(`href="${file}"`);
      const [summary = ''] = (await read(file)).split('<script');
      expect(/<h2>(\S+) /.exec(summary)?.[1]).toBe(SIGNS.get(scene.expected.outputs['result']));
    }
  });

  test('writes a page of each issue and pull request that it shows, and the index leads to it', async () => {
    const index = await read('index.html');
    for (const [number, scene] of STORY.entries()) {
      for (const look of scene.looks ?? []) {
        const file = lookFileOf(scene, number, look);
        expect(index).toContain(`href="${file}"`);
        expect(await read(file)).toContain(look === 'issues' ? '>Issues</h1>' : `#${look}</span></h1>`);
      }
    }
    const issue = await read('19-issues-number-1.html');
    expect(issue.match(/<input [^>]*type="checkbox"> /g)).toHaveLength(3);
    expect(await read('20-ticked-number-1.html')).toContain('as ticked by maintainer');
    expect(await read('22-pull-request-number-4.html')).toContain('<div class="added">+  us-east-1/campaign');
    expect(await read('24-plan-on-pull-request-number-5.html')).toContain('Merging would change');
  });

  test('writes pages that load nothing, and no others', async () => {
    const files = STORY.flatMap((scene, number) => [
      pageFileOf(scene, number) ?? [],
      ...(scene.looks ?? []).map((look) => lookFileOf(scene, number, look)),
    ]).flat();
    expect((await readdir(pages)).toSorted()).toEqual([...files, 'index.html'].toSorted());
    for (const file of files) {
      const [shown = '', ...scripts] = (await read(file)).split('<script');
      expect(shown.match(/<(?:img|link|iframe)\b.*|<!--.*/g)).toBeNull();
      expect(scripts.filter((script) => /^\s[^>]*src=/.test(script))).toHaveLength(0);
    }
  });

  test('keeps the pages in the place that it names when it is given none', () => {
    const { kept, output, temp } = withoutPlace;
    expect(kept).toEqual([expect.stringMatching(/^personalize-monitor-demo-/)]);
    expect(output).toContain(join(temp, kept[0] ?? '', 'index.html'));
  });
});

describe('a demo that is ended early', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('cleans up when it is ended by %s', async (signal) => {
    const temp = await scratch();
    const demo = start(temp);
    while (!demo.output().includes('the workflow runs')) await setTimeout(20);
    demo.kill(signal);
    const [exitCode] = await once(demo, 'close');
    expect(exitCode).toBe(130);
    expect(isAnyLeft(demo)).toBe(false);
    expect(await readdir(temp)).toEqual([]);
  });
});
