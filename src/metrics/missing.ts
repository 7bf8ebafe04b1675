import type { Resource } from '../fleet/resource.ts';
import type { Reading, Values } from '../usage/reading.ts';
import { type Span, since, windowsOf } from '../usage/windows.ts';
import type { Window } from './metrics.ts';

export interface Published {
  readonly resource: Resource;
  /** The resource's own floor metric read back: a window is there if it has a value. */
  readonly floors: Reading;
  readonly requests: Reading;
}

/**
 * The windows of a span that are still to be published for a resource, oldest first: those in which it existed,
 * that are not there yet, and whose requests are completely known.
 */
export function missingWindows({ resource, floors, requests }: Published, span: Span): Window[] {
  if (floors.kind === 'unknown' || requests.kind === 'unknown') return [];
  const missing = windowsOf(since(span, resource.createdAt)).filter((start) => !floors.values.has(start));
  const floorAt = floorHistory(resource, floors.values);
  return missing.map((start) => ({
    resource,
    start,
    floor: floorAt(start),
    requests: requests.values.get(start) ?? 0,
  }));
}

/**
 * The floor in a window. Before the latest change Personalize tells it no more, but the window published last
 * before it does; where nothing tells it, today's floor stands in.
 */
function floorHistory(resource: Resource, published: Values): (start: number) => number {
  const { floorSince, floor } = resource;
  if (floorSince.kind !== 'update') return () => floor;
  const known = [...published].filter(([start]) => start < floorSince.at).sort(([a], [b]) => a - b);
  return (start) => {
    if (start >= floorSince.at) return floor;
    const before = known.findLast(([at]) => at < start)?.[1];
    return before ?? known[0]?.[1] ?? floor;
  };
}
