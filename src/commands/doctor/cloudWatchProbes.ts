import {
  DeleteAlarmsCommand,
  DeleteDashboardsCommand,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  GetMetricDataCommand,
  ListMetricsCommand,
  ListTagsForResourceCommand,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
  TagResourceCommand,
} from '@aws-sdk/client-cloudwatch';
import { ALARM_PREFIX, alarmArn, OWNER_TAG } from '../../alarms/identity.ts';
import { MAX_NAME_LENGTH } from '../../dashboard/limits.ts';
import { PERSONALIZE_NAMESPACE } from '../../fleet/requestMetrics.ts';
import { NAMESPACE } from '../../metrics/metrics.ts';
import type { Probe, Target } from './probe.ts';

const DAY_MS = 86_400_000;
/** CloudWatch takes no data of more than two weeks ago (API reference, PutMetricData). */
const TOO_LONG_AGO_MS = 30 * DAY_MS;
/** Two months of minutes: CloudWatch evaluates no alarm over more than seven days (API reference, PutMetricAlarm). */
const TOO_MANY_PERIODS = 86_400;

/** Names as the policies of docs/iam allow them, of what does not exist. */
const alarm = ({ id }: Target) => `${ALARM_PREFIX}Doctor-${id}`;
const dashboard = ({ dashboardName, id }: Target) => `${dashboardName}-${id}`.slice(0, MAX_NAME_LENGTH);
const dashboardArn = (target: Target) =>
  `arn:${target.partition}:cloudwatch::${target.account}:dashboard/${dashboard(target)}`;

type Client = Target['clients']['cloudWatch'];

const read = (send: (client: Client, target: Target) => Promise<unknown>): Probe => ({
  kind: 'read',
  send: (target) => send(target.clients.cloudWatch, target),
});
const refused = (send: (client: Client, target: Target) => Promise<unknown>): Probe => ({
  kind: 'refused',
  send: (target) => send(target.clients.alarms, target),
});
const tagging = (arnOf: (target: Target) => string): Probe =>
  refused((to, target) => to.send(new TagResourceCommand({ ResourceARN: arnOf(target), Tags: [OWNER_TAG] })));

export const ALARM_PROBES: Readonly<Record<string, Probe>> = {
  'cloudwatch:DescribeAlarms': read((to) =>
    to.send(new DescribeAlarmsCommand({ AlarmNamePrefix: ALARM_PREFIX, MaxRecords: 1 })),
  ),
  'cloudwatch:ListTagsForResource': read((to, target) =>
    to.send(new ListTagsForResourceCommand({ ResourceARN: alarmArn(target, alarm(target)) })),
  ),
  // An alarm over longer than CloudWatch allows.
  'cloudwatch:PutMetricAlarm': refused((to, target) =>
    to.send(
      new PutMetricAlarmCommand({
        AlarmName: alarm(target),
        Namespace: NAMESPACE,
        MetricName: 'doctor',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: TOO_MANY_PERIODS,
        Threshold: 0,
        ComparisonOperator: 'LessThanThreshold',
        ActionsEnabled: false,
      }),
    ),
  ),
  'cloudwatch:SetAlarmState': refused((to, target) =>
    to.send(
      new SetAlarmStateCommand({ AlarmName: alarm(target), StateValue: 'OK', StateReason: 'No such alarm' }),
    ),
  ),
  'cloudwatch:DeleteAlarms': refused((to, target) =>
    to.send(new DeleteAlarmsCommand({ AlarmNames: [alarm(target)] })),
  ),
  'cloudwatch:TagResource': tagging((target) => alarmArn(target, alarm(target))),
};

export const DASHBOARD_PROBES: Readonly<Record<string, Probe>> = {
  'cloudwatch:GetDashboard': read((to, { dashboardName }) =>
    to.send(new GetDashboardCommand({ DashboardName: dashboardName })),
  ),
  // No dashboard has such a body.
  'cloudwatch:PutDashboard': refused((to, target) =>
    to.send(new PutDashboardCommand({ DashboardName: dashboard(target), DashboardBody: 'doctor' })),
  ),
  'cloudwatch:DeleteDashboards': refused((to, target) =>
    to.send(new DeleteDashboardsCommand({ DashboardNames: [dashboard(target)] })),
  ),
  'cloudwatch:TagResource': tagging(dashboardArn),
};

export const METRIC_PROBES: Readonly<Record<string, Probe>> = {
  'cloudwatch:ListMetrics': read((to) =>
    to.send(new ListMetricsCommand({ Namespace: PERSONALIZE_NAMESPACE })),
  ),
  'cloudwatch:GetMetricData': read((to, { now }) =>
    to.send(
      new GetMetricDataCommand({
        StartTime: new Date(now - 3_600_000),
        EndTime: new Date(now),
        MetricDataQueries: [
          {
            Id: 'doctor',
            MetricStat: {
              Metric: { Namespace: NAMESPACE, MetricName: 'monitoredResourceCount' },
              Period: 300,
              Stat: 'Maximum',
            },
          },
        ],
      }),
    ),
  ),
  // Too old, and with both a value and statistics, of which CloudWatch takes only one: it cannot be taken.
  'cloudwatch:PutMetricData': refused((to, { now }) =>
    to.send(
      new PutMetricDataCommand({
        Namespace: NAMESPACE,
        MetricData: [
          {
            MetricName: 'doctor',
            Timestamp: new Date(now - TOO_LONG_AGO_MS),
            Value: 0,
            StatisticValues: { SampleCount: 1, Sum: 0, Minimum: 0, Maximum: 0 },
          },
        ],
      }),
    ),
  ),
};
