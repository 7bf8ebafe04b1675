import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { frozenClock } from '../sandbox/clock.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { bench } from '../sandbox/worlds/bench.ts';
import { runAction } from '../support/action.ts';

const WITHOUT_FINDINGS = { 'auto-adjust-min-tps': 'off', 'auto-delete-or-stop-idle-resources': 'off' };
const QUARTER_MS = 15 * 60_000;

let sandbox: Sandbox;

afterEach(() => sandbox.close());

async function opened(): Promise<void> {
  sandbox = await startSandbox(bench(), { clock: frozenClock('2026-01-05T12:01:30Z') });
}

/** A run a quarter of an hour later, with only its own calls in the log. */
async function steadyRun(inputs: Readonly<Record<string, string>> = {}) {
  sandbox.calls.clear();
  sandbox.clock.advance(QUARTER_MS);
  return runAction(sandbox, inputs);
}

function nothingAskedTwice(): void {
  const asked = sandbox.calls.all.map(({ operation, input }) => `${operation} ${JSON.stringify(input)}`);
  expect(new Set(asked).size).toBe(asked.length);
}

test('calls are few and full: 100 resources take 70 where the predecessor made 499, and nothing is asked twice', async () => {
  await opened();
  await runAction(sandbox);
  await steadyRun(WITHOUT_FINDINGS);
  expect(sandbox.calls.count()).toBeLessThanOrEqual(70);
  expect(sandbox.calls.count('GetMetricData')).toBe(1);
  expect(sandbox.calls.count('PutMetricData')).toBe(1);

  await steadyRun();
  expect(sandbox.calls.count()).toBeLessThanOrEqual(75);
  nothingAskedTwice();
});

test('with a state file they take at most 20, with findings and without, and find the same', async () => {
  await opened();
  const directory = mkdtempSync(join(tmpdir(), 'state-'));
  const remembering = { 'state-file': join(directory, 'state.json') };
  try {
    const first = await runAction(sandbox, remembering);
    const steady = await steadyRun(remembering);
    expect(sandbox.calls.count()).toBeLessThanOrEqual(20);
    expect(sandbox.calls.count('DescribeCampaign')).toBe(3);
    nothingAskedTwice();
    const findingsOf = ({ report }: typeof first) =>
      report?.findings.map(({ kind, name }) => `${kind} ${name}`);
    expect(findingsOf(steady)).toEqual(findingsOf(first));

    await steadyRun({ ...remembering, ...WITHOUT_FINDINGS });
    expect(sandbox.calls.count()).toBeLessThanOrEqual(15);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
