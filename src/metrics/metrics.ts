import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import type { Kind } from '../aws/arn.ts';
import { dimensionOf } from '../fleet/requestMetrics.ts';
import type { Resource } from '../fleet/resource.ts';
import { WINDOW_SECONDS } from '../usage/windows.ts';

/** Namespace of the metrics that this action publishes: the predecessor's, so that its graphs go on. */
export const NAMESPACE = 'PersonalizeMonitor';

export const RESOURCE_COUNT = 'monitoredResourceCount';

export const METRICS: Readonly<Record<Kind, { floor: string; average: string; utilization: string }>> = {
  campaign: { floor: 'minProvisionedTPS', average: 'averageTPS', utilization: 'campaignUtilization' },
  recommender: {
    floor: 'minRecommendationRequestsPerSecond',
    average: 'averageRPS',
    utilization: 'recommenderUtilization',
  },
};

/** What one window of one resource is published as: the floor then in force, and the requests in it. */
export interface Window {
  readonly resource: Resource;
  /** Unix milliseconds. */
  readonly start: number;
  /** Requests per second. */
  readonly floor: number;
  readonly requests: number;
}

/** The three data points of a window, stamped with its start: floor and average in 1/s, utilization in percent. */
export function dataOf({ resource, start, floor, requests }: Window): MetricDatum[] {
  const average = requests / WINDOW_SECONDS;
  const names = METRICS[resource.kind];
  const shared = { Dimensions: [dimensionOf(resource)], Timestamp: new Date(start) };
  return [
    { ...shared, MetricName: names.floor, Value: floor, Unit: 'Count/Second' },
    { ...shared, MetricName: names.average, Value: average, Unit: 'Count/Second' },
    { ...shared, MetricName: names.utilization, Value: (average / floor) * 100, Unit: 'Percent' },
  ];
}
