/** Metric widgets: rows of metrics and expressions, their shortcuts and options, annotations. */
import { isRecord } from '../validation.ts';
import { checkAlarmArn, type Findings, warnOfUnknown } from './dashboard-findings.ts';
import { mentions, parseMath } from './math-parser.ts';
import { isStat } from './read.ts';

const VIEWS = ['timeSeries', 'singleValue', 'gauge', 'bar', 'pie', 'table'];
const PROPERTIES =
  `accountId annotations legend liveData metrics period region sparkline stacked stat timezone title view
  yAxis setPeriodToTimeRange singleValueFullPrecision trend labels table start end`.split(/\s+/);
const OPTIONS = 'color id label period region stat visible yAxis expression accountId'.split(' ');
const MOST_METRICS = 500;

/** Returns the number of metrics, hidden ones included. */
export function checkMetricWidget(
  properties: Record<string, unknown>,
  at: string,
  findings: Findings,
): number {
  const { region, metrics = [], annotations, view, stat, period, accountId, yAxis } = properties;
  warnOfUnknown(properties, PROPERTIES, at, findings);
  if (typeof region !== 'string' || region === '')
    findings.error(`${at}/region`, 'Should have required property region');
  if (view !== undefined && !VIEWS.includes(String(view)))
    findings.error(`${at}/view`, `Should be one of: ${VIEWS.join(', ')}`);
  if (view === 'gauge' && !hasRange(yAxis)) findings.error(`${at}/yAxis/left`, 'A gauge needs min and max');
  if (accountId !== undefined && !/^\d{12}$/.test(String(accountId)))
    findings.error(`${at}/accountId`, 'Should be an account');
  checkStat(stat, `${at}/stat`, findings);
  checkPeriod(period, `${at}/period`, findings);
  if (annotations !== undefined) checkAnnotations(annotations, `${at}/annotations`, findings);
  if (!Array.isArray(metrics)) {
    findings.error(`${at}/metrics`, 'Should be a list');
    return 0;
  }
  const hasAlarm = isRecord(annotations) && annotations['alarms'] !== undefined;
  if (metrics.length === 0 && !hasAlarm)
    findings.error(`${at}/metrics`, 'Should have metrics or an alarm annotation');
  if (metrics.length > MOST_METRICS) findings.error(`${at}/metrics`, 'Should not have more than 500 items');
  checkRows(metrics, `${at}/metrics`, findings);
  return metrics.length;
}

function hasRange(yAxis: unknown): boolean {
  const left = isRecord(yAxis) ? yAxis['left'] : undefined;
  return isRecord(left) && typeof left['min'] === 'number' && typeof left['max'] === 'number';
}

/** One alarm, or horizontal and vertical lines: never both. */
function checkAnnotations(annotations: unknown, at: string, findings: Findings): void {
  const { alarms, horizontal, vertical } = isRecord(annotations) ? annotations : {};
  if (alarms !== undefined && (horizontal !== undefined || vertical !== undefined))
    findings.error(at, 'Should have alarms, or horizontal and vertical, not both');
  for (const [name, lines] of Object.entries({ horizontal, vertical }))
    if (lines !== undefined && !Array.isArray(lines)) findings.error(`${at}/${name}`, 'Should be a list');
  for (const [index, line] of (Array.isArray(horizontal) ? horizontal.flat() : []).entries())
    if (!isRecord(line) || typeof line['value'] !== 'number')
      findings.error(`${at}/horizontal/${index}/value`, 'Should be a number');
  if (alarms === undefined) return;
  if (Array.isArray(alarms) && alarms.length === 1) checkAlarmArn(alarms[0], `${at}/alarms/0`, findings);
  else findings.error(`${at}/alarms`, 'Should have exactly one alarm');
}

