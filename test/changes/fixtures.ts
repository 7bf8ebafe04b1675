import type { Change, PinnedState } from '../../src/changes/change.ts';
import { pinnedStateOf } from '../../src/changes/live.ts';
import { EXEMPT_TAG, FLOOR_TAG, IDLE_SINCE_TAG, type Tags } from '../../src/changes/tags.ts';
import type { Resource } from '../../src/fleet/resource.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A Monday at noon, forty days after the test resources were created. */
export const NOW = Date.UTC(2026, 0, 1, 12);

export const UNREADABLE: Tags = { kind: 'unknown', why: 'AccessDeniedException' };

export const tags = (values: Readonly<Record<string, string>> = {}): Tags => ({
  kind: 'known',
  values: new Map(Object.entries(values)),
});

export const iso = (at: number): string => new Date(at).toISOString();
export const exemptBy = (value: string): Tags => tags({ [EXEMPT_TAG]: value });
export const markedAt = (at: number): Tags => tags({ [IDLE_SINCE_TAG]: iso(at) });
export const steppedTo = (floor: number, at: number): Tags => tags({ [FLOOR_TAG]: `${floor} ${iso(at)}` });

/** An ACTIVE resource of floor 5 that nobody has touched for forty days. */
export const state = (over: Partial<PinnedState> = {}): PinnedState => ({
  status: 'ACTIVE',
  floor: 5,
  updatedAt: NOW - 40 * DAY,
  updateInProgress: false,
  ...over,
});

type ByKind<K extends Change['kind']> = Omit<
  Extract<Change, { kind: K }>,
  'kind' | 'resource' | 'pinned' | 'reason' | 'savingUsd' | 'key'
>;

/** A change to a resource as it was seen, for a reason that a test may look for. */
export function changeOf<K extends Change['kind']>(kind: K, resource: Resource, rest: ByKind<K>): Change {
  const described = {
    resource,
    pinned: pinnedStateOf(resource),
    reason: 'nobody calls it',
    savingUsd: undefined,
    key: `${resource.arn} ${kind}`,
  };
  return { kind, ...described, ...rest } as unknown as Change;
}
