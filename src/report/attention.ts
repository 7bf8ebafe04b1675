import { nameInArn } from '../aws/arn.ts';
import type { Notice } from '../outcomes/notice.ts';
import { type Alike, groupAlike } from './alike.ts';
import { type Block, line, table } from './document.ts';
import { ICONS } from './icons.ts';
import { escaped, join, type Markdown, md, noWrap, withCode, withSmallPrint } from './markdown.ts';
import type { ResourceReport, Run } from './run.ts';
import { resourcesOf } from './totals.ts';

type Failure = Run['failures'][number];

const NAMED_PLACES = 3;
const NOWHERE = md`–`;

interface Place {
  readonly account?: string;
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

/** Failures that one row can tell, of several resources in one Region or of none in several. */
export function alikeFailures(failures: readonly Failure[]): readonly Alike<Failure>[] {
  return groupAlike(failures, ({ what, operation, region, resource, cause, remedy }) =>
    JSON.stringify([what, operation, errorNameIn(cause), remedy, resource === undefined ? '' : region]),
  );
}

function failures(run: Run): readonly Block[] {
  if (run.failures.length === 0) return [];
  const rows = alikeFailures(run.failures).map(({ first, all }) => [
    md`${ICONS.failed} ${first.what}`,
    whereFailed(all, run),
    all.length > 1 ? md`${first.cause} (and ${all.length - 1} more like it)` : escaped(first.cause),
    withCode(first.remedy),
  ]);
  return [
    table(
      'failure',
      [{ title: 'Failed' }, { title: 'Where' }, { title: 'Cause' }, { title: 'What to do' }],
      rows,
    ),
  ];
}

/** A failed read of metrics names no resource itself: it is told of those whose demand is unknown for it. */
function whereFailed(all: readonly Failure[], run: Run): Markdown {
  const unknown = resourcesOf(run).filter((resource) => all.some((failure) => explains(failure, resource)));
  if (unknown.length === 0) return where(all);
  const places = unknown.map(({ name, ...place }) => ({ ...place, resource: name }));
  return md`Demand unknown: ${where(places)}`;
}

/** The demand is unknown for the failure's own cause, or for the error that it names. */
function explains({ account, region, cause, operation }: Failure, resource: ResourceReport): boolean {
  if (resource.account !== account) return false;
  if (resource.demand.kind === 'known' || resource.region !== region || !operation) return false;
  const { why } = resource.demand;
  return why === cause || why.endsWith(`(${errorNameIn(cause)})`);
}

/** Causes start with the error's name; what follows often names the one resource. */
function errorNameIn(cause: string): string {
  return cause.split(':', 1)[0] ?? cause;
}

function concerns(run: Run): readonly Block[] {
  const rows = concernsOf(run).map(({ first, all }) => {
    const text = first.level === 'warning' ? md`${ICONS.partial} ${first.text}` : escaped(first.text);
    return [withSmallPrint(text, placesOf(all))];
  });
  return rows.length > 0 ? [table('notice', [{ title: 'To know' }], rows)] : [];
}

/** Unknown demand first, unless it stands elsewhere with what would make it known; then notices, warnings first. */
function concernsOf(run: Run): readonly Alike<Notice>[] {
  const unknown = resourcesOf(run).flatMap((resource): Notice[] => {
    const { account, name, region, demand, verdict } = resource;
    if (demand.kind === 'known' || verdict?.kind === 'unknown') return [];
    if (run.failures.some((failure) => explains(failure, resource))) return [];
    return [
      {
        level: 'warning',
        text: `Demand unknown: ${demand.why}`,
        resource: name,
        region,
        ...(account === undefined ? {} : { account }),
      },
    ];
  });
  const all = [...unknown, ...run.notices].toSorted((a, b) => RANK[a.level] - RANK[b.level]);
  return groupAlike(all, ({ level, text }) => `${level} ${text}`);
}

const RANK: Readonly<Record<Notice['level'], number>> = { warning: 0, info: 1 };

/** The first few names, and below them in small their Regions. */
export function where(places: readonly Place[]): Markdown {
  const [first, ...rest] = placesOf(places);
  if (!first) return NOWHERE;
  return places.some(({ resource }) => resource) ? withSmallPrint(first, rest) : md`<sub>${first}</sub>`;
}

/** The first few names, if any, then the first few accounts and Regions. */
function placesOf(places: readonly Place[]): readonly Markdown[] {
  const resources = named(places.flatMap(({ resource }) => (resource ? [escaped(shortName(resource))] : [])));
  const regions = named(places.flatMap(({ region }) => (region ? [noWrap(region)] : [])));
  const accounts = named(places.flatMap(({ account }) => (account ? [noWrap(account)] : [])));
  return [resources, accounts, regions].filter((each) => each !== undefined);
}

function named(names: readonly Markdown[]): Markdown | undefined {
  const different = [...new Set(names.map(({ source }) => source))].map((source) => ({ source }));
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
