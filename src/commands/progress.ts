import type { Context } from './context.ts';

/** Work that takes longer than this says how far it is, and again after each such time. */
const PROGRESS_EVERY_MS = 10_000;

/** A listener for "so many of so many done" that logs now and then, and not at all for quick work. */
export function progressOf(
  { now, log }: Pick<Context, 'now' | 'log'>,
  line: (done: number, total: number) => string,
): (done: number, total: number) => void {
  let last = now();
  return (done, total) => {
    if (now() - last < PROGRESS_EVERY_MS) return;
    last = now();
    log.info(line(done, total));
  };
}
