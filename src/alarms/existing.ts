import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { alarmArn, type Place } from './identity.ts';

/** An alarm as DescribeAlarms returns it. Whose it is stands in its tags, which are not part of this. */
export interface ExistingAlarm extends MetricAlarm {
  readonly AlarmName: string;
  readonly AlarmArn: string;
}

/** The alarms of a page, each with the name and ARN that the types of the SDK leave open. */
export function withIdentity(alarms: readonly MetricAlarm[], place: Place): ExistingAlarm[] {
  return alarms.flatMap((alarm) => {
    const { AlarmName, AlarmArn } = alarm;
    if (AlarmName === undefined) return [];
    return [{ ...alarm, AlarmName, AlarmArn: AlarmArn ?? alarmArn(place, AlarmName) }];
  });
}

/** CloudWatch leaves actions on unless told otherwise. */
export const hasActionsOff = (alarm: MetricAlarm): boolean => alarm.ActionsEnabled === false;
