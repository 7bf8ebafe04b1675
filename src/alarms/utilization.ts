import type { Resource } from '../fleet/resource.ts';
import type { DesiredAlarm, Watchable } from './alarm.ts';
import { ACTIONS_ON, OFF_AT_FLOOR_1 } from './description.ts';
import { ALARM_PREFIX } from './identity.ts';
import { FIVE_MINUTES } from './limits.ts';
import { requestQueries, requestSum, result } from './requests.ts';

const PERIODS = 12;
const PERIODS_TO_ALARM = 9;

const NAME = { campaign: 'LowCampaignUtilization', recommender: 'LowRecommenderUtilization' } as const;
const FLOOR_INPUT = {
  campaign: 'minProvisionedTPS',
  recommender: 'minRecommendationRequestsPerSecond',
} as const;

function meaning({ kind, name, region, floor }: Resource, threshold: number): string {
  return (
    `${kind} ${name} in ${region} used less than ${threshold} % of its floor of ${floor} TPS in at least ` +
    `${PERIODS_TO_ALARM} of the last ${PERIODS} periods of five minutes. The floor is billed around the clock.`
  );
}

function advice({ kind }: Resource): string {
  return (
    'This is about cost: a low utilization harms no user. If there should be more traffic, look at the ' +
    `applications that call this ${kind}. Otherwise nothing is to be done tonight: by day, lower its ` +
    `${FLOOR_INPUT[kind]}, or the input utilization-threshold-alarm-lower-bound if this much is expected.`
  );
}

/**
 * Fires when a resource uses less than `threshold` percent of its floor for 9 of 12 five-minute periods.
 * It reads AWS's own request metric against the floor as a literal, so it needs no run of this action.
 * Its actions are off while the floor is 1, since nothing could be lowered.
 */
export function utilizationAlarm(watched: Watchable, threshold: number): DesiredAlarm {
  const { resource } = watched;
  return {
    kind: 'utilization',
    name: `${ALARM_PREFIX}${NAME[resource.kind]}-${resource.name}`,
    watch: {
      Metrics: [
        ...requestQueries(watched, FIVE_MINUTES),
        result(
          `${requestSum(watched)}/${FIVE_MINUTES}/${resource.floor}*100`,
          'Utilization, percent of the floor',
        ),
      ],
      ComparisonOperator: 'LessThanThreshold',
      Threshold: threshold,
      EvaluationPeriods: PERIODS,
      DatapointsToAlarm: PERIODS_TO_ALARM,
      TreatMissingData: 'breaching',
    },
    description: {
      meaning: meaning(resource, threshold),
      datasetGroup: resource.datasetGroup,
      advice: advice(resource),
    },
    actions: resource.floor === 1 ? OFF_AT_FLOOR_1 : ACTIONS_ON,
  };
}
