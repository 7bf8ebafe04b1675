import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, parse, resolve } from 'node:path';
import { CALL_LOG } from '../../sandbox/call-log.ts';
import { disagreements, type Policies } from './compare.ts';

/** What a run of Jest tells a reporter, as far as it is asked. */
export interface Results {
  readonly success: boolean;
  readonly testResults: readonly { readonly testFilePath: string }[];
}

const TESTS = resolve(import.meta.dirname, '../..');
const IAM = resolve(TESTS, '../docs/iam');

/**
 * A reporter for Jest that has every sandbox of the run log what the action calls, and fails the run where that and
 * docs/iam differ. That something is allowed which nothing called shows only when all tests ran, and passed.
 */
export default class CallsAreAllowed {
  readonly #someTests: boolean;
  readonly #tell: (message: string) => void;
  #directory: string | undefined;
  #problems: readonly string[] = [];

  constructor(
    { testNamePattern }: { readonly testNamePattern?: string },
    { tell = console.error }: { readonly tell?: (message: string) => void } = {},
  ) {
    this.#someTests = Boolean(testNamePattern);
    this.#tell = tell;
  }

  /** Before any worker starts, which inherits the environment. */
  onRunStart(): void {
    this.#directory = mkdtempSync(join(tmpdir(), 'calls-'));
    process.env[CALL_LOG] = join(this.#directory, 'operations');
    writeFileSync(process.env[CALL_LOG], '');
  }

  onRunComplete(_contexts: unknown, results: Results): void {
    const file = process.env[CALL_LOG];
    if (file === undefined || this.#directory === undefined) return;
    const operations = readFileSync(file, 'utf8').split('\n').filter(Boolean);
    rmSync(this.#directory, { recursive: true });
    delete process.env[CALL_LOG];
    this.#problems = disagreements(operations, policies(), {
      whole: !this.#someTests && results.success && ranAll(results),
    });
    // Jest shows no reporter's error by itself.
    if (this.#problems.length > 0) this.#tell(`\n${this.#message}\n`);
  }

  /** What makes Jest fail the run. */
  getLastError(): Error | undefined {
    return this.#problems.length > 0 ? new Error(this.#message) : undefined;
  }

  get #message(): string {
    return ['What the action calls is not what docs/iam allows:', ...this.#problems].join('\n  ');
  }
}

function policies(): Policies {
  const files = readdirSync(IAM);
  return Object.fromEntries(
    files.map((file) => [parse(file).name, JSON.parse(readFileSync(join(IAM, file), 'utf8'))]),
  );
}

function ranAll({ testResults }: Results): boolean {
  const ran = new Set(testResults.map(({ testFilePath }) => testFilePath));
  return globSync('**/*.test.ts', { cwd: TESTS }).every((file) => ran.has(join(TESTS, file)));
}
