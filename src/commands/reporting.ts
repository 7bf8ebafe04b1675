import type { Failure } from '../aws/failure.ts';
import type { Resource } from '../fleet/resource.ts';
import type { Window } from '../metrics/metrics.ts';
import type { Published } from '../metrics/missing.ts';
import type { RegionReport, ResourceReport, Result, Traffic } from '../report/run.ts';
import { demandOf } from '../usage/demand.ts';
import type { Reading } from '../usage/reading.ts';
import { type Span, since, WINDOW_SECONDS, windowsOf } from '../usage/windows.ts';
import type { RegionOutcome } from './region.ts';

/** `failed` when no Region's resources could be listed, so that nothing was monitored; else by the failures. */
export function resultOf(
  regions: readonly Pick<RegionOutcome, 'listed'>[],
  failures: readonly Failure[],
  cancelled: boolean,
): Result {
  if (!regions.some(({ listed }) => listed)) return 'failed';
  return failures.length > 0 || cancelled ? 'partial' : 'success';
}

/** A Region's part of the report. */
export function regionReport({ fleet, listed, observations, span, windows }: RegionOutcome): RegionReport {
  const newest = windowsOf(span).at(-1);
  const published = Map.groupBy(windows, ({ resource }) => resource.arn);
  return {
    region: fleet.region,
    ...(listed ? { monitoredResources: fleet.resources.length } : {}),
    resources: observations.map((observed) =>
      resourceReport(observed, span, published.get(observed.resource.arn) ?? [], newest),
    ),
    unmonitored: fleet.unmonitored.map(({ arn, kind, name, region, status }) => ({
      arn,
      kind,
      name,
      region,
      status,
    })),
  };
}

function resourceReport(
  { resource, requests }: Published,
  span: Span,
  windows: readonly Window[],
  newest: number | undefined,
): ResourceReport {
  const { arn, kind, name, region, datasetGroup, recipe, floor, updateInProgress } = resource;
  const traffic = trafficOf(resource, requests, span);
  return {
    arn,
    kind,
    name,
    region,
    ...(datasetGroup ? { datasetGroup } : {}),
    ...(recipe ? { recipe } : {}),
    floor,
    updateInProgress,
    demand: demandReport(resource, requests, span),
    ...(traffic ? { traffic } : {}),
    windowsPublished: windows.length,
    windowsBackfilled: windows.filter(({ start }) => start !== newest).length,
  };
}

function demandReport(resource: Resource, requests: Reading, span: Span): ResourceReport['demand'] {
  const demand = demandOf(requests, span, resource.createdAt);
  if (demand.kind === 'unknown') return demand;
  const { averageTPS, peakTPS, lastRequestAt } = demand;
  return {
    kind: 'known',
    averageTPS,
    peakTPS,
    utilization: (averageTPS / resource.floor) * 100,
    ...(lastRequestAt === undefined ? {} : { lastRequestAt: new Date(lastRequestAt).toISOString() }),
  };
}

function trafficOf(resource: Resource, requests: Reading, span: Span): Traffic | undefined {
  if (requests.kind === 'unknown') return undefined;
  const existed = since(span, resource.createdAt);
  return {
    start: existed.start,
    interval: WINDOW_SECONDS,
    requests: windowsOf(existed).map((window) => requests.values.get(window) ?? 0),
  };
}
