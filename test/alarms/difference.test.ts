import { describe, expect, it } from '@jest/globals';
import type { Existence } from '../../src/fleet/resource.ts';
import {
  applied,
  arnOf,
  desiredFor,
  differencesOf,
  existingAlarm,
  HEARTBEAT,
  HOUR,
  IDLE,
  LOW,
  made,
  NOW,
  named,
  predecessorAlarm,
  resource,
  topicArn,
  touched,
} from './fixtures.ts';

const NOTHING = { puts: [], candidatesForDeletion: [], notices: [] };
const told = ({ puts }: ReturnType<typeof differencesOf>) =>
  puts.map(({ kind, input, reason }) => [kind, input.AlarmName, reason]);

describe('creation', () => {
  it('makes what is missing, tagged as ours and telling our topic', () => {
    const differences = differencesOf(desiredFor([resource()]), []);
    expect(told(differences)).toEqual([
      ['create', LOW, 'new'],
      ['create', IDLE, 'new'],
      ['create', HEARTBEAT, 'new'],
    ]);
    expect(differences.puts[0]?.input).toMatchObject({
      Tags: [{ Key: 'CreatedBy', Value: 'PersonalizeMonitor' }],
      AlarmActions: [topicArn],
      OKActions: [topicArn],
      ActionsEnabled: true,
    });
  });

  it('makes none of a kind that is switched off, and keeps those up to date that are there', () => {
    const createFlags = { utilization: false, idle: false };
    expect(told(differencesOf(desiredFor([resource()]), [], { createFlags }))).toEqual([
      ['create', HEARTBEAT, 'new'],
    ]);
    const differences = differencesOf(desiredFor([resource({ floor: 2 })]), made([resource()]), {
      createFlags,
    });
    expect(told(differences)).toEqual([
      ['update', LOW, 'floor 5 -> 2'],
      ['update', IDLE, 'floor 5 -> 2'],
    ]);
  });
});

describe('updates', () => {
  it('nothing changed, nothing written', () => {
    expect(differencesOf(desiredFor([resource()]), made([resource()]))).toEqual(NOTHING);
  });

  it('ignores what CloudWatch adds by itself and the order of lists', () => {
    const shown = made([resource()]).map((alarm) => ({
      ...alarm,
      EvaluateLowSampleCountPercentile: 'evaluate',
      Metrics: alarm.Metrics?.toReversed().map((query) => ({ ...query, AccountId: '123456789012' })),
      AlarmActions: alarm.AlarmActions?.toReversed(),
      InsufficientDataActions: undefined,
      Unit: undefined,
    }));
    expect(differencesOf(desiredFor([resource()]), shown)).toEqual(NOTHING);
  });

  it('a floor or a threshold that changed is updated in the alarm that is there', () => {
    const differences = differencesOf(
      desiredFor([resource({ floor: 2 })], { utilizationThreshold: 80, idleThresholdHours: 48 }),
      made([resource()]),
    );
    expect(told(differences)).toEqual([
      ['update', LOW, 'floor 5 -> 2, threshold 100 -> 80'],
      ['update', IDLE, 'floor 5 -> 2, window 24 h -> 48 h'],
    ]);
    expect(differences.puts[0]?.input.Metrics?.at(-1)?.Expression).toBe('FILL(m1,0)/300/2*100');
    expect(differences.puts.every(({ input }) => input.Tags === undefined)).toBe(true);
  });

  it('names the properties that someone edited', () => {
    const edited = touched(made([resource()]), LOW, { TreatMissingData: 'ignore', DatapointsToAlarm: 3 });
    expect(told(differencesOf(desiredFor([resource()]), edited))).toEqual([
      ['update', LOW, 'DatapointsToAlarm, TreatMissingData'],
    ]);
  });

  it('a description that someone edited is put back', () => {
    const edited = touched(made([resource()]), LOW, { AlarmDescription: 'see the wiki' });
    expect(told(differencesOf(desiredFor([resource()]), edited))).toEqual([
      ['update', LOW, 'AlarmDescription'],
    ]);
  });

  it('a dataset group that this run could not find out stays as it was told', () => {
    expect(differencesOf(desiredFor([resource({ datasetGroup: undefined })]), made([resource()]))).toEqual(
      NOTHING,
    );
  });
});

