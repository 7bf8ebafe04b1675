export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** A widget before it has a place: sizes are in units of the grid. */
export interface Box {
  readonly type: string;
  readonly width: number;
  readonly height: number;
  readonly properties: JsonObject;
}

/** Widgets that belong together: they start on a row of their own and are never parted by a page. */
export type Section = readonly Box[];

/** A line of a graph, or a hidden input of one: `[namespace, metric, dimension, value, options]` or `[options]`. */
export type MetricRow = readonly Json[];

/** Every metric of ours has an id that starts so; that is how a graph of ours is told from a person's. */
export const ID_PREFIX = 'pm_';

/** CloudWatch's finest period for these metrics, in seconds; it widens by itself on long time ranges. */
const PERIOD = 300;

export interface Graph {
  readonly title: string;
  readonly region: string;
  readonly stat: 'Average' | 'Maximum' | 'Sum';
  readonly axis: string;
  readonly metrics: readonly MetricRow[];
  readonly lines: readonly { readonly label: string; readonly value: number }[];
}

export function graph(
  { title, region, stat, axis, metrics, lines }: Graph,
  width: number,
  height: number,
): Box {
  return {
    type: 'metric',
    width,
    height,
    properties: {
      title,
      region,
      view: 'timeSeries',
      stacked: false,
      stat,
      period: PERIOD,
      metrics,
      yAxis: { left: { label: axis, min: 0, showUnits: false } },
      annotations: { horizontal: lines.map(({ label, value }) => ({ label, value })) },
    },
  };
}

export function number(
  { title, region, stat, metrics }: Omit<Graph, 'axis' | 'lines'>,
  width: number,
  height: number,
): Box {
  return {
    type: 'metric',
    width,
    height,
    properties: { title, region, view: 'singleValue', stacked: false, stat, period: PERIOD, metrics },
  };
}

export function text(markdown: string, width: number, height: number): Box {
  return { type: 'text', width, height, properties: { markdown } };
}

export function alarms(title: string, arns: readonly string[], width: number, height: number): Box {
  return { type: 'alarm', width, height, properties: { title, alarms: arns } };
}
