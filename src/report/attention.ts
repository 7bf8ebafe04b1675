import { nameInArn } from '../fleet/arn.ts';
import type { Notice } from '../outcomes/notice.ts';
import { type Alike, groupAlike } from './alike.ts';
import { type Block, line, table } from './document.ts';
import { ICONS } from './icons.ts';
import { escaped, join, type Markdown, md } from './markdown.ts';
import type { Run } from './run.ts';
import { resourcesOf } from './totals.ts';

const NAMED_PLACES = 5;
const NOWHERE = md`–`;

interface Place {
  readonly region?: string;
  readonly resource?: string;
}

/** What a reader should do something about, or should at least know: failures, notices, unknown demand. */
export function attention(run: Run): readonly Block[] {
  const blocks = [...failures(run), ...concerns(run)];
  return blocks.length > 0 ? [line(md`### Needs attention`), ...blocks] : [];
}

/** How many different things there are to look at that did not fail. */
export function countConcerns(run: Run): number {
  return concernsOf(run).filter(({ first }) => first.level === 'warning').length;
}

function failures(run: Run): readonly Block[] {
  const alike = groupAlike(run.failures, ({ what, operation, cause, remedy }) =>
    JSON.stringify([what, operation, errorNameIn(cause), remedy]),
  );
  if (alike.length === 0) return [];
  const rows = alike.map(({ first, all }) => [
    md`${ICONS.failed} ${first.what}`,
    where(all),
    all.length > 1 ? md`${first.cause} (and ${all.length - 1} more like it)` : escaped(first.cause),
    escaped(first.remedy),
  ]);
  return [
    table(
      'failure',
      [{ title: 'Failed' }, { title: 'Where' }, { title: 'Cause' }, { title: 'What to do' }],
      rows,
    ),
  ];
}

/** Causes start with the error's name; what follows often names the one resource. */
function errorNameIn(cause: string): string {
  return cause.split(':', 1)[0] ?? cause;
}

function concerns(run: Run): readonly Block[] {
  const rows = concernsOf(run).map(({ first, all }) => [
    first.level === 'warning' ? md`${ICONS.partial} ${first.text}` : escaped(first.text),
    where(all),
  ]);
  return rows.length > 0 ? [table('notice', [{ title: 'To know' }, { title: 'Where' }], rows)] : [];
}

/** Unknown demand first, since no alarm and no decision can be made without it; then notices, warnings first. */
function concernsOf(run: Run): readonly Alike<Notice>[] {
  const unknown = resourcesOf(run).flatMap(({ name, region, demand }): Notice[] =>
    demand.kind === 'unknown'
      ? [{ level: 'warning', text: `Demand unknown: ${demand.why}`, resource: name, region }]
      : [],
  );
  const all = [...unknown, ...run.notices].toSorted((a, b) => RANK[a.level] - RANK[b.level]);
  return groupAlike(all, ({ level, text }) => `${level} ${text}`);
}

const RANK: Readonly<Record<Notice['level'], number>> = { warning: 0, info: 1 };

/** `home, search in us-east-1`, with the first few of each when there are many. */
function where(places: readonly Place[]): Markdown {
  const resources = named(places.flatMap(({ resource }) => (resource ? [shortName(resource)] : [])));
  const regions = named(places.flatMap(({ region }) => (region ? [region] : [])));
  if (!resources) return regions ?? NOWHERE;
  return regions ? md`${resources} in ${regions}` : resources;
}

function named(names: readonly string[]): Markdown | undefined {
  const different = [...new Set(names)];
  if (different.length === 0) return undefined;
  const shown = different.slice(0, NAMED_PLACES);
  const rest = different.length - shown.length;
  const list = join(shown, ', ');
  return rest > 0 ? md`${list} and ${rest} more` : list;
}

function shortName(resource: string): string {
  if (!resource.startsWith('arn:')) return resource;
  return nameInArn(resource).split(':').at(-1) ?? resource;
}
