import type { ResourceArn } from '../aws/arn.ts';

/** The request metrics of namespace `AWS/Personalize` that count a resource's successful calls. */
export type RequestMetrics =
  | { readonly kind: 'known'; readonly names: readonly string[] }
  /** Neither the recipe nor `ListMetrics` tells: the demand is unknown, which is not the same as none. */
  | { readonly kind: 'unknown'; readonly why: string };

/** When the floor that holds now came into force, as far as the service tells. */
export type FloorSince =
  | { readonly kind: 'creation' }
  | { readonly kind: 'update'; readonly at: number }
  | { readonly kind: 'unknown' };

/** A campaign or recommender that serves requests now and is billed for its floor. Times are Unix milliseconds. */
export interface Resource extends ResourceArn {
  /** `minProvisionedTPS` or `minRecommendationRequestsPerSecond`, in requests per second; 1 where it is left out. */
  readonly floor: number;
  readonly floorSince: FloorSince;
  /** The recipe's name, such as `aws-user-personalization-v2`; undefined when it could not be found out. */
  readonly recipe: string | undefined;
  readonly requestMetrics: RequestMetrics;
  /** Undefined when no listing tells it. */
  readonly datasetGroup: string | undefined;
  readonly createdAt: number;
  /** The latest of creation, last update and restart. */
  readonly changedAt: number;
  readonly updateInProgress: boolean;
}

/** A campaign or recommender in scope that is listed and not monitored, because it does not serve now. */
export interface Unmonitored extends ResourceArn {
  /** As the service spells it, such as `CREATE IN_PROGRESS`. */
  readonly status: string;
}

/**
 * What is known of a resource that something of ours, such as an alarm, belongs to.
 * `changing`: it is being created, deleted, started or stopped, or failed: leave what belongs to it alone.
 */
export type Existence = 'active' | 'stopped' | 'changing' | 'gone' | 'unknown';

/** What exists in one Region of one account, and how sure that is. */
export interface RegionFleet {
  readonly region: string;
  readonly resources: readonly Resource[];
  readonly unmonitored: readonly Unmonitored[];
  /** True when every listing and every description of this Region was read whole. */
  readonly complete: boolean;
  /** Never `gone` unless a complete listing, or the service's own "not found", says so. */
  existence(arn: string): Existence;
}
