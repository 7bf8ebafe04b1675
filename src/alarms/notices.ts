import type { Notice } from '../outcomes/notice.ts';
import type { DesiredAlarm } from './alarm.ts';
import type { AlarmSettings } from './desired.ts';
import { OWNER_TAG } from './identity.ts';
import { MAX_ACTIONS, MAX_HOURS } from './limits.ts';
import { type Receivers, unheardStates } from './receivers.ts';

/** Told once, at adoption: whoever switched the predecessor's actions off, this action will not switch them on. */
export function mutedNotices(name: string, region: string, by: 'person' | 'predecessor'): Notice[] {
  if (by === 'person') return [];
  const text =
    `The actions of alarm ${name} were switched off when it was adopted, and stay off: ` +
    'switch them on in CloudWatch if you want to be told.';
  return [{ level: 'warning', text, region, resource: name }];
}

export function unheardNotices(
  name: string,
  region: string,
  receivers: Receivers,
  topicArn: string,
): Notice[] {
  const states = unheardStates(receivers, topicArn);
  if (states.length === 0) return [];
  const text =
    `Alarm ${name} has ${MAX_ACTIONS} other actions for ${states.join(' and ')}, as many as CloudWatch allows, ` +
    `so ${topicArn} is not told: remove one of them to make room.`;
  return [{ level: 'warning', text, region, resource: name }];
}

export function foreignNotices(names: readonly string[], region: string): Notice[] {
  const text = (name: string) =>
    `Alarm ${name} has a name that this action uses but not its tag ${OWNER_TAG.Key}=${OWNER_TAG.Value}, ` +
    'so it is left as it is: rename it, or tag it to hand it over.';
  return names.map((name) => ({ level: 'warning', text: text(name), region, resource: name }));
}

/** Told of the alarms given, where their settings ask for more hours than CloudWatch can look back. */
export function shortenedNotices(
  alarms: readonly DesiredAlarm[],
  region: string,
  { idleThresholdHours, heartbeatHours }: Pick<AlarmSettings, 'idleThresholdHours' | 'heartbeatHours'>,
): Notice[] {
  const notice = (kind: DesiredAlarm['kind'], input: string, hours: number): Notice[] =>
    hours > MAX_HOURS && alarms.some((alarm) => alarm.kind === kind)
      ? [
          {
            level: 'info',
            region,
            text: `${input} is ${hours}, but a CloudWatch alarm looks back over ${MAX_HOURS} hours at most: the ${kind} alarms use ${MAX_HOURS}.`,
          },
        ]
      : [];
  return [
    ...notice('idle', 'idle-threshold-hours', idleThresholdHours),
    ...notice('heartbeat', 'heartbeat-alarm-hours', heartbeatHours),
  ];
}
