import type { Failure } from '../../aws/failure.ts';
import type { Notice } from '../../outcomes/notice.ts';
import type { Upkeep } from '../../outcomes/upkeep.ts';
import type { Mode } from '../context.ts';

/** What removing something came to, or in `plan` would. */
export interface Removed {
  readonly upkeep: readonly Upkeep[];
  readonly notices: readonly Notice[];
  readonly failures: readonly Failure[];
}

export const NOTHING: Removed = { upkeep: [], notices: [], failures: [] };

export const UNINSTALLED = 'uninstalled';

export function together(parts: readonly Removed[]): Removed {
  return {
    upkeep: parts.flatMap(({ upkeep }) => upkeep),
    notices: parts.flatMap(({ notices }) => notices),
    failures: parts.flatMap(({ failures }) => failures),
  };
}

/** Removes one thing, or in `plan` tells that it would. Never throws. */
export async function removing(
  told: Omit<Upkeep, 'outcome'>,
  mode: Mode,
  act: () => Promise<unknown>,
  failureOf: (error: unknown) => Failure,
): Promise<Removed> {
  if (mode === 'plan') return { ...NOTHING, upkeep: [{ ...told, outcome: 'planned' }] };
  try {
    await act();
    return { ...NOTHING, upkeep: [{ ...told, outcome: 'done' }] };
  } catch (error) {
    return { ...NOTHING, upkeep: [{ ...told, outcome: 'failed' }], failures: [failureOf(error)] };
  }
}
