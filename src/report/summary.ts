import { asShown } from './accounts.ts';
import { attention } from './attention.ts';
import { byAccount } from './byAccount.ts';
import { changes } from './changes.ts';
import { chart } from './chart.ts';
import { closing } from './closing.ts';
import { diagnosis } from './diagnosis.ts';
import { type Block, layOut } from './document.ts';
import { fleet } from './fleet.ts';
import { removal } from './removal.ts';
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
  byAccount,
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

/** What is about no fleet has less to tell. */
const SECTIONS_OF: Readonly<Partial<Record<Run['command'], readonly ((run: Run) => readonly Block[])[]>>> = {
  doctor: [diagnosis, attention, closing],
  uninstall: [removal, attention, work, closing],
};

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
    (SECTIONS_OF[run.command] ?? SECTIONS).flatMap((section) => section(shown)),
    maxBytes,
  );
}
