import { expect, test } from '@jest/globals';
import { frozenClock } from '../sandbox/clock.ts';
import { startSandbox } from '../sandbox/server.ts';
import { bench } from '../sandbox/worlds/bench.ts';
import { runAction } from '../support/action.ts';

const WITHOUT_FINDINGS = { 'auto-adjust-min-tps': 'off', 'auto-delete-or-stop-idle-resources': 'off' };

test('calls are few and full: 100 resources take 70 where the predecessor made 499, and nothing is asked twice', async () => {
  const sandbox = await startSandbox(bench(), { clock: frozenClock('2026-01-05T12:01:30Z') });
  try {
    await runAction(sandbox);
    sandbox.calls.clear();
    sandbox.clock.advance(15 * 60_000);
    await runAction(sandbox, WITHOUT_FINDINGS);
    expect(sandbox.calls.count()).toBeLessThanOrEqual(70);
    expect(sandbox.calls.count('GetMetricData')).toBe(1);
    expect(sandbox.calls.count('PutMetricData')).toBe(1);

    sandbox.calls.clear();
    sandbox.clock.advance(15 * 60_000);
    await runAction(sandbox);
    expect(sandbox.calls.count()).toBeLessThanOrEqual(75);
    const asked = sandbox.calls.all.map(({ operation, input }) => `${operation} ${JSON.stringify(input)}`);
    expect(new Set(asked).size).toBe(asked.length);
  } finally {
    await sandbox.close();
  }
});
