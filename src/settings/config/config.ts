import { type AccountEntry, accountIdIn, accountsNamed, repeatedIn } from './accounts.ts';
import { type CapacityEntry, entryOf } from './capacity.ts';
import { contradictionsIn } from './contradictions.ts';
import { type ConfigError, shown } from './errors.ts';
import type { PolicySettings, Ramp } from './policySettings.ts';
import { type Schedule, scheduleOf } from './schedules.ts';
import { configSchema, type Written, type WrittenPolicy } from './schema.ts';
import { type Path, pathText, readSource, type Source } from './source.ts';

/** What a resource must be like. Globs, except `kind`; undefined where anything is. */
export type Match = WrittenPolicy['match'];

/** `until`: exempt before `at`, Unix milliseconds; `text` is the date as it stands in the file. */
export type Exemption =
  | { readonly kind: 'always' }
  | { readonly kind: 'until'; readonly text: string; readonly at: number };

export interface Policy {
  /** Where its entry in the list begins, from 1. */
  readonly line: number;
  /** Its place in the file, such as `accounts[0].policies[1]`; undefined in the section `policies`. */
  readonly path?: string;
  readonly match: Match;
  readonly exempt: Exemption | undefined;
  /** Only those that it sets. */
  readonly settings: Partial<PolicySettings>;
  /** In TPS. */
  readonly minTps: { readonly floor?: number; readonly ceiling?: number };
  readonly ramp: Partial<Ramp>;
}

/** What the file says instead of the built-in prices; only what it says. */
export interface PriceOverrides {
  /** USD for a TPS-hour, by generation of the recipe. */
  readonly tpsHour: { readonly v1?: number; readonly v2?: number };
  readonly billingMinutes: { readonly campaign?: number; readonly recommender?: number };
}

export interface Config {
  readonly file: string;
  readonly policies: readonly Policy[];
  readonly prices: PriceOverrides;
  /** What resources should be; a resource stands in at most one entry. */
  readonly capacity: readonly CapacityEntry[];
  /** When floors are wanted at least so high. */
  readonly schedules: readonly Schedule[];
  /** Those to work in; empty: the one that the workflow is signed in to. */
  readonly accounts: readonly AccountEntry[];
}

export type ParsedConfig =
  | { readonly kind: 'config'; readonly config: Config }
  | { readonly kind: 'invalid'; readonly errors: readonly ConfigError[] };

/** Reads the text of a config file; one without anything but comments says nothing. Never throws; `file` is its name in errors and reports. */
export function parseConfig(text: string, file: string): ParsedConfig {
  const read = readSource(text, file);
  if (read.kind === 'unreadable') return { kind: 'invalid', errors: inOrder(read.errors) };
  const { source } = read;
  if (read.errors.length === 0 && (source.data === undefined || source.data === null)) {
    return { kind: 'config', config: configOf({ version: 1 }, source, file) };
  }
  const parsed = configSchema.safeParse(source.data ?? {});
  const errors = [
    ...read.errors,
    ...(parsed.error?.issues ?? []).flatMap((issue) => errorsOf(issue, source, file)),
    ...contradictions(source, file),
  ];
  if (!parsed.success || errors.length > 0) return { kind: 'invalid', errors: inOrder(errors) };
  return { kind: 'config', config: configOf(parsed.data, source, file) };
}

type Issue = NonNullable<ReturnType<typeof configSchema.safeParse>['error']>['issues'][number];

function errorsOf(issue: Issue, source: Source, file: string): ConfigError[] {
  const path = issue.path as Path;
  const meant = issue.code === 'invalid_union' ? nearestForm(issue.errors) : undefined;
  if (meant) {
    return meant.flatMap((one) => errorsOf({ ...one, path: [...path, ...one.path] }, source, file));
  }
  if (issue.code === 'invalid_key') {
    const allowed = issue.issues[0]?.message ?? issue.message;
    return [{ file, path: pathText(path), ...source.positionOfKey(path), value: undefined, allowed }];
  }
  if (issue.code !== 'unrecognized_keys') {
    const value = shown(valueAt(source.data, path));
    const allowed = value === undefined ? `is missing; it ${issue.message}` : issue.message;
    return [{ file, path: pathText(path), ...source.positionOf(path), value, allowed }];
  }
  const messages = issue.message.split('\n');
  return issue.keys.map((key, index) => ({
    file,
    path: pathText([...path, key]),
    ...source.positionOfKey([...path, key]),
    value: undefined,
    allowed: messages[index] ?? issue.message,
  }));
}

