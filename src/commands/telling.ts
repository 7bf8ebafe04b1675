import type { ChangeOutcome } from '../changes/change.ts';
import { hideAccountIds } from '../report/accounts.ts';
import { count } from '../report/figures.ts';
import type { Mode } from './context.ts';
import type { RegionOutcome } from './settle.ts';

/** What the log says of a Region in one line. */
export function headline({ fleet, listed, windows, failures }: RegionOutcome, mode: Mode): string {
  const resources = listed ? count(fleet.resources.length, 'resource') : 'resources could not be listed';
  const published = `${count(windows.length, 'window')} ${mode === 'plan' ? 'to publish' : 'published'}`;
  return [resources, published, ...(failures.length > 0 ? [count(failures.length, 'failure')] : [])].join(
    ', ',
  );
}

/** What it says below that line. */
export function details({ fleet, upkeep, settled, failures }: RegionOutcome): string[] {
  return [
    ...fleet.resources.map(({ kind, name, floor }) => `${kind} ${name}: floor ${floor} TPS`),
    ...fleet.unmonitored.map(({ kind, name, status }) => `${kind} ${name}: ${status}, not monitored`),
    ...settled.map(
      ({ change, outcome }) =>
        `${change.kind} ${change.resource.kind} ${change.resource.name}: ${told(outcome)}`,
    ),
    ...upkeep.map(
      ({ action, target, name, reason, outcome }) =>
        `${action} ${target === 'subscription' ? 'endpoint' : target} ${name} (${reason}): ${outcome}`,
    ),
    ...failures.map(({ what, resource, cause }) =>
      hideAccountIds(`could not ${what}${resource ? ` ${resource}` : ''}: ${cause}`),
    ),
  ];
}

function told(outcome: ChangeOutcome): string {
  if (outcome.kind === 'refused') return `refused (${outcome.guard}): ${outcome.why}`;
  return outcome.kind === 'failed' ? `failed: ${outcome.why}` : outcome.kind;
}
