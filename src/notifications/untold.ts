import { isTransientError } from '@smithy/core/retry';
import { type Context, failureOf, isNotFound, isThrottled } from '../aws/errors.ts';
import type { Failure } from '../aws/failure.ts';

const STANDS = "The change itself stands and is in this run's report; no later run tells of it again.";

/** The failure to tell of a change: unlike most that a run does, a later run does not make up for it. */
export function untold(error: unknown, context: Context): Failure {
  const failure = failureOf(error, context);
  if (isNotFound(error)) return { ...failure, remedy: `${missing(context)} ${STANDS}` };
  if (!isThrottled(error) && !isTransient(error)) return failure;
  const remedy = `It was not taken, after retries: check the network, the proxy settings and the health of AWS. ${STANDS}`;
  return { ...failure, remedy };
}

function missing({ operation, region }: Context): string {
  return operation === 'events:PutEvents'
    ? `Check that the event bus of \`event-bus-name\` exists in ${region}.`
    : 'Run the command `monitor`, which creates the topic.';
}

function isTransient(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  return isTransientError(error as Parameters<typeof isTransientError>[0]);
}
