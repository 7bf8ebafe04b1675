import type { Kind, ResourceArn } from '../../src/aws/arn.ts';
import type { Change, SettledChange } from '../../src/changes/change.ts';

/** A Monday, 10:00 UTC. */
export const AT = Date.UTC(2026, 10, 23, 10);

export function resource(kind: Kind, name: string, region = 'us-east-1'): ResourceArn {
  const account = '123456789012';
  const arn = `arn:aws:personalize:${region}:${account}:${kind}/${name}`;
  return { arn, partition: 'aws', region, account, kind, name };
}

export const home = resource('campaign', 'home');
export const picks = resource('recommender', 'top-picks');

/** What all changes have, of a resource that one sentence describes. */
export function described(of: ResourceArn) {
  return {
    resource: of,
    pinned: { status: 'ACTIVE', floor: 20, updatedAt: 0, updateInProgress: false },
    reason: 'No request, successful or failed, in the last 72 hours.',
    savingUsd: 2920,
    key: `key of ${of.name}`,
  };
}

export function setFloor(of: ResourceArn, from: number, to: number, target = to): Change {
  const reason = 'A floor of 5 would have cost the same 14 days of traffic 75 % less.';
  return { ...described(of), kind: 'set-floor', from, to, target, reason, savingUsd: 2190 };
}

export const stop = (of: ResourceArn): Change => ({ ...described(of), kind: 'stop' });
export const remove = (of: ResourceArn): Change => ({ ...described(of), kind: 'delete' });
export const mark = (of: ResourceArn): Change => ({ ...described(of), kind: 'mark', idleSince: AT });
export const unmark = (of: ResourceArn): Change => ({
  ...described(of),
  kind: 'unmark',
  reason: 'It had 12 requests since it was marked.',
});
export const start = (of: ResourceArn): Change => ({
  ...described(of),
  kind: 'start',
  reason: 'The season begins.',
  savingUsd: undefined,
});

export const done = (change: Change, manifest?: string): SettledChange => ({
  change,
  outcome: { kind: 'done', at: AT, ...(manifest === undefined ? {} : { manifest }) },
});
export const failed = (change: Change, why = 'TimeoutError: no answer in 15 s'): SettledChange => ({
  change,
  outcome: { kind: 'failed', why },
});
export const refused = (change: Change): SettledChange => ({
  change,
  outcome: { kind: 'refused', guard: 'pinned', why: 'its floor is 10 now' },
});
export const planned = (change: Change): SettledChange => ({ change, outcome: { kind: 'planned' } });
