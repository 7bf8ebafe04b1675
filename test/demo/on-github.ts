/** The issues and pull requests as Markdown for the terminal. */
import { styleText } from 'node:util';
import type { Look } from './scene.ts';
import { sectionsOf } from './sections.ts';
import { forTerminal } from './terminal.ts';
import { type Patch, type Thread, threadIn } from './threads.ts';

/** A pull request whole; of an issue what is found and asked, or what was said about it since. */
export function shownLook(look: Look, threads: readonly Thread[], columns: number): string {
  if (look === 'issues') return forTerminal(listOf(threads), columns);
  const thread = threadIn(threads, look);
  const { kind, number, state, title, body, files, comments } = thread;
  const said = comments.map((comment) => `**${comment.author}:**\n\n${comment.body}`);
  return [
    styleText('bold', `${kind} #${number} (${state}): ${title}`),
    ...(kind === 'issue' && said.length > 0
      ? []
      : [forTerminal(sectionsOf(body, ['Your decision']), columns)]),
    ...files.map(shownPatch),
    ...said.map((one) => forTerminal(one, columns)),
  ]
    .map((part, index) => (index === 0 ? part : part.replace(/^/gm, '│ ').replace(/ +$/gm, '')))
    .join('\n\n');
}

/** The issues and pull requests, newest first. */
export function listOf(threads: readonly Thread[]): string {
  return [
    '| Number | State | Title |',
    '| --: | --- | --- |',
    ...threads.toReversed().map(({ number, state, title }) => `| ${number} | ${state} | ${title} |`),
  ].join('\n');
}

function shownPatch({ path, patch }: Patch): string {
  const lines = patch.split('\n').map((line) => {
    if (line.startsWith('+')) return styleText('green', line);
    return line.startsWith('-') ? styleText('red', line) : line;
  });
  return [path, ...lines].join('\n');
}
