import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Run } from '../../src/report/run.ts';
import { runningClock } from '../sandbox/clock.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import type { PublishedMessage } from '../sandbox/state.ts';
import { shop } from '../sandbox/worlds/shop.ts';
import { type StepResult, startStep } from '../support/process.ts';
import { type BillRow, billOver } from './bill.ts';
import { defaultInputs } from './inputs.ts';
import { type Check, type Place, REGIONS, type Scene } from './scene.ts';
import { AFTER, BEFORE, STORY } from './story.ts';

const MINUTE = 60_000;
const CLOCK = new URL('../support/clock-offset.ts', import.meta.url).href;

/** A scene that was played. */
export interface Played {
  readonly scene: Scene;
  readonly step: StepResult;
  /** Undefined when the run left none. */
  readonly report: Run | undefined;
  /** Messages of the run that the scene shows. */
  readonly mails: readonly PublishedMessage[];
  /** Real milliseconds that the step took. */
  readonly tookMs: number;
  readonly checks: readonly Check[];
  /** What did not go as told; empty when all did. */
  readonly surprises: readonly string[];
}

export interface Story {
  readonly scenes: readonly Played[];
  readonly bill: readonly BillRow[];
}

export interface Audience {
  opened?(sandbox: Sandbox): void;
  scene?(scene: Scene, number: number): void;
  /** Something happens at a time in Unix milliseconds. */
  event?(what: string, at: number): void;
  starts?(inputs: Readonly<Record<string, string>>, at: number): void;
  played?(played: Played): void;
  closing?(sandbox: Sandbox, bill: readonly BillRow[]): void;
}

/**
 * Plays the story so that it ends at `end` (Unix milliseconds): the sandbox in this process, the built action in
 * one of its own for each scene, both at the story's time. An aborted `signal` ends it with that signal's reason.
 */
export async function play(audience: Audience, end: number, signal: AbortSignal): Promise<Story> {
  const home = await mkdtemp(join(tmpdir(), 'personalize-monitor-shop-'));
  const place = { workspace: join(home, 'repository'), reports: join(home, 'reports') };
  const ahead = end - Date.now();
  const now = (minutesAgo: number) => Date.now() + ahead - minutesAgo * MINUTE;
  const first = STORY[0]?.minutesAgo ?? 0;
  const sandbox = await startSandbox(shop(), { clock: runningClock(now(first)) });
  try {
    await mkdir(place.workspace);
    await writeFile(join(place.workspace, 'README.md'), '# A shop\n');
    audience.opened?.(sandbox);
    const all: Played[] = [];
    for (const [index, scene] of STORY.entries()) {
      audience.scene?.(scene, index + 1);
      for (const { minutesAgo, what, happen } of scene.events ?? []) {
        sandbox.clock.set(now(minutesAgo));
        happen(sandbox, place);
        audience.event?.(what, sandbox.clock.now());
      }
      sandbox.clock.set(now(scene.minutesAgo));
      audience.starts?.(scene.inputs(place), sandbox.clock.now());
      const played = await playScene(scene, { sandbox, place, earlier: all, signal });
      all.push(played);
      audience.played?.(played);
    }
    const bill = billOf(sandbox, all);
    audience.closing?.(sandbox, bill);
    return { scenes: all, bill };
  } finally {
    await sandbox.close();
    await rm(home, { recursive: true, force: true });
  }
}

function billOf(sandbox: Sandbox, all: readonly Played[]): readonly BillRow[] {
  const reportOf = (name: string) => all.find(({ scene }) => scene.name === name)?.report;
  const [before, after] = [reportOf(BEFORE), reportOf(AFTER)];
  return before && after ? billOver(sandbox, before, after) : [];
}

interface Stage {
  readonly sandbox: Sandbox;
  readonly place: Place;
  readonly earlier: readonly Played[];
  readonly signal: AbortSignal;
}

async function playScene(scene: Scene, { sandbox, place, earlier, signal }: Stage): Promise<Played> {
  signal.throwIfAborted();
  const startedAt = performance.now();
  const since = sandbox.clock.now();
  const running = await startStep({
    url: sandbox.url,
    inputs: { ...defaultInputs(), 'report-directory': place.reports, ...scene.inputs(place) },
    env: {
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: place.workspace,
      CLOCK_OFFSET_MS: String(Math.round(since - Date.now())),
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
    },
    node: ['--import', CLOCK],
  });
  const stop = () => running.kill('SIGTERM');
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  const step = await running.result.finally(() => signal.removeEventListener('abort', stop));
  signal.throwIfAborted();
  const tookMs = performance.now() - startedAt;
  sandbox.evaluateAlarms();
  const report = await reportAt(step.outputs['report']);
  const reports = [...earlier.flatMap((one) => one.report ?? []), ...(report ? [report] : [])];
  const checks = report ? scene.checks({ sandbox, report, reports, place }) : [];
  const mails = mailsSince(since, sandbox, scene.mail);
  const surprises = [
    ...surprisesIn(scene, step, checks),
    ...(report ? [] : ['it left no report']),
    ...(scene.mail && mails.length === 0 ? [`nobody was told: ${scene.mail}`] : []),
  ];
  return { scene, step, report, mails, tookMs, checks, surprises };
}

async function reportAt(path: string | undefined): Promise<Run | undefined> {
  return path === undefined ? undefined : (JSON.parse(await readFile(path, 'utf8')) as Run);
}

function mailsSince(since: number, sandbox: Sandbox, subject: string | undefined): PublishedMessage[] {
  if (subject === undefined) return [];
  return REGIONS.flatMap((region) => sandbox.region(region).messages).filter(
    (message) => message.at >= since && message.subject?.startsWith(subject),
  );
}

function surprisesIn({ expected }: Scene, step: StepResult, checks: Played['checks']): string[] {
  const outputs = Object.entries(expected.outputs).filter(
    ([name, value]) => !isAsTold(step.outputs[name], value),
  );
  return [
    ...(step.exitCode === expected.exitCode
      ? []
      : [`exit code ${step.exitCode ?? step.signal}, not ${expected.exitCode}`]),
    ...outputs.map(([name, value]) => `output ${name} is ${step.outputs[name] ?? 'not set'}, not ${value}`),
    ...checks.filter(([, so]) => !so).map(([what]) => `it is not so that ${what}`),
    ...(step.stderr.trim() === '' ? [] : [`it wrote to the standard error: ${step.stderr.trim()}`]),
  ];
}

function isAsTold(output: string | undefined, told: string | RegExp): boolean {
  return typeof told === 'string' ? output === told : told.test(output ?? '');
}
