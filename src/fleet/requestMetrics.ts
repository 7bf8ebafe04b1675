import { type CloudWatchClient, type Metric, paginateListMetrics } from '@aws-sdk/client-cloudwatch';
import type { ResourceArn } from '../aws/arn.ts';
import type { RequestMetrics } from './resource.ts';

export const PERSONALIZE_NAMESPACE = 'AWS/Personalize';

/** The dimension of AWS's metrics and of ours; `RecommenderArn` is not documented, and is what AWS emits. */
export function dimensionOf({ kind, arn }: Pick<ResourceArn, 'kind' | 'arn'>): {
  Name: string;
  Value: string;
} {
  return { Name: kind === 'campaign' ? 'CampaignArn' : 'RecommenderArn', Value: arn };
}

const NOT_A_COUNT_OF_SUCCESSES = /(4xxErrors|5xxErrors|Latency)$/;

/** The names among the metrics of one resource that count its requests, such as `GetActionRecommendations`. */
export function requestMetricsAmong(metrics: readonly Metric[]): RequestMetrics {
  const names = metrics
    .filter(({ Dimensions }) => Dimensions?.length === 1)
    .flatMap(({ MetricName }) => MetricName ?? [])
    .filter((name) => name.startsWith('Get') && !NOT_A_COUNT_OF_SUCCESSES.test(name));
  if (names.length === 0) {
    return { kind: 'unknown', why: 'CloudWatch shows no request metric for it in the last two weeks' };
  }
  return { kind: 'known', names: [...new Set(names)].sort() };
}

/**
 * The request metrics that AWS emits for a resource whose recipe does not tell them. `ListMetrics` shows those
 * with data in the last two weeks.
 */
export async function findRequestMetrics(
  client: CloudWatchClient,
  resource: Pick<ResourceArn, 'kind' | 'arn'>,
): Promise<RequestMetrics> {
  const metrics: Metric[] = [];
  const input = { Namespace: PERSONALIZE_NAMESPACE, Dimensions: [dimensionOf(resource)] };
  for await (const page of paginateListMetrics({ client }, input)) metrics.push(...(page.Metrics ?? []));
  return requestMetricsAmong(metrics);
}