/** Of several forms that a map or a list may have, what is wrong with the one that it is nearest to; undefined when it is none. */
function nearestForm(forms: readonly Issue[][]): readonly Issue[] | undefined {
  const lookedInto = forms.filter((issues) =>
    issues.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'),
  );
  const wrong = (issues: readonly Issue[]) =>
    issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);
  return lookedInto.sort((one, other) => wrong(one) - wrong(other))[0];
}

function contradictions(source: Source, file: string): ConfigError[] {
  const data = source.data as Record<string, unknown> | null | undefined;
  const { capacity, accounts } = data ?? {};
  const named = accounts === undefined ? [] : accountsNamed(accounts);
  const found = [
    ...contradictionsIn(capacity, named).map((one) => ({ ...one, path: ['capacity', ...one.path] })),
    ...repeatedIn(accounts).map((one) => ({ ...one, path: ['accounts', ...one.path] })),
  ];
  return found.map(({ path, ofKey, allowed }) => {
    const position = ofKey ? source.positionOfKey(path) : source.positionOf(path);
    const value = ofKey ? undefined : shown(valueAt(data, path));
    return { file, path: pathText(path), ...position, value, allowed };
  });
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], data);
}

/** By place in the file, each once: one number can break two rules that say the same. */
function inOrder(errors: readonly ConfigError[]): ConfigError[] {
  const each = new Map(errors.map((error) => [JSON.stringify(error), error]));
  return [...each.values()].sort((one, other) => one.line - other.line || one.column - other.column);
}

function configOf(
  { policies = [], prices = {}, capacity, schedules = [], accounts = [] }: Written,
  source: Source,
  file: string,
): Config {
  const named = accounts.map((written, index) => accountOf(written, index, source));
  return {
    file,
    policies: policies.map((policy, index) => policyOf(policy, source.positionOf(['policies', index]).line)),
    prices: { tpsHour: prices['tps-hour'] ?? {}, billingMinutes: prices['billing-interval-minutes'] ?? {} },
    capacity: Object.entries(capacity ?? {}).map(([key, entry]) =>
      entryOf(key, entry, source.positionOfKey(['capacity', key]).line, named),
    ),
    schedules: schedules.map((schedule, index) =>
      scheduleOf(schedule, index, source.positionOf(['schedules', index]).line),
    ),
    accounts: named,
  };
}

function accountOf(
  { policies = [], ...written }: NonNullable<Written['accounts']>[number],
  index: number,
  source: Source,
): AccountEntry {
  return {
    ...written,
    id: accountIdIn(written.role) ?? '',
    policies: policies.map((policy, place) => {
      const path = ['accounts', index, 'policies', place];
      return { ...policyOf(policy, source.positionOf(path).line), path: pathText(path) };
    }),
  };
}

function policyOf(written: WrittenPolicy, line: number): Policy {
  const { match, exempt, ramp = {} } = written;
  return {
    line,
    match,
    exempt: exempt === undefined ? undefined : exemptionOf(exempt),
    settings: given({
      adjust: written['auto-adjust-min-tps'],
      end: written['auto-delete-or-stop-idle-resources'],
      idleThresholdHours: written['idle-threshold-hours'],
      graceHours: written['idle-grace-hours'],
      lookbackDays: written['lookback-days'],
      stepPercent: written['step-percent'],
      cooldownHours: written['step-cooldown-hours'],
      utilizationThreshold: written['utilization-threshold-alarm-lower-bound'],
      utilizationAlarms: written['auto-create-utilization-alarms'],
      idleAlarms: written['auto-create-idle-alarms'],
    }),
    minTps: written['min-tps'] ?? {},
    ramp: given({ factor: ramp.factor, tolerancePercent: ramp['tolerance-percent'] }),
  };
}

type Given<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function given<T extends object>(values: T): Given<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>;
}

const DAY_MS = 86_400_000;

/** A date without a time lasts to its end, in UTC. */
function exemptionOf(exempt: true | string): Exemption {
  if (exempt === true) return { kind: 'always' };
  const at = Date.parse(exempt) + (exempt.includes('T') ? 0 : DAY_MS);
  return { kind: 'until', text: exempt, at };
}
