import type { Resource } from '../fleet/resource.ts';

/** Whether anyone uses a resource. `unknown` leads to no action, and says what would make it known. */
export type Verdict =
  | {
      readonly kind: 'busy';
      readonly reason: string /** Unix milliseconds. */;
      readonly lastDemandAt?: number;
    }
  | {
      readonly kind: 'idle';
      readonly reason: string;
      /** No request, successful or failed, in the hours looked at; how long it was idle before them is not known. */
      readonly hours: number;
    }
  | { readonly kind: 'unknown'; readonly reason: string; readonly remedy: string };

/** What a floor would have cost over the look-back, and what it would have protected against. */
export interface FloorCost {
  readonly floor: number;
  /** TPS-hours billed over the look-back. */
  readonly tpsHours: number;
  /** Percent of all requests that came faster than capacity could follow. */
  readonly exposurePercent: number;
}

export interface Sizing {
  readonly floor: number;
  /** The largest floor that costs no more than a floor of 1. */
  readonly freeFloor: number;
  /** The smallest floor that adds no more than the tolerance to today's exposure. */
  readonly rampFloor: number;
  /** What the floor should be; never above today's. */
  readonly target: number;
  /** One entry for every floor from 1 to today's. */
  readonly curve: readonly FloorCost[];
  /** Hours that were replayed. */
  readonly hours: number;
  /** Share of the five-minute intervals of those hours whose requests are known, 0 to 1. */
  readonly coverage: number;
  /** TPS-hours a month (of 730 hours): today's bill less that at the free floor, and at the target. */
  readonly wasteTpsHours: number;
  readonly savingTpsHours: number;
}

export type SizingResult =
  | { readonly kind: 'sized'; readonly sizing: Sizing }
  | { readonly kind: 'unknown'; readonly reason: string; readonly remedy: string };

/** An estimate in USD a month. `basis` says which price it was made from. */
export interface Money {
  readonly usd: number;
  readonly basis: string;
}

/** Something about a resource that its owner may want to act on. */
export type Finding =
  | {
      readonly kind: 'idle';
      readonly resource: Resource;
      readonly reason: string;
      readonly hours: number;
      /** The whole bill of its floor, a month. */
      readonly waste: Money;
    }
  | {
      readonly kind: 'over-provisioned';
      readonly resource: Resource;
      readonly reason: string;
      readonly sizing: Sizing;
      readonly waste: Money;
      readonly saving: Money;
    }
  | {
      readonly kind: 'under-provisioned';
      readonly resource: Resource;
      readonly reason: string;
      /** The floor advised; never set by itself. */
      readonly advised: number;
    };

/** Everything that was found out about one resource. */
export interface Assessment {
  readonly resource: Resource;
  readonly verdict: Verdict;
  readonly sizing: SizingResult;
  readonly findings: readonly Finding[];
  /** Its part of the fleet's waste, each resource counted once; undefined when nothing is known to be wasted. */
  readonly waste: Money | undefined;
}
