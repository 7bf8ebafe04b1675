/** Evaluates MetricDataQueries, metrics and math alike, over one range. For GetMetricData and for alarms. */
import type { Context } from '../service.ts';
import { evaluate, type MathValue, type SeriesValue } from './math.ts';
import { mentions, parseMath } from './math-parser.ts';
import { isRetained, type Range, readMetric } from './read.ts';
import { metricOf, type Query, validationError } from './shapes.ts';

export type RangeOf = (periodMs: number) => Range;

/** A reader of queries by id. Each is computed once; a circle or an unknown id is a ValidationError. */
export function queryReader(context: Context, queries: readonly Query[], rangeOf: RangeOf) {
  const byId = new Map(queries.map((query) => [query.Id, query]));
  const known = new Map<string, MathValue>();
  const open = new Set<string>();

  function lookup(id: string): MathValue {
    const done = known.get(id);
    if (done) return done;
    const query = byId.get(id);
    if (query === undefined || open.has(id))
      throw validationError(`Error in expression: the id ${id} is not there, or refers to itself.`);
    open.add(id);
    const value = read(query);
    open.delete(id);
    known.set(id, value);
    return value;
  }

  function read({ MetricStat: metricStat, Expression: expression = '' }: Query): MathValue {
    if (metricStat) {
      const periodMs = Math.max(metricStat.Period, 60) * 1000;
      const range = rangeOf(periodMs);
      const { Stat: stat, Unit: unit } = metricStat;
      const retained = isRetained(range.start, periodMs, context.now);
      const values = retained ? readMetric(context, metricOf(metricStat), { stat, unit }, range) : new Map();
      return { kind: 'series', periodMs, values };
    }
    return evaluate(parseMath(expression), {
      lookup,
      grid: (periodMs) => periodStarts(rangeOf(periodMs)),
      fillsEmptySeries: context.settings.fillsEmptySeries,
    });
  }

  return (id: string): SeriesValue => {
    const value = lookup(id);
    if (value.kind === 'series') return value;
    throw validationError(`The expression ${id} must give a time series.`);
  };
}

export function periodStarts({ start, end, periodMs }: Range): number[] {
  const times: number[] = [];
  for (let time = start; time < end; time += periodMs) times.push(time);
  return times;
}

/** Refuses expressions that cannot be read, refer to nothing, or search. */
export function checkExpressions(queries: readonly Query[]): void {
  const ids = new Set(queries.map(({ Id }) => Id));
  for (const { Expression } of queries) {
    if (Expression === undefined) continue;
    const { ids: used, functions } = mentions(parseMath(Expression));
    if (functions.has('SEARCH')) throw validationError('SEARCH is not supported on Metric Alarms.');
    for (const id of used)
      if (!ids.has(id)) throw validationError(`Error in expression: the id ${id} is not in the request.`);
  }
}
