import { appendFileSync, existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { CALL_LOG } from '../sandbox/call-log.ts';
import CallsAreAllowed, { type Results } from '../support/iam/reporter.ts';
import { ROOT } from './readme.ts';

const ALL: Results['testResults'] = globSync('test/**/*.test.ts', { cwd: ROOT }).map((file) => ({
  testFilePath: join(ROOT, file),
}));

/** Every action that docs/iam allows, as if each were an operation of that name. */
const ALLOWED = readdirSync(join(ROOT, 'docs/iam')).flatMap((file): string[] =>
  JSON.parse(readFileSync(join(ROOT, 'docs/iam', file), 'utf8')).Statement.flatMap(
    ({ Action }: { Action: string | string[] }) => Action,
  ),
);

interface Told {
  readonly called?: readonly string[];
  readonly results?: Partial<Results>;
  readonly testNamePattern?: string;
}

/** What fails a run of Jest in which the action called these; the one around it keeps its log. */
function problemOf({ called = ALLOWED, results = {}, testNamePattern = '' }: Told): string | undefined {
  const before = process.env[CALL_LOG];
  let shown: string | undefined;
  const tell = (message: string) => {
    shown = message.trim();
  };
  const reporter = new CallsAreAllowed({ testNamePattern }, { tell });
  reporter.onRunStart();
  const log = process.env[CALL_LOG] ?? '';
  for (const operation of called) appendFileSync(log, `${operation}\n`);
  reporter.onRunComplete(undefined, { success: true, testResults: ALL, ...results });
  expect(existsSync(log)).toBe(false);
  if (before !== undefined) process.env[CALL_LOG] = before;
  expect(shown).toBe(reporter.getLastError()?.message);
  return shown;
}

test('a run in which everything allowed is called, and nothing else, does not fail', () => {
  expect(problemOf({})).toBeUndefined();
});

test('a run of all tests fails by what is allowed and was not called', () => {
  const called = ALLOWED.filter((action) => action !== 'events:PutEvents');
  expect(problemOf({ called })).toBe(
    'What the action calls is not what docs/iam allows:\n  docs/iam/apply.json allows events:PutEvents, and no test made the action call it',
  );
});

test.each<[string, Omit<Told, 'called'>]>([
  ['of some files', { results: { testResults: ALL.slice(1) } }],
  ['of some names', { testNamePattern: 'alarm' }],
  ['with failed tests', { results: { success: false } }],
])('a run %s fails by what is not allowed alone', (_, told) => {
  expect(problemOf({ ...told, called: ['sns:Publish'] })).toBeUndefined();
  expect(problemOf({ ...told, called: ['sns:RemovePermission'] })).toContain('called sns:RemovePermission');
});
