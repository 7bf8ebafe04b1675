import type { Resource } from '../fleet/resource.ts';
import type { DesiredAlarm, Watch, Watchable } from './alarm.ts';
import { ACTIONS_ON, offUntil } from './description.ts';
import { ALARM_PREFIX } from './identity.ts';
import { HOUR, type Window, windowOf } from './limits.ts';
import { requestMetric, requestQueries, requestSum, result } from './requests.ts';

const NAME = { campaign: 'IdleCampaign', recommender: 'IdleRecommender' } as const;
const WAY_OUT = {
  campaign: 'delete the campaign; its solution version stays and can be deployed again',
  recommender: 'stop the recommender; it can be started again without training',
} as const;

const count = (hours: number) => (hours === 1 ? '1 hour' : `${hours} hours`);

function meaning({ kind, name, region, floor }: Resource, window: Window, thresholdHours: number): string {
  const shortened = window.shortened
    ? ` CloudWatch looks back over no more than that: the threshold of ${count(thresholdHours)} is shortened here.`
    : '';
  return (
    `${kind} ${name} in ${region} answered no request for ${count(window.hours)}.${shortened} ` +
    `Its floor of ${floor} TPS is billed around the clock.`
  );
}

function advice({ kind }: Resource): string {
  return (
    'If it should have traffic, look at the applications that call it: calls that fail do not count here. ' +
    `Otherwise nothing is to be done tonight: by day, if nobody needs it, ${WAY_OUT[kind]}.`
  );
}

function requests(watched: Watchable, period: number): Watch {
  const [only, ...more] = watched.metricNames;
  if (only !== undefined && more.length === 0) {
    return { ...requestMetric(watched, only), Statistic: 'Sum', Period: period };
  }
  return { Metrics: [...requestQueries(watched, period), result(requestSum(watched), 'Requests')] };
}

/**
 * Fires when a resource answered no request for `thresholdHours`, or for seven days where that is longer.
 * Its actions are off until the resource is as old as the threshold, counted from creation, last update
 * or restart. `now` is in Unix milliseconds.
 */
export function idleAlarm(watched: Watchable, thresholdHours: number, now: number): DesiredAlarm {
  const { resource } = watched;
  const window = windowOf(thresholdHours);
  const oldEnoughAt = resource.changedAt + thresholdHours * HOUR * 1000;
  return {
    kind: 'idle',
    name: `${ALARM_PREFIX}${NAME[resource.kind]}-${resource.name}`,
    watch: {
      ...requests(watched, window.period),
      ComparisonOperator: 'LessThanOrEqualToThreshold',
      Threshold: 0,
      EvaluationPeriods: window.periods,
      DatapointsToAlarm: window.periods,
      TreatMissingData: 'breaching',
    },
    description: {
      meaning: meaning(resource, window, thresholdHours),
      datasetGroup: resource.datasetGroup,
      advice: advice(resource),
    },
    actions: now >= oldEnoughAt ? ACTIONS_ON : offUntil(oldEnoughAt),
  };
}
