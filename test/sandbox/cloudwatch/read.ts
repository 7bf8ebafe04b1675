/** Reads any metric, published or AWS's own, in periods. */
import type { Context } from '../service.ts';
import { DAY, MINUTE } from '../traffic.ts';
import { AWS_NAMESPACE, awsReader } from './aws-metrics.ts';
import { type Metric, merge, type Stats } from './store.ts';

/** Period starts and their values, oldest first; periods without data are absent. */
export type TimeSeries = Map<number, number>;

export interface Range {
  /** Start of the first period. */
  start: number;
  /** Exclusive; the period that it falls into is read whole. */
  end: number;
  periodMs: number;
}

export type StatName = 'Sum' | 'Average' | 'Minimum' | 'Maximum' | 'SampleCount';
const SIMPLE = ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'];
const PERCENTILE = /^(p|tm|wm|tc|ts)(\d{1,2}(\.\d{0,10})?|100)$/;
const RANGED = /^(PR|TM|TC|TS|WM)\((\d+(\.\d+)?%?)?:(\d+(\.\d+)?%?)?\)$/;

/** Whether CloudWatch knows the statistic. Only the five simple ones have data in the sandbox. */
export function isStat(stat: string): boolean {
  return SIMPLE.includes(stat) || PERCENTILE.test(stat) || RANGED.test(stat) || stat === 'IQM';
}

export function readMetric(
  context: Context,
  metric: Metric,
  query: { stat: string; unit?: string | undefined },
  range: Range,
): TimeSeries {
  const series: TimeSeries = new Map();
  for (const [time, stats] of readStats(context, metric, query.unit, range)) {
    const value = statistic(stats, query.stat);
    if (value !== undefined) series.set(time, value);
  }
  return series;
}

function readStats(context: Context, metric: Metric, unit: string | undefined, range: Range) {
  const own = metric.namespace === AWS_NAMESPACE;
  return own ? readAws(context, metric, unit, range) : readPublished(context, metric, unit, range);
}

function readAws(context: Context, metric: Metric, unit: string | undefined, range: Range) {
  const result = new Map<number, Stats>();
  const latency = metric.name.endsWith('Latency');
  if (unit !== undefined && unit !== (latency ? 'Milliseconds' : 'None') && unit !== 'Count') return result;
  const visibleUntil = Math.floor((context.now - context.settings.metricsDelayMs) / MINUTE) * MINUTE;
  const read = awsReader(context.region, metric, visibleUntil);
  if (read === undefined) return result;
  const oldest = context.now - 455 * DAY;
  for (let time = range.start; time < range.end && time < visibleUntil; time += range.periodMs) {
    const stats = time < oldest ? undefined : read(time, time + range.periodMs);
    if (stats) result.set(time, stats);
  }
  return result;
}

function readPublished(context: Context, metric: Metric, unit: string | undefined, range: Range) {
  const buckets = new Map<number, Stats>();
  const end = range.start + Math.ceil((range.end - range.start) / range.periodMs) * range.periodMs;
  for (const { points } of context.region.metrics.of(metric, unit)) {
    for (const point of points) {
      if (point.time < range.start || point.time >= end || point.visibleAt > context.now) continue;
      const time = point.time - ((point.time - range.start) % range.periodMs);
      buckets.set(time, merge(buckets.get(time), point));
    }
  }
  return new Map([...buckets].sort(([a], [b]) => a - b));
}

export function statistic(stats: Stats, stat: string): number | undefined {
  switch (stat) {
    case 'Sum':
      return stats.sum;
    case 'Average':
      return stats.sum / stats.count;
    case 'Minimum':
      return stats.min;
    case 'Maximum':
      return stats.max;
    case 'SampleCount':
      return stats.count;
    default:
      return undefined;
  }
}

/**
 * Retention (platform-facts 2.3): minutes are kept 15 days, five minutes 63 days, hours 455. A period too fine
 * for the start asked for gives, silently, no data.
 */
export function isRetained(startMs: number, periodMs: number, now: number): boolean {
  const age = now - startMs;
  if (age > 63 * DAY) return periodMs % (60 * MINUTE) === 0;
  if (age > 15 * DAY) return periodMs % (5 * MINUTE) === 0;
  return true;
}
