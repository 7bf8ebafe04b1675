/** What every service is made of: operations that read a validated input and a Region's state. */
import { createHash, randomUUID } from 'node:crypto';
import type { Settings } from './options.ts';
import type { AccountState, RegionState } from './state.ts';
import { type Problem, readInput, ServiceError, type Shape, wordProblems } from './validation.ts';

export interface Context {
  account: AccountState;
  region: RegionState;
  settings: Settings;
  now: number;
}

export type Output = Record<string, unknown>;

export interface Operation {
  run(raw: unknown, context: Context, text: boolean): Output;
}

export type Operations = Record<string, Operation>;

/** Broken constraints become the error that `refuse` words; by default InvalidInputException. */
export function operations(refuse: (problems: readonly Problem[]) => ServiceError) {
  return <T>(shape: Shape<T>, run: (input: T, context: Context) => Output): Operation => ({
    run(raw, context, text) {
      const { input, problems } = readInput(shape, raw, text);
      if (problems.length > 0) throw refuse(problems);
      return run(input, context);
    },
  });
}

export function refuseWith(code: string) {
  return (problems: readonly Problem[]) => new ServiceError(code, wordProblems(problems));
}

/** Milliseconds as JSON services write times. */
export const seconds = (ms: number): number => ms / 1000;

export const newId = (): string => randomUUID();

/** Eight hex digits that depend on nothing but the text. */
export const shortHash = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 8);

export interface Page<T> {
  items: T[];
  next?: string;
}

/**
 * One page. A token names the listing that it came from and its position: one of another listing, another
 * Region or made up is refused with `invalid`.
 */
export function page<T>(
  all: readonly T[],
  options: { listing: string; token: string | undefined; size: number },
  invalid: () => ServiceError,
): Page<T> {
  const start = options.token === undefined ? 0 : readToken(options.token, options.listing, invalid);
  const end = start + options.size;
  const items = all.slice(start, end);
  return end < all.length ? { items, next: makeToken(options.listing, end) } : { items };
}

export function makeToken(listing: string, position: number): string {
  const text = `${listing}\n${position}`;
  return Buffer.from(`${shortHash(`token ${text}`)}\n${text}`).toString('base64');
}

export function readToken(token: string, listing: string, invalid: () => ServiceError): number {
  const position = Number(Buffer.from(token, 'base64').toString().split('\n').at(-1));
  if (!Number.isInteger(position) || token !== makeToken(listing, position)) throw invalid();
  return position;
}

/** Leaves out members that are undefined, as services do. */
export function present(output: Output): Output {
  return Object.fromEntries(Object.entries(output).filter(([, value]) => value !== undefined));
}
