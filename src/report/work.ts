import type { Outcome, Upkeep } from '../outcomes/upkeep.ts';
import { type Block, line, table } from './document.ts';
import { count, shortTime } from './figures.ts';
import { ICONS } from './icons.ts';
import { escaped, join, link, type Markdown, md, withSmallPrint } from './markdown.ts';
import type { GitHubUse, Run } from './run.ts';
import { isSurvey, windowsPublished } from './totals.ts';
import { publishedSpan } from './windows.ts';
import { inAccount } from './words.ts';

/** More changes than this are folded away. */
const CHANGES_IN_SIGHT = 15;

/** What the run published and changed, or would. */
export function work(run: Run): readonly Block[] {
  const isPlanned = run.command === 'plan' || run.upkeep.some(({ outcome }) => outcome === 'planned');
  const title = isPlanned ? md`### What would be written` : md`### What was written`;
  if (!isSurvey(run)) return run.upkeep.length > 0 ? [line(title), ...upkeep(run, false)] : [];
  return [line(title), line(published(run)), ...upkeep(run, true)];
}

function published(run: Run): Markdown {
  const plan = run.command === 'plan';
  if (!run.publishMetrics) {
    const only = plan ? 'Only the count of resources would be' : 'Only the count of resources was';
    return md`**Metrics**: ${only} published in each Region, because the input publish-metrics is false.`;
  }
  const windows = windowsPublished(run);
  const verb = plan ? 'would publish' : 'published';
  if (windows === 0) return md`**Metrics**: ${verb} no new windows.`;
  return md`**Metrics**: ${verb} ${count(windows, 'five-minute window')}: ${publishedSpan(run)}.`;
}

const ON_GITHUB: readonly Upkeep['target'][] = ['issue', 'pull-request', 'comment'];

/** What is in AWS, which `always` has something to tell, and then what is on GitHub. */
function upkeep(run: Run, always: boolean): readonly Block[] {
  const onGitHub = run.upkeep.filter(({ target }) => ON_GITHUB.includes(target));
  const inAws = run.upkeep.filter(({ target }) => !ON_GITHUB.includes(target));
  return [
    ...(inAws.length > 0 ? told('Alarms, dashboards and notifications', 'Name', inAws) : []),
    ...(inAws.length === 0 && always ? [line(nothing(run))] : []),
    ...(onGitHub.length > 0 ? told('Issues and pull requests', 'Title', onGitHub) : []),
    ...(run.gitHub ? [line(asked(run.gitHub))] : []),
  ];
}

function nothing({ command, result, cancelled }: Run): Markdown {
  const verb = command === 'plan' ? 'would change' : 'changed';
  const fine = result === 'success' && !cancelled ? md`; all is as it should be` : md``;
  return md`**Alarms, dashboards and notifications**: ${verb} nothing${fine}.`;
}

function told(what: string, nameTitle: string, all: readonly Upkeep[]): readonly Block[] {
  const rows = all.toSorted((a, b) => RANK[a.outcome] - RANK[b.outcome]).map(rowFor);
  const folded = rows.length > CHANGES_IN_SIGHT ? md`All ${count(rows.length, 'change')}` : undefined;
  const columns = [{ title: 'Outcome' }, { title: 'What' }, { title: nameTitle }, { title: 'Why' }];
  return [line(md`**${what}**: ${counted(all)}.`), table('change', columns, rows, folded)];
}

/** `GitHub: 12 requests; 988 of 1,000 left until 14:05 UTC`, as far as it is known. */
function asked({ requests, notModified, limit, remaining, resetsAt }: GitHubUse): Markdown {
  const free = notModified > 0 ? md`, ${notModified} of them found nothing new` : md``;
  const of = limit === undefined ? md`` : md` of ${limit}`;
  const until = resetsAt === undefined ? md`` : md` until ${clock(resetsAt)} UTC`;
  const left = remaining === undefined ? md`` : md`; ${remaining}${of} left${until}`;
  return md`GitHub: ${count(requests, 'request')}${free}${left}.`;
}

/** The limit is for an hour, so that its day needs no telling. */
function clock(time: string): string {
  return shortTime(time).split(' ').at(-1) ?? '';
}

const RANK: Readonly<Record<Outcome, number>> = { failed: 0, done: 1, planned: 1 };
const ICON: Readonly<Record<Outcome, string>> = {
  failed: `${ICONS.failed} failed`,
  done: 'done',
  planned: 'planned',
};

function rowFor(upkeep: Upkeep): readonly Markdown[] {
  const { outcome, action, target, name, account, region, reason, number, url } = upkeep;
  return [
    md`${ICON[outcome]}`,
    md`${action} ${NOUNS[target]}`,
    withSmallPrint(url === undefined ? name : link(name, url), [
      ...(number === undefined ? [] : [`#${number}`]),
      ...inAccount(account),
      ...(region ? [region] : []),
    ]),
    escaped(reason),
  ];
}

const PAST: Readonly<Record<Upkeep['action'], string>> = {
  create: 'created',
  update: 'updated',
  delete: 'deleted',
  subscribe: 'subscribed',
  close: 'closed',
  reopen: 'reopened',
};

const NOUNS: Readonly<Record<Upkeep['target'], string>> = {
  alarm: 'alarm',
  dashboard: 'dashboard',
  topic: 'topic',
  subscription: 'endpoint',
  tag: 'tag',
  issue: 'issue',
  'pull-request': 'pull request',
  comment: 'comment',
};

/** `created 6 alarms, 1 dashboard; deleted 1 alarm; 1 failed`, or in a plan `would create 6 alarms`. */
function counted(all: readonly Upkeep[]): Markdown {
  const parts: Markdown[] = [];
  for (const outcome of ['done', 'planned'] as const) {
    for (const action of Object.keys(PAST) as (keyof typeof PAST)[]) {
      const words = targets(all.filter((change) => change.outcome === outcome && change.action === action));
      if (words) parts.push(md`${outcome === 'planned' ? `would ${action}` : PAST[action]} ${words}`);
    }
  }
  const failed = all.filter(({ outcome }) => outcome === 'failed').length;
  if (failed > 0) parts.push(md`**${failed} failed**`);
  return join(parts, '; ');
}

function targets(changes: readonly Upkeep[]): string {
  return Object.entries(NOUNS)
    .map(([kind, noun]) => ({ noun, number: changes.filter(({ target }) => target === kind).length }))
    .filter(({ number }) => number > 0)
    .map(({ noun, number }) => count(number, noun))
    .join(', ');
}
