import {
  type Campaign,
  DescribeRecommenderCommand,
  type PersonalizeClient,
  type Recommender,
} from '@aws-sdk/client-personalize';
import type { ResourceArn } from '../aws/arn.ts';
import { isNotFound } from '../aws/errors.ts';
import { campaignResource, describeCampaign } from '../fleet/campaigns.ts';
import { recommenderResource } from '../fleet/recommenders.ts';
import type { Resource } from '../fleet/resource.ts';
import { isServing, isUpdating } from '../fleet/status.ts';
import type { PinnedState } from './change.ts';

/** A resource as the service describes it at this moment. */
export type Live =
  | { readonly kind: 'campaign'; readonly state: PinnedState; readonly campaign: Campaign }
  | { readonly kind: 'recommender'; readonly state: PinnedState; readonly recommender: Recommender };

const UNASKED = { recipe: undefined, datasetGroup: undefined };
const SERVING = 'ACTIVE';

/** The state that a change to a monitored resource is pinned to. */
export function pinnedStateOf({ floor, changedAt, updateInProgress }: Resource): PinnedState {
  return { status: SERVING, floor, updatedAt: changedAt, updateInProgress };
}

/** Undefined where the service knows no such resource. Any other failure to read it is thrown. */
export async function readLive(client: PersonalizeClient, arn: ResourceArn): Promise<Live | undefined> {
  try {
    return arn.kind === 'campaign' ? await liveCampaign(client, arn) : await liveRecommender(client, arn);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function liveCampaign(client: PersonalizeClient, arn: ResourceArn): Promise<Live> {
  const campaign = await describeCampaign(client, arn.arn);
  const state = pinnedStateOf(campaignResource(arn, campaign, UNASKED));
  return { kind: 'campaign', campaign, state: { ...state, status: statusOf(campaign.status) } };
}

async function liveRecommender(client: PersonalizeClient, arn: ResourceArn): Promise<Live> {
  const { recommender } = await client.send(new DescribeRecommenderCommand({ recommenderArn: arn.arn }));
  if (!recommender?.status)
    throw new Error(`DescribeRecommender answered without a recommender for ${arn.arn}.`);
  const state = pinnedStateOf(recommenderResource(arn, recommender));
  const updateInProgress = isUpdating(recommender.latestRecommenderUpdate?.status);
  return {
    kind: 'recommender',
    recommender,
    state: { ...state, updateInProgress, status: statusOf(recommender.status) },
  };
}

/** The floor of the update that is under way, or was the last. */
export function floorOnItsWay(live: Live): number | undefined {
  if (live.kind === 'campaign') return live.campaign.latestCampaignUpdate?.minProvisionedTPS;
  return live.recommender.latestRecommenderUpdate?.recommenderConfig?.minRecommendationRequestsPerSecond;
}

function statusOf(status = ''): string {
  return isServing(status) ? SERVING : status;
}
