/** From fixtures to state. */
import { campaignUpdate, comeToAnEnd, inFlight, recommenderUpdate, stopServing } from './lifecycle.ts';
import { shortHash } from './service.ts';
import {
  type AccountState,
  type Campaign,
  emptyRegion,
  personalizeArn,
  type Recommender,
  type RegionState,
  recipeArn,
  type Served,
  type Solution,
  type Source,
  tagMap,
  usualRequestMetric,
} from './state.ts';
import { DAY, none } from './traffic.ts';
import type { CampaignSpec, RecommenderSpec, RegionSpec, World } from './world.ts';

/** An account with its Personalize resources. Alarms, topics and the like are made by their own operations. */
export function buildAccount(world: World, now: number, transitionMs: number): AccountState {
  const { account: id, partition, callerArn } = world;
  const account: AccountState = { id, partition, callerArn, regions: new Map(), dashboards: new Map() };
  for (const [name, spec] of Object.entries(world.regions)) {
    const region = emptyRegion(name, account);
    account.regions.set(name, region);
    buildRegion(region, spec, now, transitionMs);
  }
  return account;
}

function buildRegion(region: RegionState, spec: RegionSpec, now: number, transitionMs: number): void {
  for (const [name, group] of Object.entries(spec.datasetGroups ?? {})) {
    const arn = personalizeArn(region, `dataset-group/${name}`);
    const { tags, status = 'ACTIVE', ...rest } = group;
    region.datasetGroups.set(arn, {
      name,
      arn,
      status,
      createdAt: now - 400 * DAY,
      ...rest,
      tags: tagMap(tags),
    });
  }
  for (const campaign of spec.campaigns ?? []) addCampaign(region, campaign, now, transitionMs);
  for (const recommender of spec.recommenders ?? []) addRecommender(region, recommender, now, transitionMs);
  for (const bus of spec.eventBuses ?? []) region.eventBuses.add(bus);
}

export function addCampaign(
  region: RegionState,
  spec: CampaignSpec,
  now: number,
  transitionMs: number,
): Campaign {
  const arn = personalizeArn(region, `campaign/${spec.name}`);
  const recipe = recipeArn(region, spec.recipe ?? 'aws-user-personalization');
  const createdAt = now - (spec.ageDays ?? 30) * DAY;
  const solution = addSolution(region, spec, recipe, createdAt);
  const sync = spec.syncWithLatestSolutionVersion;
  const campaign: Campaign = {
    ...served(arn, spec, createdAt, now, 'CampaignArn', recipe),
    solutionVersionArn: sync === true ? `${solution.arn}/$LATEST` : solution.versionArn,
    minProvisionedTPS: spec.minProvisionedTPS ?? 1,
  };
  if (sync) campaign.campaignConfig = { ...spec.campaignConfig, syncWithLatestSolutionVersion: true };
  else if (spec.campaignConfig) campaign.campaignConfig = spec.campaignConfig;
  if (spec.latestCampaignUpdate) {
    const { daysAgo = 0, ...update } = spec.latestCampaignUpdate;
    const { minProvisionedTPS, solutionVersionArn } = campaign;
    const times = { createdAt: now - daysAgo * DAY, updatedAt: now - daysAgo * DAY };
    campaign.latestUpdate = { minProvisionedTPS, solutionVersionArn, ...update, ...times };
  }
  region.campaigns.set(arn, campaign);
  region.sources.push(campaign.source);
  comeToAnEnd(campaign, now, transitionMs, () => region.campaigns.delete(arn));
  if (campaign.latestUpdate && inFlight(campaign.latestUpdate.status))
    campaign.change = campaignUpdate(campaign, campaign.latestUpdate, now, transitionMs);
  return campaign;
}

export function addRecommender(
  region: RegionState,
  spec: RecommenderSpec,
  now: number,
  transitionMs: number,
): Recommender {
  const arn = personalizeArn(region, `recommender/${spec.name}`);
  const recipe = recipeArn(region, spec.recipe ?? 'aws-ecomm-recommended-for-you');
  const createdAt = now - (spec.ageDays ?? 30) * DAY;
  const recommender: Recommender = {
    ...served(arn, spec, createdAt, now, 'RecommenderArn', recipe),
    datasetGroupArn: personalizeArn(region, `dataset-group/${spec.datasetGroup}`),
    recipeArn: recipe,
  };
  const floor = { minRecommendationRequestsPerSecond: spec.minRecommendationRequestsPerSecond ?? 1 };
  if (spec.recommenderConfig !== null)
    recommender.recommenderConfig = { ...floor, ...spec.recommenderConfig };
  if (spec.status === 'INACTIVE') stopServing(recommender.source, now - (spec.stoppedDaysAgo ?? 1) * DAY);
  if (spec.latestRecommenderUpdate) {
    const { daysAgo = 0, ...update } = spec.latestRecommenderUpdate;
    const times = { createdAt: now - daysAgo * DAY, updatedAt: now - daysAgo * DAY };
    recommender.latestUpdate = {
      recommenderConfig: recommender.recommenderConfig ?? {},
      ...update,
      ...times,
    };
  }
  region.recommenders.set(arn, recommender);
  region.sources.push(recommender.source);
  comeToAnEnd(recommender, now, transitionMs, () => region.recommenders.delete(arn));
  if (recommender.latestUpdate && inFlight(recommender.latestUpdate.status))
    recommender.change = recommenderUpdate(recommender, recommender.latestUpdate, now, transitionMs);
  return recommender;
}

function addSolution(region: RegionState, spec: CampaignSpec, recipe: string, createdAt: number): Solution {
  const name = spec.solution ?? `${spec.name}-solution`.slice(0, 63);
  const arn = personalizeArn(region, `solution/${name}`);
  const known = region.solutions.get(arn);
  if (known) return known;
  const datasetGroupArn = personalizeArn(region, `dataset-group/${spec.datasetGroup}`);
  if (!region.datasetGroups.has(datasetGroupArn))
    throw new Error(
      `World: campaign ${spec.name} names the dataset group ${spec.datasetGroup}, which is not there`,
    );
  const versionArn = `${arn}/${shortHash(arn)}`;
  const solution = { name, arn, recipeArn: recipe, datasetGroupArn, versionArn, createdAt };
  region.solutions.set(arn, solution);
  return solution;
}

function served(
  arn: string,
  spec: CampaignSpec | RecommenderSpec,
  createdAt: number,
  now: number,
  dimension: Source['dimension'],
  recipe: string,
): Served {
  const source: Source = {
    arn,
    dimension,
    requestMetric: spec.requestMetric === undefined ? usualRequestMetric(recipe) : spec.requestMetric,
    traffic: spec.traffic ?? none,
    errors4xx: spec.errors4xx ?? none,
    errors5xx: spec.errors5xx ?? none,
    latencyMs: spec.latencyMs ?? 35,
    serving: /^(CREATE|START)/.test(spec.status ?? '')
      ? []
      : [{ from: createdAt, until: Number.POSITIVE_INFINITY }],
  };
  return {
    name: spec.name,
    arn,
    status: spec.status ?? 'ACTIVE',
    ...(spec.failureReason === undefined ? {} : { failureReason: spec.failureReason }),
    createdAt,
    updatedAt: spec.updatedDaysAgo === undefined ? createdAt : now - spec.updatedDaysAgo * DAY,
    tags: tagMap(spec.tags),
    source,
  };
}
