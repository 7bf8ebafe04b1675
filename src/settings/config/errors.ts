/** Something in the config file that was refused. */
export interface ConfigError {
  readonly file: string;
  /** Such as `policies[1].idle-threshold-hours`; empty where it concerns the file as a whole. */
  readonly path: string;
  /** From 1, like columns. */
  readonly line: number;
  readonly column: number;
  /** What stood there, as JSON, shortened; undefined when nothing did. */
  readonly value: string | undefined;
  /** What is allowed, as the rest of a sentence: `must be …`. */
  readonly allowed: string;
}

/** Says everything that is wrong with the config file at once. */
export class InvalidConfig extends Error {
  readonly errors: readonly ConfigError[];

  constructor(file: string, errors: readonly ConfigError[]) {
    const lines = errors.map(
      ({ line, column, ...error }) => `- ${file}:${line}:${column}: ${sentence(error)}`,
    );
    const count = errors.length === 1 ? 'an error' : `${errors.length} errors`;
    super([`The config file has ${count}. Nothing was read or changed.`, ...lines].join('\n'));
    this.name = 'InvalidConfig';
    this.errors = errors;
  }
}

function sentence({ path, value, allowed }: Pick<ConfigError, 'path' | 'value' | 'allowed'>): string {
  const subject = [path, value].filter((part) => part !== undefined && part !== '').join(': ');
  return subject === '' ? allowed : `${subject} ${allowed}`;
}

const LONGEST_VALUE = 80;

/** A value of the file as an error shows it. */
export function shown(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
