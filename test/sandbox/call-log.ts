/** What the action called over many test files and processes, for the comparison with docs/iam. */
import { appendFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';

/** The environment variable that names the file: one `service:Operation` a line, in no order, some of them often. */
export const CALL_LOG = 'PERSONALIZE_MONITOR_CALL_LOG';

/** In the user agent of a client whose calls are a test's own. */
export const A_TEST = 'a-test';

const logged = new Set<string>();

/** Logs an operation that the action called, whatever becomes of it; nothing where no log is kept. */
export function logCall(operation: string, { 'user-agent': userAgent = '' }: IncomingHttpHeaders): void {
  const file = process.env[CALL_LOG];
  if (file === undefined || logged.has(operation) || !isTheAction(userAgent)) return;
  logged.add(operation);
  appendFileSync(file, `${operation}\n`);
}

/** The action calls by the SDK. So do tests, but they say so. */
export function isTheAction(userAgent: string): boolean {
  return userAgent.startsWith('aws-sdk-js/') && !userAgent.split(' ').includes(A_TEST);
}
