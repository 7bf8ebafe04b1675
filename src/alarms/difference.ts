import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import type { Existence } from '../fleet/resource.ts';
import type { Notice } from '../outcomes/notice.ts';
import type { DesiredAlarm } from './alarm.ts';
import { datasetGroupIn, describe } from './description.ts';
import { changedProperties } from './equality.ts';
import { type ExistingAlarm, hasActionsOff } from './existing.ts';
import { ALARM_PREFIX, HEARTBEAT_NAME, OWNER_TAG, type Place } from './identity.ts';
import { type Enablement, enablement, toldActions } from './muting.ts';
import { mutedNotices, unheardNotices } from './notices.ts';
import { orphanedBecause } from './orphans.ts';
import { updateReason } from './reason.ts';
import { mergedReceivers, ourReceivers, type Receivers, receiversOf } from './receivers.ts';

type PutInput = PutMetricAlarmCommandInput & { readonly AlarmName: string };

/** A whole PutMetricAlarm; an update is sent only once the alarm's tags have shown whose it is. */
export type AlarmPut =
  | { readonly kind: 'create'; readonly input: PutInput; readonly reason: string }
  | {
      readonly kind: 'update';
      readonly input: PutInput;
      readonly reason: string;
      readonly arn: string;
      /** Its actions are switched on while it is in alarm: CloudWatch carries them out on a change of state only. */
      readonly rearm: boolean;
      /** What to tell once the alarm has turned out to be ours. */
      readonly notices: readonly Notice[];
    };

/** An alarm to delete once its tags have shown that it is ours. */
export interface AlarmDeletion {
  readonly name: string;
  readonly arn: string;
  readonly reason: string;
}

export interface AlarmDifferences {
  readonly puts: readonly AlarmPut[];
  readonly candidatesForDeletion: readonly AlarmDeletion[];
  /** On alarms that stay as they are. */
  readonly notices: readonly Notice[];
}

export interface DifferenceInput extends Place {
  readonly topicArn: string;
  readonly desired: readonly DesiredAlarm[];
  readonly existing: readonly ExistingAlarm[];
  readonly existence: (arn: string) => Existence;
  /** `false`: none of this kind is created; those that exist are still kept up to date. */
  readonly createFlags: { readonly utilization: boolean; readonly idle: boolean };
}

const NOTHING: AlarmDifferences = { puts: [], candidatesForDeletion: [], notices: [] };

function creation(desired: DesiredAlarm, topicArn: string): AlarmPut {
  return {
    kind: 'create',
    reason: 'new',
    input: {
      AlarmName: desired.name,
      AlarmDescription: describe(desired.description, desired.actions),
      ActionsEnabled: desired.actions.kind === 'on',
      ...ourReceivers(topicArn),
      ...desired.watch,
      Tags: [{ ...OWNER_TAG }],
    },
  };
}

/** The update that brings an existing alarm to what is desired and keeps what people did to it. Carries no tags. */
function updated(desired: DesiredAlarm, existing: ExistingAlarm, enabled: Enablement, receivers: Receivers) {
  const datasetGroup = desired.description.datasetGroup ?? datasetGroupIn(existing.AlarmDescription ?? '');
  return {
    AlarmName: desired.name,
    AlarmDescription: describe({ ...desired.description, datasetGroup }, toldActions(enabled)),
    ActionsEnabled: enabled.kind === 'ours' && enabled.actions.kind === 'on',
    ...receivers,
    ...desired.watch,
  };
}

function difference(
  desired: DesiredAlarm,
  existing: ExistingAlarm,
  { region, topicArn }: DifferenceInput,
): AlarmDifferences {
  const enabled = enablement(desired.actions, existing);
  const muted = enabled.kind === 'muted';
  const receivers = muted ? receiversOf(existing) : mergedReceivers(existing, topicArn);
  const input = updated(desired, existing, enabled, receivers);
  const notices = muted
    ? mutedNotices(desired.name, region, enabled.by)
    : unheardNotices(desired.name, region, receivers, topicArn);
  const changed = changedProperties(existing, input);
  if (changed.length === 0) return { ...NOTHING, notices };
  const reason = updateReason(desired.kind, existing, input, changed);
  const rearm = input.ActionsEnabled && hasActionsOff(existing) && existing.StateValue === 'ALARM';
  return { ...NOTHING, puts: [{ kind: 'update', input, reason, arn: existing.AlarmArn, rearm, notices }] };
}

function whyDelete(alarm: ExistingAlarm, input: DifferenceInput): string | undefined {
  if (!alarm.AlarmName.startsWith(ALARM_PREFIX)) return undefined;
  if (alarm.AlarmName === HEARTBEAT_NAME) return 'heartbeat-alarm-hours is 0';
  return orphanedBecause(alarm, input, input.existence);
}

function leftover(alarm: ExistingAlarm, input: DifferenceInput): AlarmDifferences {
  const reason = whyDelete(alarm, input);
  if (reason === undefined) return NOTHING;
  return { ...NOTHING, candidatesForDeletion: [{ name: alarm.AlarmName, arn: alarm.AlarmArn, reason }] };
}

const mayCreate = ({ kind, mayCreate: own = true }: DesiredAlarm, flags: DifferenceInput['createFlags']) =>
  own && (kind === 'heartbeat' || flags[kind]);

/** False for an alarm that does not exist and that the settings say not to create. */
export function isHandled(
  desired: DesiredAlarm,
  existing: readonly ExistingAlarm[],
  createFlags: DifferenceInput['createFlags'],
): boolean {
  return mayCreate(desired, createFlags) || existing.some(({ AlarmName }) => AlarmName === desired.name);
}

/**
 * What must be written so that the alarms of one Region become those desired. Nothing once that was written:
 * equality looks only at what this action sets. Actions that people added stay, and so does a mute; our own
 * topic is put back where someone removed it, unless the alarm is muted. An alarm that is not desired is left
 * alone, except the heartbeat and those whose resource is gone or stopped.
 */
export function alarmDifferences(input: DifferenceInput): AlarmDifferences {
  const existing = new Map(input.existing.map((alarm) => [alarm.AlarmName, alarm]));
  const names = new Set(input.desired.map(({ name }) => name));
  const parts = [
    ...input.desired.map((desired): AlarmDifferences => {
      const alarm = existing.get(desired.name);
      if (alarm) return difference(desired, alarm, input);
      if (!mayCreate(desired, input.createFlags)) return NOTHING;
      return { ...NOTHING, puts: [creation(desired, input.topicArn)] };
    }),
    ...input.existing.filter(({ AlarmName }) => !names.has(AlarmName)).map((alarm) => leftover(alarm, input)),
  ];
  return {
    puts: parts.flatMap(({ puts }) => puts),
    candidatesForDeletion: parts.flatMap(({ candidatesForDeletion }) => candidatesForDeletion),
    notices: parts.flatMap(({ notices }) => notices),
  };
}
