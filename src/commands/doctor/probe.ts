import type { RegionClients } from '../../aws/clients.ts';
import { errorName, failureOf, isAccessDenied, isNotFound } from '../../aws/errors.ts';
import type { Failure } from '../../aws/failure.ts';

/** Where permissions are tried. */
export interface Target {
  readonly clients: RegionClients;
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  /** Part of the name of what cannot exist: nobody else comes upon it. */
  readonly id: string;
  readonly dashboardName: string;
  readonly eventBus: string;
  /** Unix milliseconds. */
  readonly now: number;
}

/**
 * How a permission is tried without changing anything.
 *
 * `read` asks for what a run asks for. `refused` asks for a change of something that does not exist, or with a value
 * that is not allowed, so that nothing can come of it: AWS looks at the caller's permissions before it looks at either,
 * which it does for all that is known but does not promise.
 */
export interface Probe {
  readonly kind: 'read' | 'refused';
  readonly send: (target: Target) => Promise<unknown>;
}

/** Thrown by a probe where trying could change something. */
export class Untried extends Error {}

export type Trial =
  /** `sure`: AWS did what was asked. Else it refused for another reason than a missing permission. */
  | { readonly kind: 'allowed'; readonly sure: boolean }
  | { readonly kind: 'denied'; readonly message: string }
  | { readonly kind: 'not-tried'; readonly why: string }
  | { readonly kind: 'failed'; readonly error: unknown; readonly failure: Failure };

/** With these a service refuses what was asked of it, rather than who asks; shapes and older codes alike. */
const INVALID =
  /^(Invalid(Input|ParameterValue|ParameterCombination|Parameter|ParameterInput)|Validation(Error)?|DashboardInvalidInputError|MissingParameter|MissingRequiredParameter|ResourceInUse|LimitExceeded|TagPolicy)(Exception|Error|Fault)?$/;

/** Tries one permission. Never throws. */
export async function tryOut(action: string, probe: Probe, target: Target): Promise<Trial> {
  try {
    await probe.send(target);
    return { kind: 'allowed', sure: probe.kind === 'read' };
  } catch (error) {
    return trialOf(error, action, target.region);
  }
}

function trialOf(error: unknown, action: string, region: string): Trial {
  if (error instanceof Untried) return { kind: 'not-tried', why: error.message };
  if (isAccessDenied(error)) return { kind: 'denied', message: messageOf(error) };
  if (isNotFound(error) || INVALID.test(errorName(error))) return { kind: 'allowed', sure: false };
  const failure = failureOf(error, { what: 'try a permission', region, operation: action });
  return { kind: 'failed', error, failure };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
