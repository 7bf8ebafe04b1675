/**
 * Makes the pictures of the README from the demo's story, told at a fixed time: `node test/demo/pictures.ts`.
 *
 * Needs Debian's browser and the font of the signs: `apt-get install -y chromium fonts-noto-color-emoji`.
 * Another one of the kind: `CHROMIUM=/usr/bin/google-chrome node test/demo/pictures.ts`.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { pageOf } from './page.ts';
import { type Played, play } from './play.ts';
import { sectionsOf } from './sections.ts';
import { threadPage } from './thread-page.ts';
import { threadIn } from './threads.ts';

/** A Thursday evening, so that the week and the day show in the traffic. */
const END = Date.UTC(2026, 10, 19, 20, 40);
/** As wide as GitHub's page of a workflow run. */
const WIDTH = 1012;
const SCALE = 1.25;
/** Of the browser's own time, which runs as fast as it can: enough for the chart to be drawn. */
const DRAWING_MS = 5000;

interface Picture {
  readonly file: string;
  readonly scene: string;
  /** The issue or pull request of that number; the job summary where there is none. */
  readonly look?: number;
  /** Headings of what is kept below the first paragraphs. */
  readonly sections: readonly string[];
  /** Of the first table, with nothing after them. */
  readonly rows?: number;
}

const PICTURES: readonly Picture[] = [
  { file: 'summary.png', scene: 'report', sections: ['What to do'], rows: 7 },
  { file: 'attention.png', scene: 'refused', sections: ['Needs attention'] },
  { file: 'issue.png', scene: 'issues', look: 1, sections: ['Evidence', 'Your decision'] },
  { file: 'pull-request.png', scene: 'pull-request', look: 4, sections: [], rows: 3 },
];

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
];

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
const { scenes } = await play({}, END, new AbortController().signal);
const directory = mkdtempSync(join(tmpdir(), 'personalize-monitor-pictures-'));
try {
  mkdirSync('docs/images', { recursive: true });
  for (const picture of PICTURES) {
    const { file, scene } = picture;
    const played = scenes.find((one) => one.scene.name === scene);
    if (!played || played.surprises.length > 0) {
      throw new Error(`The scene ${scene} did not go as told: ${played?.surprises.join('; ')}`);
    }
    const page = join(directory, `${scene}.html`);
    writeFileSync(page, measuring(pictured(picture, played)));
    const image = join('docs/images', file);
    browse(page, heightOf(page), `--force-device-scale-factor=${SCALE}`, `--screenshot=${image}`);
    console.log(image);
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function pictured({ look, scene, sections, rows }: Picture, { step, threads }: Played): string {
  const shown = (markdown: string) => shortened(sectionsOf(markdown, sections), rows);
  if (look === undefined) return pageOf(shown(step.stepSummary), scene);
  const thread = threadIn(threads, look);
  return threadPage({ ...thread, body: shown(thread.body) });
}

/** The Markdown up to so many rows of its first table; all of it when `rows` is not given. */
function shortened(markdown: string, rows: number | undefined): string {
  if (rows === undefined) return markdown;
  const lines = markdown.split('\n');
  const head = lines.findIndex((line) => /^\|[ :-]+\|/.test(line));
  return lines.slice(0, head + 1 + rows).join('\n');
}

/** The page, telling its height in an attribute once all is drawn. */
function measuring(page: string): string {
  const script = `setTimeout(() => { document.body.dataset.height = document.body.scrollHeight; }, ${DRAWING_MS / 2});`;
  return page.replace(/<\/body>\s*<\/html>\s*$/, () => `<script>${script}</script></body>`);
}

function heightOf(page: string): number {
  const height = / data-height="(\d+)"/.exec(browse(page, 100, '--dump-dom'))?.[1];
  if (height === undefined) throw new Error(`The browser did not tell the height of ${page}`);
  return Number(height);
}

function browse(page: string, height: number, ...what: readonly string[]): string {
  return execFileSync(
    process.env['CHROMIUM'] ?? 'chromium',
    [
      ...FLAGS,
      `--user-data-dir=${join(directory, 'browser')}`,
      `--window-size=${WIDTH},${height}`,
      `--virtual-time-budget=${DRAWING_MS}`,
      ...what,
      pathToFileURL(page).href,
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 64 * 1024 * 1024 },
  );
}
