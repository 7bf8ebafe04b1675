import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect } from '@jest/globals';
import { parse } from 'yaml';

export const ROOT = resolve(import.meta.dirname, '../..');
const UPDATE = process.env['UPDATE_GOLDEN'] === '1';

/** The documents for users that hold examples and generated parts. */
export const DOCUMENTS = [
  'README.md',
  'docs/changes.md',
  'docs/config.md',
  'docs/moving.md',
  'docs/reference.md',
  'docs/speed.md',
] as const;

export type Document = (typeof DOCUMENTS)[number];

export const read = (path: string): string => readFileSync(resolve(ROOT, path), 'utf8');

export const readme = (): string => read('README.md');

/** What `action.yml` declares. */
export interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
}

export const actionFile = (): ActionFile => parse(read('action.yml'));

/** The workflows to paste: the names of their files without the ending, and their texts. */
export const pastedWorkflows = (): readonly (readonly [name: string, text: string])[] =>
  readdirSync(`${ROOT}/docs/workflows`)
    .toSorted()
    .map((file) => [file.replace(/\.yml$/, ''), read(`docs/workflows/${file}`)] as const);

/** A Markdown table; a vertical bar within a cell is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.trim().replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/**
 * The part of a document between `<!-- name -->` and `<!-- /name -->` holds exactly this; with UPDATE_GOLDEN=1 it is
 * written instead.
 */
export function expectPart(name: string, content: string, document: Document = 'README.md'): void {
  const part = new RegExp(`(?<=<!-- ${name} -->\n)[^]*?(?=<!-- /${name} -->)`);
  const text = read(document);
  if (UPDATE)
    writeFileSync(
      resolve(ROOT, document),
      text.replace(part, () => `${content}\n`),
    );
  expect(part.exec(read(document))?.[0]).toBe(`${content}\n`);
}

/** The rows of the table in a part of a document, cell by cell, as Markdown. */
export function cellsOf(name: string, document: Document = 'README.md'): string[][] {
  const [, part = ''] = new RegExp(`<!-- ${name} -->\n([^]*?)<!-- /${name} -->`).exec(read(document)) ?? [];
  const [, , ...rows] = part.trim().split('\n');
  return rows.map((row) => row.slice(2, -2).split(' | '));
}

/** The contents of all code blocks of a language. */
export function codeBlocks(markdown: string, language: string): string[] {
  const blocks = markdown.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'));
  return Array.from(blocks, ([, code = '']) => code);
}
