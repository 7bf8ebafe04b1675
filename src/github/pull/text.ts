/** Places in a text, as offsets of UTF-16 units. */

/** `text` takes the place of what stands from `at` up to `end`. */
export interface Splice {
  readonly at: number;
  readonly end: number;
  readonly text: string;
}

/** The text with splices made that do not overlap; those at one place come in the order given. */
export function splicedInto(text: string, splices: readonly Splice[]): string {
  let result = '';
  let done = 0;
  for (const { at, end, text: put } of splices.toSorted((one, other) => one.at - other.at)) {
    result += text.slice(done, at) + put;
    done = Math.max(done, end);
  }
  return result + text.slice(done);
}

/** The line ending that the text uses first. */
export function lineEndOf(text: string): '\n' | '\r\n' {
  const at = text.indexOf('\n');
  return at > 0 && text[at - 1] === '\r' ? '\r\n' : '\n';
}

/** Whole lines put at the start of a line, or at the end of the text. */
export function linesAt(text: string, at: number, lines: readonly string[]): Splice {
  const end = lineEndOf(text);
  const open = at === text.length && at > 0 && text[at - 1] !== '\n';
  return { at, end: at, text: `${open ? end : ''}${lines.map((line) => line + end).join('')}` };
}

/** Where the line after the one that holds the character before `at` begins. */
export function nextLine(text: string, at: number): number {
  if (at > 0 && text[at - 1] === '\n') return at;
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

/** `at`, the start of a line, moved past lines of comment that are indented by `indent` or more. */
export function pastComments(text: string, at: number, indent: number): number {
  const comment = new RegExp(`^ {${indent},}#.*(\\n|$)`);
  for (let start = at; ; ) {
    const end = text.indexOf('\n', start);
    const found = comment.exec(text.slice(start, end < 0 ? undefined : end + 1));
    if (!found) return start;
    start += found[0].length;
  }
}

/** Spaces before `at` in its line; undefined where something else stands there too. */
export function indentAt(text: string, at: number): number | undefined {
  const before = text.slice(text.lastIndexOf('\n', at - 1) + 1, at).replace('\u{FEFF}', '');
  return /^ *$/.test(before) ? before.length : undefined;
}
