import { tps, usd } from '../../report/figures.ts';
import { plain } from '../../report/markdown.ts';
import type { Subject } from './standing.ts';

/** GitHub refuses more than 256 characters; a name has 63 at most. */
const MOST_CHARACTERS = 200;

/** What to do, what for and where, to triage by: `Lower campaign home from 10 to 3 TPS: saves about $1,022 a month (us-east-1)`. */
export function titleOf({ change, account }: Subject, hide: (text: string) => string): string {
  const { kind, name, region } = change.resource;
  return plain(
    `${deed(change, kind, hide(name))}: ${purpose(change)} (${account === undefined ? '' : `${account}, `}${region})`,
    MOST_CHARACTERS,
  );
}

function deed(change: Subject['change'], kind: string, name: string): string {
  if (change.kind === 'stop') return `Stop idle ${kind} ${name}`;
  if (change.kind === 'delete') return `Delete idle ${kind} ${name}`;
  const verb = change.to < change.from ? 'Lower' : 'Raise';
  return `${verb} ${kind} ${name} from ${tps(change.from)} to ${tps(change.to)} TPS`;
}

function purpose({ savingUsd, ...change }: Subject['change']): string {
  if (savingUsd !== undefined) return `saves about ${usd(savingUsd)} a month`;
  const raises = change.kind === 'set-floor' && change.to > change.from;
  return raises ? 'its callers see errors or delays' : 'its saving is not known';
}
