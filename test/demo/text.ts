/** Text as a terminal counts it. */

const GRAPHEMES = new Intl.Segmenter('en');
const WIDE = /^\p{Emoji_Presentation}|\ufe0f/u;

/** Columns that the longest line of the text takes; an emoji takes two. */
export function widthOf(text: string): number {
  return Math.max(...text.split('\n').map(lineWidth));
}

function lineWidth(line: string): number {
  let width = 0;
  for (const { segment } of GRAPHEMES.segment(line)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** The lines of the text, broken between words where one is wider than `columns`. A word too wide is broken too. */
export function wrapped(text: string, columns: number): string[] {
  return text.split('\n').flatMap((line) => {
    const lines: string[] = [];
    let current = '';
    for (const word of line.split(' ').flatMap((whole) => pieces(whole, columns))) {
      const longer = current === '' ? word : `${current} ${word}`;
      if (current !== '' && lineWidth(longer) > columns) {
        lines.push(current);
        current = word;
      } else {
        current = longer;
      }
    }
    return [...lines, current];
  });
}

function pieces(word: string, columns: number): string[] {
  if (columns < 1 || lineWidth(word) <= columns) return [word];
  return [word.slice(0, columns), ...pieces(word.slice(columns), columns)];
}

const NAMED: Readonly<Record<string, string>> = { nbsp: '\u00a0', amp: '&', lt: '<', gt: '>', quot: '"' };

/** HTML's character references as the characters that they stand for; zero-width ones vanish. */
export function decoded(text: string): string {
  return text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&(\w+);/g, (whole, name: string) => NAMED[name] ?? whole)
    .replaceAll('\u200b', '');
}
