import type { Delivery } from '../changes/change.ts';
import { tps } from './figures.ts';
import { link, type Markdown, md, withSmallPrint } from './markdown.ts';
import type { ChangeReport, Run } from './run.ts';

type SetFloor = Extract<ChangeReport, { kind: 'set-floor' }>;

const VERBS: Readonly<Record<Exclude<ChangeReport['kind'], 'set-floor'>, string>> = {
  stop: 'stop',
  delete: 'delete',
  mark: 'mark as idle',
  unmark: 'take the idle mark off',
  start: 'start',
};

const PAST: Readonly<Record<Exclude<ChangeReport['kind'], 'set-floor'>, string>> = {
  stop: 'stopped',
  delete: 'deleted',
  mark: 'marked as idle',
  unmark: 'the idle mark taken off',
  start: 'started',
};

/** What is done to a resource, up to its name: `lower to 6 TPS`, `stop`. */
export function verbOf(change: ChangeReport): string {
  return change.kind === 'set-floor'
    ? `${change.to < change.from ? 'lower' : 'raise'} to ${tps(change.to)} TPS`
    : recreates(change)
      ? 'recreate'
      : VERBS[change.kind];
}

/** What was done: `lowered to 15 TPS, a step to 6`. */
export function pastOf(change: ChangeReport): string {
  return change.kind === 'set-floor'
    ? `${change.to < change.from ? 'lowered' : 'raised'} to ${tps(change.to)} TPS${stepOf(change)}`
    : recreates(change)
      ? 'recreated'
      : PAST[change.kind];
}

/** A campaign has no other start than to be made again. */
function recreates({ kind, resourceKind }: ChangeReport): boolean {
  return kind === 'start' && resourceKind === 'campaign';
}

/** Where a step leads, when it is one. */
export function stepOf({ to, target }: SetFloor): string {
  return to === target ? '' : `, a step to ${tps(target)}`;
}

/** The account's name, where the config file names any. */
export const inAccount = (account: string | undefined): readonly string[] =>
  account === undefined ? [] : [account];

/** The name of what a finding or a change is about, with its kind, account and Region in small. */
export function nameOf({
  name,
  resourceKind,
  region,
  account,
}: Pick<ChangeReport, 'name' | 'resourceKind' | 'region' | 'account'>): Markdown {
  return withSmallPrint(name, [resourceKind, ...inAccount(account), region]);
}

/** What is meant to be done: `lower to 30 TPS, a step to 6`. */
export function intentionOf(change: ChangeReport): string {
  return `${verbOf(change)}${change.kind === 'set-floor' ? stepOf(change) : ''}`;
}

const NOUNS: Readonly<Record<Delivery['by'], string>> = { issue: 'issue', 'pull-request': 'pull request' };
const AGREEING: Readonly<Record<Delivery['by'], string>> = {
  issue: 'tick its box',
  'pull-request': 'merge it',
};

/** `#12`, as a link where its address is known. */
export function numbered(number: number, url: string | undefined): Markdown {
  return url === undefined ? md`${`#${number}`}` : link(`#${number}`, url);
}

/** Where a change waits for a person, and how that person agrees to it; or why it waits nowhere. */
export function deliveryOf({ by, number, url, withheld }: Delivery, command: Run['command']): Markdown {
  const noun = NOUNS[by];
  const place = number === undefined ? undefined : numbered(number, url);
  if (withheld !== undefined) {
    return place
      ? md`not proposed again in ${noun} ${place}: ${withheld}`
      : md`not put in ${a(noun)}: ${withheld}`;
  }
  if (place) return md`in ${noun} ${place}: ${AGREEING[by]}`;
  return command === 'plan' ? md`would be put in ${a(noun)}` : md`not in ${a(noun)} yet`;
}

function a(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** What happens to a change, or happened. */
export function fateOf(change: ChangeReport, command: Run['command']): Markdown {
  const { outcome } = change;
  switch (outcome.kind) {
    case 'planned':
      return outcome.delivery
        ? md`proposed: ${intentionOf(change)}<br>${deliveryOf(outcome.delivery, command)}`
        : md`proposed: ${intentionOf(change)}`;
    case 'done':
      return md`done: ${pastOf(change)}`;
    case 'refused':
      return md`refused (${outcome.guard}): ${outcome.why}`;
    case 'failed':
      return md`failed: ${outcome.why}`;
  }
}
