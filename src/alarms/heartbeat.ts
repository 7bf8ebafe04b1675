import type { DesiredAlarm } from './alarm.ts';
import { ACTIONS_ON } from './description.ts';
import { HEARTBEAT_NAME } from './identity.ts';
import { HOUR, windowOf } from './limits.ts';

const NAMESPACE = 'PersonalizeMonitor';
const METRIC = 'monitoredResourceCount';

/** Fires when no run has published its count of resources in this Region for `hours`, seven days at most. */
export function heartbeatAlarm(region: string, hours: number): DesiredAlarm {
  const window = windowOf(hours, HOUR);
  return {
    kind: 'heartbeat',
    name: HEARTBEAT_NAME,
    watch: {
      Namespace: NAMESPACE,
      MetricName: METRIC,
      Statistic: 'SampleCount',
      Period: window.period,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      EvaluationPeriods: window.periods,
      DatapointsToAlarm: window.periods,
      TreatMissingData: 'breaching',
    },
    description: {
      meaning:
        `no run has published metrics in ${region} for ${window.hours} h. Campaigns and recommenders still ` +
        'serve, and their alarms still watch; but metrics, the dashboard and the floors that alarms compare with grow stale.',
      datasetGroup: undefined,
      advice:
        'Look at the last runs of the GitHub workflow: it failed, lost its access to AWS or to this Region, or its ' +
        'schedule was switched off (GitHub does so in public repositories after 60 days without activity). ' +
        'If it rightly runs less often than this, raise the input heartbeat-alarm-hours.',
    },
    actions: ACTIONS_ON,
  };
}
