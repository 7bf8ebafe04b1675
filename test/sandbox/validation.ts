/**
 * A small language for the input of an operation: types, required members, lengths, ranges, patterns.
 * Wrong types and unknown members are a `SerializationException`, as from a service's own parser. Everything
 * else is a broken constraint, which each service words in its own way.
 */
export class ServiceError extends Error {
  readonly code: string;
  readonly status: number;
  /** Further members of the error, as `dashboardValidationMessages`. */
  readonly details: Record<string, unknown>;

  constructor(code: string, message: string, status = 400, details: Record<string, unknown> = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

export interface Problem {
  kind: 'missing' | 'constraint';
  path: string;
  message: string;
}

interface Reading {
  problems: Problem[];
  /** Values of the query protocol are all text. */
  text: boolean;
}

export interface Shape<T> {
  read(value: unknown, path: string, reading: Reading): T;
}

export type Value<S> = S extends Shape<infer T> ? T : never;
type Shapes = Record<string, Shape<unknown>>;
type Structure<R extends Shapes, O extends Shapes> = { [K in keyof R]: Value<R[K]> } & {
  [K in keyof O]?: Value<O[K]>;
};

/** The typed input, and which constraints it breaks. Throws a SerializationException. */
export function readInput<T>(shape: Shape<T>, raw: unknown, text = false): { input: T; problems: Problem[] } {
  const reading: Reading = { problems: [], text };
  const input = shape.read(raw ?? {}, '', reading);
  return { input, problems: reading.problems };
}

/** As services word broken constraints: `1 validation error detected: Value ...`. */
export function wordProblems(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? '1 validation error' : `${problems.length} validation errors`;
  return `${count} detected: ${problems.map((problem) => problem.message).join('; ')}`;
}

function serialization(message: string): never {
  throw new ServiceError('SerializationException', message);
}

function broken(reading: Reading, path: string, value: unknown, constraint: string): void {
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  reading.problems.push({
    kind: 'constraint',
    path,
    message: `Value '${shown?.slice(0, 300)}' at '${path}' failed to satisfy constraint: ${constraint}`,
  });
}

export function string(
  rules: { min?: number; max?: number; pattern?: RegExp; oneOf?: readonly string[] } = {},
): Shape<string> {
  const whole = rules.pattern && new RegExp(`^(?:${rules.pattern.source})$`, rules.pattern.flags);
  return {
    read(value, path, reading) {
      if (typeof value !== 'string') return serialization(`${path}: expected a string`);
      const length = [...value].length;
      if (rules.min !== undefined && length < rules.min)
        broken(reading, path, value, `Member must have length greater than or equal to ${rules.min}`);
      if (rules.max !== undefined && length > rules.max)
        broken(reading, path, value, `Member must have length less than or equal to ${rules.max}`);
      if (whole && !whole.test(value))
        broken(
          reading,
          path,
          value,
          `Member must satisfy regular expression pattern: ${rules.pattern?.source}`,
        );
      if (rules.oneOf && !rules.oneOf.includes(value))
        broken(reading, path, value, `Member must satisfy enum value set: [${rules.oneOf.join(', ')}]`);
      return value;
    },
  };
}

/** NaN and the infinities pass, since JSON clients send them as text: operations refuse them themselves. */
export function number(rules: { min?: number; max?: number; integer?: boolean } = {}): Shape<number> {
  return {
    read(raw, path, reading) {
      const special = raw === 'NaN' || raw === 'Infinity' || raw === '-Infinity';
      const fromText =
        reading.text && typeof raw === 'string' && raw.trim() !== '' && !Number.isNaN(Number(raw));
      const value = special || fromText ? Number(raw) : raw;
      if (typeof value !== 'number') return serialization(`${path}: expected a number`);
      if (rules.integer && !Number.isInteger(value)) return serialization(`${path}: expected an integer`);
      if (rules.min !== undefined && value < rules.min)
        broken(reading, path, value, `Member must have value greater than or equal to ${rules.min}`);
      if (rules.max !== undefined && value > rules.max)
        broken(reading, path, value, `Member must have value less than or equal to ${rules.max}`);
      return value;
    },
  };
}

export const integer = (rules: { min?: number; max?: number } = {}) => number({ ...rules, integer: true });

export function boolean(): Shape<boolean> {
  return {
    read(value, path, reading) {
      if (reading.text && (value === 'true' || value === 'false')) return value === 'true';
      return typeof value === 'boolean' ? value : serialization(`${path}: expected a boolean`);
    },
  };
}

/** Seconds of Unix time on the wire, milliseconds in here. */
export function timestamp(): Shape<number> {
  return {
    read(value, path) {
      if (typeof value !== 'number' || !Number.isFinite(value))
        return serialization(`${path}: expected epoch seconds`);
      return Math.round(value * 1000);
    },
  };
}

export function list<T>(of: Shape<T>, rules: { min?: number; max?: number } = {}): Shape<T[]> {
  return {
    read(raw, path, reading) {
      const value = reading.text && raw === '' ? [] : raw;
      if (!Array.isArray(value)) return serialization(`${path}: expected a list`);
      if (rules.min !== undefined && value.length < rules.min)
        broken(reading, path, value, `Member must have length greater than or equal to ${rules.min}`);
      if (rules.max !== undefined && value.length > rules.max)
        broken(reading, path, value, `Member must have length less than or equal to ${rules.max}`);
      return value.map((item, index) => of.read(item, `${path}.${index + 1}.member`, reading));
    },
  };
}

export function map<T>(of: Shape<T>, rules: { max?: number } = {}): Shape<Record<string, T>> {
  return {
    read(raw, path, reading) {
      const value = reading.text && raw === '' ? {} : raw;
      if (!isRecord(value)) return serialization(`${path}: expected a map`);
      const entries = Object.entries(value);
      if (rules.max !== undefined && entries.length > rules.max)
        broken(reading, path, value, `Member must have length less than or equal to ${rules.max}`);
      return Object.fromEntries(
        entries.map(([key, item]) => [key, of.read(item, `${path}.${key}`, reading)]),
      );
    },
  };
}

export function structure<R extends Shapes, O extends Shapes>(
  required: R,
  optional: O = {} as O,
): Shape<Structure<R, O>> {
  return {
    read(value, path, reading) {
      if (!isRecord(value)) return serialization(`${path || 'input'}: expected an object`);
      const at = (name: string) => (path === '' ? name : `${path}.${name}`);
      const known: Shapes = { ...required, ...optional };
      const result: Record<string, unknown> = {};
      for (const [name, item] of Object.entries(value)) {
        const shape = Object.hasOwn(known, name) ? known[name] : undefined;
        if (shape === undefined) return serialization(`${at(name)}: unknown member`);
        if (item !== null && item !== undefined) result[name] = shape.read(item, at(name), reading);
      }
      for (const name of Object.keys(required)) {
        if (Object.hasOwn(result, name)) continue;
        const message = `Value null at '${at(name)}' failed to satisfy constraint: Member must not be null`;
        reading.problems.push({ kind: 'missing', path: at(name), message });
      }
      return result as Structure<R, O>;
    },
  };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
