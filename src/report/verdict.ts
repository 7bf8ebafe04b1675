import { groupAlike } from './alike.ts';
import { countConcerns } from './attention.ts';
import { type Block, line } from './document.ts';
import { percent, count as some, tps } from './figures.ts';
import { ICONS } from './icons.ts';
import { join, type Markdown, md, plain } from './markdown.ts';
import type { Run } from './run.ts';
import { monitoredResources, resourcesOf, totalsOf, windowsBackfilled, windowsPublished } from './totals.ts';

const NAMED_FAILURES = 3;
const NAME_CHARACTERS = 120;

/** The first lines: how it went, what is monitored, what failed, and how well the floor is used. */
export function verdict(run: Run): readonly Block[] {
  return [
    line(md`## ${icon(run)} ${heading(run)}`),
    ...(run.cancelled ? [line(CANCELLED)] : []),
    line(join([scope(run), ...failed(run), ...usage(run), ...written(run)], ' ')),
  ];
}

const CANCELLED = md`> **This run was cancelled before it was done.** What follows is what it had come to by then; the next run does the rest.`;

function icon({ result, cancelled }: Run): string {
  return cancelled && result === 'success' ? ICONS.partial : ICONS[result];
}

function heading(run: Run): string {
  const subject = run.command === 'plan' ? 'Plan for Amazon Personalize' : 'Amazon Personalize';
  const concerns = countConcerns(run);
  const also = run.result !== 'failed' && concerns > 0 ? `, ${some(concerns, 'thing')} to look at` : '';
  return `${subject}: ${state(run)}${also}`;
}

function state({ result, cancelled, command, failures, upkeep }: Run): string {
  if (cancelled) return 'cancelled';
  if (result === 'failed') return command === 'plan' ? 'it could not be made' : 'the run failed';
  if (result === 'partial') return `incomplete, ${some(failures.length, 'failure')}`;
  if (command === 'monitor') return 'all went well';
  const planned = upkeep.filter(({ outcome }) => outcome === 'planned').length;
  return planned === 0 ? 'nothing to change' : some(planned, 'change');
}

function scope(run: Run): Markdown {
  const listed = run.regions.filter(({ monitoredResources }) => monitoredResources !== undefined).length;
  const all = run.regions.length;
  const regions =
    listed === all || listed === 0 ? some(listed, 'Region') : `${listed} of ${some(all, 'Region')}`;
  const resources = monitoredResources(run);
  const monitored = run.command === 'plan' ? 'would be monitored' : 'monitored';
  if (resources > 0) return md`**${some(resources, 'resource')}** ${monitored} in ${regions}.`;
  if (listed < all || run.failures.length > 0)
    return md`**Nothing** ${monitored}: ${regions} could be listed.`;
  return md`**Nothing to monitor**: no campaign or recommender is active in ${regions}.`;
}

function failed({ failures, result }: Run): readonly Markdown[] {
  if (failures.length === 0) return result === 'success' ? [md`Nothing failed.`] : [];
  const kinds = groupAlike(failures, ({ what, region }) => `${what}\n${region ?? ''}`);
  const named = kinds.slice(0, NAMED_FAILURES).map(({ first: { what, region } }) => {
    const words = plain(what, NAME_CHARACTERS);
    return region ? md`**${words}** in ${plain(region, NAME_CHARACTERS)}` : md`**${words}**`;
  });
  const rest = kinds.length - named.length;
  return [md`Failed: ${join([...named, ...(rest > 0 ? [md`${rest} more`] : [])], ', ')}.`];
}

function usage(run: Run): readonly Markdown[] {
  const { used } = totalsOf(resourcesOf(run));
  if (!used) return [];
  const unused = `${tps(used.unusedTPS)} TPS (${percent((used.unusedTPS / used.ofFloor) * 100)})`;
  return [
    md`Of a floor of ${tps(used.ofFloor)} TPS, **${unused} went unused**, on average over ${some(run.lookedBackHours, 'hour')}.`,
  ];
}

function written(run: Run): readonly Markdown[] {
  if (run.command === 'plan') return [md`This is a plan: **nothing was written**.`];
  const windows = windowsPublished(run);
  if (windows === 0) return [];
  const backfilled = windowsBackfilled(run);
  const late = backfilled > 0 ? `, ${backfilled} of them backfilled` : '';
  return [md`Published ${some(windows, 'window')}${late}.`];
}
