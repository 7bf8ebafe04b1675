/**
 * The part of CloudWatch's metric math that alarms and dashboards here need: numbers, ids, arithmetic,
 * comparison, AND/OR, FILL, IF, PERIOD, ABS, CEIL, FLOOR, and SUM, AVG, MIN, MAX of a list or a series.
 * Anything else is a ValidationError.
 */
import type { Node } from './math-parser.ts';
import type { TimeSeries } from './read.ts';
import { validationError } from './shapes.ts';

export interface SeriesValue {
  kind: 'series';
  periodMs: number;
  values: TimeSeries;
}

export type MathValue = { kind: 'scalar'; value: number } | SeriesValue;

export interface MathContext {
  lookup(id: string): MathValue;
  /** Starts of all periods of the range. */
  grid(periodMs: number): number[];
  fillsEmptySeries: boolean;
}

export function evaluate(node: Node, context: MathContext): MathValue {
  switch (node.kind) {
    case 'number':
      return { kind: 'scalar', value: node.value };
    case 'id':
      return context.lookup(node.name);
    case 'negate':
      return combine([evaluate(node.of, context)], ([value = 0]) => -value);
    case 'binary':
      return combine([evaluate(node.left, context), evaluate(node.right, context)], ([a = 0, b = 0]) =>
        arithmetic(node.operator, a, b),
      );
    case 'call':
      return call(node.name, node.args, context);
    default:
      throw validationError(`Metric math: a ${node.kind} cannot stand alone.`);
  }
}

function arithmetic(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '^':
      return a ** b;
    case '<':
      return Number(a < b);
    case '>':
      return Number(a > b);
    case '<=':
      return Number(a <= b);
    case '>=':
      return Number(a >= b);
    case '==':
      return Number(a === b);
    case '!=':
      return Number(a !== b);
    case 'AND':
    case '&&':
      return Number(a !== 0 && b !== 0);
    default:
      return Number(a !== 0 || b !== 0);
  }
}

/** Value by value where all have one; a value that is not finite (a division by zero) is no data point. */
function combine(operands: MathValue[], apply: (values: number[]) => number): MathValue {
  const series = operands.filter((operand) => operand.kind === 'series');
  const [first] = series;
  if (first === undefined) {
    return {
      kind: 'scalar',
      value: apply(operands.map((operand) => (operand.kind === 'scalar' ? operand.value : 0))),
    };
  }
  const values: TimeSeries = new Map();
  for (const time of first.values.keys()) {
    if (!series.every((other) => other.values.has(time))) continue;
    const value = apply(
      operands.map((operand) =>
        operand.kind === 'scalar' ? operand.value : (operand.values.get(time) ?? 0),
      ),
    );
    if (Number.isFinite(value)) values.set(time, value);
  }
  return { kind: 'series', periodMs: first.periodMs, values };
}

const EACH: Record<string, (value: number) => number> = { ABS: Math.abs, CEIL: Math.ceil, FLOOR: Math.floor };
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const OVER: Record<string, (values: number[]) => number> = {
  SUM: total,
  AVG: (values) => total(values) / values.length,
  MIN: (values) => Math.min(...values),
  MAX: (values) => Math.max(...values),
};

function call(name: string, args: Node[], context: MathContext): MathValue {
  const [first] = args;
  const each = EACH[name];
  const over = OVER[name];
  if (name === 'FILL' && args.length === 2) return fill(args, context);
  if (name === 'PERIOD' && args.length === 1 && first) {
    const value = evaluate(first, context);
    if (value.kind === 'series') return { kind: 'scalar', value: value.periodMs / 1000 };
  }
  if (name === 'IF' && (args.length === 2 || args.length === 3)) return choose(args, context);
  if (each && args.length === 1 && first)
    return combine([evaluate(first, context)], ([value = 0]) => each(value));
  if (over && args.length === 1 && first?.kind === 'list')
    return anyOf(
      first.items.map((item) => evaluate(item, context)),
      over,
    );
  if (over && args.length === 1 && first) {
    const value = evaluate(first, context);
    if (value.kind === 'series') return { kind: 'scalar', value: over([...value.values.values()]) };
  }
  throw validationError(`Error in expression: ${name} is not supported, or not with these arguments.`);
}

function fill([of, by]: Node[], context: MathContext): MathValue {
  const series = of && evaluate(of, context);
  if (series?.kind !== 'series' || by === undefined)
    throw validationError('Error in expression: FILL needs a time series.');
  if (series.values.size === 0 && !context.fillsEmptySeries) return series;
  const repeat = by.kind === 'id' && by.name === 'REPEAT';
  const filler = repeat ? undefined : evaluate(by, context);
  const values: TimeSeries = new Map();
  let last: number | undefined;
  for (const time of context.grid(series.periodMs)) {
    last = series.values.get(time) ?? (repeat ? last : undefined);
    const value = last ?? (filler?.kind === 'series' ? filler.values.get(time) : filler?.value);
    if (value !== undefined) values.set(time, value);
  }
  return { kind: 'series', periodMs: series.periodMs, values };
}

function choose([condition, yes, no]: Node[], context: MathContext): MathValue {
  if (condition === undefined || yes === undefined)
    throw validationError('Error in expression: IF needs two or three arguments.');
  const operands = [condition, yes, ...(no ? [no] : [])].map((arg) => evaluate(arg, context));
  return combine(operands, ([test = 0, then = 0, otherwise = Number.NaN]) => (test === 0 ? otherwise : then));
}

/** Over a list of series: wherever any of them has a value. */
function anyOf(operands: MathValue[], over: (values: number[]) => number): MathValue {
  const series = operands.filter((operand) => operand.kind === 'series');
  const values: TimeSeries = new Map();
  for (const time of new Set(series.flatMap((one) => [...one.values.keys()]))) {
    const there = operands.map((operand) =>
      operand.kind === 'scalar' ? operand.value : operand.values.get(time),
    );
    values.set(time, over(there.filter((value) => value !== undefined)));
  }
  const periodMs = series[0]?.periodMs ?? 60_000;
  return { kind: 'series', periodMs, values: new Map([...values].sort(([a], [b]) => a - b)) };
}
