import type { Context } from './context.ts';

/** GitHub makes at most so many jobs of a matrix in a workflow run (GitHub docs, usage limits). */
export const MOST_JOBS = 256;

export interface Matrix {
  readonly include: readonly {
    /** What the input `account` takes: one name, or several with commas. */
    readonly account: string;
  }[];
}

/**
 * The accounts as a job matrix: one job for each, or, where that would be more than GitHub makes, one for as few as
 * possible. Names only: outputs can be read in the log, where ARNs would show account ids.
 */
export function matrixOf(names: readonly string[]): Matrix {
  const inEach = Math.max(1, Math.ceil(names.length / MOST_JOBS));
  const jobs = Math.ceil(names.length / inEach);
  return {
    include: Array.from({ length: jobs }, (_, job) => ({
      account: names.slice(job * inEach, (job + 1) * inEach).join(','),
    })),
  };
}

/** What `plan-matrix` gives as the output `matrix`. */
export function planMatrix({ settings }: Context): string {
  return JSON.stringify(matrixOf(settings.accounts.map(({ name }) => name)));
}
