import {
  type CloudWatchClient,
  DeleteAlarmsCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import pLimit from 'p-limit';
import { failureOf, isNotFound } from '../aws/errors.ts';
import type { Failure } from '../aws/failure.ts';
import type { Outcome, Upkeep } from '../outcomes/upkeep.ts';
import type { AlarmDeletion, AlarmPut } from './difference.ts';
import { MAX_ALARMS_A_CALL } from './limits.ts';

/** PutMetricAlarm allows three calls a second in a Region (CloudWatch quotas); the client's retries do the rest. */
const CONCURRENCY = 3;

export interface Written {
  readonly changes: readonly Upkeep[];
  readonly failures: readonly Failure[];
}

const changeOf = (
  action: 'create' | 'update' | 'delete',
  name: string,
  region: string,
  reason: string,
  outcome: Outcome,
): Upkeep => ({ action, target: 'alarm', name, region, reason, outcome });

function putChange(put: AlarmPut, region: string, outcome: Outcome): Upkeep {
  return changeOf(put.kind, put.input.AlarmName, region, put.reason, outcome);
}

const deletionChange = ({ name, reason }: AlarmDeletion, region: string, outcome: Outcome) =>
  changeOf('delete', name, region, reason, outcome);

/** What `writeAlarms` would do, without a call. */
export function plannedWrites(
  puts: readonly AlarmPut[],
  deletions: readonly AlarmDeletion[],
  region: string,
): Written {
  return {
    changes: [
      ...puts.map((put) => putChange(put, region, 'planned')),
      ...deletions.map((deletion) => deletionChange(deletion, region, 'planned')),
    ],
    failures: [],
  };
}

/** Sets an alarm back, so that its next evaluation goes into alarm anew and carries out the actions now on. */
async function rearm(client: CloudWatchClient, region: string, AlarmName: string): Promise<Failure[]> {
  const StateReason = 'Its actions were switched on.';
  try {
    await client.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'INSUFFICIENT_DATA', StateReason }));
    return [];
  } catch (error) {
    const context = { region, resource: AlarmName, operation: 'cloudwatch:SetAlarmState' };
    return [failureOf(error, { what: 'set an alarm back whose actions were switched on', ...context })];
  }
}

async function put(client: CloudWatchClient, region: string, one: AlarmPut): Promise<Written> {
  try {
    await client.send(new PutMetricAlarmCommand(one.input));
    const failures =
      one.kind === 'update' && one.rearm ? await rearm(client, region, one.input.AlarmName) : [];
    return { changes: [putChange(one, region, 'done')], failures };
  } catch (error) {
    const failure = failureOf(error, {
      what: `${one.kind} an alarm`,
      region,
      resource: one.input.AlarmName,
      operation: 'cloudwatch:PutMetricAlarm',
    });
    return { changes: [putChange(one, region, 'failed')], failures: [failure] };
  }
}

/** A name that is gone already is an error in the end, but keeps DeleteAlarms from none of the others. */
async function removed(client: CloudWatchClient, batch: readonly AlarmDeletion[]): Promise<void> {
  try {
    await client.send(new DeleteAlarmsCommand({ AlarmNames: batch.map(({ name }) => name) }));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

async function remove(
  client: CloudWatchClient,
  region: string,
  batch: readonly AlarmDeletion[],
): Promise<Written> {
  try {
    await removed(client, batch);
    return { changes: batch.map((each) => deletionChange(each, region, 'done')), failures: [] };
  } catch (error) {
    const context = { what: 'delete an alarm', region, operation: 'cloudwatch:DeleteAlarms' };
    return {
      changes: batch.map((each) => deletionChange(each, region, 'failed')),
      failures: batch.map(({ name }) => failureOf(error, { ...context, resource: name })),
    };
  }
}

function batches<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}

/** Writes alarms one by one and deletes them by the hundred. One that fails costs only itself; never throws. */
export async function writeAlarms(
  client: CloudWatchClient,
  puts: readonly AlarmPut[],
  deletions: readonly AlarmDeletion[],
  region: string,
): Promise<Written> {
  const limit = pLimit(CONCURRENCY);
  const written = await Promise.all([
    ...puts.map((one) => limit(() => put(client, region, one))),
    ...batches(deletions, MAX_ALARMS_A_CALL).map((batch) => limit(() => remove(client, region, batch))),
  ]);
  return {
    changes: written.flatMap(({ changes }) => changes),
    failures: written.flatMap(({ failures }) => failures),
  };
}
