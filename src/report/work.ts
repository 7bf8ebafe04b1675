import type { Outcome, Upkeep } from '../outcomes/upkeep.ts';
import { type Block, line, table } from './document.ts';
import { count } from './figures.ts';
import { ICONS } from './icons.ts';
import { escaped, join, type Markdown, md, withSmallPrint } from './markdown.ts';
import type { Run } from './run.ts';
import { isSurvey, windowsPublished } from './totals.ts';
import { publishedSpan } from './windows.ts';

/** More changes than this are folded away. */
const CHANGES_IN_SIGHT = 15;

/** What the run published and changed, or would. */
export function work(run: Run): readonly Block[] {
  if (!isSurvey(run)) return run.upkeep.length > 0 ? [line(md`### What was written`), ...upkeep(run)] : [];
  const title = run.command === 'plan' ? md`### What would be written` : md`### What was written`;
  return [line(title), line(published(run)), ...upkeep(run)];
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

function upkeep(run: Run): readonly Block[] {
  const plan = run.command === 'plan';
  if (run.upkeep.length === 0) {
    const verb = plan ? 'would change' : 'changed';
    const fine = run.result === 'success' && !run.cancelled ? md`; all is as it should be` : md``;
    return [line(md`**Alarms, dashboards and notifications**: ${verb} nothing${fine}.`)];
  }
  const rows = run.upkeep.toSorted((a, b) => RANK[a.outcome] - RANK[b.outcome]).map(rowFor);
  const folded = rows.length > CHANGES_IN_SIGHT ? md`All ${count(rows.length, 'change')}` : undefined;
  const columns = [{ title: 'Outcome' }, { title: 'What' }, { title: 'Name' }, { title: 'Why' }];
  return [
    line(md`**Alarms, dashboards and notifications**: ${counted(run.upkeep)}.`),
    table('change', columns, rows, folded),
  ];
}

const RANK: Readonly<Record<Outcome, number>> = { failed: 0, done: 1, planned: 1 };
const ICON: Readonly<Record<Outcome, string>> = {
  failed: `${ICONS.failed} failed`,
  done: 'done',
  planned: 'planned',
};

function rowFor({ outcome, action, target, name, region, reason }: Upkeep): readonly Markdown[] {
  return [
    md`${ICON[outcome]}`,
    md`${action} ${NOUNS[target]}`,
    withSmallPrint(name, region ? [region] : []),
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
