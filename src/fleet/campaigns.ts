import {
  type Campaign,
  type CampaignSummary,
  DescribeCampaignCommand,
  type PersonalizeClient,
  paginateListCampaigns,
} from '@aws-sdk/client-personalize';
import type { ResourceArn } from '../aws/arn.ts';
import { requestMetricOf } from './recipes.ts';
import type { FloorSince, RequestMetrics, Resource } from './resource.ts';
import type { Origin } from './solutions.ts';
import { isInForce, isUpdating } from './status.ts';

/** The floor of a resource that was made without one (Personalize API, `minProvisionedTPS`: "the default"). */
export const DEFAULT_FLOOR = 1;

/** Every campaign in the Region, all pages. Summaries tell neither the floor nor the solution version. */
export async function listCampaigns(client: PersonalizeClient): Promise<CampaignSummary[]> {
  const campaigns: CampaignSummary[] = [];
  for await (const page of paginateListCampaigns({ client }, { maxResults: 100 })) {
    campaigns.push(...(page.campaigns ?? []));
  }
  return campaigns;
}

/** @throws ResourceNotFoundException where there is no such campaign. */
export async function describeCampaign(client: PersonalizeClient, campaignArn: string): Promise<Campaign> {
  const { campaign } = await client.send(new DescribeCampaignCommand({ campaignArn }));
  if (!campaign?.status) throw new Error(`DescribeCampaign answered without a campaign for ${campaignArn}.`);
  return campaign;
}

/** The campaign as a monitored resource. The floor that serves now is the top-level one, also during an update. */
export function campaignResource(arn: ResourceArn, campaign: Campaign, origin: Origin): Resource {
  const update = campaign.latestCampaignUpdate;
  const createdAt = campaign.creationDateTime?.getTime() ?? 0;
  const changes = [
    campaign.creationDateTime,
    campaign.lastUpdatedDateTime,
    update?.creationDateTime,
    update?.lastUpdatedDateTime,
  ];
  return {
    ...arn,
    floor: campaign.minProvisionedTPS ?? DEFAULT_FLOOR,
    floorSince: floorSince(campaign),
    recipe: origin.recipe,
    requestMetrics: requestMetricsOf(arn.kind, origin.recipe),
    datasetGroup: origin.datasetGroup,
    createdAt,
    changedAt: Math.max(...changes.map((date) => date?.getTime() ?? 0)),
    updateInProgress: isUpdating(update?.status),
  };
}

/** Unknown while the latest update is not in force, or failed: when the floor changed before it is not told. */
function floorSince({ creationDateTime, lastUpdatedDateTime, latestCampaignUpdate }: Campaign): FloorSince {
  if (latestCampaignUpdate && !isInForce(latestCampaignUpdate.status)) return { kind: 'unknown' };
  const at = (latestCampaignUpdate?.lastUpdatedDateTime ?? lastUpdatedDateTime)?.getTime();
  const createdAt = creationDateTime?.getTime() ?? 0;
  return at !== undefined && at > createdAt ? { kind: 'update', at } : { kind: 'creation' };
}

export function requestMetricsOf(kind: Resource['kind'], recipe: string | undefined): RequestMetrics {
  const name = requestMetricOf(kind, recipe);
  if (name) return { kind: 'known', names: [name] };
  const why = recipe ? `no request metric is documented for its recipe ${recipe}` : 'its recipe is not known';
  return { kind: 'unknown', why };
}
