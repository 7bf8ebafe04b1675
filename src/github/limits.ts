import type { Pace } from './pace.ts';

/** How often a request is sent again that met a limit. */
const ATTEMPTS_AGAIN = 3;
/** Seconds. The hour of the primary limit may be almost over; it is not waited for from its start. */
const PRIMARY_WAIT = 300;
/** Seconds. GitHub asks for a minute where it names no time (GitHub docs, "Rate limits for the REST API"). */
const SECONDARY_WAIT = 180;
/** Seconds that all requests of a run together may wait. */
const WAIT_IN_A_RUN = 900;

/** What was asked for when a limit was met; Octokit's `options`. */
interface Limited {
  readonly method: string;
  readonly url: string;
}

/** Waits `seconds`, and says whether to send the request again; `retried` is how often it was already. */
export type LimitHandler = (
  seconds: number,
  options: Limited,
  octokit: unknown,
  retried: number,
) => Promise<boolean>;

export interface LimitHandlers {
  readonly onRateLimit: LimitHandler;
  readonly onSecondaryRateLimit: LimitHandler;
}

/**
 * What is done when GitHub refuses a request because of a limit: it is sent again as soon as GitHub allows, if that
 * is soon, a few times, and no longer than all requests of a run together may wait. Otherwise its refusal stands.
 */
export function limitHandlers(
  { sleep }: Pace,
  signal: AbortSignal,
  log: (line: string) => void,
): LimitHandlers {
  let left = WAIT_IN_A_RUN;
  const handler =
    (name: string, longest: number): LimitHandler =>
    async (seconds, { method, url }, _octokit, retried) => {
      const met = `GitHub's ${name} was met by ${method} ${url}`;
      if (retried >= ATTEMPTS_AGAIN || seconds > Math.min(longest, left)) {
        log(
          `${met}: given up, as it asks to wait ${seconds} s${retried > 0 ? ` after ${retried} retries` : ''}.`,
        );
        return false;
      }
      left -= seconds;
      log(`${met}: asking again in ${seconds} s.`);
      return sleep(seconds * 1000, signal).then(
        () => true,
        () => false,
      );
    };
  return {
    onRateLimit: handler('hourly rate limit', PRIMARY_WAIT),
    onSecondaryRateLimit: handler('secondary rate limit', SECONDARY_WAIT),
  };
}
