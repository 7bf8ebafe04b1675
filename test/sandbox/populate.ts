/** Makes what a world holds beside Personalize by the very operations that clients would use. */
import type { Gateway } from './gateway.ts';
import { isRecord } from './validation.ts';
import type { RegionSpec, World } from './world.ts';

/** Throws the service's error when a fixture is not a valid request. */
export function populate(world: World, gateway: Gateway): void {
  for (const [name, region] of Object.entries(world.regions)) populateRegion(name, region, gateway);
  const [home = 'us-east-1'] = Object.keys(world.regions);
  for (const dashboard of world.dashboards) gateway.run('cloudwatch', 'PutDashboard', home, dashboard);
}

function populateRegion(name: string, spec: RegionSpec, gateway: Gateway): void {
  for (const { subscriptions = [], ...topic } of spec.topics ?? []) {
    const { TopicArn } = gateway.run('sns', 'CreateTopic', name, topic);
    for (const { confirmed = true, ...subscription } of subscriptions) {
      gateway.run('sns', 'Subscribe', name, { TopicArn, ...subscription });
      const added = gateway.context(name).region.subscriptions.at(-1);
      if (added) added.confirmed = confirmed;
    }
  }
  for (const alarm of spec.alarms ?? []) {
    const { StateValue, ...request } = alarm;
    gateway.run('cloudwatch', 'PutMetricAlarm', name, request);
    const { AlarmName } = request as { AlarmName?: unknown };
    if (StateValue === undefined || typeof AlarmName !== 'string') continue;
    gateway.run('cloudwatch', 'SetAlarmState', name, {
      AlarmName,
      StateValue,
      StateReason: 'As the world has it',
    });
  }
  for (const metrics of spec.metrics ?? []) {
    if (isRecord(metrics)) gateway.run('cloudwatch', 'PutMetricData', name, metrics);
  }
}
