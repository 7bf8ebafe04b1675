import { layOut, line, table } from '../../report/document.ts';
import { count } from '../../report/figures.ts';
import { ICONS } from '../../report/icons.ts';
import { escaped, md } from '../../report/markdown.ts';
import type { ConfigError } from '../../settings/config/errors.ts';
import { hide as hideData } from '../hidden.ts';
import { MAX_COMMENT_BYTES, PLAN } from './comment.ts';

/** What stands on the pull request instead of a plan where its config file has errors: each with its place. */
export function renderInvalidComment({
  errors,
  hide,
  workflowKey,
}: {
  readonly errors: readonly ConfigError[];
  readonly hide: (text: string) => string;
  readonly workflowKey: string;
}): string {
  const marker = `${hideData(PLAN, { v: 1, key: workflowKey })}\n`;
  const rows = errors.map(({ file, line: at, column, path, value, allowed }) => [
    escaped(`${file}:${at}:${column}`),
    escaped([path, value].filter(Boolean).join(': ')),
    escaped(allowed),
  ]);
  const blocks = [
    line(md`### ${ICONS.failed} There is no plan: the config file has ${count(errors.length, 'error')}.`),
    line(md`Merged as it is, every run would fail before it reads or changes anything.`),
    table('error', [{ title: 'Where' }, { title: 'What stands there' }, { title: 'What is allowed' }], rows),
  ];
  return `${marker}${hide(layOut(blocks, MAX_COMMENT_BYTES - Buffer.byteLength(marker))).trimEnd()}\n`;
}
