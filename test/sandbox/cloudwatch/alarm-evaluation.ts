/**
 * What CloudWatch would make of the metric alarms now (platform-facts 2.4): N of M periods that end now, or at
 * the last full hour when the window is over a day. It reads some periods more than it needs, prefers real
 * data points, and treats missing data only for what is then still lacking.
 */
import type { Context } from '../service.ts';
import type { Alarm } from '../state.ts';
import { DAY, HOUR, MINUTE } from '../traffic.ts';
import { type AlarmInput, alarmPeriod } from './alarm-rules.ts';
import { periodStarts, queryReader } from './queries.ts';
import type { Range } from './read.ts';
import type { Query } from './shapes.ts';

/** How many periods more than EvaluationPeriods are read; the guide's example reads 5 for 3. */
const EXTRA_PERIODS = 2;

type State = Alarm['state'];

/** Brings every alarm of the Region to its state; fires the actions of those that changed. */
export function evaluateAlarms(context: Context): void {
  for (const alarm of context.region.alarms.values()) {
    const state = evaluateAlarm(alarm, context);
    alarm.stateUpdatedAt = context.now;
    if (state === alarm.state) continue;
    alarm.state = state;
    alarm.stateTransitionedAt = context.now;
    alarm.reason = `Threshold Crossed: evaluated at ${new Date(context.now).toISOString()}`;
    fireActions(alarm, context);
  }
}

export function evaluateAlarm(alarm: Alarm, context: Context): State {
  const config = alarm.config as unknown as AlarmInput;
  const periods = config.EvaluationPeriods;
  const periodMs = alarmPeriod(config) * 1000;
  const step = periodMs * periods > DAY ? HOUR : MINUTE;
  const end = Math.floor(context.now / step) * step;
  const length = (periods + EXTRA_PERIODS) * periodMs;
  const rangeOf = (ms: number): Range => ({ start: end - Math.ceil(length / ms) * ms, end, periodMs: ms });

  const queries = queriesOf(config);
  const result = queries.find(({ ReturnData }) => ReturnData !== false);
  const { values } = queryReader(context, queries, rangeOf)(result?.Id ?? '');
  const points = periodStarts(rangeOf(periodMs)).map((time) => values.get(time));
  return decide(points, config, alarm.state);
}

function queriesOf(config: AlarmInput): Query[] {
  if (config.Metrics) return config.Metrics;
  const { Namespace = '', MetricName = '', Dimensions = [], Period = 60, Unit } = config;
  const Stat = config.Statistic ?? config.ExtendedStatistic ?? '';
  const unit = Unit === undefined ? {} : { Unit };
  return [{ Id: 'm', MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat, ...unit } }];
}

/** `points` oldest first, undefined where there is no data. */
export function decide(
  points: readonly (number | undefined)[],
  config: Pick<
    AlarmInput,
    'EvaluationPeriods' | 'DatapointsToAlarm' | 'Threshold' | 'ComparisonOperator' | 'TreatMissingData'
  >,
  current: State,
): State {
  const periods = config.EvaluationPeriods;
  const needed = config.DatapointsToAlarm ?? periods;
  const treatment = config.TreatMissingData ?? 'missing';
  const real = points.filter((point) => point !== undefined).slice(-periods);
  const breaching = real.filter((point) => isBreaching(point, config)).length;
  const lacking = periods - real.length;
  if (breaching >= needed) return 'ALARM';
  if (treatment === 'breaching') return breaching + lacking >= needed ? 'ALARM' : 'OK';
  if (treatment === 'notBreaching' || lacking === 0 || breaching < real.length) return 'OK';
  if (treatment === 'ignore') return current;
  const oldest = points.findIndex((point) => point !== undefined);
  const isPremature = oldest >= 0 && points.length - oldest >= needed;
  return isPremature ? 'ALARM' : 'INSUFFICIENT_DATA';
}

function isBreaching(
  value: number,
  { ComparisonOperator, Threshold = 0 }: Pick<AlarmInput, 'ComparisonOperator' | 'Threshold'>,
) {
  switch (ComparisonOperator) {
    case 'GreaterThanOrEqualToThreshold':
      return value >= Threshold;
    case 'GreaterThanThreshold':
      return value > Threshold;
    case 'LessThanThreshold':
      return value < Threshold;
    default:
      return value <= Threshold;
  }
}

function fireActions(alarm: Alarm, { region, now }: Context): void {
  if (!alarm.actionsEnabled) return;
  const member = { OK: 'OKActions', ALARM: 'AlarmActions', INSUFFICIENT_DATA: 'InsufficientDataActions' }[
    alarm.state
  ];
  for (const action of (alarm.config[member] ?? []) as string[]) {
    const policy = region.topics.get(action)?.attributes.get('Policy');
    const delivered = policy !== undefined && letsCloudWatchPublish(policy, alarm.arn, region.account);
    region.alarmActions.push({ alarm: alarm.name, state: alarm.state, action, delivered, at: now });
    if (!delivered) continue;
    const subject = `${alarm.state}: "${alarm.name}" in ${region.name}`.slice(0, 99);
    region.messages.push({ topicArn: action, subject, message: alarm.reason, at: now });
  }
}

interface Statement {
  Effect?: string;
  Principal?: unknown;
  Action?: string | string[];
  Condition?: Record<string, Record<string, unknown>>;
}

/** A small reading of topic policies: an Allow for CloudWatch or for the account whose conditions fit. */
export function letsCloudWatchPublish(policy: string, alarmArn: string, account: string): boolean {
  const { Statement: statements = [] } = JSON.parse(policy) as { Statement?: Statement | Statement[] };
  const all = Array.isArray(statements) ? statements : [statements];
  const allows = (statement: Statement) => {
    const principal = JSON.stringify(statement.Principal ?? '');
    const actions = [statement.Action ?? []].flat().map((action) => action.toLowerCase());
    const who = principal.includes('cloudwatch.amazonaws.com') || principal.includes('"*"');
    const what = actions.some((action) => ['sns:publish', 'sns:*', '*'].includes(action));
    return who && what && conditionsHold(statement.Condition ?? {}, alarmArn, account);
  };
  const matching = all.filter(allows);
  return matching.length > 0 && matching.every(({ Effect }) => Effect === 'Allow');
}

function conditionsHold(
  condition: Record<string, Record<string, unknown>>,
  alarmArn: string,
  account: string,
): boolean {
  const facts: Record<string, string> = {
    'aws:sourceaccount': account,
    'aws:sourceowner': account,
    'aws:sourcearn': alarmArn,
  };
  return Object.values(condition).every((test) =>
    Object.entries(test).every(([key, wanted]) => {
      const value = facts[key.toLowerCase()];
      return value !== undefined && [wanted].flat().some((pattern) => isLike(value, String(pattern)));
    }),
  );
}

function isLike(value: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(value);
}
