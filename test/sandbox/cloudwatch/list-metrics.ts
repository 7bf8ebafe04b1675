import { makeToken, type Operation, page, present } from '../service.ts';
import { DAY, HOUR } from '../traffic.ts';
import { boolean, list, ServiceError, string, structure } from '../validation.ts';
import { AWS_NAMESPACE, activeAwsMetrics } from './aws-metrics.ts';
import { metricNameShape, namespaceShape, validated } from './shapes.ts';
import { type Metric, metricKey } from './store.ts';

const PAGE = 500;

/** Metrics with data in the last two weeks, or three hours with RecentlyActive. Pages of 500. */
export const listMetrics: Operation = validated(
  structure(
    {},
    {
      Namespace: namespaceShape,
      MetricName: metricNameShape,
      Dimensions: list(
        structure({ Name: string({ min: 1, max: 255 }) }, { Value: string({ min: 1, max: 1024 }) }),
        {
          max: 10,
        },
      ),
      NextToken: string(),
      RecentlyActive: string({ oneOf: ['PT3H'] }),
      IncludeLinkedAccounts: boolean(),
      OwningAccount: string({ min: 1, max: 255 }),
    },
  ),
  (input, { region, now, settings }) => {
    const since = now - (input.RecentlyActive ? 3 * HOUR : 14 * DAY);
    const until = now - settings.listMetricsDelayMs;
    const published = region.metrics
      .all()
      .filter(({ points }) => points.some((point) => point.time >= since && point.visibleAt <= until));
    const wantsAws = input.Namespace === undefined || input.Namespace === AWS_NAMESPACE;
    const own = wantsAws ? activeAwsMetrics(region, since, until - settings.metricsDelayMs) : [];
    const found = new Map<string, Metric>();
    for (const metric of [...own, ...published]) {
      if (input.Namespace !== undefined && metric.namespace !== input.Namespace) continue;
      if (input.MetricName !== undefined && metric.name !== input.MetricName) continue;
      const has = (filter: { Name: string; Value?: string }) =>
        metric.dimensions.some(
          ({ Name, Value }) => Name === filter.Name && (filter.Value === undefined || Value === filter.Value),
        );
      if ((input.Dimensions ?? []).every(has)) found.set(metricKey(metric), metric);
    }
    const { NextToken: token, ...filters } = input;
    const listing = makeToken(`ListMetrics ${region.name} ${JSON.stringify(filters)}`, 0);
    const size = Math.min(PAGE, settings.pageSize);
    const invalid = () =>
      new ServiceError('InvalidParameterValueException', 'The parameter NextToken is invalid.');
    const { items, next } = page([...found.values()], { listing, token, size }, invalid);
    const metrics = items.map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: dimensions,
    }));
    return present({ Metrics: metrics, NextToken: next });
  },
);
