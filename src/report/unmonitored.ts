import { type Block, line, table } from './document.ts';
import { count } from './figures.ts';
import { escaped, md, withSmallPrint } from './markdown.ts';
import type { Run } from './run.ts';
import { inAccount } from './words.ts';

const ROWS_IN_SIGHT = 15;

/** What is listed and not monitored, because it does not serve requests now. */
export function unmonitored(run: Run): readonly Block[] {
  const rows = run.regions
    .flatMap(({ unmonitored }) => unmonitored)
    .map(({ account, name, kind, region, status }) => [
      withSmallPrint(name, [kind, ...inAccount(account), region]),
      escaped(status),
    ]);
  if (rows.length === 0) return [];
  const columns = [{ title: 'Resource' }, { title: 'Status' }];
  const folded = rows.length > ROWS_IN_SIGHT ? md`All ${count(rows.length, 'resource')}` : undefined;
  return [line(md`### Not monitored, because not active`), table('resource', columns, rows, folded)];
}
