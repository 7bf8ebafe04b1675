import { count, usd } from '../../report/figures.ts';
import { type Markdown, md } from '../../report/markdown.ts';
import type { ChangeReport } from '../../report/run.ts';
import { sum } from '../../report/totals.ts';
import { changesOf, type MergePlan } from './mergePlan.ts';

/** In one sentence what merging would do, in resources and money. */
export function verdictOf(plan: MergePlan): Markdown {
  if (plan.capacity.kind === 'unknown') return md`What merging would change in the account is not known.`;
  const changes = changesOf(plan, 'planned', 'done');
  if (changes.length > 0) {
    return md`Merging would change ${count(resourcesIn(changes), 'resource')}${money(changes)}.`;
  }
  const treated = plan.policies.kind === 'known' ? resourcesIn(plan.policies.changed) : 0;
  return treated > 0
    ? md`Merging changes nothing in the account, and ${count(treated, 'resource')} would be treated otherwise from then on.`
    : md`Merging changes nothing in the account.`;
}

/** ` and save about $1,840 a month`; nothing where no amount is known. */
function money(changes: readonly ChangeReport[]): Markdown {
  const known = changes.flatMap(({ savingUsd }) => (savingUsd === undefined ? [] : [savingUsd]));
  const saved = sum(known);
  if (!Number.isFinite(saved) || Math.abs(saved) < 0.005) return md``;
  const rest = changes.length - known.length;
  const unknown = rest > 0 ? md`, not counting ${count(rest, 'change')} of unknown cost` : md``;
  return saved > 0
    ? md` and save about ${usd(saved)} a month${unknown}`
    : md` and cost about ${usd(-saved)} a month more${unknown}`;
}

function resourcesIn(all: readonly { readonly arn: string }[]): number {
  return new Set(all.map(({ arn }) => arn)).size;
}
