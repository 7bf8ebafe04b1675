import { type CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { failureOf } from '../aws/errors.ts';
import type { Failure } from '../aws/failure.ts';
import type { Notice } from '../outcomes/notice.ts';
import type { Upkeep } from '../outcomes/upkeep.ts';
import { type DesiredInput, desiredAlarms } from './desired.ts';
import { alarmDifferences, type DifferenceInput, isHandled } from './difference.ts';
import { type ExistingAlarm, withIdentity } from './existing.ts';
import { ALARM_PREFIX } from './identity.ts';
import { MAX_ALARMS_A_CALL } from './limits.ts';
import { foreignNotices, shortenedNotices } from './notices.ts';
import { ownershipsOf } from './ownership.ts';
import { plannedWrites, writeAlarms } from './writes.ts';

export interface ReconcileInput extends DesiredInput, Pick<DifferenceInput, 'existence' | 'createFlags'> {
  readonly client: CloudWatchClient;
  /** `plan`: nothing is written, and every change comes back as `planned`. */
  readonly mode: 'apply' | 'plan';
}

export interface Reconciled {
  readonly changes: readonly Upkeep[];
  readonly notices: readonly Notice[];
  readonly failures: readonly Failure[];
  /** The names of the alarms that watch what is monitored, as they are afterwards; undefined if unknown. */
  readonly alarmNames: readonly string[] | undefined;
}

async function existingAlarms({ client, ...place }: ReconcileInput): Promise<ExistingAlarm[]> {
  const pages = paginateDescribeAlarms(
    { client },
    { AlarmNamePrefix: ALARM_PREFIX, AlarmTypes: ['MetricAlarm'], MaxRecords: MAX_ALARMS_A_CALL },
  );
  const alarms: ExistingAlarm[] = [];
  for await (const { MetricAlarms = [] } of pages) alarms.push(...withIdentity(MetricAlarms, place));
  return alarms;
}

const named = (alarm: { readonly arn: string; readonly input: { readonly AlarmName: string } }) => ({
  name: alarm.input.AlarmName,
  arn: alarm.arn,
});

const isMissing = (name: string, changes: readonly Upkeep[]) =>
  changes.some((change) => change.name === name && change.action === 'create' && change.outcome === 'failed');

/** Brings alarms that were read to what is desired, touching none whose tags do not say that it is ours. */
async function reconcileWith(existing: readonly ExistingAlarm[], input: ReconcileInput): Promise<Reconciled> {
  const { client, region, mode, settings } = input;
  const desired = desiredAlarms(input);
  const handled = desired.filter((alarm) => isHandled(alarm, existing, input.createFlags));
  const { puts, candidatesForDeletion, notices } = alarmDifferences({ ...input, desired, existing });
  const updates = puts.filter((put) => put.kind === 'update');

  const owners = await ownershipsOf(client, region, [...updates.map(named), ...candidatesForDeletion]);
  const isOurs = ({ arn }: { readonly arn: string }) => owners.ours.has(arn);
  const allowed = puts.filter((put) => put.kind === 'create' || isOurs(put));
  const deletions = candidatesForDeletion.filter(isOurs);

  const { changes, failures } =
    mode === 'plan'
      ? plannedWrites(allowed, deletions, region)
      : await writeAlarms(client, allowed, deletions, region);
  return {
    changes,
    notices: [
      ...shortenedNotices(handled, region, settings),
      ...notices,
      ...updates.filter(isOurs).flatMap((update) => update.notices),
      ...foreignNotices(owners.foreign, region),
    ],
    failures: [...owners.failures, ...failures],
    alarmNames: handled.map(({ name }) => name).filter((name) => !isMissing(name, changes)),
  };
}

/**
 * Makes the alarms of one Region what they should be, and returns what was done, what a reader should know and
 * what failed; never throws. In a steady run it only lists alarms. If they cannot be listed whole, it writes none.
 */
export async function reconcileAlarms(input: ReconcileInput): Promise<Reconciled> {
  let existing: ExistingAlarm[];
  try {
    existing = await existingAlarms(input);
  } catch (error) {
    const context = { what: 'list alarms', region: input.region, operation: 'cloudwatch:DescribeAlarms' };
    return { changes: [], notices: [], failures: [failureOf(error, context)], alarmNames: undefined };
  }
  return reconcileWith(existing, input);
}
