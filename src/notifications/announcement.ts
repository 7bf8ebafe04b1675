import type { Change, ChangeOutcome, SettledChange } from '../changes/change.ts';

type Done = Extract<ChangeOutcome, { kind: 'done' }>;
type Failed = Extract<ChangeOutcome, { kind: 'failed' }>;
type Lasting = Extract<Change, { kind: 'set-floor' | 'stop' | 'delete' | 'start' | 'create' }>;

const HOUR_MS = 3_600_000;

/** A settled change that people are told of. A mark is told of only when it was made. */
export type Announcement =
  | { readonly kind: 'done'; readonly change: Lasting; readonly outcome: Done }
  | { readonly kind: 'failed'; readonly change: Lasting; readonly outcome: Failed }
  | {
      readonly kind: 'marked';
      readonly change: Extract<Change, { kind: 'mark' }>;
      readonly outcome: Done;
      /** Unix milliseconds from which on a run may stop or delete it; undefined: the next run may. */
      readonly due: number | undefined;
    }
  | {
      readonly kind: 'unmarked';
      readonly change: Extract<Change, { kind: 'unmark' }>;
      readonly outcome: Done;
    };

/**
 * Undefined for what nobody need hear of: planned and refused changes, which changed nothing, and marks that failed,
 * since without a mark nothing follows. Grace counts from the time that the mark's tag tells.
 */
export function announcementOf(
  { change, outcome }: SettledChange,
  graceHours: number,
): Announcement | undefined {
  if (outcome.kind === 'planned' || outcome.kind === 'refused') return undefined;
  if (change.kind === 'mark') {
    if (outcome.kind === 'failed') return undefined;
    const due = change.idleSince + graceHours * HOUR_MS;
    return { kind: 'marked', change, outcome, due: due > outcome.at ? due : undefined };
  }
  if (change.kind === 'unmark') {
    return outcome.kind === 'failed' ? undefined : { kind: 'unmarked', change, outcome };
  }
  return outcome.kind === 'done' ? { kind: 'done', change, outcome } : { kind: 'failed', change, outcome };
}

type Act = 'stop' | 'delete' | 'start' | 'recreate';

/** How a verb reads once it is done. */
export const PAST: Readonly<Record<Act, string>> = {
  stop: 'stopped',
  delete: 'deleted',
  start: 'started',
  recreate: 'recreated',
};

/** The verb of a change that is not of a floor: a campaign cannot be started, only created again. */
export function actOf({ kind, resource }: Exclude<Lasting, { kind: 'set-floor' }>): Act {
  if (kind === 'create') return 'recreate';
  return kind === 'start' && resource.kind === 'campaign' ? 'recreate' : kind;
}
