import { hidden, hide } from '../hidden.ts';
import { type IssueData, issueData } from './issue.ts';
import { linesOf } from './lines.ts';

/** An issue's body: what this action wrote, from the line with its hidden data to the one that ends it, and what people added around it. */

const WHAT = 'issue';
const OUR_LINE = /^<!-- personalize-monitor:issue /;
const END = hide('end', {});

/** The data of the first block that stands on a line of its own and is not quoted; undefined where that is damaged. */
export function dataIn(body: string): IssueData | undefined {
  const line = linesOf(body).find(({ text, fenced }) => !fenced && OUR_LINE.test(text));
  const parsed = line && issueData.safeParse(hidden(WHAT, line.text));
  return parsed?.success ? parsed.data : undefined;
}

/** What this action writes of a body. */
export function block(data: IssueData, content: string): string {
  return `${hide(WHAT, data)}\n\n${content}\n${END}\n`;
}

/** The body with other data, and nothing else changed. */
export function withData(body: string, data: IssueData): string {
  const lines = linesOf(body);
  const at = lines.findIndex(({ text, fenced }) => !fenced && OUR_LINE.test(text));
  return lines.map(({ text }, index) => (index === at ? hide(WHAT, data) : text)).join('\n');
}

/** What people wrote before and after our part of a body. */
export function around(body: string): { readonly before: string; readonly after: string } {
  const lines = linesOf(body);
  const start = lines.findIndex(({ text, fenced }) => !fenced && OUR_LINE.test(text));
  const end = lines.findIndex(({ text }, index) => index > start && text.trim() === END);
  const textOf = (part: typeof lines) => part.map(({ text }) => text).join('\n');
  return {
    before: start > 0 ? `${textOf(lines.slice(0, start))}\n` : '',
    after: end >= 0 ? textOf(lines.slice(end + 1)) : '',
  };
}
