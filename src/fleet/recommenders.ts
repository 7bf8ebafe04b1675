import {
  type PersonalizeClient,
  paginateListRecommenders,
  type RecommenderSummary,
} from '@aws-sdk/client-personalize';
import { nameInArn, type ResourceArn } from '../aws/arn.ts';
import { DEFAULT_FLOOR, requestMetricsOf } from './campaigns.ts';
import type { Resource } from './resource.ts';

/** Every recommender in the Region, all pages. Their listing tells the floor, so that none is described. */
export async function listRecommenders(client: PersonalizeClient): Promise<RecommenderSummary[]> {
  const recommenders: RecommenderSummary[] = [];
  for await (const page of paginateListRecommenders({ client }, { maxResults: 100 })) {
    recommenders.push(...(page.recommenders ?? []));
  }
  return recommenders;
}

/** The recommender as a monitored resource. A floor left out of its configuration is the default. */
export function recommenderResource(arn: ResourceArn, recommender: RecommenderSummary): Resource {
  const recipe = recommender.recipeArn && nameInArn(recommender.recipeArn);
  const createdAt = recommender.creationDateTime?.getTime() ?? 0;
  const changedAt = Math.max(createdAt, recommender.lastUpdatedDateTime?.getTime() ?? 0);
  return {
    ...arn,
    floor: recommender.recommenderConfig?.minRecommendationRequestsPerSecond ?? DEFAULT_FLOOR,
    floorSince: changedAt > createdAt ? { kind: 'update', at: changedAt } : { kind: 'creation' },
    recipe,
    requestMetrics: requestMetricsOf(arn.kind, recipe),
    datasetGroup: recommender.datasetGroupArn && nameInArn(recommender.datasetGroupArn),
    createdAt,
    changedAt,
    updateInProgress: false,
  };
}
