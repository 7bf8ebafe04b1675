import { getOctokit } from '@actions/github';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { limitHandlers } from './limits.ts';
import { AS_GITHUB_ASKS, type Pace } from './pace.ts';
import { remembering } from './remember.ts';
import { type Fetch, patientFetch, untilAborted } from './sending.ts';
import { UsageMeter } from './usage.ts';

export type Octokit = ReturnType<typeof getOctokit>;

/** What was asked of GitHub in a run, and what it allows yet. */
export interface ApiUsage {
  /** Requests sent, those sent again included. */
  readonly requests: number;
  /** Of them, answered with 304 Not Modified, which GitHub does not count against the limit. */
  readonly notModified: number;
  /** Requests an hour that GitHub allows, and how many are left, as its last answer told; undefined when none did. */
  readonly limit: number | undefined;
  readonly remaining: number | undefined;
  /** Unix milliseconds at which the hour is over. */
  readonly resetsAt: number | undefined;
}

/** What this action asks of GitHub, bound to one repository. */
export interface GitHub {
  readonly octokit: Octokit;
  readonly owner: string;
  readonly repo: string;
  usage(): ApiUsage;
}

export interface GitHubOptions {
  readonly token: string;
  /** As `GITHUB_API_URL` has it. */
  readonly apiUrl: string;
  /** `owner/name`, as `GITHUB_REPOSITORY` has it. */
  readonly repository: string;
  /** Ends every request, and every wait for one. */
  readonly signal: AbortSignal;
  /** Of this action. */
  readonly version: string;
  /** Told when GitHub asks to wait, and whether that is done. */
  readonly log?: (line: string) => void;
  /** As GitHub asks, unless given. */
  readonly pace?: Pace;
}

const API_VERSION = '2022-11-28';

/** What GitHub refused stays refused; 408 is its impatience, and limits are for the throttling plugin to wait out. */
const NEVER_RETRIED = Array.from({ length: 100 }, (_, offset) => 400 + offset).filter(
  (status) => status !== 408,
);

/**
 * A client of GitHub that keeps to GitHub's own rules: writes apart, limits waited out where that is soon, three
 * retries after a failure of the server or the network, no second download of what has not changed.
 *
 * A write is retried too. One whose answer was lost may have been done already, so that a POST can create a thing
 * twice: who creates looks again afterwards, and removes the second.
 */
export function gitHubClient(options: GitHubOptions): GitHub {
  const { token, apiUrl, repository, signal, version, log = () => {}, pace = AS_GITHUB_ASKS } = options;
  const [owner, repo, more] = repository.split('/');
  if (!owner || !repo || more !== undefined) throw new Error(`"${repository}" is no repository: owner/name.`);
  const meter = new UsageMeter();
  const octokit = getOctokit(
    token,
    {
      baseUrl: apiUrl.replace(/\/+$/, ''),
      userAgent: `personalize-monitor/${version}`,
      log: { debug: () => {}, info: () => {}, warn: log, error: log },
      retry: { doNotRetry: NEVER_RETRIED, retryAfterBaseValue: pace.retryAfterMs },
      throttle: {
        ...limitHandlers(pace, signal, log),
        // The handlers have waited already, in a way that ends with the run.
        retryAfterBaseValue: 0,
        ...(pace.spaced ? {} : { write: UNSPACED, notifications: UNSPACED }),
      },
    },
    sending(pace, signal, meter),
    retry,
    throttling,
    ending(signal),
  );
  return { octokit, owner, repo, usage: () => meter.usage };
}

/** A plugin of Octokit: the later it comes, the farther out its hooks are. */
type Plugin = NonNullable<Parameters<typeof getOctokit>[2]>;

/**
 * Next to the wire, inside of retries: what each single request goes through. Octokit's hooks cannot hand other options
 * to the next one, so that they are set in place.
 */
function sending(pace: Pace, signal: AbortSignal, meter: UsageMeter): Plugin {
  return (octokit, { request = {} }) => {
    const remember = remembering();
    const fetch = patientFetch((request.fetch ?? globalThis.fetch) as Fetch, pace, signal, meter);
    octokit.hook.wrap('request', (send, options) => {
      Object.assign(options.request, { fetch, log: octokit.log });
      options.headers['x-github-api-version'] = API_VERSION;
      const { url, headers } = octokit.request.endpoint.parse(options);
      return remember(options, `${headers.accept} ${url}`, async () => send(options));
    });
    return {};
  };
}

/** Outside of all: who waits for a request, or for its turn, waits no longer than the run. */
function ending(signal: AbortSignal): Plugin {
  return (octokit) => {
    const orAborted = untilAborted(signal);
    octokit.hook.wrap('request', (send, options) => {
      // Octokit hands the same object to all requests, in which the retry plugin counts, so that a request which
      // failed would make the next one wait longer.
      options.request = { ...options.request };
      return orAborted(async () => send(options));
    });
    return {};
  };
}

/** Stands where the throttling plugin has a group of limiters, and lets everything pass. */
const UNSPACED = {
  key: () => ({
    schedule: async (_job: unknown, work: (...args: unknown[]) => unknown, ...args: unknown[]) =>
      work(...args),
  }),
} as never;
