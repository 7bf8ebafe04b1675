import type { ChangeOutcome, GuardName, PartialState, PinnedState } from './change.ts';
import { dateIn, EXEMPT_TAG, lastStep, markedSince, type Tags } from './tags.ts';

const HOUR_MS = 3_600_000;

/** How long a floor that someone else changed is left alone (DESIGN.md section 6). */
export const HELD_HOURS = 72;

/** The longest that an update which this action began is taken to come into force after its tag was written. */
const OWN_UPDATE_HOURS = 2;

/** Whether tagging counts as an update is not documented: an update so soon after the mark may be the mark itself. */
const TAGGING_MS = 15 * 60_000;

export type Refusal = Extract<ChangeOutcome, { kind: 'refused' }>;

const refuse = (guard: GuardName, why: string): Refusal => ({ kind: 'refused', guard, why });
const utc = (ms: number) => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Refuses what its owner exempted, and what cannot be known not to be: unreadable tags, a value that says nothing. */
export function exempt(tags: Tags, now: number): Refusal | undefined {
  if (tags.kind === 'unknown') return refuse('exempt', `its tags could not be read (${tags.why})`);
  const value = tags.values.get(EXEMPT_TAG)?.trim();
  if (value === undefined || value.toLowerCase() === 'false') return undefined;
  if (value.toLowerCase() === 'true') return refuse('exempt', `its tag ${EXEMPT_TAG} is true`);
  const until = dateIn(value);
  if (until === undefined) {
    return refuse(
      'exempt',
      `its tag ${EXEMPT_TAG} is ${JSON.stringify(value)}, which is neither true, false nor an ISO date`,
    );
  }
  return now < endOf(value, until)
    ? refuse('exempt', `its tag ${EXEMPT_TAG} says until ${value}`)
    : undefined;
}

/** A date without a time lasts to its end, in UTC. */
function endOf(value: string, at: number): number {
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? at + 24 * HOUR_MS : at;
}

/** Refuses when the live state is not the one that the change was computed from, as far as that was known. Undefined: it is gone. */
export function pinned(expected: PartialState, live: PinnedState | undefined): Refusal | undefined {
  if (!live) return refuse('pinned', 'it no longer exists');
  if (live.updateInProgress) return refuse('pinned', 'an update of it is under way');
  if (live.status !== expected.status) {
    return refuse('pinned', `its status is ${live.status}, not ${expected.status} as when this was decided`);
  }
  if (expected.floor !== undefined && live.floor !== expected.floor) {
    return refuse('pinned', `its floor is ${live.floor}, not ${expected.floor} as when this was decided`);
  }
  if (expected.updatedAt !== undefined && live.updatedAt !== expected.updatedAt) {
    return refuse('pinned', `it was updated at ${utc(live.updatedAt)}, after this was decided`);
  }
  return undefined;
}

/**
 * Refuses while a floor that someone else set is younger than 72 hours. Our own steps are known by their tag, with
 * the floor that it names and an update soon after it: people may come back to a floor that was once ours. An
 * update may have changed something else than the floor; nothing tells, so that it holds all the same.
 */
export function held(live: PinnedState, tags: Tags, now: number): Refusal | undefined {
  if (now - live.updatedAt >= HELD_HOURS * HOUR_MS) return undefined;
  if (isOwnStep(live, tags)) return undefined;
  const until = utc(live.updatedAt + HELD_HOURS * HOUR_MS);
  return refuse('held', `someone else updated it at ${utc(live.updatedAt)}; it is left alone until ${until}`);
}

function isOwnStep(live: PinnedState, tags: Tags): boolean {
  const step = lastStep(tags);
  return step?.floor === live.floor && live.updatedAt <= step.at + OWN_UPDATE_HOURS * HOUR_MS;
}

/** Refuses the next step until the last one, if it came into force, is old enough. */
export function cooled(
  live: PinnedState,
  tags: Tags,
  now: number,
  cooldownHours: number,
): Refusal | undefined {
  const step = lastStep(tags);
  if (!step || step.floor !== live.floor) return undefined;
  const next = step.at + cooldownHours * HOUR_MS;
  return now < next
    ? refuse('cooled', `its floor was set at ${utc(step.at)}; the next step is due at ${utc(next)}`)
    : undefined;
}

/** Since when a resource is marked as idle; a mark from before it was last updated or restarted counts for nothing. */
export function markInForce(tags: Tags, updatedAt: number): number | undefined {
  const since = markedSince(tags);
  return since !== undefined && updatedAt <= since + TAGGING_MS ? since : undefined;
}

/** Refuses to end a resource that is not marked, or not for long enough. */
export function marked(
  { updatedAt }: Pick<PinnedState, 'updatedAt'>,
  tags: Tags,
  now: number,
  graceHours: number,
): Refusal | undefined {
  if (graceHours === 0) return undefined;
  if (tags.kind === 'unknown') return refuse('marked', `its tags could not be read (${tags.why})`);
  const since = markInForce(tags, updatedAt);
  if (since === undefined) {
    return refuse('marked', 'it is not marked as idle, or was updated or restarted since');
  }
  const due = since + graceHours * HOUR_MS;
  return now < due
    ? refuse('marked', `it is marked as idle since ${utc(since)}; due at ${utc(due)}`)
    : undefined;
}

/** What was asked of a resource, read again just before it is ended. */
export type DemandSeen =
  | { readonly kind: 'none'; readonly since: number }
  | { readonly kind: 'some'; readonly what: string }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * Refuses to end what was created, updated or restarted within the hours that are idle: no request in them says
 * nothing yet.
 */
export function tooYoung(
  { updatedAt }: Pick<PinnedState, 'updatedAt'>,
  now: number,
  idleThresholdHours: number,
): Refusal | undefined {
  const due = updatedAt + idleThresholdHours * HOUR_MS;
  if (now >= due) return undefined;
  const since = `it was created, updated or restarted at ${utc(updatedAt)}`;
  return refuse('re-checked', `${since}; whether it is used can be told from ${utc(due)} on`);
}

export function reChecked(demand: DemandSeen): Refusal | undefined {
  if (demand.kind === 'none') return undefined;
  if (demand.kind === 'some') return refuse('re-checked', `it is in use: ${demand.what}`);
  return refuse('re-checked', `its requests could not be read again: ${demand.why}`);
}

/** What a search of the checked-out repository found. */
export type References =
  | { readonly kind: 'searched'; readonly hits: readonly { readonly file: string; readonly line: number }[] }
  | { readonly kind: 'unknown'; readonly why: string };

export function referenced(references: References): Refusal | undefined {
  if (references.kind === 'unknown') {
    return refuse('referenced', `the repository could not be searched for its ARN: ${references.why}`);
  }
  const [first] = references.hits;
  if (!first) return undefined;
  const more = references.hits.length > 1 ? ` and in ${references.hits.length - 1} more places` : '';
  return refuse('referenced', `its ARN stands in the repository, in ${first.file}:${first.line}${more}`);
}

/** Refuses every change of a run that would change more resources than allowed. */
export function capped(changes: number, most: number): Refusal | undefined {
  if (changes <= most) return undefined;
  return refuse(
    'capped',
    `this run would change ${changes} resources, and max-changes is ${most}: it changes none`,
  );
}

export function undoable(why: string): Refusal {
  return refuse('undoable', `what undoes it could not be saved: ${why}`);
}
