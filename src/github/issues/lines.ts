/** A line of a text that people write too. */
export interface Line {
  /** Without its line break. */
  readonly text: string;
  /** Whether it stands in a fenced block of code, where markup is only quoted. */
  readonly fenced: boolean;
}

const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;

/** The lines of a Markdown text, whatever ends them; fences by the rules of GitHub Flavored Markdown. */
export function linesOf(text: string): readonly Line[] {
  let open: string | undefined;
  return text.split(/\r\n|\r|\n/).map((line) => {
    const [, marks = '', rest = ''] = FENCE.exec(line) ?? [];
    if (open === undefined) {
      const opens = marks !== '' && !(marks.startsWith('`') && rest.includes('`'));
      if (opens) open = marks;
      return { text: line, fenced: opens };
    }
    if (marks.startsWith(open) && rest.trim() === '') open = undefined;
    return { text: line, fenced: true };
  });
}
