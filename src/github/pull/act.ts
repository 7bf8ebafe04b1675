import type { Failure } from '../../aws/failure.ts';
import type { Notice } from '../../outcomes/notice.ts';
import type { Upkeep } from '../../outcomes/upkeep.ts';
import { gitHubFailure } from '../failure.ts';

/** What was done so far, as it will be told. */
export interface Deeds {
  readonly upkeep: Upkeep[];
  readonly notices: Notice[];
  readonly failures: Failure[];
}

export type Deed = Omit<Upkeep, 'outcome'>;

/** Does one thing and tells of it; undefined where it failed. */
export async function doing<T>(
  record: Deeds,
  told: Deed,
  operation: string,
  act: () => Promise<T>,
): Promise<T | undefined> {
  try {
    const result = await act();
    record.upkeep.push({ ...told, outcome: 'done' });
    return result;
  } catch (error) {
    record.upkeep.push({ ...told, outcome: 'failed' });
    record.failures.push(failureOf(error, told, operation));
    return undefined;
  }
}

export function failureOf(error: unknown, { action, target, number }: Deed, operation: string): Failure {
  const name = target === 'issue' ? 'the issue that asks for the pull request' : 'the pull request';
  const resource = number === undefined ? {} : { resource: `#${number}` };
  return gitHubFailure(error, { what: `${action} ${name}`, ...resource, operation });
}
