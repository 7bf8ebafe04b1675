import { isDeepStrictEqual } from 'node:util';
import type {
  Dimension,
  MetricAlarm,
  MetricDataQuery,
  PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch';

/** What an alarm that exists and a request to put it have in common. */
type Alarm = MetricAlarm | PutMetricAlarmCommandInput;

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const sorted = (list: readonly string[] | undefined) => [...(list ?? [])].sort(byText);

const dimensions = (list: readonly Dimension[] | undefined) =>
  sorted(list?.map(({ Name, Value }) => `${Name}=${Value}`));

/** Exactly one query of an alarm returns data, and in every alarm of ours it is the expression. */
const query = ({ Id, Expression, Label, MetricStat, ReturnData }: MetricDataQuery) => ({
  id: Id,
  returnsData: ReturnData ?? Expression !== undefined,
  ...(Expression === undefined
    ? {
        namespace: MetricStat?.Metric?.Namespace,
        metric: MetricStat?.Metric?.MetricName,
        dimensions: dimensions(MetricStat?.Metric?.Dimensions),
        period: MetricStat?.Period,
        statistic: MetricStat?.Stat,
      }
    : { expression: Expression, label: Label }),
});

const metric = ({ Namespace, MetricName, Dimensions, Statistic, Period }: Alarm) => ({
  Namespace,
  MetricName,
  Dimensions: dimensions(Dimensions),
  Statistic,
  Period,
});

const math = (queries: readonly MetricDataQuery[]) => ({
  Metrics: queries.map(query).sort((a, b) => byText(a.id ?? '', b.id ?? '')),
});

/**
 * The properties of an alarm that this action sets, in one spelling: lists in order, absent ones empty,
 * CloudWatch's defaults filled in, and everything that CloudWatch adds by itself left out.
 */
function projection(alarm: Alarm): Record<string, unknown> {
  return {
    AlarmDescription: alarm.AlarmDescription ?? '',
    ActionsEnabled: alarm.ActionsEnabled ?? true,
    AlarmActions: sorted(alarm.AlarmActions),
    OKActions: sorted(alarm.OKActions),
    InsufficientDataActions: sorted(alarm.InsufficientDataActions),
    ComparisonOperator: alarm.ComparisonOperator,
    Threshold: alarm.Threshold,
    EvaluationPeriods: alarm.EvaluationPeriods,
    DatapointsToAlarm: alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods,
    TreatMissingData: alarm.TreatMissingData ?? 'missing',
    ...(alarm.Metrics?.length ? math(alarm.Metrics) : metric(alarm)),
  };
}

/** Names of the properties, among those that this action sets, in which two alarms differ. */
export function changedProperties(before: MetricAlarm, after: PutMetricAlarmCommandInput): string[] {
  const [old, wanted] = [projection(before), projection(after)];
  return [...new Set([...Object.keys(wanted), ...Object.keys(old)])].filter(
    (name) => !isDeepStrictEqual(old[name], wanted[name]),
  );
}
