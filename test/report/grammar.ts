/** The little of GitHub Flavored Markdown that a summary is made of, read independently of the code that writes it. */

const OWN_TAGS = /<\/?details>|<\/?summary>|<br>|<\/?sub>/g;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** The cells of a table's row. No text brings a pipe of its own: they are all written as entities. */
export function cellsOf(row: string): readonly string[] {
  return row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** What is wrong with a summary; nothing, if it is well-formed. */
export function problemsIn(markdown: string): readonly string[] {
  const fences = markdown.split(/^```.*$/m);
  const text = fences.filter((_, index) => index % 2 === 0).join('\n');
  return [
    ...(fences.length % 2 === 0 ? ['a fence is not closed'] : []),
    ...tableProblems(text),
    ...(count(text, '<details>') === count(text, '</details>') ? [] : ['details are not balanced']),
    ...(count(text, '<summary>') === count(text, '</summary>') ? [] : ['summaries are not balanced']),
    ...(/[<>]/.test(text.replaceAll(OWN_TAGS, '').replace(/^> /gm, '')) ? ['a text brought HTML'] : []),
    ...(INVISIBLE.test(markdown.replaceAll('\n', '')) ? ['a text brought invisible characters'] : []),
    ...(/@[\p{L}\p{N}]|#\d|(?<![\p{L}\p{N}])GH-\d/iu.test(withoutLinks(text))
      ? ['a text mentions someone or something']
      : []),
    ...(/!\[/.test(text) ? ['a text brought an image'] : []),
    ...[...text.matchAll(/\]\((?!https?:\/\/)/g)].map(() => 'a link goes elsewhere than to the web'),
  ];
}

function tableProblems(text: string): readonly string[] {
  const problems: string[] = [];
  let columns = 0;
  for (const line of text.split('\n')) {
    if (!line.startsWith('|')) {
      if (line.includes('|')) problems.push(`a pipe outside a table: ${line}`);
      columns = 0;
      continue;
    }
    const cells = cellsOf(line).length;
    if (columns > 0 && cells !== columns) problems.push(`${cells} cells in a table of ${columns}: ${line}`);
    columns = cells;
  }
  return problems;
}

/** Entities such as `&#124;` are no issue reference, and links hold what addresses hold. */
function withoutLinks(text: string): string {
  return text.replaceAll(/\]\([^)]*\)/g, ']').replaceAll(/&#\d+;/g, '\u0001');
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}
