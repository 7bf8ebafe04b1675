/**
 * The namespace AWS/Personalize, computed from traffic (platform-facts 1.4). Nothing is emitted for a minute
 * without requests, and a minute is seen only `metricsDelayMs` after it ended.
 */
import type { RegionState, Source } from '../state.ts';
import { hash01, MINUTE, requests, type Traffic } from '../traffic.ts';
import type { Metric, Stats } from './store.ts';

export const AWS_NAMESPACE = 'AWS/Personalize';

interface Emitted {
  source: Source;
  metricName: string;
  traffic: Traffic;
  latency: boolean;
}

/** Every metric that a source may emit, by the prefix of its request metric. */
function emittedBy(source: Source): Emitted[] {
  const prefix = source.requestMetric;
  if (prefix === null) return [];
  const metric = (suffix: string, traffic: Traffic, latency = false) => ({
    source,
    metricName: `${prefix}${suffix}`,
    traffic,
    latency,
  });
  return [
    metric('', source.traffic),
    metric('Latency', source.traffic, true),
    metric('4xxErrors', source.errors4xx),
    metric('5xxErrors', source.errors5xx),
  ];
}

/** Statistics of one AWS metric over any interval, or undefined when there is no such metric. */
export function awsReader(region: RegionState, metric: Metric, visibleUntil: number) {
  const emitted = find(region, metric);
  if (emitted.length === 0) return undefined;
  return (start: number, end: number): Stats | undefined => {
    const last = Math.min(end, visibleUntil);
    let count = 0;
    let sum = 0;
    let [min, max] = [1, 1];
    for (const { source, traffic, latency } of emitted) {
      const served = servedRequests(source, traffic, start, last);
      count += served;
      const typical = source.latencyMs * (0.95 + 0.1 * hash01(start / MINUTE, 3));
      sum += latency ? served * typical : served;
      if (latency) [min, max] = [typical * 0.6, typical * (2 + hash01(start / MINUTE, 5))];
    }
    return count === 0 ? undefined : { count, sum, min, max };
  };
}

function find(region: RegionState, metric: Metric): Emitted[] {
  const [dimension, ...others] = metric.dimensions;
  if (dimension === undefined || others.length > 0) return [];
  return region.sources
    .filter((source) => source.arn === dimension.Value && source.dimension === dimension.Name)
    .flatMap(emittedBy)
    .filter((emitted) => emitted.metricName === metric.name);
}

/** Requests that a source served in [start, end), in whole minutes. */
export function servedRequests(source: Source, traffic: Traffic, start: number, end: number): number {
  let sum = 0;
  for (const { from, until } of source.serving) {
    const [first, last] = [Math.max(start, from), Math.min(end, until)];
    if (last > first) sum += requests(traffic, first, last);
  }
  return sum;
}

/** The AWS metrics with data in [start, end). */
export function activeAwsMetrics(region: RegionState, start: number, end: number): Metric[] {
  return region.sources.flatMap((source) => {
    const dimensions = [{ Name: source.dimension, Value: source.arn }];
    return emittedBy(source)
      .filter(({ traffic }) => servedRequests(source, traffic, start, end) > 0)
      .map(({ metricName }) => ({ namespace: AWS_NAMESPACE, name: metricName, dimensions }));
  });
}
