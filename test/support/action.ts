import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main, type Runner } from '../../src/main.ts';
import type { Run } from '../../src/report/run.ts';
import type { Sandbox } from '../sandbox/server.ts';

/** What a run of the action left behind for the runner, its user and the next step. */
export interface ActionResult {
  readonly exitCode: number;
  readonly outputs: Readonly<Record<string, string>>;
  readonly annotations: readonly {
    readonly level: string;
    readonly title?: string;
    readonly message: string;
  }[];
  readonly log: readonly string[];
  /** Undefined when the run did not get as far as a report. */
  readonly summary: string | undefined;
  readonly report: Run | undefined;
}

export interface ActionOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/**
 * Runs the action in this process, against the sandbox and by its clock. The SDK reads its settings from
 * `process.env`, so that they are put there.
 */
export async function runAction(
  sandbox: Pick<Sandbox, 'url' | 'clock'>,
  inputs: Readonly<Record<string, string>> = {},
  { env = {}, signal = new AbortController().signal }: ActionOptions = {},
): Promise<ActionResult> {
  const directory = await mkdtemp(join(tmpdir(), 'personalize-monitor-'));
  await writeFile(join(directory, 'README.md'), '# A repository that was checked out\n');
  const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: sandbox.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    ...env,
  });
  const outputs: Record<string, string> = {};
  const annotations: { level: string; title?: string; message: string }[] = [];
  const log: string[] = [];
  const annotate = (level: string) => (message: string, properties?: { title?: string }) => {
    annotations.push({ level, ...properties, message });
  };
  const runner: Runner = {
    info: (line) => log.push(line),
    startGroup: (heading) => log.push(heading),
    endGroup: () => undefined,
    error: annotate('error'),
    warning: annotate('warning'),
    setOutput: (name, value) => {
      outputs[name] = value;
    },
  };
  const exitCode = await main({
    env: { ...process.env, RUNNER_TEMP: directory, ...Object.fromEntries(given) },
    runner,
    now: () => sandbox.clock.now(),
    sleep: async () => undefined,
    cwd: directory,
    signal,
  });
  const { report, summary } = outputs;
  const result = {
    exitCode,
    outputs,
    annotations,
    log,
    summary: summary ? await readFile(summary, 'utf8') : undefined,
    report: report ? JSON.parse(await readFile(report, 'utf8')) : undefined,
  };
  await rm(directory, { recursive: true });
  return result;
}
