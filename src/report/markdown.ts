import { bar, number, percent, UNKNOWN } from './figures.ts';

/** A piece of GitHub Flavored Markdown on one line, in which everything foreign is escaped. */
export interface Markdown {
  readonly source: string;
}

type Value = Markdown | string | number;

/** Characters of one foreign text that are shown: enough for any AWS error message worth reading. */
export const MAX_TEXT_CHARACTERS = 1000;

/** What Markdown, HTML and GitHub's mathematics give a meaning to, wherever it stands in a line. */
const MEANINGFUL = /[&<>|`[\]*~\\$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:(?=\/\/)|(?<=\bwww)\./giu;

/** What GitHub makes a mention, a mail link or an issue reference of, even when it is written as an entity. */
const REFERENCES = /@(?=\S)|#(?=\d)|(?<=(?<![\p{L}\p{N}])GH)-(?=\d)/giu;

const LINE_BREAKS = /[\s\p{Zl}\p{Zp}\u0085]+/gu;
/** Control characters, and format characters such as bidirectional overrides and zero-width ones. */
const INVISIBLE = /[\p{Cc}\p{Cf}]/gu;

const ZERO_WIDTH_SPACE = '\u200b';

/** Foreign text on one line, without anything invisible, and cut to `max` UTF-16 units. */
export function plain(value: string, max = MAX_TEXT_CHARACTERS): string {
  const line = value.toWellFormed().replace(LINE_BREAKS, ' ').replace(INVISIBLE, '').trim();
  return line.length > max ? `${line.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…` : line;
}

/**
 * Foreign text that shows as it is and means nothing: no markup, link, mention or reference, and no end of a
 * table cell. Characters become entities, which GFM decodes only after it has found the structure of a line.
 */
export function escaped(value: string): Markdown {
  const source = plain(value)
    .replace(REFERENCES, (found) => (found === '-' ? `${ZERO_WIDTH_SPACE}-` : `${found}${ZERO_WIDTH_SPACE}`))
    .replace(MEANINGFUL, (found) => `&#${found.charCodeAt(0)};`)
    .replaceAll(ZERO_WIDTH_SPACE, '&#8203;');
  return { source };
}

/** What may stand between backticks without a meaning of its own, or an end of its table cell. */
const CODE = /`([\w .:{}=,/*+-]{1,200})`/;

/** Escaped text in which what stands between backticks is code, as remedies have commands and settings. */
export function withCode(value: string): Markdown {
  const parts = value.split(CODE).map((part, index) => (index % 2 === 1 ? `\`${part}\`` : besideCode(part)));
  return { source: parts.join('') };
}

/** `escaped` trims; the space beside code stays. */
function besideCode(part: string): string {
  const { source } = escaped(part);
  if (source === '') return part === '' ? '' : ' ';
  return `${/^\s/.test(part) ? ' ' : ''}${source}${/\s$/.test(part) ? ' ' : ''}`;
}

/** Markdown whose inserted values are escaped, unless they are Markdown themselves; thousands are grouped. */
export function md(literal: TemplateStringsArray, ...values: readonly Value[]): Markdown {
  return { source: String.raw({ raw: literal }, ...values.map(sourceOf)) };
}

export function join(parts: readonly Value[], separator: string): Markdown {
  return { source: parts.map(sourceOf).join(separator) };
}

/** A link, or only its text when the address is not one of `https` or `http`: GitHub Enterprise Server may be at either. */
export function link(label: string, address: string): Markdown {
  if (!URL.canParse(address)) return escaped(label);
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return escaped(label);
  const target = url.href.replace(/[()<>|`[\]*_~\\$"'@\s]/g, (found) =>
    encodeURIComponent(found).replace(/[()*_~'[\]]/g, percentEncode),
  );
  return { source: `[${escaped(label).source}](${target})` };
}

const NO_BREAK_SPACE: Markdown = { source: '&nbsp;' };

/** Keeps a short text of a narrow column on one line. */
export function noWrap(text: string): Markdown {
  return { source: escaped(text).source.replaceAll(' ', NO_BREAK_SPACE.source) };
}

/** A name, and below it in small what else there is to know of it. */
export function withSmallPrint(name: Value, parts: readonly Value[]): Markdown {
  return parts.length > 0 ? md`${name}<br><sub>${join(parts, ' · ')}</sub>` : md`${name}`;
}

/** A bar of percent with its number, on one line. */
export function utilization(value: number | undefined): Markdown {
  if (value === undefined || !Number.isFinite(value)) return escaped(UNKNOWN);
  return md`\`${bar(value)}\`${NO_BREAK_SPACE}${percent(value)}`;
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function sourceOf(value: Value): string {
  if (typeof value === 'object') return value.source;
  return escaped(typeof value === 'number' ? number(value) : value).source;
}
