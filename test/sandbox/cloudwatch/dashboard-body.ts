/** What a dashboard body may hold (platform-facts 2.5). Errors refuse it; warnings come back with the success. */
import { isRecord } from '../validation.ts';
import { checkAlarmArn, checkWhole, Findings, warnOfUnknown } from './dashboard-findings.ts';
import { checkMetricWidget } from './dashboard-metrics.ts';

const TYPES = ['text', 'metric', 'log', 'alarm', 'explorer', 'custom'];
const WIDGET_MEMBERS = ['type', 'properties', 'x', 'y', 'width', 'height', 'inspect'];
const COLUMNS = 24;
const DEFAULT_WIDTH = 6;

export function checkDashboard(body: string): Findings {
  const findings = new Findings();
  try {
    checkBody(JSON.parse(body), findings);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    findings.error('/', 'The field DashboardBody must be a valid JSON object');
  }
  return findings;
}

function checkBody(body: unknown, findings: Findings): void {
  const { widgets, variables, ...rest } = isRecord(body) ? body : {};
  warnOfUnknown(rest, ['start', 'end', 'periodOverride'], '', findings);
  const override = rest['periodOverride'];
  if (override !== undefined && override !== 'auto' && override !== 'inherit')
    findings.error('/periodOverride', 'Should be one of: auto, inherit');
  if (Array.isArray(variables) && variables.length > 25)
    findings.error('/variables', 'Should not have more than 25 items');
  if (!Array.isArray(widgets)) {
    findings.error('/widgets', 'Should have required property widgets, a list');
    return;
  }
  if (widgets.length > 500) findings.error('/widgets', 'Should not have more than 500 widgets');
  const metrics = widgets.map((widget, index) => checkWidget(widget, `/widgets/${index}`, findings));
  if (metrics.reduce((sum, count) => sum + count, 0) > 2500)
    findings.error('/widgets', 'Should not have more than 2500 metrics in a dashboard');
}

/** Returns the number of metrics in the widget. */
function checkWidget(widget: unknown, at: string, findings: Findings): number {
  const { type, properties, x, y, width, height, ...rest } = isRecord(widget) ? widget : {};
  warnOfUnknown(rest, WIDGET_MEMBERS, at, findings);
  if (typeof type !== 'string' || !TYPES.includes(type))
    findings.error(`${at}/type`, `Should be one of: ${TYPES.join(', ')}`);
  if ((x === undefined) !== (y === undefined)) findings.error(at, 'Should have both x and y, or neither');
  checkWhole(x, 0, COLUMNS - 1, `${at}/x`, findings);
  checkWhole(y, 0, Number.MAX_SAFE_INTEGER, `${at}/y`, findings);
  checkWhole(width, 1, COLUMNS, `${at}/width`, findings);
  checkWhole(height, 1, 1000, `${at}/height`, findings);
  if (typeof x === 'number' && x + (typeof width === 'number' ? width : DEFAULT_WIDTH) > COLUMNS)
    findings.error(at, `Should not reach over the grid of ${COLUMNS} columns`);
  if (!isRecord(properties)) {
    findings.error(`${at}/properties`, 'Should have required property properties');
    return 0;
  }
  if (type === 'text') checkTextWidget(properties, `${at}/properties`, findings);
  if (type === 'alarm') checkAlarmWidget(properties, `${at}/properties`, findings);
  return type === 'metric' ? checkMetricWidget(properties, `${at}/properties`, findings) : 0;
}

function checkTextWidget(properties: Record<string, unknown>, at: string, findings: Findings): void {
  warnOfUnknown(properties, ['markdown', 'background'], at, findings);
  if (typeof properties['markdown'] !== 'string')
    findings.error(`${at}/markdown`, 'Should have required property markdown');
}

function checkAlarmWidget(properties: Record<string, unknown>, at: string, findings: Findings): void {
  warnOfUnknown(properties, ['alarms', 'sortBy', 'states', 'title'], at, findings);
  const { alarms } = properties;
  const arns: unknown[] = Array.isArray(alarms) ? alarms : [];
  if (arns.length < 1 || arns.length > 100) findings.error(`${at}/alarms`, 'Should have 1 to 100 alarms');
  for (const [index, arn] of arns.entries()) checkAlarmArn(arn, `${at}/alarms/${index}`, findings);
}
