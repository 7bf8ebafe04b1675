import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { DesiredAlarm } from '../../src/alarms/alarm.ts';
import { type AlarmSettings, desiredAlarms } from '../../src/alarms/desired.ts';
import {
  type AlarmDifferences,
  alarmDifferences,
  type DifferenceInput,
} from '../../src/alarms/difference.ts';
import type { ExistingAlarm } from '../../src/alarms/existing.ts';
import { alarmArn } from '../../src/alarms/identity.ts';
import type { Kind } from '../../src/aws/arn.ts';
import type { Resource } from '../../src/fleet/resource.ts';

export const HOUR = 3_600_000;
export const NOW = Date.UTC(2026, 10, 23, 10, 0);

export const place = { region: 'us-east-1', account: '123456789012', partition: 'aws' };
export const topicArn = 'arn:aws:sns:us-east-1:123456789012:PersonalizeMonitorNotifications';
export const settings: AlarmSettings = {
  utilizationThreshold: 100,
  idleThresholdHours: 24,
  heartbeatHours: 6,
};
export const createFlags = { utilization: true, idle: true };

export const arnOf = (kind: Kind, name: string) =>
  `arn:aws:personalize:us-east-1:123456789012:${kind}/${name}`;

/** A campaign `home` of 5 TPS that has been there for a month. */
export function resource(parts: Partial<Resource> = {}): Resource {
  const { kind = 'campaign', name = 'home' } = parts;
  return {
    arn: arnOf(kind, name),
    ...place,
    kind,
    name,
    floor: 5,
    floorSince: { kind: 'creation' },
    recipe: 'aws-user-personalization-v2',
    requestMetrics: { kind: 'known', names: ['GetRecommendations'] },
    datasetGroup: 'retail',
    createdAt: NOW - 720 * HOUR,
    changedAt: NOW - 720 * HOUR,
    updateInProgress: false,
    ...parts,
  };
}

export const desiredFor = (
  resources: readonly Resource[],
  changed: Partial<AlarmSettings> = {},
  now = NOW,
): DesiredAlarm[] => desiredAlarms({ ...place, resources, settings: { ...settings, ...changed }, now });

/** What is there, and what should be: the rest of the input as it mostly is. */
export function differencesOf(
  desired: readonly DesiredAlarm[],
  existing: readonly ExistingAlarm[],
  parts: Partial<DifferenceInput> = {},
): AlarmDifferences {
  return alarmDifferences({
    ...place,
    topicArn,
    desired,
    existing,
    existence: () => 'active',
    createFlags,
    ...parts,
  });
}

/** What CloudWatch has after these differences: it overwrites whole configurations and adds defaults of its own. */
export function applied(existing: readonly ExistingAlarm[], differences: AlarmDifferences): ExistingAlarm[] {
  const deleted = new Set(differences.candidatesForDeletion.map(({ name }) => name));
  const alarms = new Map(
    existing.filter(({ AlarmName }) => !deleted.has(AlarmName)).map((a) => [a.AlarmName, a]),
  );
  for (const { input } of differences.puts) {
    const { Tags: _, ...config } = input;
    const AlarmArn = alarmArn(place, input.AlarmName);
    alarms.set(input.AlarmName, { Dimensions: [], ...config, AlarmArn, StateValue: 'OK' });
  }
  return [...alarms.values()];
}

/** The alarms of these resources as an earlier run made them. */
export const made = (resources: readonly Resource[], changed: Partial<AlarmSettings> = {}, now = NOW) =>
  applied([], differencesOf(desiredFor(resources, changed, now), []));

export function existingAlarm(AlarmName: string, parts: MetricAlarm = {}): ExistingAlarm {
  return { ...parts, AlarmName, AlarmArn: alarmArn(place, AlarmName) };
}

/** A campaign's low-utilization alarm as the predecessor made it: on its own metric, with a description of its own. */
export function predecessorAlarm(name: string, parts: MetricAlarm = {}): ExistingAlarm {
  return existingAlarm(`PersonalizeMonitor-LowCampaignUtilization-${name}`, {
    AlarmDescription: 'Utilization is low.',
    ActionsEnabled: true,
    Namespace: 'PersonalizeMonitor',
    MetricName: 'campaignUtilization',
    Dimensions: [{ Name: 'CampaignArn', Value: arnOf('campaign', name) }],
    Statistic: 'Average',
    Period: 300,
    EvaluationPeriods: 12,
    DatapointsToAlarm: 9,
    Threshold: 100,
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'missing',
    AlarmActions: [topicArn],
    OKActions: [topicArn],
    ...parts,
  });
}

export function named<T extends { readonly AlarmName: string }>(alarms: readonly T[], name: string): T {
  const found = alarms.find(({ AlarmName }) => AlarmName === name);
  if (!found)
    throw new Error(`no alarm ${name} among ${alarms.map(({ AlarmName }) => AlarmName).join(', ')}`);
  return found;
}

/** The same alarms, one of them changed by a person. */
export const touched = (
  alarms: readonly ExistingAlarm[],
  name: string,
  parts: MetricAlarm,
): ExistingAlarm[] =>
  alarms.map((alarm) =>
    alarm.AlarmName === name ? { ...alarm, ...parts, AlarmName: name, AlarmArn: alarm.AlarmArn } : alarm,
  );

export const LOW = 'PersonalizeMonitor-LowCampaignUtilization-home';
export const IDLE = 'PersonalizeMonitor-IdleCampaign-home';
export const HEARTBEAT = 'PersonalizeMonitor-Heartbeat';
