import type { CallCount } from '../aws/calls.ts';
import { type Block, line, table } from './document.ts';
import { count, elapsed, fullTime } from './figures.ts';
import { escaped, join, link, type Markdown, md } from './markdown.ts';
import type { Run } from './run.ts';
import { sum } from './totals.ts';
import { inAccount } from './words.ts';

/** Links in one line; a person follows few, and an account has few Regions and dashboards. */
const MOST_LINKS = 20;

/** What the run asked of AWS, where to look further, and when it was. */
export function closing(run: Run): readonly Block[] {
  return [...calls(run), ...links(run), line(when(run))];
}

/** Errors are told only beside a failure: a run asks for what may not be there yet, and "not found" is an answer. */
function calls({ calls, failures }: Run): readonly Block[] {
  if (calls.length === 0) return [];
  const told = failures.length > 0;
  const sorted = calls.toSorted((a, b) => b.sent - a.sent);
  const rows = sorted.map((call) => [
    escaped(call.operation),
    md`${call.sent}`,
    md`${call.throttled}`,
    ...(told ? [md`${otherErrors(call)}`] : []),
  ]);
  const sent = count(sum(calls.map((call) => call.sent)), 'call');
  const throttled = sum(calls.map((call) => call.throttled));
  const errors = count(sum(calls.map(otherErrors)), 'other error');
  const right = (title: string) => ({ title, align: 'right' as const });
  return [
    table(
      'operation',
      [{ title: 'Operation' }, right('Sent'), right('Throttled'), ...(told ? [right('Other errors')] : [])],
      rows,
      told
        ? md`${sent} to AWS, ${throttled} throttled, ${errors}`
        : md`${sent} to AWS, ${throttled} throttled`,
    ),
  ];
}

/** Throttled calls are counted as failed ones too. */
function otherErrors({ throttled, failed }: CallCount): number {
  return Math.max(0, failed - throttled);
}

function links({ dashboards, regions, workflow }: Run): readonly Block[] {
  const groups = [
    md`Dashboards: ${some(dashboards.map(({ account, name, url }) => link([...inAccount(account), name].join(' '), url)))}`,
    md`Personalize console: ${some([...new Set(regions.map(({ region }) => region))].map((region) => link(region, consoleOf(region))))}`,
    ...(workflow
      ? [md`GitHub: ${some([link('this run', workflow.run), link('its workflow', workflow.page)])}`]
      : []),
  ];
  const filled = [dashboards.length > 0, regions.length > 0, true];
  const shown = groups.filter((_, index) => filled[index]);
  return shown.length > 0 ? [line(join(shown, '<br>\n'))] : [];
}

function some(all: readonly Markdown[]): Markdown {
  const rest = all.length - MOST_LINKS;
  return join([...all.slice(0, MOST_LINKS), ...(rest > 0 ? [md`${rest} more`] : [])], ' · ');
}

/** The console of the AWS China partition, which holds the `cn-` Regions, has a host of its own. */
function consoleOf(region: string): string {
  const host = region.startsWith('cn-') ? 'console.amazonaws.cn' : 'console.aws.amazon.com';
  return `https://${host}/personalize/home?region=${encodeURIComponent(region.toWellFormed())}`;
}

function when({ startedAt, finishedAt, version }: Run): Markdown {
  return md`Started ${fullTime(startedAt)}, took ${elapsed(startedAt, finishedAt)}. personalize-monitor ${version}.`;
}
