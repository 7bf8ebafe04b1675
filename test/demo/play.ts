import { devNull } from 'node:os';
import { runningClock } from '../sandbox/clock.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { shop } from '../sandbox/worlds/shop.ts';
import { type StepResult, startStep } from '../support/process.ts';
import { defaultInputs } from './inputs.ts';
import { ON_CALL, REGIONS, type Scene, STORY } from './story.ts';

const MINUTE = 60_000;
const CLOCK = new URL('../support/clock-offset.ts', import.meta.url).href;

/** A scene that was played. */
export interface Played {
  readonly scene: Scene;
  readonly step: StepResult;
  /** Real milliseconds that the step took. */
  readonly tookMs: number;
  readonly checks: readonly (readonly [string, boolean])[];
  /** What did not go as told; empty when all did. */
  readonly surprises: readonly string[];
}

export interface Audience {
  opened?(sandbox: Sandbox): void;
  scene?(scene: Scene, number: number): void;
  /** Something happens at a time in Unix milliseconds. */
  event?(what: string, at: number): void;
  starts?(inputs: Readonly<Record<string, string>>, at: number): void;
  played?(played: Played, number: number): void;
  closing?(sandbox: Sandbox): void;
}

/**
 * Plays the story so that it ends at `end` (Unix milliseconds): the sandbox in this process, the built action in
 * one of its own for each scene, both at the story's time. An aborted `signal` ends it with that signal's reason.
 */
export async function play(audience: Audience, end: number, signal: AbortSignal): Promise<readonly Played[]> {
  const ahead = end - Date.now();
  const now = (minutesAgo: number) => Date.now() + ahead - minutesAgo * MINUTE;
  const first = STORY[0]?.minutesAgo ?? 0;
  const sandbox = await startSandbox(shop(), { clock: runningClock(now(first)) });
  try {
    audience.opened?.(sandbox);
    const all: Played[] = [];
    for (const [index, scene] of STORY.entries()) {
      audience.scene?.(scene, index + 1);
      for (const { minutesAgo, what, happen } of scene.events ?? []) {
        sandbox.clock.set(now(minutesAgo));
        happen(sandbox);
        audience.event?.(what, sandbox.clock.now());
      }
      sandbox.clock.set(now(scene.minutesAgo));
      const inputs = inputsFor(scene);
      audience.starts?.(inputs, sandbox.clock.now());
      const played = await playScene(scene, inputs, sandbox, signal);
      all.push(played);
      audience.played?.(played, index + 1);
    }
    audience.closing?.(sandbox);
    return all;
  } finally {
    await sandbox.close();
  }
}

/** What the workflow of the demo sets; all else is as `action.yml` has it. */
function inputsFor({ command }: Scene): Record<string, string> {
  return { command, regions: REGIONS.join(', '), 'notification-endpoint': ON_CALL };
}

async function playScene(
  scene: Scene,
  inputs: Readonly<Record<string, string>>,
  sandbox: Sandbox,
  signal: AbortSignal,
): Promise<Played> {
  signal.throwIfAborted();
  const startedAt = performance.now();
  const running = await startStep({
    url: sandbox.url,
    inputs: { ...defaultInputs(), ...inputs },
    env: {
      GITHUB_ACTIONS: 'true',
      CLOCK_OFFSET_MS: String(Math.round(sandbox.clock.now() - Date.now())),
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
  sandbox.evaluateAlarms();
  const checks = scene.checks(sandbox);
  return {
    scene,
    step,
    tookMs: performance.now() - startedAt,
    checks,
    surprises: surprisesIn(scene, step, checks),
  };
}

function surprisesIn({ expected }: Scene, step: StepResult, checks: Played['checks']): string[] {
  const outputs = Object.entries(expected.outputs).filter(([name, value]) => step.outputs[name] !== value);
  return [
    ...(step.exitCode === expected.exitCode
      ? []
      : [`exit code ${step.exitCode ?? step.signal}, not ${expected.exitCode}`]),
    ...outputs.map(([name, value]) => `output ${name} is ${step.outputs[name] ?? 'not set'}, not ${value}`),
    ...checks.filter(([, so]) => !so).map(([what]) => `it is not so that ${what}`),
    ...(step.stderr.trim() === '' ? [] : [`it wrote to the standard error: ${step.stderr.trim()}`]),
  ];
}
