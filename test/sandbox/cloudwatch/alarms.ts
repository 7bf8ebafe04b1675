import { makeToken, type Operation, page, present, seconds } from '../service.ts';
import { type Alarm, tagMap } from '../state.ts';
import { integer, list, ServiceError, string, structure } from '../validation.ts';
import { alarmNameShape, alarmNamesShape, checkAlarm, putMetricAlarmShape } from './alarm-rules.ts';
import type { Query } from './shapes.ts';
import { validated, validationError } from './shapes.ts';

const STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;

/** Creates an alarm, or overwrites its whole configuration: tags only count on creation, the state stays. */
export const putMetricAlarm: Operation = validated(putMetricAlarmShape, (input, context) => {
  checkAlarm(input, context);
  const { region, now } = context;
  const { AlarmName: name, Tags, ActionsEnabled = true, ...config } = input;
  const known = region.alarms.get(name);
  if (known) {
    Object.assign(known, { config: normalized(config), actionsEnabled: ActionsEnabled, configuredAt: now });
    return {};
  }
  region.alarms.set(name, {
    name,
    arn: `arn:${region.partition}:cloudwatch:${region.name}:${region.account}:alarm:${name}`,
    config: normalized(config),
    actionsEnabled: ActionsEnabled,
    state: 'INSUFFICIENT_DATA',
    reason: 'Unchecked: Initial alarm creation',
    configuredAt: now,
    stateUpdatedAt: now,
    stateTransitionedAt: now,
    tags: tagMap(Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key, Value]))),
  });
  return {};
});

/** As DescribeAlarms shows a configuration: with the lists and flags that were left out. */
function normalized(config: Record<string, unknown> & { Metrics?: Query[] }): Record<string, unknown> {
  const lists = { OKActions: [], AlarmActions: [], InsufficientDataActions: [], Dimensions: [] };
  if (config.Metrics === undefined) return { ...lists, ...config };
  const metrics = config.Metrics.map((query) => ({ ...query, ReturnData: query.ReturnData ?? true }));
  return { ...lists, ...config, Metrics: metrics };
}

export const describeAlarms: Operation = validated(
  structure(
    {},
    {
      AlarmNames: alarmNamesShape,
      AlarmNamePrefix: string({ min: 1, max: 255 }),
      AlarmTypes: list(string({ oneOf: ['CompositeAlarm', 'MetricAlarm', 'LogAlarm'] })),
      ChildrenOfAlarmName: alarmNameShape,
      ParentsOfAlarmName: alarmNameShape,
      StateValue: string({ oneOf: STATES }),
      ActionPrefix: string({ min: 1, max: 1024 }),
      MaxRecords: integer({ min: 1, max: 100 }),
      NextToken: string(),
    },
  ),
  (input, { region, settings }) => {
    const {
      AlarmNames,
      AlarmNamePrefix,
      AlarmTypes = ['MetricAlarm'],
      NextToken: token,
      MaxRecords = 50,
      ...rest
    } = input;
    if (AlarmNames && AlarmNamePrefix !== undefined)
      throw validationError('AlarmNames and AlarmNamePrefix are mutually exclusive.');
    if (rest.ChildrenOfAlarmName !== undefined || rest.ParentsOfAlarmName !== undefined)
      throw validationError('The sandbox has no composite alarms.');
    const found = [...region.alarms.values()]
      .filter(({ name }) => AlarmNames === undefined || AlarmNames.includes(name))
      .filter(({ name }) => AlarmNamePrefix === undefined || name.startsWith(AlarmNamePrefix))
      .filter(({ state }) => rest.StateValue === undefined || state === rest.StateValue)
      .filter(({ config }) => rest.ActionPrefix === undefined || hasAction(config, rest.ActionPrefix))
      .filter(() => AlarmTypes.includes('MetricAlarm'))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const filters = JSON.stringify([AlarmNames, AlarmNamePrefix, AlarmTypes, rest]);
    const listing = makeToken(`DescribeAlarms ${region.name} ${filters}`, 0);
    const invalid = () => new ServiceError('InvalidNextToken', 'The provided token is invalid.');
    const { items, next } = page(
      found,
      { listing, token, size: Math.min(MaxRecords, settings.pageSize) },
      invalid,
    );
    return present({ CompositeAlarms: [], MetricAlarms: items.map(describe), NextToken: next });
  },
);

function hasAction(config: Record<string, unknown>, prefix: string): boolean {
  return JSON.stringify(config['AlarmActions'] ?? []).includes(`"${prefix}`);
}

function describe(alarm: Alarm) {
  return {
    ...alarm.config,
    AlarmName: alarm.name,
    AlarmArn: alarm.arn,
    ActionsEnabled: alarm.actionsEnabled,
    AlarmConfigurationUpdatedTimestamp: seconds(alarm.configuredAt),
    StateValue: alarm.state,
    StateReason: alarm.reason,
    StateUpdatedTimestamp: seconds(alarm.stateUpdatedAt),
    StateTransitionedTimestamp: seconds(alarm.stateTransitionedAt),
  };
}

/** A name that is not there is an error in the end, but does not save the others (platform-facts 2.4). */
export const deleteAlarms: Operation = validated(
  structure({ AlarmNames: alarmNamesShape }),
  (input, { region }) => {
    const missing = input.AlarmNames.filter((name) => !region.alarms.delete(name));
    if (missing.length > 0)
      throw new ServiceError('ResourceNotFound', `Alarms do not exist: ${missing.join(', ')}`, 404);
    return {};
  },
);

const switchActions = (enabled: boolean): Operation =>
  validated(structure({ AlarmNames: alarmNamesShape }), (input, { region, now }) => {
    for (const name of input.AlarmNames) {
      const alarm = region.alarms.get(name);
      if (alarm) Object.assign(alarm, { actionsEnabled: enabled, configuredAt: now });
    }
    return {};
  });

export const enableAlarmActions = switchActions(true);
export const disableAlarmActions = switchActions(false);

export const setAlarmState: Operation = validated(
  structure(
    { AlarmName: alarmNameShape, StateValue: string({ oneOf: STATES }), StateReason: string({ max: 1023 }) },
    { StateReasonData: string({ max: 4000 }) },
  ),
  ({ AlarmName, StateValue, StateReason }, { region, now }) => {
    const alarm = region.alarms.get(AlarmName);
    if (alarm === undefined)
      throw new ServiceError('ResourceNotFound', `Alarm ${AlarmName} does not exist.`, 404);
    const transition = alarm.state === StateValue ? {} : { stateTransitionedAt: now };
    Object.assign(alarm, { state: StateValue, reason: StateReason, stateUpdatedAt: now, ...transition });
    return {};
  },
);
