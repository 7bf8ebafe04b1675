import type { Finding } from '../../findings/finding.ts';
import { type Block, line } from '../../report/document.ts';
import { count, number, tps, usd } from '../../report/figures.ts';
import { join, type Markdown, md } from '../../report/markdown.ts';
import { floors } from './floors.ts';
import type { Subject } from './standing.ts';

type Hide = (text: string) => string;

/** What was found, in a sentence or two. */
export function foundIn({ finding, change, account }: Subject, hide: Hide): Markdown {
  const { kind, name, region, floor } = finding.resource;
  const place = account === undefined ? region : `${region} of account ${account}`;
  const it = md`${kind === 'campaign' ? 'Campaign' : 'Recommender'} **${hide(name)}** in ${place}`;
  const saves = change.savingUsd === undefined ? undefined : md`about **${usd(change.savingUsd)} a month**`;
  switch (finding.kind) {
    case 'idle': {
      const ending = change.kind === 'delete' ? 'Deleting' : 'Stopping';
      const saving = saves ? md` ${ending} it saves ${saves} (estimate).` : md``;
      return md`${it} has had no request in ${count(finding.hours, 'hour')}, and its floor of ${tps(floor)} TPS is billed around the clock.${saving}`;
    }
    case 'over-provisioned': {
      const saving = saves ? md` Lowering its floor saves ${saves} (estimate).` : md``;
      return md`${it} is billed for a floor of ${tps(floor)} TPS around the clock, and ${tps(finding.sizing.target)} TPS would do.${saving}`;
    }
    case 'under-provisioned':
      return md`${it} gets more traffic than its floor of ${tps(floor)} TPS serves well. A floor of ${tps(finding.advised)} TPS is advised. It costs more; how much is not estimated.`;
  }
}

/** Why, and how sure that is. */
export function evidence({ finding }: Subject, hide: Hide): readonly Block[] {
  const { resource, reason } = finding;
  const { recipe, datasetGroup } = resource;
  const facts = [
    md`- **Verdict:** ${finding.kind}`,
    md`- **Why:** ${hide(reason)}`,
    md`- **Looked at:** ${lookedAt(finding)}`,
    ...(recipe ? [md`- **Recipe:** ${hide(recipe)}`] : []),
    ...(datasetGroup ? [md`- **Dataset group:** ${hide(datasetGroup)}`] : []),
  ];
  return [line(md`### Evidence`), line(join(facts, '\n'))];
}

function lookedAt(finding: Finding): Markdown {
  switch (finding.kind) {
    case 'idle':
      return md`all calls, successful and failed, of ${count(finding.hours, 'hour')}, read completely`;
    case 'over-provisioned': {
      const { hours, coverage } = finding.sizing;
      return md`${count(hours, 'hour')} of traffic in five-minute intervals, ${Math.floor(coverage * 1000) / 10}% of the look-back known`;
    }
    case 'under-provisioned':
      return md`requests, errors and latency in five-minute intervals, read completely`;
  }
}

/** What it costs, floor by floor where there is a choice, and what the amounts are made from. */
export function money({ finding }: Subject, hide: Hide): readonly Block[] {
  if (finding.kind === 'under-provisioned') return [];
  const basis = md`Every amount is an estimate for a month of 730 hours, at ${hide(finding.waste.basis.replace(/^estimate at /, ''))}.`;
  if (finding.kind === 'idle') {
    const bill = md`Its floor of ${tps(finding.resource.floor)} TPS bills about ${usd(finding.waste.usd)} a month, used or not.`;
    return [line(md`### What it costs`), line(md`${bill} ${basis}`)];
  }
  const { sizing } = finding;
  return [
    line(md`### What every floor costs`),
    line(
      md`From a replay of ${number(Math.round(sizing.hours / 24))} days of its traffic. *Exposed* are requests that came faster than capacity could have followed.`,
    ),
    ...floors(finding),
    line(basis),
  ];
}
