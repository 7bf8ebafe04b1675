import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Run } from '../../src/report/run.ts';
import { runningClock } from '../sandbox/clock.ts';
import { startGitHub } from '../sandbox/github/server.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import type { PublishedMessage } from '../sandbox/state.ts';
import { shop } from '../sandbox/worlds/shop.ts';
import type { StepResult } from '../support/process.ts';
import { type BillRow, billOver } from './bill.ts';
import { runJob } from './job.ts';
import { type Check, REGIONS, type Scene, type Stage } from './scene.ts';
import { AFTER, BEFORE, PARTS, type Part } from './story.ts';
import { type Thread, threadsOf } from './threads.ts';

const MINUTE = 60_000;

/** A scene that was played. */
export interface Played {
  readonly scene: Scene;
  readonly step: StepResult;
  /** Undefined when the run left none. */
  readonly report: Run | undefined;
  /** Messages of the run that the scene shows. */
  readonly mails: readonly PublishedMessage[];
  /** The issues and pull requests of the repository afterwards, oldest first. */
  readonly threads: readonly Thread[];
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
  /** A part of the story begins. */
  opened?(stage: Stage): void;
  scene?(scene: Scene, number: number): void;
  /** Something happens at a time in Unix milliseconds. */
  event?(what: string, at: number): void;
  starts?(scene: Scene, inputs: Readonly<Record<string, string>>, at: number): void;
  played?(played: Played): void;
  /** A part of the story has ended; `bill` is empty for one that compares none. */
  closing?(stage: Stage, threads: readonly Thread[], bill: readonly BillRow[]): void;
}

/**
 * Plays the story so that it ends at `end` (Unix milliseconds): the stand-ins in this process, the built action in
 * one of its own for each scene, all at the story's time. An aborted `signal` ends it with that signal's reason.
 */
export async function play(audience: Audience, end: number, signal: AbortSignal): Promise<Story> {
  const ahead = end - Date.now();
  const now = (minutesAgo: number) => Date.now() + ahead - minutesAgo * MINUTE;
  const scenes: Played[] = [];
  const bill: BillRow[] = [];
  for (const part of PARTS) {
    const stage = await setUp(part, now(part.scenes[0]?.minutesAgo ?? 0));
    try {
      audience.opened?.(stage);
      const played = await playPart(part, { stage, audience, now, signal, before: scenes.length });
      scenes.push(...played);
      bill.push(...billOf(stage.sandbox, played));
      audience.closing?.(stage, played.at(-1)?.threads ?? [], billOf(stage.sandbox, played));
    } finally {
      await stage.close();
    }
  }
  return { scenes, bill };
}

async function setUp(
  { files, isPublic = false }: Part,
  start: number,
): Promise<Stage & { close(): Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), 'personalize-monitor-shop-'));
  const sandbox = await startSandbox(shop(), { clock: runningClock(start) });
  const github = await startGitHub({ now: () => sandbox.clock.now(), files, private: !isPublic });
  return {
    sandbox,
    github,
    place: { workspace: join(home, 'repository'), reports: join(home, 'reports') },
    close: async () => {
      await sandbox.close();
      await github.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

interface Playing {
  readonly stage: Stage;
  readonly audience: Audience;
  readonly now: (minutesAgo: number) => number;
  readonly signal: AbortSignal;
  /** How many scenes were played before this part. */
  readonly before: number;
}

async function playPart(
  { scenes }: Part,
  { stage, audience, now, signal, before }: Playing,
): Promise<Played[]> {
  const all: Played[] = [];
  for (const [index, scene] of scenes.entries()) {
    audience.scene?.(scene, before + index + 1);
    for (const { minutesAgo, what, happen } of scene.events ?? []) {
      stage.sandbox.clock.set(now(minutesAgo));
      await happen(stage);
      audience.event?.(what, stage.sandbox.clock.now());
    }
    stage.sandbox.clock.set(now(scene.minutesAgo));
    audience.starts?.(scene, scene.inputs(stage.place), stage.sandbox.clock.now());
    const played = await playScene(scene, { ...stage, earlier: all, signal });
    all.push(played);
    audience.played?.(played);
  }
  return all;
}

/** Empty for a part without the two runs that it compares. */
function billOf(sandbox: Sandbox, all: readonly Played[]): readonly BillRow[] {
  const reportOf = (name: string) => all.find(({ scene }) => scene.name === name)?.report;
  const [before, after] = [reportOf(BEFORE), reportOf(AFTER)];
  return before && after ? billOver(sandbox, before, after) : [];
}

interface Going extends Stage {
  readonly earlier: readonly Played[];
  readonly signal: AbortSignal;
}

async function playScene(scene: Scene, { sandbox, github, place, earlier, signal }: Going): Promise<Played> {
  signal.throwIfAborted();
  const startedAt = performance.now();
  const since = sandbox.clock.now();
  const { step, written } = await runJob(scene, { sandbox, github, place }, signal);
  const tookMs = performance.now() - startedAt;
  sandbox.evaluateAlarms();
  const threads = await threadsOf(github);
  const report = await reportAt(step.outputs['report']);
  const reports = [...earlier.flatMap((one) => one.report ?? []), ...(report ? [report] : [])];
  const checks = report ? scene.checks({ sandbox, report, reports, place, threads, written }) : [];
  const mails = mailsSince(since, sandbox, scene.mail);
  const surprises = [
    ...surprisesIn(scene, step, checks),
    ...(report ? [] : ['it left no report']),
    ...(scene.mail && mails.length === 0 ? [`nobody was told: ${scene.mail}`] : []),
  ];
  return { scene, step, report, mails, threads, tookMs, checks, surprises };
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
