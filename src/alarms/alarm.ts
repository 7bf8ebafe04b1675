import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import type { Resource } from '../fleet/resource.ts';
import type { Actions, Description } from './description.ts';

/** What an alarm watches and when it fires: the part of PutMetricAlarm that depends on nothing already there. */
export type Watch = Pick<
  PutMetricAlarmCommandInput,
  | 'Namespace'
  | 'MetricName'
  | 'Dimensions'
  | 'Statistic'
  | 'Period'
  | 'Metrics'
  | 'ComparisonOperator'
  | 'Threshold'
  | 'EvaluationPeriods'
  | 'DatapointsToAlarm'
  | 'TreatMissingData'
>;

/** An alarm as it should be if it were made now and nobody had touched it. */
export interface DesiredAlarm {
  /** False: it is kept right where it exists, and not created. */
  readonly mayCreate?: boolean;
  readonly kind: 'utilization' | 'idle' | 'heartbeat';
  readonly name: string;
  readonly watch: Watch;
  readonly description: Description;
  readonly actions: Actions;
}

/** A resource whose request metrics are known, and few enough for the math of one alarm. */
export interface Watchable {
  readonly resource: Resource;
  readonly metricNames: readonly string[];
}
