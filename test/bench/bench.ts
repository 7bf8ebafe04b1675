/**
 * Measures the built action against the sandbox, at 30 ms a call: `npm run bench`.
 *
 * For a first run, and for steady runs without a state file and with one: calls by operation, seconds, peak memory
 * and the metrics asked for. Seconds depend on the machine; calls and metrics do not.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runningClock } from '../sandbox/clock.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { BENCH_REGIONS, bench } from '../sandbox/worlds/bench.ts';
import { runStep, startStep } from '../support/process.ts';

const LATENCY_MS = 30;
const MINUTE = 60_000;

interface Figures {
  readonly seconds: number;
  readonly megabytes: number;
  readonly calls: number;
  readonly byOperation: Readonly<Record<string, number>>;
  readonly metricsAsked: number;
  readonly windows: string;
}

const WITHOUT_FINDINGS = { 'auto-adjust-min-tps': 'off', 'auto-delete-or-stop-idle-resources': 'off' };

async function measure(
  sandbox: Sandbox,
  regions: readonly string[],
  inputs: Readonly<Record<string, string>> = {},
): Promise<Figures> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-'));
  const usage = join(directory, 'usage');
  sandbox.calls.clear();
  const started = performance.now();
  const step = await runStep({
    url: sandbox.url,
    inputs: { regions: regions.join(','), ...inputs },
    env: { BENCH_USAGE: usage, CLOCK_OFFSET_MS: String(sandbox.clock.now() - Date.now()) },
    node: ['--import', new URL('./usage.ts', import.meta.url).href],
  });
  const seconds = (performance.now() - started) / 1000;
  if (step.exitCode !== 0) throw new Error(`The action ended with ${step.exitCode}:\n${step.stdout}`);
  const megabytes = Number(readFileSync(usage, 'utf8')) / 1024;
  rmSync(directory, { recursive: true });
  const queries = sandbox.calls.of('GetMetricData').map(({ input }) => input['MetricDataQueries']);
  return {
    seconds,
    megabytes,
    calls: sandbox.calls.count(),
    byOperation: sandbox.calls.byOperation(),
    metricsAsked: queries.reduce<number>((sum, list) => sum + (Array.isArray(list) ? list.length : 0), 0),
    windows: step.outputs['windows-published'] ?? '',
  };
}

function tell(title: string, figures: Figures): void {
  const { seconds, megabytes, calls, metricsAsked, windows, byOperation } = figures;
  console.log(
    `\n${title}: ${calls} calls, ${seconds.toFixed(2)} s, ${megabytes.toFixed(0)} MB at most, ` +
      `${metricsAsked} metrics asked for, ${windows} windows published`,
  );
  for (const [operation, count] of Object.entries(byOperation)) console.log(`  ${operation} ${count}`);
}

async function world(title: string, size: Parameters<typeof bench>[0]): Promise<void> {
  const regions = BENCH_REGIONS.slice(0, size?.regions ?? 1);
  const sandbox = await startSandbox(bench(size), { latencyMs: LATENCY_MS, clock: runningClock() });
  const directory = mkdtempSync(join(tmpdir(), 'bench-state-'));
  try {
    tell(`${title}, first run`, await measure(sandbox, regions));
    sandbox.clock.advance(15 * MINUTE);
    tell(`${title}, steady run 15 minutes later`, await measure(sandbox, regions));
    sandbox.clock.advance(15 * MINUTE);
    tell(`${title}, steady run without findings`, await measure(sandbox, regions, WITHOUT_FINDINGS));
    const remembering = { 'state-file': join(directory, 'state.json') };
    sandbox.clock.advance(15 * MINUTE);
    await measure(sandbox, regions, remembering);
    sandbox.clock.advance(15 * MINUTE);
    tell(`${title}, steady run with a state file`, await measure(sandbox, regions, remembering));
    sandbox.clock.advance(15 * MINUTE);
    const inputs = { ...remembering, ...WITHOUT_FINDINGS };
    tell(`${title}, steady run with a state file, without findings`, await measure(sandbox, regions, inputs));
  } finally {
    await sandbox.close();
    rmSync(directory, { recursive: true });
  }
}

/** Milliseconds from the start of the process to its first line; bad input, so that nothing but loading is measured. */
async function firstLine(): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < 7; turn++) {
    const started = performance.now();
    const step = await startStep({ url: 'http://127.0.0.1:1', inputs: { command: '?' } });
    await step.result;
    times.push(performance.now() - started);
  }
  return times.toSorted((a, b) => a - b)[3] ?? Number.NaN;
}

function bareNode(): number {
  const times = Array.from({ length: 7 }, () => {
    const started = performance.now();
    spawnSync(process.execPath, ['--eval', '0']);
    return performance.now() - started;
  });
  return times.toSorted((a, b) => a - b)[3] ?? Number.NaN;
}

const [loaded, bare] = [await firstLine(), bareNode()];
console.log(`Bundle: ${loaded.toFixed(0)} ms to its first line and end (bare node: ${bare.toFixed(0)} ms)`);
await world('50 campaigns and 50 recommenders in one Region', {});
await world('1,000 resources over 10 Regions', { regions: 10 });
