import { setTimeout as sleep } from 'node:timers/promises';
import * as core from '@actions/core';
import { main } from './main.ts';

const cancelled = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => cancelled.abort(new Error(`The job was cancelled (${signal}).`)));
}

process.exitCode = await main({
  env: process.env,
  runner: core,
  now: Date.now,
  sleep: (milliseconds) => sleep(milliseconds, undefined, { signal: cancelled.signal }),
  cwd: process.cwd(),
  signal: cancelled.signal,
});
