import { styleText } from 'node:util';
import { lexer, type Token, type Tokens } from 'marked';
import { decoded, widthOf, wrapped } from './text.ts';

const DEFAULT_COLUMNS = 110;
const GAP = '  ';
/** No column gets narrower than this, however narrow the terminal is. */
const NARROWEST = 8;

/** GitHub's Markdown as plain text for a terminal: tables in columns, what is folded away as its heading only. */
export function forTerminal(markdown: string, columns = DEFAULT_COLUMNS): string {
  return lexer(withoutFolded(markdown.replace(/<!--.*?-->/gs, '')), { gfm: true })
    .flatMap((token) => block(token, columns))
    .join('\n\n')
    .replaceAll('\u00a0', ' ');
}

/** A folded part shows its heading, as it does on GitHub until someone opens it. */
function withoutFolded(markdown: string): string {
  return markdown.replace(
    /<details>\s*<summary>(.*?)<\/summary>.*?<\/details>/gs,
    (_, heading: string) => `▸ ${heading} _(folded)_`,
  );
}

function block(token: Token, columns: number): string[] {
  switch (token.type) {
    case 'heading':
      return [styleText('bold', wrapped(inline(token.tokens ?? []), columns).join('\n'))];
    case 'paragraph':
      return [wrapped(inline(token.tokens ?? []), columns).join('\n')];
    case 'blockquote':
      return (token.tokens ?? []).flatMap((inner) => block(inner, columns - 2)).map(quoted);
    case 'table':
      return [table(token as Tokens.Table, columns)];
    case 'list':
      return [list(token as Tokens.List, columns)];
    case 'code':
      return [code(token as Tokens.Code)];
    case 'space':
      return [];
    default:
      return [decoded(token.raw).trim()];
  }
}

function code({ lang, text }: Tokens.Code): string {
  return lang === 'mermaid' ? styleText('dim', '(A chart: see the page.)') : text.replace(/^/gm, '  ');
}

function list({ items, ordered }: Tokens.List, columns: number): string {
  return items
    .map(({ task, checked, tokens }, index) => {
      const sign = task ? (checked ? '[x]' : '[ ]') : ordered ? `${index + 1}.` : '-';
      const lines = wrapped(inline(tokens).trim(), columns - sign.length - 1);
      return `${sign} ${lines.join(`\n${' '.repeat(sign.length + 1)}`)}`;
    })
    .join('\n');
}

function quoted(text: string): string {
  return text.replace(/^/gm, '│ ');
}

function inline(tokens: readonly Token[]): string {
  return tokens.map(span).join('');
}

function span(token: Token): string {
  switch (token.type) {
    case 'html':
      return /^<br/.test(token.raw) ? '\n' : '';
    case 'codespan':
      return decoded((token as Tokens.Codespan).text);
    case 'checkbox':
      return '';
    case 'text':
      if (token.tokens) return inline(token.tokens);
      return decoded((token as Tokens.Text).text).replaceAll('\n', token.raw === '\n' ? '' : ' ');
    case 'escape':
      return decoded((token as Tokens.Text).text).replaceAll('\n', token.raw === '\n' ? '' : ' ');
    default:
      return 'tokens' in token && token.tokens ? inline(token.tokens) : decoded(token.raw);
  }
}

function table({ header, rows, align }: Tokens.Table, columns: number): string {
  const titles = header.map(({ tokens }) => inline(tokens).trim());
  const cells = rows.map((row) => row.map(({ tokens }) => inline(tokens).trim()));
  const widths = fitted(
    titles.map((title, column) =>
      Math.max(...[title, ...cells.map((row) => row[column] ?? '')].map(widthOf)),
    ),
    columns - GAP.length * (titles.length - 1),
  );
  const right = align.map((one) => one === 'right');
  const tall = cells.some((row) => row.some((cell, column) => linesIn(cell, widths[column]).length > 2));
  const body = cells.map((row) => rowOf(row, widths, right, 'dim'));
  return [
    rowOf(titles, widths, right, 'bold', 'bold'),
    widths.map((width) => '─'.repeat(width)).join(GAP),
    body.join(tall ? '\n\n' : '\n'),
  ].join('\n');
}

/** Takes from the widest column until all fit. */
function fitted(natural: readonly number[], room: number): number[] {
  const widths = [...natural];
  while (widths.reduce((sum, width) => sum + width, 0) > room) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= NARROWEST) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function linesIn(cell: string, width = 0): string[] {
  return wrapped(cell, width);
}

type Style = 'bold' | 'dim';

/** A row of a table, as many lines as its tallest cell; `below` is the style of what a cell has under a line break. */
function rowOf(
  cells: readonly string[],
  widths: readonly number[],
  right: readonly boolean[],
  below: Style,
  style?: Style,
): string {
  const lines = cells.map((cell, column) => linesIn(cell, widths[column]));
  const first = cells.map((cell, column) => linesIn(cell.split('\n', 1)[0] ?? '', widths[column]).length);
  const height = Math.max(...lines.map(({ length }) => length));
  return Array.from({ length: height }, (_, index) =>
    widths
      .map((width, column) => {
        const text = lines[column]?.[index] ?? '';
        const blank = ' '.repeat(Math.max(0, width - widthOf(text)));
        const how = index < (first[column] ?? 0) ? style : below;
        const shown = how && text ? styleText(how, text) : text;
        return right[column] ? blank + shown : shown + blank;
      })
      .join(GAP)
      .trimEnd(),
  ).join('\n');
}
