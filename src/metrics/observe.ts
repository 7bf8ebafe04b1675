import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Failure } from '../aws/failure.ts';
import { dimensionOf, PERSONALIZE_NAMESPACE } from '../fleet/requestMetrics.ts';
import type { Resource } from '../fleet/resource.ts';
import { type MetricQuery, readMetrics } from '../usage/metricData.ts';
import { type Reading, sumOf } from '../usage/reading.ts';
import type { Span } from '../usage/windows.ts';
import { METRICS, NAMESPACE, RESOURCE_COUNT } from './metrics.ts';
import type { Published } from './missing.ts';

export interface Observations {
  /** One for each resource, in their order. */
  readonly resources: readonly Published[];
  /** The count of monitored resources, read back. */
  readonly count: Reading;
  readonly failures: readonly Failure[];
}

/**
 * Reads what was asked of resources, and what was already published of them, in one pass: CloudWatch bills each
 * metric asked for, so that none is asked for twice. Without `publishMetrics` only the count is read back.
 */
export async function observe(
  client: CloudWatchClient,
  region: string,
  resources: readonly Resource[],
  span: Span,
  publishMetrics: boolean,
): Promise<Observations> {
  const asked = resources.map((resource) => ({
    resource,
    requests: requestQueries(resource),
    floors: publishMetrics && resource.requestMetrics.kind === 'known' ? [floorQuery(resource)] : [],
  }));
  const count: MetricQuery = {
    namespace: NAMESPACE,
    name: RESOURCE_COUNT,
    dimensions: [],
    statistic: 'Average',
  };
  const queries = [count, ...asked.flatMap(({ requests, floors }) => [...requests, ...floors])];
  const { readings, failures } = await readMetrics(client, region, queries, span);

  const next = readings.values();
  const take = (queried: readonly MetricQuery[]): Reading[] =>
    queried.map(() => next.next().value ?? { kind: 'unknown', why: 'it was not read' });
  const [counted] = take([count]) as [Reading];
  return {
    count: counted,
    failures,
    resources: asked.map(({ resource, requests, floors }) => {
      const read = take(requests);
      const [published] = take(floors);
      return {
        resource,
        requests:
          resource.requestMetrics.kind === 'known'
            ? sumOf(read, span)
            : { kind: 'unknown', why: resource.requestMetrics.why },
        floors: published ?? { kind: 'unknown', why: 'it is not published' },
      };
    }),
  };
}

function requestQueries(resource: Resource): MetricQuery[] {
  const { requestMetrics } = resource;
  if (requestMetrics.kind === 'unknown') return [];
  return requestMetrics.names.map((name) => ({
    namespace: PERSONALIZE_NAMESPACE,
    name,
    dimensions: [dimensionOf(resource)],
    statistic: 'Sum',
  }));
}

function floorQuery(resource: Resource): MetricQuery {
  return {
    namespace: NAMESPACE,
    name: METRICS[resource.kind].floor,
    dimensions: [dimensionOf(resource)],
    statistic: 'Average',
  };
}
