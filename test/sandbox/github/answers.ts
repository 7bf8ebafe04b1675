/** An answer on its way out: `body` is JSON, bytes as they are, or nothing. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request, understood. */
export interface Asked {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  /** Behind `/repos/acme/shop`; undefined for anything else. */
  readonly rest: string | undefined;
  readonly query: URLSearchParams;
  readonly body: Data;
  /** As it came: JSON, or an array where a list of names was sent. */
  readonly sent: unknown;
  readonly accept: string | undefined;
}

export type Data = Record<string, unknown>;

export function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An error as GitHub words it. */
export function refused(status: number, message: string, more: Data = {}): Answer {
  const documentation_url = 'https://docs.github.com/rest';
  return { status, body: { message, ...more, documentation_url, status: String(status) } };
}

export const notFound = () => refused(404, 'Not Found');

export interface Invalid {
  readonly resource: string;
  readonly code: string;
  readonly field?: string;
  readonly message?: string;
}

export const invalid = (...errors: Invalid[]) => refused(422, 'Validation Failed', { errors });
