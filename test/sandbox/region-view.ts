/** What a test sees of one Region, and what it may do there behind the API's back. Everything is settled first. */

import { addCampaign, addRecommender } from './build.ts';
import { servedRequests } from './cloudwatch/aws-metrics.ts';
import type { Dimension, Point } from './cloudwatch/store.ts';
import { startServing, stopServing } from './lifecycle.ts';
import type { Context } from './service.ts';
import { type Campaign, type Recommender, type RegionState, tagMap } from './state.ts';
import type { Traffic } from './traffic.ts';
import type { CampaignSpec, RecommenderSpec } from './world.ts';

export interface PublishedMetric {
  namespace: string;
  name: string;
  dimensions: readonly Dimension[];
  unit: string;
  points: readonly Point[];
}

export type RegionView = ReturnType<typeof viewOf>;

/** `context` settles the Region whenever it is asked for. */
export function viewOf(context: () => Context) {
  const state = (): RegionState => context().region;
  const named = <T extends { name: string; arn: string }>(all: Iterable<T>, name: string): T => {
    const found = [...all].find((one) => one.name === name || one.arn === name);
    if (found === undefined) throw new Error(`The sandbox has no ${name}`);
    return found;
  };
  const campaign = (name: string): Campaign => named(state().campaigns.values(), name);
  const recommender = (name: string): Recommender => named(state().recommenders.values(), name);
  const served = (name: string) =>
    named([...state().campaigns.values(), ...state().recommenders.values()], name);

  return {
    get campaigns() {
      return [...state().campaigns.values()];
    },
    get recommenders() {
      return [...state().recommenders.values()];
    },
    get alarms() {
      return [...state().alarms.values()];
    },
    get topics() {
      return [...state().topics.values()];
    },
    get subscriptions() {
      return [...state().subscriptions];
    },
    /** What was published to topics, by clients and by alarms. */
    get messages() {
      return [...state().messages];
    },
    get events() {
      return [...state().events];
    },
    /** Alarm actions that `evaluateAlarms` fired. */
    get alarmActions() {
      return [...state().alarmActions];
    },
    /** Metrics that clients published: one entry for each metric and unit. */
    get metrics(): PublishedMetric[] {
      return state().metrics.all();
    },

    campaign,
    recommender,
    alarm: (name: string) => named(state().alarms.values(), name),
    topic: (name: string) => named(state().topics.values(), name),
    /** Points of a published metric by the value of one of its dimensions, oldest first; none: no dimensions. */
    points: (name: string, dimensionValue?: string): Point[] =>
      state()
        .metrics.all()
        .filter((metric) => metric.name === name)
        .filter(({ dimensions: [first] }) => first?.Value === dimensionValue)
        .flatMap(({ points }) => points)
        .sort((a, b) => a.time - b.time),
    /** Successful requests that a resource served in [start, end), whether CloudWatch shows them yet or not. */
    requests: (name: string, startMs: number, endMs: number): number => {
      const { source } = served(name);
      return servedRequests(source, source.traffic, startMs, endMs);
    },

    createCampaign: (spec: CampaignSpec) => {
      const { region, now, settings } = context();
      return addCampaign(region, { ageDays: 0, ...spec }, now, settings.transitionMs);
    },
    createRecommender: (spec: RecommenderSpec) => {
      const { region, now, settings } = context();
      return addRecommender(region, { ageDays: 0, ...spec }, now, settings.transitionMs);
    },
    /** As someone else's finished UpdateCampaign would leave it. */
    updateCampaign: (
      name: string,
      to: Partial<Pick<Campaign, 'minProvisionedTPS' | 'campaignConfig' | 'status'>>,
    ) => {
      Object.assign(campaign(name), to, { updatedAt: context().now });
    },
    updateRecommender: (name: string, to: Partial<Pick<Recommender, 'recommenderConfig' | 'status'>>) => {
      Object.assign(recommender(name), to, { updatedAt: context().now });
    },
    setTags: (name: string, tags: Record<string, string>) => {
      served(name).tags = tagMap(tags);
    },
    /** From now on; what was served before stays as it was. */
    setTraffic: (name: string, traffic: Traffic) => {
      const { source } = served(name);
      const { now } = context();
      const before = source.traffic;
      source.traffic = (time) => (time < now ? before(time) : traffic(time));
    },
    /** Gone at once; its metrics stay. */
    deleteCampaign: (name: string) => {
      const gone = campaign(name);
      stopServing(gone.source, context().now);
      state().campaigns.delete(gone.arn);
    },
    deleteRecommender: (name: string) => {
      const gone = recommender(name);
      stopServing(gone.source, context().now);
      state().recommenders.delete(gone.arn);
    },
    stopRecommender: (name: string) => {
      const stopped = recommender(name);
      stopServing(stopped.source, context().now);
      Object.assign(stopped, { status: 'INACTIVE', updatedAt: context().now });
    },
    startRecommender: (name: string) => {
      const started = recommender(name);
      startServing(started.source, context().now);
      Object.assign(started, { status: 'ACTIVE', updatedAt: context().now });
    },
    /** The person at the other end clicks the link in the message. */
    confirmSubscription: (endpoint: string) => {
      for (const one of state().subscriptions) if (one.endpoint === endpoint) one.confirmed = true;
    },
    deleteAlarm: (name: string) => state().alarms.delete(name),
  };
}
