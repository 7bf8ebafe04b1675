import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import type { DesiredAlarm } from './alarm.ts';
import { floorIn, isOurText } from './description.ts';
import { type ExistingAlarm, hasActionsOff } from './existing.ts';
import { HOUR } from './limits.ts';

/** Properties that changed, told as one cause. */
interface Told {
  readonly text: string;
  readonly explains: readonly string[];
}

const OFF_BECAUSE = {
  utilization: 'the floor is 1',
  idle: 'younger than the threshold',
  heartbeat: '',
} as const;
const ON_BECAUSE = {
  utilization: 'the floor is over 1',
  idle: 'as old as the threshold',
  heartbeat: '',
} as const;

function floor(before: ExistingAlarm, after: PutMetricAlarmCommandInput): Told[] {
  const [old, now] = [floorIn(before.AlarmDescription ?? ''), floorIn(after.AlarmDescription ?? '')];
  if (old === undefined || now === undefined || old === now) return [];
  return [{ text: `floor ${old} -> ${now}`, explains: ['Metrics', 'AlarmDescription'] }];
}

function threshold(before: ExistingAlarm, after: PutMetricAlarmCommandInput): Told[] {
  if (before.Threshold === after.Threshold || before.Threshold === undefined) return [];
  const text = `threshold ${before.Threshold} -> ${after.Threshold}`;
  return [{ text, explains: ['Threshold', 'AlarmDescription'] }];
}

function hoursOf({ Metrics, Period, EvaluationPeriods }: ExistingAlarm | PutMetricAlarmCommandInput) {
  const period = Period ?? Metrics?.find(({ MetricStat }) => MetricStat)?.MetricStat?.Period;
  return period === undefined || EvaluationPeriods === undefined
    ? undefined
    : (period * EvaluationPeriods) / HOUR;
}

function window(before: ExistingAlarm, after: PutMetricAlarmCommandInput): Told[] {
  const [old, now] = [hoursOf(before), hoursOf(after)];
  if (old === undefined || now === undefined || old === now) return [];
  const explains = ['Period', 'EvaluationPeriods', 'DatapointsToAlarm', 'AlarmDescription'];
  // The period of metric math stands in its queries.
  return [
    { text: `window ${old} h -> ${now} h`, explains: after.Metrics ? [...explains, 'Metrics'] : explains },
  ];
}

function actions(
  kind: DesiredAlarm['kind'],
  before: ExistingAlarm,
  after: PutMetricAlarmCommandInput,
): Told[] {
  const off = after.ActionsEnabled === false;
  if (off === hasActionsOff(before)) return [];
  const [state, because] = off ? ['off', OFF_BECAUSE[kind]] : ['on', ON_BECAUSE[kind]];
  const text = because ? `actions ${state}: ${because}` : `actions ${state}`;
  return [{ text, explains: ['ActionsEnabled', 'AlarmDescription'] }];
}

/** The predecessor's alarms watch one metric each; metric math without our words is ours with its text edited. */
const isPredecessors = ({ AlarmDescription = '', Metrics = [] }: ExistingAlarm) =>
  !isOurText(AlarmDescription) && Metrics.length === 0;

/**
 * Why an alarm is updated, in a few words such as `floor 5 -> 2, threshold 100 -> 80`; what none of the
 * known causes explains is told by the names of the properties in `changed`.
 */
export function updateReason(
  kind: DesiredAlarm['kind'],
  before: ExistingAlarm,
  after: PutMetricAlarmCommandInput,
  changed: readonly string[],
): string {
  if (isPredecessors(before)) return 'adopted from the predecessor';
  const told = [
    ...floor(before, after),
    ...threshold(before, after),
    ...window(before, after),
    ...actions(kind, before, after),
  ];
  const explained = new Set(told.flatMap(({ explains }) => explains));
  return [...told.map(({ text }) => text), ...changed.filter((name) => !explained.has(name))].join(', ');
}
