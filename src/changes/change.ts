import type { Kind, ResourceArn } from '../aws/arn.ts';
import type { Failure } from '../aws/failure.ts';
import type { Manifest } from './manifest.ts';
import type { PreWarm } from './tags.ts';

/** The state that a change was computed from: what must still be so when it is carried out. */
export interface PinnedState {
  readonly status: string;
  /** Requests per second. */
  readonly floor: number;
  /** Unix milliseconds of the service's own `lastUpdatedDateTime`; 0 where it tells none. */
  readonly updatedAt: number;
  readonly updateInProgress: boolean;
}

/** As much of a state as was known: a listing tells no more than the status of what does not serve. */
export type PartialState = Pick<PinnedState, 'status'> & Partial<PinnedState>;

interface Described<Pinned = PinnedState> {
  readonly resource: ResourceArn;
  readonly pinned: Pinned;
  /** Why, for a person: shown in the report, in messages and to the service's events. */
  readonly reason: string;
  /** USD a month, an estimate; undefined where none is known. */
  readonly savingUsd: number | undefined;
  /** Stable over runs: the same finding with the same proposal has the same key. */
  readonly key: string;
}

/** Something to do to a resource: data, made by pure code, carried out or refused by code that knows nothing of why. */
export type Change =
  | (Described & {
      readonly kind: 'set-floor';
      readonly from: number;
      readonly to: number /** Where steps lead. */;
      readonly target: number;
      /** Of a raise for windows of schedules: what undoes it. */
      readonly preWarm?: PreWarm;
    })
  | (Described & { readonly kind: 'stop' })
  | (Described & { readonly kind: 'delete' })
  | (Described & { readonly kind: 'mark' /** Unix milliseconds. */; readonly idleSince: number })
  | (Described & { readonly kind: 'unmark' })
  | (Described<PartialState> & { readonly kind: 'start' })
  /** A campaign that no longer exists comes back. */
  | (Described<PartialState> & { readonly kind: 'create'; readonly manifest: Manifest });

export type ChangeKind = Change['kind'];

/**
 * Who or what lets a change be carried out. `apply`: the user's settings; `approved`: a person agreed to exactly this
 * change, in an issue or in the config file; `hand`: a person named the resource in the inputs.
 */
export type Authority = 'apply' | 'approved' | 'hand';

/** Where a person agreed to a change. */
export type Approval =
  | {
      readonly by: 'issue';
      readonly number: number;
      readonly url: string;
      /** Who ticked its box, where GitHub tells. */
      readonly login?: string;
    }
  | { readonly by: 'file'; readonly file: string /** Of its entry, from 1. */; readonly line: number };

/** How a change that waits for a person reaches one; `number` and `url` once it has. */
export interface Delivery {
  readonly by: 'issue' | 'pull-request';
  readonly number?: number;
  readonly url?: string;
  /** Why it was not delivered: declined by a person, or more new issues than a run may open. */
  readonly withheld?: string;
}

export type GuardName =
  | 'pinned'
  | 're-checked'
  | 'exempt'
  | 'marked'
  | 'held'
  | 'capped'
  | 'cooled'
  | 'referenced'
  | 'undoable';

export type ChangeOutcome =
  | { readonly kind: 'planned' /** Undefined where it is only reported. */; readonly delivery?: Delivery }
  | {
      readonly kind: 'done' /** Unix milliseconds. */;
      readonly at: number /** Path of the manifest that undoes a deletion. */;
      readonly manifest?: string;
    }
  | { readonly kind: 'refused'; readonly guard: GuardName; readonly why: string }
  | { readonly kind: 'failed'; readonly why: string };

export interface SettledChange {
  readonly change: Change;
  readonly outcome: ChangeOutcome;
  /** Where a person agreed to it, if one did. */
  readonly approval?: Approval;
}

export interface CarriedOut extends SettledChange {
  readonly failures: readonly Failure[];
  /** What recreates a campaign that was deleted. */
  readonly manifest?: Manifest;
}

/** What stops a resource from serving, by kind: a recommender is stopped, a campaign deleted. */
export const ENDING: Readonly<Record<Kind, 'stop' | 'delete'>> = { campaign: 'delete', recommender: 'stop' };
