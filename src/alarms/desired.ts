import type { Resource } from '../fleet/resource.ts';
import type { DesiredAlarm, Watchable } from './alarm.ts';
import { heartbeatAlarm } from './heartbeat.ts';
import type { Place } from './identity.ts';
import { idleAlarm } from './idle.ts';
import { MAX_METRICS } from './limits.ts';
import { utilizationAlarm } from './utilization.ts';

export interface AlarmSettings {
  /** Percent: `utilization-threshold-alarm-lower-bound`. */
  readonly utilizationThreshold: number;
  /** Whole hours: `idle-threshold-hours`. */
  readonly idleThresholdHours: number;
  /** Whole hours, 0 for no alarm: `heartbeat-alarm-hours`. */
  readonly heartbeatHours: number;
}

export interface ResourceAlarmSettings
  extends Pick<AlarmSettings, 'utilizationThreshold' | 'idleThresholdHours'> {
  /** `auto-create-utilization-alarms` and `auto-create-idle-alarms`. */
  readonly utilizationAlarms: boolean;
  readonly idleAlarms: boolean;
}

export interface DesiredInput extends Place {
  /** The SNS topic that ALARM and OK are sent to. */
  readonly topicArn: string;
  readonly resources: readonly Resource[];
  readonly settings: AlarmSettings;
  /** What holds for one resource in place of `settings`, and which of its alarms may be created. */
  readonly settingsOf?: (resource: Resource) => ResourceAlarmSettings;
  /** Unix milliseconds. */
  readonly now: number;
}

function watchable(resource: Resource): Watchable[] {
  const { requestMetrics } = resource;
  if (requestMetrics.kind === 'unknown') return [];
  const metricNames = [...new Set(requestMetrics.names)].sort();
  return metricNames.length > 0 && metricNames.length <= MAX_METRICS ? [{ resource, metricNames }] : [];
}

/**
 * Every alarm that should exist in one Region now: low utilization and idle for each resource whose
 * request metrics are known, and one heartbeat. None for a resource whose demand cannot be known.
 */
export function desiredAlarms({
  region,
  resources,
  settings,
  settingsOf = () => ({ ...settings, utilizationAlarms: true, idleAlarms: true }),
  now,
}: Pick<DesiredInput, 'region' | 'resources' | 'settings' | 'settingsOf' | 'now'>): DesiredAlarm[] {
  const ofResource = (each: Watchable): DesiredAlarm[] => {
    const own = settingsOf(each.resource);
    return [
      { ...utilizationAlarm(each, own.utilizationThreshold), mayCreate: own.utilizationAlarms },
      { ...idleAlarm(each, own.idleThresholdHours, now), mayCreate: own.idleAlarms },
    ];
  };
  return [
    ...resources.flatMap(watchable).flatMap(ofResource),
    ...(settings.heartbeatHours > 0 ? [heartbeatAlarm(region, settings.heartbeatHours)] : []),
  ];
}
