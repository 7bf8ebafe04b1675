import type { Kind } from '../aws/arn.ts';
import type { CallCount } from '../aws/calls.ts';
import type { Failure } from '../aws/failure.ts';
import type { Approval, Delivery, GuardName } from '../changes/change.ts';
import type { FloorCost, Money } from '../findings/finding.ts';
import type { Notice } from '../outcomes/notice.ts';
import type { Upkeep } from '../outcomes/upkeep.ts';
import type { DiagnosisReport } from './diagnosisReport.ts';
import type { PolicyReport } from './policy.ts';

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

/** Why something is not known, and what would make it known. */
export interface Unknown {
  readonly reason: string;
  readonly remedy: string;
}

/** Whether anyone uses a resource. Unknown leads to no change. */
export type VerdictReport =
  | { readonly kind: 'busy' | 'idle'; readonly reason: string }
  | ({ readonly kind: 'unknown' } & Unknown);

/** What an account is called in the config file; undefined where that names none. */
type AccountName = string;

export interface ResourceReport {
  readonly account?: AccountName;
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
  /** Undefined when findings are off. */
  readonly verdict?: VerdictReport;
  /** Why the floor that it needs is not known, if so. */
  readonly unsized?: Unknown;
  /** Undefined where none was looked up. */
  readonly policy?: PolicyReport;
  /** Windows that this run published (or in `plan` would publish), and how many of them were older than the newest. */
  readonly windowsPublished: number;
  readonly windowsBackfilled: number;
}

export interface UnmonitoredReport {
  readonly account?: AccountName;
  readonly arn: string;
  readonly kind: Kind;
  readonly name: string;
  readonly region: string;
  readonly status: string;
}

export interface RegionReport {
  readonly account?: AccountName;
  readonly region: string;
  /** Undefined when the Region could not be listed. */
  readonly monitoredResources?: number;
  readonly resources: readonly ResourceReport[];
  readonly unmonitored: readonly UnmonitoredReport[];
}

interface FindingOf {
  readonly account?: AccountName;
  readonly arn: string;
  readonly resourceKind: Kind;
  readonly name: string;
  readonly region: string;
  readonly reason: string;
  /** Today's, in requests per second. */
  readonly floor: number;
}

/** Something that the owner of a resource may want to act on. Money is an estimate in USD a month. */
export type FindingReport =
  | (FindingOf & {
      readonly kind: 'idle';
      /** Looked at, without a request in them. */
      readonly hours: number;
      readonly waste: Money;
    })
  | (FindingOf & {
      readonly kind: 'over-provisioned';
      readonly target: number;
      /** The largest floor that costs no more than a floor of 1. */
      readonly freeFloor: number;
      /** The smallest floor that follows sudden traffic as well as today's. */
      readonly rampFloor: number;
      /** What each floor from 1 to today's would have cost over the hours replayed, and exposed. */
      readonly curve: readonly FloorCost[];
      readonly hours: number;
      /** Share of those hours that is known, 0 to 1. */
      readonly coverage: number;
      readonly waste: Money;
      readonly saving: Money;
    })
  | (FindingOf & {
      readonly kind: 'under-provisioned';
      /** Requests per second; never set by itself. */
      readonly advised: number;
    });

export type OutcomeReport =
  | { readonly kind: 'planned' /** Undefined where it is only reported. */; readonly delivery?: Delivery }
  | { readonly kind: 'done'; readonly at: string; readonly manifest?: string }
  | { readonly kind: 'refused'; readonly guard: GuardName; readonly why: string }
  | { readonly kind: 'failed'; readonly why: string };

interface ChangeOf {
  readonly account?: AccountName;
  readonly arn: string;
  readonly resourceKind: Kind;
  readonly name: string;
  readonly region: string;
  readonly reason: string;
  /** Of the whole way to the target, in USD a month, an estimate. */
  readonly savingUsd?: number;
  /** The same in every run that proposes the same. */
  readonly key: string;
  readonly outcome: OutcomeReport;
  /** Where a person agreed to it, if one did. */
  readonly approval?: Approval;
}

/** Something done to a resource, or proposed, refused or failed. Floors are in requests per second. */
export type ChangeReport =
  | (ChangeOf & {
      readonly kind: 'set-floor';
      readonly from: number;
      readonly to: number;
      readonly target: number;
    })
  | (ChangeOf & { readonly kind: 'mark'; readonly idleSince: string })
  | (ChangeOf & { readonly kind: 'stop' | 'delete' | 'unmark' | 'start' });

/** Estimates in USD a month. */
export interface Savings {
  readonly monthlyWasteUsd: number;
  /** Resources that waste something. */
  readonly resources: number;
  /** Resources of which it is not known what they waste: they are not in the sum. */
  readonly unpriced: number;
  readonly proposedUsd: number;
  readonly appliedUsd: number;
}

export type RunCommand = 'monitor' | 'plan' | 'set-min-tps' | 'stop' | 'restore' | 'doctor' | 'uninstall';

/** One of the accounts that a run covered. */
export interface AccountReport {
  readonly name: string;
  /** Its id; undefined when nothing told it. */
  readonly id?: string;
  readonly result: Result;
}

export type Result = 'success' | 'partial' | 'failed';

/** What was asked of GitHub, and what it allows yet, as its last answer told. */
export interface GitHubUse {
  /** Requests sent, those sent again included. */
  readonly requests: number;
  /** Of them, answered with 304 Not Modified, which GitHub does not count against the limit. */
  readonly notModified: number;
  /** Requests an hour. */
  readonly limit?: number;
  readonly remaining?: number;
  /** When the hour is over. */
  readonly resetsAt?: string;
}

/** One run as data, from which every report is made. Times are ISO 8601 in UTC. */
export interface Run {
  readonly command: RunCommand;
  readonly result: Result;
  readonly cancelled: boolean;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Undefined when nothing told it. */
  readonly account?: string;
  /** The accounts of the config file that the run covered; undefined where that names none. */
  readonly accounts?: readonly AccountReport[];
  /** How many reports this one was merged from; undefined for that of a single run. */
  readonly mergedReports?: number;
  /** Whether account ids are hidden in all that people read; never in the JSON report. */
  readonly accountIdsHidden: boolean;
  readonly publishMetrics: boolean;
  /** Hours of history that traffic and demand are over. */
  readonly lookedBackHours: number;
  readonly regions: readonly RegionReport[];
  readonly findings: readonly FindingReport[];
  readonly changes: readonly ChangeReport[];
  readonly savings: Savings;
  readonly upkeep: readonly Upkeep[];
  /** What `doctor` found; undefined for the other commands. */
  readonly diagnosis?: DiagnosisReport;
  readonly notices: readonly Notice[];
  readonly failures: readonly Failure[];
  readonly calls: readonly CallCount[];
  /** Undefined when nothing was asked of it. */
  readonly gitHub?: GitHubUse;
  /** The open pull request that proposes changes. */
  readonly pullRequest?: { readonly number: number; readonly url: string };
  /** Console addresses of the dashboards that exist after the run. */
  readonly dashboards: readonly {
    readonly account?: AccountName;
    readonly name: string;
    readonly url: string;
  }[];
  /** The workflow run that this was, and the page of its workflow, when GitHub's environment tells. */
  readonly workflow?: { readonly run: string; readonly page: string };
  readonly version: string;
}
