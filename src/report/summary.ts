import { asShown } from './accounts.ts';
import { attention } from './attention.ts';
import { changes } from './changes.ts';
import { chart } from './chart.ts';
import { closing } from './closing.ts';
import { layOut } from './document.ts';
import { fleet } from './fleet.ts';
import type { Run } from './run.ts';
import { unknowns } from './unknowns.ts';
import { unmonitored } from './unmonitored.ts';
import { verdict } from './verdict.ts';
import { whatToDo } from './whatToDo.ts';
import { work } from './work.ts';

/** GitHub drops a step's whole summary above 1 MiB (1,048,576 bytes); the rest is left to other writers. */
export const MAX_SUMMARY_BYTES = 1_000_000;

/** What a summary consists of, in the order in which a reader needs it. */
const SECTIONS = [
  verdict,
  whatToDo,
  attention,
  changes,
  unknowns,
  fleet,
  chart,
  unmonitored,
  work,
  closing,
] as const;

/**
 * The run as GitHub Flavored Markdown, the verdict first, without account ids if so asked, in at most `maxBytes` bytes of
 * UTF-8. What does not fit is cut by whole rows, and how many is said; too small a budget for the verdict
 * gives an empty text.
 */
export function renderSummary(
  run: Run,
  { maxBytes = MAX_SUMMARY_BYTES }: { maxBytes?: number } = {},
): string {
  const shown = asShown(run);
  return layOut(
    SECTIONS.flatMap((section) => section(shown)),
    maxBytes,
  );
}
