import { count, number } from './figures.ts';
import { type Markdown, md } from './markdown.ts';
import { sum } from './totals.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'right';
}

export interface Table {
  readonly kind: 'table';
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Markdown[])[];
  /** What one row is, such as `alarm`. */
  readonly noun: string;
  /** When given, the table is folded away under these words. */
  readonly folded?: Markdown;
}

/** What a document is made of. Only the rows of tables are ever cut. */
export type Block =
  | { readonly kind: 'line'; readonly line: Markdown }
  /** A fenced block in the given language, made of nothing foreign. */
  | { readonly kind: 'diagram'; readonly language: string; readonly source: string }
  | Table;

export function line(text: Markdown): Block {
  return { kind: 'line', line: text };
}

export function table(
  noun: string,
  columns: readonly Column[],
  rows: readonly (readonly Markdown[])[],
  folded?: Markdown,
): Table {
  return { kind: 'table', noun, columns, rows, ...(folded ? { folded } : {}) };
}

/**
 * The blocks as one Markdown text of at most `maxBytes` bytes of UTF-8. When they do not all fit, the last rows
 * of the longest tables go, each table saying how many; when even that is too much, whole blocks from the end.
 */
export function layOut(blocks: readonly Block[], maxBytes: number): string {
  const kept = fitting(blocks, maxBytes);
  const room = maxBytes - sum(kept.map(frameBytes));
  const shares = fairShares(kept.map(rowsBytes), room);
  return kept.map((block, index) => render(block, shares[index] ?? 0)).join('');
}

function fitting(blocks: readonly Block[], maxBytes: number): readonly Block[] {
  let used = 0;
  const end = blocks.findIndex((block) => {
    used += frameBytes(block);
    return used > maxBytes;
  });
  return end < 0 ? blocks : blocks.slice(0, end);
}

/** Max-min fairness: whoever needs less than an equal share gets all of it, and leaves the rest to the others. */
function fairShares(needs: readonly number[], room: number): readonly number[] {
  const shares = needs.map(() => 0);
  const smallestFirst = needs.map((need, index) => ({ need, index })).sort((a, b) => a.need - b.need);
  let left = room;
  smallestFirst.forEach(({ need, index }, position) => {
    const share = Math.min(need, Math.floor(left / (smallestFirst.length - position)));
    shares[index] = share;
    left -= share;
  });
  return shares;
}

function render(block: Block, bytesForRows: number): string {
  switch (block.kind) {
    case 'line':
      return `${block.line.source}\n\n`;
    case 'diagram':
      return `\`\`\`${block.language}\n${block.source}\n\`\`\`\n\n`;
    case 'table':
      return renderTable(block, rowsWithin(block, bytesForRows));
  }
}

function renderTable(block: Table, rows: readonly string[]): string {
  const head = `${row(block.columns.map(({ title }) => title))}${row(block.columns.map(rule))}`;
  const cut = block.rows.length - rows.length;
  const parts = [
    ...(block.folded ? [`<details>\n<summary>${block.folded.source}</summary>\n\n`] : []),
    ...(rows.length > 0 ? [head, ...rows, '\n'] : []),
    ...(cut > 0 ? [cutNote(block, cut)] : []),
    ...(block.folded ? ['</details>\n\n'] : []),
  ];
  return parts.join('');
}

function cutNote({ noun, rows }: Table, cut: number): string {
  const which = `${number(cut)} of ${count(rows.length, noun)}`;
  return `${md`_${which} left out here to stay within GitHub's size limit; the JSON report has all._`.source}\n\n`;
}

/** The bytes of a block apart from its rows: the most that it can come to. */
function frameBytes(block: Block): number {
  if (block.kind !== 'table') return bytes(render(block, 0));
  const head = `${row(block.columns.map(({ title }) => title))}${row(block.columns.map(rule))}\n`;
  return bytes(renderTable(block, [])) + bytes(head);
}

function rowsBytes(block: Block): number {
  return block.kind === 'table' ? sum(block.rows.map((cells) => bytes(renderRow(cells)))) : 0;
}

function rowsWithin(block: Table, room: number): readonly string[] {
  const kept: string[] = [];
  let left = room;
  for (const cells of block.rows) {
    const source = renderRow(cells);
    left -= bytes(source);
    if (left < 0) break;
    kept.push(source);
  }
  return kept;
}

function renderRow(cells: readonly Markdown[]): string {
  return row(cells.map(({ source }) => source));
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}

function rule({ align }: Column): string {
  return align === 'right' ? '--:' : '---';
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}
