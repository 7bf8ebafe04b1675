import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Failure } from '../aws/failure.ts';
import { dimensionOf, PERSONALIZE_NAMESPACE } from '../fleet/requestMetrics.ts';
import type { Resource } from '../fleet/resource.ts';
import { type MetricQuery, readMetrics } from '../usage/metricData.ts';
import { type Reading, sumOf } from '../usage/reading.ts';
import type { Span } from '../usage/windows.ts';
import { METRICS, NAMESPACE, RESOURCE_COUNT } from './metrics.ts';
import type { Published } from './missing.ts';

export interface Observation extends Published {
  /** The windows that its requests were read over. */
  readonly span: Span;
}

export interface Observations {
  /** One for each resource, in their order. */
  readonly resources: readonly Observation[];
  /** The count of monitored resources, read back. */
  readonly count: Reading;
  readonly failures: readonly Failure[];
}

export interface ObserveOptions {
  /** The windows that are shown and published: published ones are read back over them. */
  readonly span: Span;
  /** The windows that a resource's requests are read over: those shown, or more. */
  readonly spanOf: (resource: Resource) => Span;
  /** False: only the count is read back. */
  readonly publishMetrics: boolean;
}

/**
 * Reads what was asked of resources, and what was already published of them: CloudWatch bills each metric asked
 * for, so that none is asked for twice.
 */
export async function observe(
  client: CloudWatchClient,
  region: string,
  resources: readonly Resource[],
  { span, spanOf, publishMetrics }: ObserveOptions,
): Promise<Observations> {
  const book = new QueryBook();
  const count = book.ask([countQuery()], span);
  const asked = resources.map((resource) => ({
    resource,
    span: spanOf(resource),
    requests: book.ask(requestQueries(resource), spanOf(resource)),
    floors: book.ask(publishMetrics && isMeasured(resource) ? [floorQuery(resource)] : [], span),
  }));
  const { readingsOf, failures } = await book.read(client, region);
  return {
    count: readingsOf(count)[0] ?? NOT_READ,
    failures,
    resources: asked.map(({ resource, requests, floors, span: own }) => ({
      resource,
      span: own,
      requests: requestReading(resource, readingsOf(requests), own),
      floors: readingsOf(floors)[0] ?? { kind: 'unknown', why: 'it is not published' },
    })),
  };
}

const NOT_READ: Reading = { kind: 'unknown', why: 'it was not read' };

function requestReading({ requestMetrics }: Resource, readings: readonly Reading[], span: Span): Reading {
  return requestMetrics.kind === 'known'
    ? sumOf(readings, span)
    : { kind: 'unknown', why: requestMetrics.why };
}

const isMeasured = ({ requestMetrics }: Resource): boolean => requestMetrics.kind === 'known';

interface Asked {
  readonly key: string;
  readonly first: number;
  readonly number: number;
}

/** Gathers queries, so that those over the same span share their requests. */
class QueryBook {
  readonly #bySpan = new Map<string, { span: Span; queries: MetricQuery[] }>();

  ask(queries: readonly MetricQuery[], span: Span): Asked {
    const key = `${span.start} ${span.end}`;
    const page = this.#bySpan.get(key) ?? { span, queries: [] };
    this.#bySpan.set(key, page);
    const first = page.queries.length;
    page.queries.push(...queries);
    return { key, first, number: queries.length };
  }

  async read(client: CloudWatchClient, region: string) {
    const pages = await Promise.all(
      [...this.#bySpan].map(async ([key, { span, queries }]) => {
        return [key, await readMetrics(client, region, queries, span)] as const;
      }),
    );
    const byKey = new Map(pages);
    return {
      readingsOf: ({ key, first, number }: Asked): readonly Reading[] =>
        byKey.get(key)?.readings.slice(first, first + number) ?? [],
      failures: pages.flatMap(([, { failures }]) => failures),
    };
  }
}

function countQuery(): MetricQuery {
  return { namespace: NAMESPACE, name: RESOURCE_COUNT, dimensions: [], statistic: 'Average' };
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
