import { type CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { type ExistingAlarm, withIdentity } from '../../alarms/existing.ts';
import { ALARM_PREFIX, type Place } from '../../alarms/identity.ts';
import { MAX_ALARMS_A_CALL } from '../../alarms/limits.ts';
import { ownershipsOf } from '../../alarms/ownership.ts';
import { plannedWrites, writeAlarms } from '../../alarms/writes.ts';
import type { Mode } from '../context.ts';
import type { Removed } from './removed.ts';

/** Rejects where they could not be listed whole. */
export async function listAlarms(client: CloudWatchClient, place: Place): Promise<readonly ExistingAlarm[]> {
  const pages = paginateDescribeAlarms(
    { client },
    { AlarmNamePrefix: ALARM_PREFIX, AlarmTypes: ['MetricAlarm'], MaxRecords: MAX_ALARMS_A_CALL },
  );
  const alarms: ExistingAlarm[] = [];
  for await (const { MetricAlarms = [] } of pages) alarms.push(...withIdentity(MetricAlarms, place));
  return alarms;
}

export interface AlarmsRemoved extends Removed {
  /** ARNs of those that are ours, removed or not. */
  readonly ours: ReadonlySet<string>;
}

/** Deletes those whose tag says that they are ours. Never throws. */
export async function removeAlarms(
  client: CloudWatchClient,
  listed: readonly ExistingAlarm[],
  region: string,
  mode: Mode,
): Promise<AlarmsRemoved> {
  const alarms = listed.map(({ AlarmName: name, AlarmArn: arn }) => ({ name, arn }));
  const { ours, foreign, failures } = await ownershipsOf(client, region, alarms);
  const deletions = alarms
    .filter(({ arn }) => ours.has(arn))
    .map((alarm) => ({ ...alarm, reason: 'uninstalled' }));
  const written =
    mode === 'plan' ? plannedWrites([], deletions, region) : await writeAlarms(client, [], deletions, region);
  return {
    ours,
    upkeep: written.changes,
    failures: [...failures, ...written.failures],
    notices: foreign.map((name) => ({
      level: 'info',
      text: `Alarm ${name} is left as it is: it has a name that this action uses, and not its tag.`,
      region,
      resource: name,
    })),
  };
}
