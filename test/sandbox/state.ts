/** What the sandbox knows about an account: one record for each Region, dashboards for all. */
import { MetricStore } from './cloudwatch/store.ts';
import type { Traffic } from './traffic.ts';

export type Tags = Map<string, string>;

/** Something on its way from one status to another. */
export interface Change {
  startedAt: number;
  endsAt: number;
  pending: string;
  running: string;
  show(status: string): void;
  finish(at: number): void;
}

/** Where AWS/Personalize metrics come from. Outlives its resource, as metrics do. */
export interface Source {
  arn: string;
  dimension: 'CampaignArn' | 'RecommenderArn';
  requestMetric: string | null;
  traffic: Traffic;
  errors4xx: Traffic;
  errors5xx: Traffic;
  latencyMs: number;
  /** [from, until) in which it serves; until may be open. */
  serving: { from: number; until: number }[];
}

export interface DatasetGroup {
  name: string;
  arn: string;
  domain?: string;
  status: string;
  failureReason?: string;
  createdAt: number;
  tags: Tags;
}

export interface Solution {
  name: string;
  arn: string;
  recipeArn: string;
  datasetGroupArn: string;
  versionArn: string;
  createdAt: number;
}

export interface Served {
  name: string;
  arn: string;
  status: string;
  failureReason?: string;
  createdAt: number;
  updatedAt: number;
  tags: Tags;
  source: Source;
  change?: Change;
}

export interface Campaign extends Served {
  solutionVersionArn: string;
  minProvisionedTPS: number;
  campaignConfig?: Record<string, unknown>;
  latestUpdate?: {
    solutionVersionArn: string;
    minProvisionedTPS: number;
    campaignConfig?: Record<string, unknown>;
    status: string;
    failureReason?: string;
    createdAt: number;
    updatedAt: number;
  };
}

export interface Recommender extends Served {
  datasetGroupArn: string;
  recipeArn: string;
  recommenderConfig?: Record<string, unknown>;
  latestUpdate?: {
    recommenderConfig: Record<string, unknown>;
    status: string;
    failureReason?: string;
    createdAt: number;
    updatedAt: number;
  };
}

export interface Alarm {
  name: string;
  arn: string;
  /** The configuration, as the last PutMetricAlarm gave it, without Tags. */
  config: Record<string, unknown>;
  actionsEnabled: boolean;
  state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  reason: string;
  configuredAt: number;
  stateUpdatedAt: number;
  stateTransitionedAt: number;
  tags: Tags;
}

export interface Topic {
  name: string;
  arn: string;
  attributes: Map<string, string>;
  tags: Tags;
}

export interface Subscription {
  arn: string;
  topicArn: string;
  protocol: string;
  endpoint: string;
  confirmed: boolean;
  attributes: Map<string, string>;
}

export interface Dashboard {
  name: string;
  arn: string;
  body: string;
  modifiedAt: number;
  tags: Tags;
}

export interface PublishedMessage {
  topicArn: string;
  subject?: string;
  message: string;
  at: number;
}

/** An alarm action that CloudWatch carried out, or why it did not. */
export interface AlarmAction {
  alarm: string;
  state: string;
  action: string;
  delivered: boolean;
  at: number;
}

export interface RegionState {
  name: string;
  partition: string;
  account: string;
  datasetGroups: Map<string, DatasetGroup>;
  solutions: Map<string, Solution>;
  campaigns: Map<string, Campaign>;
  recommenders: Map<string, Recommender>;
  sources: Source[];
  metrics: MetricStore;
  alarms: Map<string, Alarm>;
  alarmActions: AlarmAction[];
  topics: Map<string, Topic>;
  subscriptions: Subscription[];
  messages: PublishedMessage[];
  eventBuses: Set<string>;
  events: Record<string, unknown>[];
}

export interface AccountState {
  id: string;
  callerArn: string;
  regions: Map<string, RegionState>;
  dashboards: Map<string, Dashboard>;
  partition: string;
}

/** The request metric of a recipe (platform-facts 1.4, 1.5); null where none is known. */
export function usualRequestMetric(recipeArn: string): string | null {
  const recipe = recipeArn.split('/').at(-1) ?? '';
  if (recipe === 'aws-next-best-action') return null;
  return recipe.startsWith('aws-personalized-ranking') ? 'GetPersonalizedRanking' : 'GetRecommendations';
}

export function emptyRegion(name: string, account: AccountState): RegionState {
  return {
    name,
    partition: name.startsWith('cn-') ? 'aws-cn' : account.partition,
    account: account.id,
    datasetGroups: new Map(),
    solutions: new Map(),
    campaigns: new Map(),
    recommenders: new Map(),
    sources: [],
    metrics: new MetricStore(),
    alarms: new Map(),
    alarmActions: [],
    topics: new Map(),
    subscriptions: [],
    messages: [],
    eventBuses: new Set(['default']),
    events: [],
  };
}

export function tagMap(tags: Record<string, string> | undefined): Tags {
  return new Map(Object.entries(tags ?? {}));
}

export function personalizeArn(region: RegionState, path: string): string {
  return `arn:${region.partition}:personalize:${region.name}:${region.account}:${path}`;
}

export function recipeArn(region: RegionState, recipe: string): string {
  return recipe.startsWith('arn:') ? recipe : `arn:${region.partition}:personalize:::recipe/${recipe}`;
}