describe('actions that we switched off', () => {
  it('come on when the idle threshold has passed', () => {
    const young = resource({ changedAt: NOW - HOUR });
    const before = made([young]);
    expect(named(before, IDLE).ActionsEnabled).toBe(false);
    const differences = differencesOf(desiredFor([young], {}, NOW + 23 * HOUR), before);
    expect(told(differences)).toEqual([['update', IDLE, 'actions on: as old as the threshold']]);
    expect(differences.puts[0]?.input.ActionsEnabled).toBe(true);
    expect(differences.puts[0]?.input.AlarmDescription).not.toContain('Actions are off');
  });

  it('go off when the floor comes down to 1, and on when it rises', () => {
    const down = differencesOf(desiredFor([resource({ floor: 1 })]), made([resource()]));
    expect(told(down)[0]).toEqual(['update', LOW, 'floor 5 -> 1, actions off: the floor is 1']);
    const up = differencesOf(desiredFor([resource()]), applied(made([resource()]), down));
    expect(told(up)[0]).toEqual(['update', LOW, 'floor 1 -> 5, actions on: the floor is over 1']);
  });
});

describe('what people did', () => {
  it('actions that a person muted stay off, whatever else changes', () => {
    const muted = touched(made([resource()]), LOW, { ActionsEnabled: false });
    expect(differencesOf(desiredFor([resource()]), muted)).toEqual(NOTHING);
    const { puts } = differencesOf(desiredFor([resource({ floor: 1 })]), muted);
    expect(puts[0]?.input).toMatchObject({ AlarmName: LOW, ActionsEnabled: false });
    expect(puts[0]?.input.AlarmDescription).not.toContain('Actions are off');
  });

  it('receivers that a person added stay, in all three states', () => {
    const mine = 'arn:aws:sns:us-east-1:123456789012:pager';
    const before = touched(made([resource()]), LOW, {
      AlarmActions: [mine, topicArn],
      OKActions: [topicArn, mine],
      InsufficientDataActions: [mine],
    });
    expect(differencesOf(desiredFor([resource()]), before)).toEqual(NOTHING);
    const { puts } = differencesOf(desiredFor([resource({ floor: 2 })]), before);
    expect(puts[0]?.input).toMatchObject({
      AlarmActions: [mine, topicArn],
      OKActions: [topicArn, mine],
      InsufficientDataActions: [mine],
    });
  });

  it('our topic is put back where someone removed it, but not in a muted alarm', () => {
    const mine = 'arn:aws:sns:us-east-1:123456789012:pager';
    const removed = touched(made([resource()]), LOW, { AlarmActions: [mine] });
    const { puts } = differencesOf(desiredFor([resource()]), removed);
    expect(puts[0]?.input.AlarmActions).toEqual([topicArn, mine]);
    expect(puts[0]?.reason).toBe('AlarmActions');
    const muted = touched(removed, LOW, { ActionsEnabled: false });
    expect(differencesOf(desiredFor([resource()]), muted)).toEqual(NOTHING);
  });

  it('five receivers of theirs leave no room for ours, which is said', () => {
    const theirs = [1, 2, 3, 4, 5].map((n) => `arn:aws:sns:us-east-1:123456789012:team-${n}`);
    const full = touched(made([resource()]), LOW, { AlarmActions: theirs });
    const { puts, notices } = differencesOf(desiredFor([resource()]), full);
    expect(puts).toEqual([]);
    expect(notices).toMatchObject([{ level: 'warning', resource: LOW, region: 'us-east-1' }]);
    expect(notices[0]?.text).toContain('5 other actions for ALARM');
  });
});

describe("the predecessor's alarms", () => {
  const desired = desiredFor([resource()], { heartbeatHours: 0 });
  const others = made([resource()], { heartbeatHours: 0 }).filter(({ AlarmName }) => AlarmName !== LOW);

  it('are adopted: they watch what AWS counts from then on', () => {
    const differences = differencesOf(desired, [...others, predecessorAlarm('home')]);
    expect(told(differences)).toEqual([['update', LOW, 'adopted from the predecessor']]);
    expect(differences.puts[0]?.input).toMatchObject({ ActionsEnabled: true, AlarmActions: [topicArn] });
    expect(differences.puts[0]?.input.MetricName).toBeUndefined();
  });

  it('keep their actions off where they are off, once told', () => {
    const before = [...others, predecessorAlarm('home', { ActionsEnabled: false })];
    const differences = differencesOf(desired, before);
    expect(differences.puts).toMatchObject([
      { input: { ActionsEnabled: false }, notices: [{ level: 'warning', resource: LOW }] },
    ]);
    expect(differencesOf(desired, applied(before, differences))).toEqual(NOTHING);
  });

  it('with actions off for our reason too become ours, and come on with the next floor', () => {
    const before = [predecessorAlarm('home', { ActionsEnabled: false })];
    const at1 = applied(before, differencesOf(desiredFor([resource({ floor: 1 })]), before));
    expect(named(at1, LOW).AlarmDescription).toMatch(/Actions are off while the floor is 1\.$/);
    const { puts } = differencesOf(desired, at1);
    expect(puts[0]?.input).toMatchObject({ AlarmName: LOW, ActionsEnabled: true });
  });
});

