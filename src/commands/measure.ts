import type { RegionClients } from '../aws/clients.ts';
import { sizingSpan } from '../findings/history.ts';
import type { FleetReading } from '../fleet/read.ts';
import type { Resource } from '../fleet/resource.ts';
import { missingWindows } from '../metrics/missing.ts';
import { observe } from '../metrics/observe.ts';
import { publish } from '../metrics/publish.ts';
import { newestReadyWindow, readySpan, type Span } from '../usage/windows.ts';
import type { Context, Mode } from './context.ts';
import type { Policies } from './policies.ts';

/** Hours of traffic that the report shows at least, however few are filled in. */
const SHOWN_HOURS = 24;

/** Hours of history that the report shows. */
export function lookedBackHours(backfillHours: number): number {
  return Math.max(SHOWN_HOURS, backfillHours);
}

/** Reads what was asked of a Region's resources, and publishes the windows of it that are not there yet. */
export async function measure(
  { settings, now }: Context,
  { fleet, listed }: FleetReading,
  policies: Policies,
  { cloudWatch }: RegionClients,
  mode: Mode,
) {
  const { region, resources } = fleet;
  const at = now();
  const span = readySpan(at, lookedBackHours(settings.backfillHours));
  const spanOf = (resource: Resource): Span => {
    const { adjust, lookbackDays } = policies.of(resource);
    if (adjust === 'off' || resource.floor === 1) return span;
    return { ...span, start: Math.min(span.start, sizingSpan(at, lookbackDays).start) };
  };
  const { publishMetrics } = settings;
  const observed = await observe(cloudWatch, region, resources, { span, spanOf, publishMetrics });
  const backfill = readySpan(at, settings.backfillHours);
  const windows = observed.resources.flatMap((published) => missingWindows(published, backfill));
  const start = newestReadyWindow(at);
  const counted = observed.count.kind === 'complete' && !observed.count.values.has(start);
  const count = listed && counted ? { count: resources.length, start } : undefined;
  const published =
    mode === 'plan' ? { windows, failures: [] } : await publish(cloudWatch, region, windows, count);
  return {
    observations: observed.resources,
    count: observed.count,
    span,
    windows: published.windows,
    failures: [...observed.failures, ...published.failures],
  };
}
