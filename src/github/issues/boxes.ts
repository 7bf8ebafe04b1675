import { join, type Markdown, md } from '../../report/markdown.ts';
import { BOXES, type Box, type IssueData } from './issue.ts';
import { resourceInKey } from './key.ts';
import { linesOf } from './lines.ts';

/** How long a finding is left alone when its box says so. */
export const SNOOZE_DAYS = 30;

const TICKABLE = /^(\s*[-*+] \[)([ xX])(\]\s+(.*?)\s*<!-- box:([a-z-]+) -->\s*)$/;

/** A box as it stands in a body. */
export interface BoxSeen {
  readonly ticked: boolean;
  /** Its words, in Markdown. */
  readonly words: string;
}

/**
 * The words of a box. Those of the first say exactly what it carries out, by the data that is kept unseen: what a
 * person reads beside the box and what is done cannot differ.
 */
export function wordsOf(box: Box, data: Pick<IssueData, 'key' | 'change'>): Markdown {
  switch (box) {
    case 'carry-out':
      return md`**Carry out exactly this:** ${deed(data)}`;
    case 'snooze':
      return md`Leave it alone for ${SNOOZE_DAYS} days`;
    case 'never':
      return md`Never propose it again`;
  }
}

function deed({ key, change }: Pick<IssueData, 'key' | 'change'>): string {
  const resource = resourceInKey(key);
  if (change.kind !== 'set-floor') return `${change.kind} ${resource}`;
  const verb = change.to < change.from ? 'lower' : 'raise';
  return `${verb} ${resource} from ${change.from} to ${change.to} TPS`;
}

/** The boxes as a task list. */
export function renderBoxes(data: Pick<IssueData, 'key' | 'change'>, ticks: ReadonlySet<Box>): Markdown {
  const lines = BOXES.map((box) => ({
    source: `- [${ticks.has(box) ? 'x' : ' '}] ${wordsOf(box, data).source} <!-- box:${box} -->`,
  }));
  return join(lines, '\n');
}

/** The boxes of a body, however people edited what is around them. One that stands twice is ticked when both are. */
export function boxesIn(body: string): ReadonlyMap<Box, BoxSeen> {
  const seen = new Map<Box, BoxSeen>();
  for (const { text, fenced } of linesOf(body)) {
    const [, , mark, , words = '', name] = TICKABLE.exec(text) ?? [];
    const box = BOXES.find((each) => each === name);
    if (!box || fenced) continue;
    const before = seen.get(box);
    seen.set(box, { words: before?.words ?? words, ticked: mark !== ' ' && (before?.ticked ?? true) });
  }
  return seen;
}

export function ticksIn(body: string): ReadonlySet<Box> {
  return new Set([...boxesIn(body)].flatMap(([box, { ticked }]) => (ticked ? [box] : [])));
}

/** The body with exactly these boxes ticked, and nothing else changed but the ends of its lines. */
export function withTicks(body: string, ticks: ReadonlySet<Box>): string {
  return linesOf(body)
    .map(({ text, fenced }) => (fenced ? text : text.replace(TICKABLE, tick(ticks))))
    .join('\n');
}

function tick(ticks: ReadonlySet<Box>) {
  return (line: string, before: string, _: string, after: string, __: string, name: string) => {
    const box = BOXES.find((each) => each === name);
    return box ? `${before}${ticks.has(box) ? 'x' : ' '}${after}` : line;
  };
}
