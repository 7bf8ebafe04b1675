import { describe, expect, it } from '@jest/globals';
import { changedProperties } from '../../src/alarms/equality.ts';
import { predecessorAlarm } from './fixtures.ts';

const alarm = predecessorAlarm('home', {
  Dimensions: [
    { Name: 'CampaignArn', Value: 'a' },
    { Name: 'Stage', Value: 'b' },
  ],
  AlarmActions: ['x', 'y'],
  OKActions: [],
});
const required = {
  ComparisonOperator: alarm.ComparisonOperator,
  EvaluationPeriods: alarm.EvaluationPeriods,
};

describe('two alarms are equal', () => {
  it('whatever the order of their lists', () => {
    const other = {
      ...alarm,
      ...required,
      Dimensions: alarm.Dimensions?.toReversed(),
      AlarmActions: alarm.AlarmActions?.toReversed(),
    };
    expect(changedProperties(alarm, other)).toEqual([]);
  });

  it('whether an empty list or a default is there or not', () => {
    const { OKActions: _, TreatMissingData: __, ActionsEnabled: ___, ...bare } = alarm;
    expect(changedProperties(bare, { ...alarm, ...required })).toEqual([]);
    const all = { ...alarm, ...required, DatapointsToAlarm: 12 };
    const { DatapointsToAlarm: ____, ...without } = all;
    expect(changedProperties(without, all)).toEqual([]);
  });

  it('only if they watch the same', () => {
    const { MetricName: _, ...other } = { ...alarm, ...required, Threshold: 80 };
    expect(changedProperties(alarm, other)).toEqual(['Threshold', 'MetricName']);
  });
});
