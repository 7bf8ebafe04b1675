/** Every alarm of this action begins so; so did those of its predecessor, which are adopted. */
export const ALARM_PREFIX = 'PersonalizeMonitor-';

export const HEARTBEAT_NAME = `${ALARM_PREFIX}Heartbeat`;

/** An alarm is ours when it has the prefix and this tag. */
export const OWNER_TAG = { Key: 'CreatedBy', Value: 'PersonalizeMonitor' } as const;

/** The one Region of the one account that a set of alarms is in. */
export interface Place {
  readonly region: string;
  readonly account: string;
  readonly partition: string;
}

/** The ARN that CloudWatch gives to the alarm of this name. */
export function alarmArn({ partition, region, account }: Place, name: string): string {
  return `arn:${partition}:cloudwatch:${region}:${account}:alarm:${name}`;
}
