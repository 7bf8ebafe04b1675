import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the built action left behind: as the runner would see it. */
export interface StepResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly stepSummary: string;
}

export interface Step {
  readonly result: Promise<StepResult>;
  kill(signal: NodeJS.Signals): void;
}

export interface StepOptions {
  readonly url: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Arguments for node itself. */
  readonly node?: readonly string[];
}

/** Starts `dist/index.js` in a process of its own, with the environment of a runner and nothing else. */
export async function startStep({ url, inputs = {}, env = {}, node = [] }: StepOptions): Promise<Step> {
  const temp = await mkdtemp(join(tmpdir(), 'runner-'));
  const files = { GITHUB_OUTPUT: join(temp, 'output'), GITHUB_STEP_SUMMARY: join(temp, 'summary.md') };
  await Promise.all(Object.values(files).map((file) => writeFile(file, '')));
  const child = spawn(process.execPath, [...node, 'dist/index.js'], {
    env: {
      PATH: process.env['PATH'],
      AWS_ENDPOINT_URL: url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'example/shop',
      GITHUB_RUN_ID: '42',
      GITHUB_WORKFLOW_REF: 'example/shop/.github/workflows/monitor.yml@refs/heads/main',
      RUNNER_TEMP: temp,
      ...files,
      ...Object.fromEntries(
        Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
      ),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return {
    result: ended(child, files).finally(() => rm(temp, { recursive: true, force: true })),
    kill: (signal) => child.kill(signal),
  };
}

/** Runs the built action to its end. */
export async function runStep(options: StepOptions): Promise<StepResult> {
  return (await startStep(options)).result;
}

async function ended(child: ChildProcess, files: Record<'GITHUB_OUTPUT' | 'GITHUB_STEP_SUMMARY', string>) {
  const texts = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (chunk: string) => {
      texts[stream] += chunk;
    });
  }
  const [exitCode, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, killedBy) => resolve([code, killedBy]));
  });
  const [output, stepSummary] = await Promise.all([
    readFile(files.GITHUB_OUTPUT, 'utf8'),
    readFile(files.GITHUB_STEP_SUMMARY, 'utf8'),
  ]);
  return { exitCode, signal, ...texts, outputs: outputsIn(output), stepSummary };
}

/** The runner's file format: `name<<delimiter`, the value, `delimiter`. */
function outputsIn(text: string): Record<string, string> {
  const entries = text.matchAll(/^([^<\n]+)<<(\S+)\n([\s\S]*?)\n\2$/gm);
  return Object.fromEntries([...entries].map(([, name = '', , value = '']) => [name, value]));
}
