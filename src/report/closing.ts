import { type Block, line, table } from './document.ts';
import { count, elapsed, fullTime } from './figures.ts';
import { escaped, join, link, type Markdown, md } from './markdown.ts';
import type { Run } from './run.ts';
import { sum } from './totals.ts';

/** Links in one line; a person follows few, and an account has few Regions and dashboards. */
const MOST_LINKS = 20;

/** What the run asked of AWS, where to look further, and when it was. */
export function closing(run: Run): readonly Block[] {
  return [...calls(run), ...links(run), line(when(run))];
}

function calls({ calls }: Run): readonly Block[] {
  if (calls.length === 0) return [];
  const sorted = calls.toSorted((a, b) => b.sent - a.sent);
  const rows = sorted.map(({ operation, sent, throttled, failed }) => [
    escaped(operation),
    md`${sent}`,
    md`${throttled}`,
    md`${failed}`,
  ]);
  const sent = sum(calls.map((call) => call.sent));
  const throttled = sum(calls.map((call) => call.throttled));
  const failed = sum(calls.map((call) => call.failed));
  const right = (title: string) => ({ title, align: 'right' as const });
  return [
    table(
      'operation',
      [{ title: 'Operation' }, right('Sent'), right('Throttled'), right('Failed')],
      rows,
      md`${count(sent, 'call')} to AWS, ${throttled} throttled, ${failed} failed`,
    ),
  ];
}

function links({ dashboards, regions, workflow }: Run): readonly Block[] {
  const groups = [
    md`Dashboards: ${some(dashboards.map(({ name, url }) => link(name, url)))}`,
    md`Personalize console: ${some(regions.map(({ region }) => link(region, consoleOf(region))))}`,
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
