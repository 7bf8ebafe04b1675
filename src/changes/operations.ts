import {
  DeleteCampaignCommand,
  type PersonalizeClient,
  StartRecommenderCommand,
  StopRecommenderCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateCampaignCommand,
  UpdateRecommenderCommand,
} from '@aws-sdk/client-personalize';
import type { Live } from './live.ts';

/** A write to Personalize, with the name that its permission goes by. */
export interface Operation {
  readonly name: string;
  send(): Promise<unknown>;
}

/**
 * Sets a floor and nothing else. UpdateRecommender replaces the configuration for all that is documented, so that
 * it is sent back whole, to the letter; a campaign's is sent back too, since nobody says what leaving it out does.
 */
export function setFloor(client: PersonalizeClient, arn: string, live: Live, floor: number): Operation {
  if (live.kind === 'campaign') {
    const { campaignConfig } = live.campaign;
    const input = {
      campaignArn: arn,
      minProvisionedTPS: floor,
      ...(campaignConfig ? { campaignConfig } : {}),
    };
    return { name: 'UpdateCampaign', send: () => client.send(new UpdateCampaignCommand(input)) };
  }
  const recommenderConfig = {
    ...live.recommender.recommenderConfig,
    minRecommendationRequestsPerSecond: floor,
  };
  const input = { recommenderArn: arn, recommenderConfig };
  return { name: 'UpdateRecommender', send: () => client.send(new UpdateRecommenderCommand(input)) };
}

export function deleteCampaign(client: PersonalizeClient, campaignArn: string): Operation {
  return { name: 'DeleteCampaign', send: () => client.send(new DeleteCampaignCommand({ campaignArn })) };
}

export function stopRecommender(client: PersonalizeClient, recommenderArn: string): Operation {
  return { name: 'StopRecommender', send: () => client.send(new StopRecommenderCommand({ recommenderArn })) };
}

export function startRecommender(client: PersonalizeClient, recommenderArn: string): Operation {
  return {
    name: 'StartRecommender',
    send: () => client.send(new StartRecommenderCommand({ recommenderArn })),
  };
}

export function setTag(
  client: PersonalizeClient,
  resourceArn: string,
  ...tags: { tagKey: string; tagValue: string }[]
): Operation {
  const input = { resourceArn, tags };
  return { name: 'TagResource', send: () => client.send(new TagResourceCommand(input)) };
}

export function removeTag(client: PersonalizeClient, resourceArn: string, key: string): Operation {
  const input = { resourceArn, tagKeys: [key] };
  return { name: 'UntagResource', send: () => client.send(new UntagResourceCommand(input)) };
}
