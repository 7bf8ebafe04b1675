/**
 * Fixtures: a small account, readable at a glance. Ages are relative to the sandbox's clock at its start,
 * requests that would have created alarms, dashboards and topics are given as the requests themselves.
 */
import type { Traffic } from './traffic.ts';

export interface World {
  account: string;
  partition: string;
  /** Who the credentials belong to, as GetCallerIdentity and AccessDenied messages say it. */
  callerArn: string;
  regions: Record<string, RegionSpec>;
  /** PutDashboard requests. Dashboards are global in an account. */
  dashboards: readonly Record<string, unknown>[];
}

export interface RegionSpec {
  datasetGroups?: Record<string, DatasetGroupSpec>;
  campaigns?: readonly CampaignSpec[];
  recommenders?: readonly RecommenderSpec[];
  /** PutMetricAlarm requests; a `StateValue` beside them sets the state. */
  alarms?: readonly Record<string, unknown>[];
  topics?: readonly TopicSpec[];
  /** PutMetricData requests; a Timestamp is in seconds of Unix time. */
  metrics?: readonly Record<string, unknown>[];
  /** Event buses beside `default`. */
  eventBuses?: readonly string[];
}

export interface DatasetGroupSpec {
  domain?: 'ECOMMERCE' | 'VIDEO_ON_DEMAND';
  status?: string;
  failureReason?: string;
  tags?: Record<string, string>;
}

interface ServedSpec {
  name: string;
  datasetGroup: string;
  /** A recipe's name, or a whole ARN. */
  recipe?: string;
  /** Successful requests per second. Default: none. */
  traffic?: Traffic;
  errors4xx?: Traffic;
  errors5xx?: Traffic;
  /** Default 35. */
  latencyMs?: number;
  /** The name of the metric that counts requests, if not the usual one of the recipe; null: there is none. */
  requestMetric?: string | null;
  /** Default 30. */
  ageDays?: number;
  updatedDaysAgo?: number;
  /** Default ACTIVE. CREATE, DELETE, STOP and START IN_PROGRESS come to their end as the clock moves on. */
  status?: string;
  failureReason?: string;
  tags?: Record<string, string>;
}

export interface CampaignSpec extends ServedSpec {
  /** Default 1. */
  minProvisionedTPS?: number;
  campaignConfig?: Record<string, unknown>;
  /**
   * True: the campaign follows its solution, and its solutionVersionArn ends in `/$LATEST`. 'concrete': it
   * follows too, but shows the version in use. Which of them the service does is not documented.
   */
  syncWithLatestSolutionVersion?: boolean | 'concrete';
  latestCampaignUpdate?: UpdateSpec & {
    minProvisionedTPS?: number;
    campaignConfig?: Record<string, unknown>;
  };
  /** Name of the solution; default `<campaign>-solution`. Campaigns of one solution share its recipe. */
  solution?: string;
}

export interface RecommenderSpec extends ServedSpec {
  /** Default 1. */
  minRecommendationRequestsPerSecond?: number;
  /** The whole configuration; null: the listing and the description have none. */
  recommenderConfig?: Record<string, unknown> | null;
  latestRecommenderUpdate?: UpdateSpec & { recommenderConfig?: Record<string, unknown> };
  /** With status INACTIVE: since when it has not been serving. Default 1. */
  stoppedDaysAgo?: number;
}

interface UpdateSpec {
  status: string;
  failureReason?: string;
  daysAgo?: number;
}

export interface TopicSpec {
  Name: string;
  Attributes?: Record<string, string>;
  Tags?: readonly { Key: string; Value: string }[];
  subscriptions?: readonly { Protocol: string; Endpoint: string; confirmed?: boolean }[];
}

export function world(spec: Partial<World> = {}): World {
  const account = spec.account ?? '123456789012';
  const partition = spec.partition ?? 'aws';
  return {
    account,
    partition,
    callerArn: spec.callerArn ?? `arn:${partition}:sts::${account}:assumed-role/personalize-monitor/github`,
    regions: spec.regions ?? { 'us-east-1': {} },
    dashboards: spec.dashboards ?? [],
  };
}