function checkRows(rows: readonly unknown[], at: string, findings: Findings): void {
  const ids = new Set<string>();
  const expressions: [path: string, expression: string][] = [];
  let above: unknown[] = [];
  for (const [index, row] of rows.entries()) {
    const path = `${at}/${index}`;
    if (!Array.isArray(row) || row.length === 0) {
      findings.error(path, 'Should be a list with a metric or an expression');
      continue;
    }
    const last: unknown = row.at(-1);
    const options = isRecord(last) ? last : {};
    const names = isRecord(last) ? row.slice(0, -1) : row;
    checkOptions(options, ids, path, findings);
    const { expression } = options;
    if (typeof expression === 'string') expressions.push([path, expression]);
    if (expression === undefined) above = checkName(spelledOut(names, above), path, findings);
    else if (names.length > 0) findings.error(path, 'Should be a metric or an expression, not both');
  }
  for (const [path, expression] of expressions) checkExpression(expression, ids, path, findings);
}

/** Resolves `.` (the same as above) and `...` (all the same as above, but for what follows). */
function spelledOut(names: unknown[], above: unknown[]): unknown[] {
  const filled =
    names[0] === '...' ? [...above.slice(0, above.length - names.length + 1), ...names.slice(1)] : names;
  return filled.map((name, index) => (name === '.' ? above[index] : name));
}

function checkName(names: unknown[], at: string, findings: Findings): unknown[] {
  if (names.length < 2 || names.length % 2 === 1)
    findings.error(at, 'Should have a namespace, a name, and pairs of dimensions');
  if (names.length > 62) findings.error(at, 'Should not have more than 30 dimensions');
  if (!names.every((name) => typeof name === 'string' && name !== ''))
    findings.error(at, 'Should be made of strings');
  return names;
}

function checkOptions(
  options: Record<string, unknown>,
  ids: Set<string>,
  at: string,
  findings: Findings,
): void {
  warnOfUnknown(options, OPTIONS, at, findings);
  const { id, yAxis, color, visible, stat, period } = options;
  if (typeof id === 'string' && ids.has(id)) findings.error(`${at}/id`, 'Should be unique in its widget');
  if (typeof id === 'string') ids.add(id);
  if (id !== undefined && !/^[a-z][A-Za-z0-9_]{0,254}$/.test(String(id)))
    findings.error(`${at}/id`, 'Should be an id');
  if (yAxis !== undefined && yAxis !== 'left' && yAxis !== 'right')
    findings.error(`${at}/yAxis`, 'Should be left or right');
  if (color !== undefined && !/^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(String(color)))
    findings.error(`${at}/color`, 'Should be a color');
  if (visible !== undefined && typeof visible !== 'boolean')
    findings.error(`${at}/visible`, 'Should be true or false');
  checkStat(stat, `${at}/stat`, findings);
  checkPeriod(period, `${at}/period`, findings);
}

function checkStat(stat: unknown, at: string, findings: Findings): void {
  if (stat !== undefined && !(typeof stat === 'string' && isStat(stat)))
    findings.error(at, 'Should be a statistic');
}

function checkPeriod(period: unknown, at: string, findings: Findings): void {
  if (period === undefined) return;
  const isMultiple = typeof period === 'number' && period > 0 && Number.isInteger(period / 60);
  if (!isMultiple && ![1, 5, 10, 20, 30].some((allowed) => allowed === period))
    findings.error(at, 'Should be 1, 5, 10, 20, 30 or a multiple of 60');
}

/** CloudWatch shows a bad expression as an empty graph, so that here it is a warning. */
function checkExpression(expression: string, ids: Set<string>, at: string, findings: Findings): void {
  if (expression.length > 1024) findings.error(at, 'Should not be longer than 1024 characters');
  try {
    for (const id of mentions(parseMath(expression)).ids)
      if (!ids.has(id)) findings.warn(at, `The expression refers to ${id}, which is not there`);
  } catch (error) {
    findings.warn(at, error instanceof Error ? error.message : String(error));
  }
}
