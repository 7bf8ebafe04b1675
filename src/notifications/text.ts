/** Text for mail clients: plain, of limited width, with nothing in it that could pose as something else. */

/** Characters in a line of running text, so that a mail client need not wrap it again. */
export const LINE_WIDTH = 100;

/** Control characters, those that turn the direction of text or are not seen, and every kind of line break. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu;

/** A text from AWS or from a person as one line of at most so many characters, its end cut off. */
export function oneLine(text: string, most: number): string {
  const line = text.toWellFormed().replace(UNPRINTABLE, ' ').trim();
  return line.length <= most ? line : `${line.slice(0, most - 3).toWellFormed()}...`;
}

/** One line of printable ASCII, with `?` for each other character. */
export function printableAscii(text: string): string {
  return text
    .toWellFormed()
    .replace(UNPRINTABLE, ' ')
    .replace(/[^ -~]/gu, '?')
    .trim();
}

/** At most so many characters (5 or more) with the middle left out: the ends of names tell most. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = Math.ceil((most - 3) / 2);
  return `${text.slice(0, head)}...${text.slice(text.length - (most - 3 - head))}`;
}

/** Lines of at most LINE_WIDTH characters, broken at spaces; a longer word is broken too. */
export function wrapped(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap(pieces)) {
    if (line === '') line = word;
    else if (line.length + 1 + word.length <= LINE_WIDTH) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].join('\n');
}

/** Never cuts a character in two. */
function pieces(word: string): string[] {
  if (word.length <= LINE_WIDTH) return [word];
  const pieces = [''];
  for (const character of word) {
    const last = pieces.length - 1;
    if ((pieces[last] ?? '').length + character.length > LINE_WIDTH) pieces.push(character);
    else pieces[last] += character;
  }
  return pieces;
}

/** `2026-11-23 10:00 UTC` of Unix milliseconds. */
export function utc(at: number): string {
  const iso = isoOf(at);
  return iso === undefined ? 'an unknown time' : `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

/** `2026-11-23`, the day in UTC. */
export function utcDay(at: number): string {
  return isoOf(at)?.slice(0, 10) ?? 'an unknown day';
}

function isoOf(at: number): string | undefined {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** `$146`, `$7.30`, `$0`, without a sign. */
export function dollars(usd: number): string {
  const amount = Math.abs(usd);
  const digits = amount >= 10 || amount === 0 ? 0 : 2;
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return `$${new Intl.NumberFormat('en-US', format).format(amount)}`;
}
