import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Kind } from '../aws/arn.ts';
import type { Watchable } from './alarm.ts';

/**
 * Where AWS counts the calls of campaigns and recommenders (Personalize guide, CloudWatch metrics). It emits no
 * data point for a period without a request, so every alarm here takes missing data as breaching.
 */
const REQUEST_NAMESPACE = 'AWS/Personalize';

const DIMENSION: Record<Kind, string> = { campaign: 'CampaignArn', recommender: 'RecommenderArn' };

/** The dimensions by which an alarm names its resource. */
export const ARN_DIMENSIONS: ReadonlySet<string> = new Set(Object.values(DIMENSION));

/** One request metric of a resource, as a plain alarm watches it: its sum over each period. */
export function requestMetric({ resource }: Watchable, name: string) {
  return {
    Namespace: REQUEST_NAMESPACE,
    MetricName: name,
    Dimensions: [{ Name: DIMENSION[resource.kind], Value: resource.arn }],
  };
}

/** All request metrics of a resource as hidden inputs of metric math, `m1` and on. `period` is in seconds. */
export function requestQueries(watched: Watchable, period: number): MetricDataQuery[] {
  return watched.metricNames.map((name, index) => ({
    Id: `m${index + 1}`,
    MetricStat: { Metric: requestMetric(watched, name), Period: period, Stat: 'Sum' },
    ReturnData: false,
  }));
}

/**
 * Metric math for the requests in a period, where no data point is no request. Whether FILL fills a metric without
 * a single point is not documented; SUM of a list passes over what is missing, and so is right either way.
 */
export function requestSum({ metricNames }: Watchable): string {
  const filled = metricNames.map((_, index) => `FILL(m${index + 1},0)`);
  return filled.length === 1 ? filled.join() : `SUM([${filled.join(',')}])`;
}

/** The one query of an alarm that is compared with the threshold. */
export function result(expression: string, label: string): MetricDataQuery {
  return { Id: 'e1', Expression: expression, Label: label, ReturnData: true };
}
