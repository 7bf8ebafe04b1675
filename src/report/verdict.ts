import { groupAlike } from './alike.ts';
import { countConcerns } from './attention.ts';
import { type Block, line } from './document.ts';
import { percent, count as some, tps, usd } from './figures.ts';
import { ICONS } from './icons.ts';
import { join, type Markdown, md, plain } from './markdown.ts';
import type { Run } from './run.ts';
import {
  changesThatAre,
  isSurvey,
  monitoredResources,
  resourcesOf,
  totalsOf,
  windowsPublished,
} from './totals.ts';
import { publishedSpan } from './windows.ts';
import { inAccount, pastOf } from './words.ts';

const NAMED_FAILURES = 3;
const NAME_CHARACTERS = 120;

/** The first lines: how it went, what is monitored, what failed, and how well the floor is used. */
export function verdict(run: Run): readonly Block[] {
  return [
    line(md`## ${icon(run)} ${heading(run)}`),
    ...(run.cancelled ? [line(CANCELLED)] : []),
    ...sentences(money(run)),
    ...sentences([...scope(run), ...failed(run), ...usage(run), ...written(run)]),
  ];
}

function sentences(all: readonly Markdown[]): readonly Block[] {
  return all.length > 0 ? [line(join(all, ' '))] : [];
}

const CANCELLED = md`> **This run was cancelled before it was done.** What follows is what it had come to by then; the next run does the rest.`;

function icon({ result, cancelled }: Run): string {
  return cancelled && result === 'success' ? ICONS.partial : ICONS[result];
}

function heading(run: Run): string {
  const subject = run.command === 'plan' ? 'Plan for Amazon Personalize' : 'Amazon Personalize';
  const concerns = countConcerns(run);
  const also = run.result !== 'failed' && concerns > 0 ? `, ${some(concerns, 'thing')} to look at` : '';
  const findings = run.findings.length > 0 ? `, ${some(run.findings.length, 'finding')}` : '';
  return `${subject}: ${state(run)}${findings}${also}`;
}

function state(run: Run): string {
  const { result, cancelled, command, failures } = run;
  if (cancelled) return 'cancelled';
  if (!isSurvey(run)) return stateByHand(run);
  if (result === 'failed') return command === 'plan' ? 'it could not be made' : 'the run failed';
  if (result === 'partial') return `incomplete, ${some(failures.length, 'failure')}`;
  if (command === 'monitor') return 'all went well';
  const planned = run.upkeep.filter(({ outcome }) => outcome === 'planned').length;
  const proposed = changesThatAre('planned', run).length;
  return planned + proposed === 0 ? 'nothing to change' : some(planned + proposed, 'change');
}

/** One change that a person asked for. */
function stateByHand({ changes, result }: Run): string {
  const [change] = changes;
  if (!change) return result === 'success' ? 'nothing to change' : 'the run failed';
  const name = plain(change.name, NAME_CHARACTERS);
  const past = pastOf(change);
  switch (change.outcome.kind) {
    case 'planned':
      return `${name} would be ${past}`;
    case 'done':
      return `${name} was ${past}`;
    case 'refused':
      return `${name} was not ${past}, the change was refused`;
    case 'failed':
      return `${name} was not ${past}, the change failed`;
  }
}

/** What the fleet wastes, as far as anyone looked. */
function money(run: Run): readonly Markdown[] {
  const { monthlyWasteUsd, resources, unpriced, proposedUsd, appliedUsd } = run.savings;
  const judged = run.findings.length > 0 || resourcesOf(run).some(({ verdict }) => verdict);
  if (!judged) return [];
  const waste =
    monthlyWasteUsd > 0
      ? md`**About ${usd(monthlyWasteUsd)} a month is wasted** on ${resources} of ${some(monitoredResources(run), 'resource')} (estimate).`
      : md`No waste is known of.`;
  return [
    waste,
    ...(appliedUsd > 0 ? [md`Changes made in this run save about **${usd(appliedUsd)}** a month.`] : []),
    ...(proposedUsd > 0 ? [md`Proposed changes would save about **${usd(proposedUsd)}** a month.`] : []),
    ...(unpriced > 0 ? [md`What ${some(unpriced, 'resource')} may waste is not known.`] : []),
  ];
}

function scope(run: Run): readonly Markdown[] {
  if (!isSurvey(run)) return [];
  const listed = run.regions.filter(({ monitoredResources }) => monitoredResources !== undefined).length;
  const all = run.regions.length;
  const accounts = run.accounts?.length ?? 0;
  const ofAccounts = accounts > 1 ? ` of ${some(accounts, 'account')}` : '';
  const counted =
    listed === all || listed === 0 ? some(listed, 'Region') : `${listed} of ${some(all, 'Region')}`;
  const regions = `${counted}${ofAccounts}`;
  const resources = monitoredResources(run);
  const monitored = run.command === 'plan' ? 'would be monitored' : 'monitored';
  if (resources > 0) return [md`**${some(resources, 'resource')}** ${monitored} in ${regions}.`];
  if (listed < all || run.failures.length > 0)
    return [md`**Nothing** ${monitored}: ${regions} could be listed.`];
  return [md`**Nothing to monitor**: no campaign or recommender is active in ${regions}.`];
}

function failed(run: Run): readonly Markdown[] {
  const { failures, result } = run;
  if (failures.length === 0) return result === 'success' && isSurvey(run) ? [md`Nothing failed.`] : [];
  const kinds = groupAlike(
    failures,
    ({ what, account, region }) => `${what}\n${account ?? ''}\n${region ?? ''}`,
  );
  const named = kinds.slice(0, NAMED_FAILURES).map(({ first: { what, account, region } }) => {
    const words = plain(what, NAME_CHARACTERS);
    const place = [...inAccount(account), ...(region ? [region] : [])].join(' ');
    return place ? md`**${words}** in ${plain(place, NAME_CHARACTERS)}` : md`**${words}**`;
  });
  const rest = kinds.length - named.length;
  return [md`Failed: ${join([...named, ...(rest > 0 ? [md`${rest} more`] : [])], ', ')}.`];
}

function usage(run: Run): readonly Markdown[] {
  const { used } = totalsOf(resourcesOf(run));
  if (!used) return [];
  const unused = `${tps(used.unusedTPS)} TPS (${percent((used.unusedTPS / used.ofFloor) * 100)})`;
  return [
    md`Traffic of the last ${some(run.lookedBackHours, 'hour')} leaves **${unused} unused**, on average, of today's floor of ${tps(used.ofFloor)} TPS.`,
  ];
}

function written(run: Run): readonly Markdown[] {
  if (run.command === 'plan') return [md`This is a plan: **nothing was written**.`];
  const windows = windowsPublished(run);
  if (windows === 0) return [];
  return [md`Published ${some(windows, 'window')}: ${publishedSpan(run)}.`];
}
