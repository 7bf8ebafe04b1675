/** Published metrics: every put is kept as a point, and points of one minute aggregate when read. */
export interface Dimension {
  Name: string;
  Value: string;
}

export interface Metric {
  namespace: string;
  name: string;
  dimensions: readonly Dimension[];
}

export interface Stats {
  count: number;
  sum: number;
  min: number;
  max: number;
}

export interface Point extends Stats {
  /** The minute that it belongs to, in milliseconds. */
  time: number;
  /** From when on reads show it. */
  visibleAt: number;
}

export interface Series extends Metric {
  unit: string;
  points: Point[];
}

export class MetricStore {
  #series = new Map<string, Map<string, Series>>();

  /** Different units are different series of one metric, as CloudWatch keeps them. */
  add(metric: Metric, unit: string, point: Point): void {
    const key = metricKey(metric);
    let units = this.#series.get(key);
    if (units === undefined) {
      units = new Map();
      this.#series.set(key, units);
    }
    const series = units.get(unit);
    if (series) series.points.push(point);
    else units.set(unit, { ...metric, dimensions: sorted(metric.dimensions), unit, points: [point] });
  }

  /** The series of a metric: one for each unit, or that of the unit asked for. */
  of(metric: Metric, unit?: string): Series[] {
    const units = [...(this.#series.get(metricKey(metric))?.values() ?? [])];
    return unit === undefined ? units : units.filter((series) => series.unit === unit);
  }

  all(): Series[] {
    return [...this.#series.values()].flatMap((units) => [...units.values()]);
  }
}

export function metricKey(metric: Metric): string {
  const dimensions = sorted(metric.dimensions).map(({ Name, Value }) => [Name, Value]);
  return JSON.stringify([metric.namespace, metric.name, dimensions]);
}

function sorted(dimensions: readonly Dimension[]): Dimension[] {
  return [...dimensions].sort((a, b) => (a.Name < b.Name ? -1 : 1));
}

export function merge(into: Stats | undefined, point: Stats): Stats {
  if (into === undefined) return { count: point.count, sum: point.sum, min: point.min, max: point.max };
  into.count += point.count;
  into.sum += point.sum;
  into.min = Math.min(into.min, point.min);
  into.max = Math.max(into.max, point.max);
  return into;
}
