import type { Pace } from './pace.ts';
import type { UsageMeter } from './usage.ts';

export type Fetch = typeof globalThis.fetch;

/** The error with which everything ends once `signal` has aborted, whatever its reason was. */
function abortError({ reason }: AbortSignal): Error {
  return named('AbortError', reason instanceof Error ? reason.message : 'The run was cancelled.');
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

/** Rejects once the signal aborts, even where what is awaited goes on. */
export function untilAborted(signal: AbortSignal): <T>(work: () => Promise<T>) => Promise<T> {
  const aborted = new Promise<never>((_resolve, reject) => {
    const end = () => reject(abortError(signal));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
  aborted.catch(() => {});
  return (work) => (signal.aborted ? aborted : Promise.race([aborted, work()]));
}

/**
 * A `fetch` that counts, ends with the signal, and gives up when no answer came in time. It gives whole answers: Octokit
 * takes a body that breaks off for an empty one, and a status of 200 for success.
 */
export function patientFetch(
  fetch: Fetch,
  { answerTimeoutMs }: Pace,
  cancelled: AbortSignal,
  meter: UsageMeter,
): Fetch {
  return async (input, init) => {
    const late = AbortSignal.timeout(answerTimeoutMs);
    meter.sent();
    try {
      const answer = await fetch(input, { ...init, signal: AbortSignal.any([cancelled, late]) });
      meter.answered(answer);
      const body = await answer.arrayBuffer();
      const { status, statusText, headers } = answer;
      return new Response(body.byteLength > 0 ? body : null, {
        status,
        statusText,
        headers: Object.fromEntries(headers),
      });
    } catch (error) {
      if (cancelled.aborted) throw abortError(cancelled);
      if (late.aborted) throw named('TimeoutError', `no answer within ${answerTimeoutMs / 1000} s`);
      throw error;
    }
  };
}
