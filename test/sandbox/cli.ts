/**
 * Serves a named world until SIGTERM or SIGINT, and prints its URL first:
 *
 *     node test/sandbox/cli.ts --world shop --port 4566 [--latency-ms 30] [--now 2026-11-23T10:00:00Z]
 *
 * Control: see control.ts, for example `curl -d '{"advanceMs":3600000}' <url>/__sandbox/clock`.
 */
import { parseArgs } from 'node:util';
import { runningClock } from './clock.ts';
import { startSandbox } from './server.ts';
import { WORLDS } from './worlds/index.ts';

const { values } = parseArgs({
  options: {
    world: { type: 'string', default: 'shop' },
    port: { type: 'string', default: '0' },
    'latency-ms': { type: 'string', default: '0' },
    now: { type: 'string' },
  },
});
const build = WORLDS[values.world];
if (build === undefined) {
  console.error(`There is no world ${values.world}. There are: ${Object.keys(WORLDS).join(', ')}.`);
  process.exit(2);
}
const sandbox = await startSandbox(build(), {
  port: Number(values.port),
  latencyMs: Number(values['latency-ms']),
  clock: runningClock(values.now),
});
console.log(sandbox.url);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    sandbox.close().then(() => process.exit(0));
  });
}
