import { layOut, line } from '../../report/document.ts';
import { block } from './block.ts';
import { renderBoxes } from './boxes.ts';
import { evidence, foundIn, money } from './evidence.ts';
import { otherWays, whatWillHappen } from './howTo.ts';
import type { Box, IssueData } from './issue.ts';
import type { Subject } from './standing.ts';

/** GitHub refuses bodies of over 65,536 characters; bytes are at least as many. */
export const MOST_BYTES = 58_000;

export interface BodyOf {
  readonly subject: Subject;
  readonly data: IssueData;
  readonly ticks: ReadonlySet<Box>;
  /** Hides account ids, where they are to be hidden. */
  readonly hide: (text: string) => string;
  /** Bytes that people's own words around it take. */
  readonly taken?: number;
}

/**
 * What this action writes of an issue: the same for the same subject, data and ticks. Where it is too much, rows of
 * the longest table are cut and counted; the boxes are always there.
 */
export function renderBody({ subject, data, ticks, hide, taken = 0 }: BodyOf): string {
  const { change } = subject;
  const decision = `### Your decision\n\n${renderBoxes(data, ticks).source}\n`;
  const blocks = [
    line(foundIn(subject, hide)),
    ...evidence(subject, hide),
    ...money(subject, hide),
    ...whatWillHappen(change),
    ...otherWays(change, hide),
  ];
  const frame = Buffer.byteLength(block(data, decision));
  return block(data, layOut(blocks, Math.max(0, MOST_BYTES - frame - taken)) + decision);
}
