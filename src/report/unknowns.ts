import { groupAlike } from './alike.ts';
import { where } from './attention.ts';
import { type Block, line, table } from './document.ts';
import { count } from './figures.ts';
import { escaped, md } from './markdown.ts';
import type { Run, Unknown } from './run.ts';
import { resourcesOf } from './totals.ts';

const ROWS_IN_SIGHT = 5;

/** What could not be judged, and what would make it known. */
export function unknowns(run: Run): readonly Block[] {
  const all = resourcesOf(run).flatMap(({ account, name, region, verdict, unsized }) => {
    const entry = (what: string, { reason, remedy }: Unknown) => ({
      ...(account === undefined ? {} : { account }),
      resource: name,
      region,
      what,
      reason,
      remedy,
    });
    if (verdict?.kind === 'unknown') return [entry('Whether it is in use', verdict)];
    return verdict?.kind === 'busy' && unsized ? [entry('What floor it needs', unsized)] : [];
  });
  if (all.length === 0) return [];
  const rows = groupAlike(all, ({ what, reason, remedy }) => JSON.stringify([what, reason, remedy])).map(
    ({ first, all: alike }) => [where(alike), md`${first.what}: ${first.reason}`, escaped(first.remedy)],
  );
  const columns = [{ title: 'Resource' }, { title: 'Not known' }, { title: 'What would make it known' }];
  const folded =
    rows.length > ROWS_IN_SIGHT ? md`${count(all.length, 'resource')} that could not be judged` : undefined;
  return [
    line(md`### Not known`),
    line(md`Unknown is not idle: nothing is changed here.`),
    table('row', columns, rows, folded),
  ];
}
