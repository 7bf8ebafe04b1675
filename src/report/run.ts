import type { CallCount } from '../aws/calls.ts';
import type { Failure } from '../aws/failure.ts';
import type { Kind } from '../fleet/arn.ts';
import type { Notice } from '../outcomes/notice.ts';
import type { Upkeep } from '../outcomes/upkeep.ts';

/** Requests in complete five-minute windows, oldest first; `requests` is undefined where they are unknown. */
export interface Traffic {
  /** Unix milliseconds of the first window's start. */
  readonly start: number;
  /** Seconds in a window. */
  readonly interval: number;
  readonly requests: readonly (number | null)[];
}

export type Demand =
  | {
      readonly kind: 'known';
      /** Over the hours that the run looked at: requests per second, mean and the busiest five-minute window. */
      readonly averageTPS: number;
      readonly peakTPS: number;
      /** Percent: average / floor x 100. */
      readonly utilization: number;
      /** Start of the last window with a request; undefined when there was none in the hours looked at. */
      readonly lastRequestAt?: string;
    }
  | { readonly kind: 'unknown'; readonly why: string };

export interface ResourceReport {
  readonly arn: string;
  readonly kind: Kind;
  readonly name: string;
  readonly region: string;
  readonly datasetGroup?: string;
  readonly recipe?: string;
  /** Requests per second. */
  readonly floor: number;
  readonly updateInProgress: boolean;
  readonly demand: Demand;
  readonly traffic?: Traffic;
  /** Windows that this run published (or in `plan` would publish), and how many of them were older than the newest. */
  readonly windowsPublished: number;
  readonly windowsBackfilled: number;
}

export interface UnmonitoredReport {
  readonly arn: string;
  readonly kind: Kind;
  readonly name: string;
  readonly region: string;
  readonly status: string;
}

export interface RegionReport {
  readonly region: string;
  /** Undefined when the Region could not be listed. */
  readonly monitoredResources?: number;
  readonly resources: readonly ResourceReport[];
  readonly unmonitored: readonly UnmonitoredReport[];
}

export type Result = 'success' | 'partial' | 'failed';

/** One run as data, from which every report is made. Times are ISO 8601 in UTC. */
export interface Run {
  readonly command: 'monitor' | 'plan';
  readonly result: Result;
  readonly cancelled: boolean;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Undefined when nothing told it. */
  readonly account?: string;
  readonly publishMetrics: boolean;
  /** Hours of history that traffic and demand are over. */
  readonly lookedBackHours: number;
  readonly regions: readonly RegionReport[];
  readonly upkeep: readonly Upkeep[];
  readonly notices: readonly Notice[];
  readonly failures: readonly Failure[];
  readonly calls: readonly CallCount[];
  /** Console addresses of the dashboards that exist after the run. */
  readonly dashboards: readonly { readonly name: string; readonly url: string }[];
  /** The workflow run that this was, and the page of its workflow, when GitHub's environment tells. */
  readonly workflow?: { readonly run: string; readonly page: string };
  readonly version: string;
}