describe('orphans', () => {
  const deleted = (existing: Parameters<typeof differencesOf>[1], existence: Existence) =>
    differencesOf(desiredFor([]), existing, { existence: () => existence }).candidatesForDeletion.map(
      ({ name, reason }) => [name, reason],
    );

  it('alarms of a campaign that was deleted elsewhere go, whichever way they name it', () => {
    expect(deleted(made([resource()]), 'gone')).toEqual([
      [LOW, 'its campaign no longer exists'],
      [IDLE, 'its campaign no longer exists'],
    ]);
    expect(deleted([predecessorAlarm('home')], 'gone')).toEqual([[LOW, 'its campaign no longer exists']]);
  });

  it('alarms of a recommender that was stopped go', () => {
    expect(deleted(made([resource({ kind: 'recommender', name: 'top' })]), 'stopped')).toEqual([
      ['PersonalizeMonitor-LowRecommenderUtilization-top', 'its recommender is stopped'],
      ['PersonalizeMonitor-IdleRecommender-top', 'its recommender is stopped'],
    ]);
  });

  it.each(['unknown', 'changing', 'active'] as const)('alarms of a resource that is %s stay', (existence) => {
    expect(deleted(made([resource()]), existence)).toEqual([]);
  });

  it('alarms of another Region or account, or of no resource, stay', () => {
    const watching = (Value: string) =>
      predecessorAlarm('home', { Dimensions: [{ Name: 'CampaignArn', Value }] });
    expect(deleted([watching('arn:aws:personalize:eu-west-1:123456789012:campaign/home')], 'gone')).toEqual(
      [],
    );
    expect(deleted([watching('arn:aws:personalize:us-east-1:999999999999:campaign/home')], 'gone')).toEqual(
      [],
    );
    expect(deleted([watching('home')], 'gone')).toEqual([]);
    expect(deleted([existingAlarm('PersonalizeMonitor-Errors', { Namespace: 'Mine' })], 'gone')).toEqual([]);
  });

  it('alarms of a resource whose demand became unknown stay as they are', () => {
    const unknown = resource({ requestMetrics: { kind: 'unknown', why: 'no metrics' } });
    expect(differencesOf(desiredFor([unknown]), made([resource()]))).toEqual(NOTHING);
  });

  it('an alarm that watches several resources stays until the last of them is gone', () => {
    const metric = (name: string) => ({
      Id: name,
      MetricStat: {
        Metric: { Dimensions: [{ Name: 'CampaignArn', Value: arnOf('campaign', name) }] },
        Period: 300,
        Stat: 'Sum',
      },
    });
    const both = [existingAlarm('PersonalizeMonitor-Both', { Metrics: [metric('a'), metric('b')] })];
    const existence = (arn: string) => (arn.endsWith('/a') ? 'gone' : 'active');
    expect(differencesOf([], both, { existence }).candidatesForDeletion).toEqual([]);
    const unclear = {
      Id: 'c',
      MetricStat: {
        ...metric('c').MetricStat,
        Metric: { Dimensions: [{ Name: 'CampaignArn', Value: '*' }] },
      },
    };
    expect(
      deleted([existingAlarm('PersonalizeMonitor-Both', { Metrics: [metric('a'), unclear] })], 'gone'),
    ).toEqual([]);
    expect(deleted(both, 'gone')).toHaveLength(1);
  });

  it('the heartbeat goes when it is switched off', () => {
    const { candidatesForDeletion } = differencesOf(desiredFor([], { heartbeatHours: 0 }), made([]));
    expect(candidatesForDeletion).toMatchObject([{ name: HEARTBEAT, reason: 'heartbeat-alarm-hours is 0' }]);
  });
});
