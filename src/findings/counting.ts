import type { RequestMetrics } from '../fleet/resource.ts';

/** Why nothing counts the requests of a resource, so that no reading of them says anything; undefined when something does. */
export function uncounted(requestMetrics: RequestMetrics): string | undefined {
  if (requestMetrics.kind === 'unknown') return requestMetrics.why;
  return requestMetrics.names.length === 0 ? 'no metric counts its requests' : undefined;
}
