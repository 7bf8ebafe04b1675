import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DesiredAlarm, Watch } from '../../src/alarms/alarm.ts';
import { describe as textOf } from '../../src/alarms/description.ts';
import { desiredFor, HEARTBEAT, HOUR, IDLE, LOW, NOW, resource } from './fixtures.ts';

function desired(name: string, ...input: Parameters<typeof desiredFor>): DesiredAlarm {
  const found = desiredFor(...input).find((alarm) => alarm.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
}

const text = (alarm: DesiredAlarm) => textOf(alarm.description, alarm.actions);
const periodOf = ({ Period, Metrics }: Watch) => Period ?? Metrics?.[0]?.MetricStat?.Period ?? 0;

describe('low utilization', () => {
  it('compares the requests that AWS counts with the floor as a literal', () => {
    expect(desired(LOW, [resource()]).watch).toEqual({
      Metrics: [
        {
          Id: 'm1',
          MetricStat: {
            Metric: {
              Namespace: 'AWS/Personalize',
              MetricName: 'GetRecommendations',
              Dimensions: [{ Name: 'CampaignArn', Value: resource().arn }],
            },
            Period: 300,
            Stat: 'Sum',
          },
          ReturnData: false,
        },
        {
          Id: 'e1',
          Expression: 'FILL(m1,0)/300/5*100',
          Label: 'Utilization, percent of the floor',
          ReturnData: true,
        },
      ],
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 100,
      EvaluationPeriods: 12,
      DatapointsToAlarm: 9,
      TreatMissingData: 'breaching',
    });
  });

  it('adds up several request metrics, in the same order however they were listed', () => {
    const names = ['GetRecommendations', 'GetPersonalizedRanking'];
    const one = desired(LOW, [resource({ requestMetrics: { kind: 'known', names } })]);
    const other = desired(LOW, [resource({ requestMetrics: { kind: 'known', names: names.toReversed() } })]);
    expect(one).toEqual(other);
    expect(one.watch.Metrics?.at(-1)?.Expression).toBe('SUM([FILL(m1,0),FILL(m2,0)])/300/5*100');
  });

  it('names recommenders and their dimension as AWS does', () => {
    const alarm = desired('PersonalizeMonitor-LowRecommenderUtilization-top', [
      resource({ kind: 'recommender', name: 'top' }),
    ]);
    expect(alarm.watch.Metrics?.[0]?.MetricStat?.Metric?.Dimensions).toEqual([
      { Name: 'RecommenderArn', Value: 'arn:aws:personalize:us-east-1:123456789012:recommender/top' },
    ]);
  });

  it('tells nobody while the floor is 1, and says why', () => {
    expect(text(desired(LOW, [resource({ floor: 1 })]))).toMatch(/ Actions are off while the floor is 1\.$/);
    expect(desired(LOW, [resource({ floor: 2 })]).actions).toEqual({ kind: 'on' });
  });

  it('tells the one on call the resource, its dataset group, its floor and what to do', () => {
    const said = text(desired(LOW, [resource()]));
    expect(said).toMatch(/^personalize-monitor: campaign home in us-east-1 /);
    expect(said).toContain('floor of 5 TPS');
    expect(said).toContain('Dataset group: retail.');
    expect(said).toContain('minProvisionedTPS');
  });
});

describe('idle', () => {
  it('is no request, or no data point, over the hours given', () => {
    expect(desired(IDLE, [resource()]).watch).toEqual({
      Namespace: 'AWS/Personalize',
      MetricName: 'GetRecommendations',
      Dimensions: [{ Name: 'CampaignArn', Value: resource().arn }],
      Statistic: 'Sum',
      Period: 300,
      ComparisonOperator: 'LessThanOrEqualToThreshold',
      Threshold: 0,
      EvaluationPeriods: 288,
      DatapointsToAlarm: 288,
      TreatMissingData: 'breaching',
    });
  });

  it('adds up several request metrics', () => {
    const names = ['GetPersonalizedRanking', 'GetRecommendations'];
    const { watch } = desired(IDLE, [resource({ requestMetrics: { kind: 'known', names } })], {
      idleThresholdHours: 48,
    });
    expect(watch.Metrics?.map(({ Expression }) => Expression)).toEqual([
      undefined,
      undefined,
      'SUM([FILL(m1,0),FILL(m2,0)])',
    ]);
    expect([periodOf(watch), watch.EvaluationPeriods]).toEqual([3600, 48]);
  });

  it('an idle threshold of 25 hours makes an alarm that CloudWatch accepts', () => {
    const { watch } = desired(IDLE, [resource()], { idleThresholdHours: 25 });
    expect([watch.Period, watch.EvaluationPeriods, watch.DatapointsToAlarm]).toEqual([3600, 25, 25]);
  });

  it('a threshold over a week watches a week, and says so', () => {
    const alarm = desired(IDLE, [resource()], { idleThresholdHours: 1080 });
    expect([alarm.watch.Period, alarm.watch.EvaluationPeriods]).toEqual([3600, 168]);
    expect(text(alarm)).toContain('the threshold of 1080 hours is shortened here');
    expect(text(desired(IDLE, [resource()], { idleThresholdHours: 168 }))).not.toContain('shortened');
  });

  it.each([1, 2])(
    'any threshold in range keeps within the windows of CloudWatch, with %i request metrics',
    (count) => {
      const names = ['GetRecommendations', 'GetPersonalizedRanking'].slice(0, count);
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 1080 }), (idleThresholdHours) => {
          const { watch } = desired(IDLE, [resource({ requestMetrics: { kind: 'known', names } })], {
            idleThresholdHours,
          });
          const [period, periods] = [periodOf(watch), watch.EvaluationPeriods ?? 0];
          expect(period * periods).toBeLessThanOrEqual(period < 3600 ? 86_400 : 604_800);
          expect(period * periods).toBe(Math.min(idleThresholdHours, 168) * 3600);
          expect(Number.isInteger(periods)).toBe(true);
        }),
        { numRuns: 1080 },
      );
    },
  );

  it('tells nobody until the resource is as old as the threshold that was set, not the shortened one', () => {
    const changedAt = NOW - 200 * HOUR;
    const young = desired(IDLE, [resource({ changedAt })], { idleThresholdHours: 240 });
    expect(text(young)).toMatch(
      / Actions are off until 2026-11-25 02:00 UTC, when it is as old as the threshold\.$/,
    );
    expect(
      desired(IDLE, [resource({ changedAt })], { idleThresholdHours: 240 }, NOW + 40 * HOUR - 1).actions.kind,
    ).toBe('off');
    expect(
      desired(IDLE, [resource({ changedAt })], { idleThresholdHours: 240 }, NOW + 40 * HOUR).actions.kind,
    ).toBe('on');
  });
});

it('the time that a description gives is never before the actions come on', () => {
  const changedAt = NOW - 23 * HOUR + 1;
  expect(text(desired(IDLE, [resource({ changedAt })]))).toContain('off until 2026-11-23 11:01 UTC');
});

describe('heartbeat', () => {
  it('is there once a Region, and fires when no run published for the hours given', () => {
    expect(desired(HEARTBEAT, []).watch).toEqual({
      Namespace: 'PersonalizeMonitor',
      MetricName: 'monitoredResourceCount',
      Statistic: 'SampleCount',
      Period: 3600,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      EvaluationPeriods: 6,
      DatapointsToAlarm: 6,
      TreatMissingData: 'breaching',
    });
  });

  it('is not wanted with 0 hours', () => {
    expect(desiredFor([], { heartbeatHours: 0 })).toEqual([]);
  });
});

it('a resource whose demand cannot be known gets no alarm', () => {
  const unknown = resource({ requestMetrics: { kind: 'unknown', why: 'recipe not known' } });
  expect(desiredFor([unknown]).map(({ name }) => name)).toEqual([HEARTBEAT]);
});

it('every name and description fits, whatever the resource is called', () => {
  const name = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}$/);
  const kind = fc.constantFrom('campaign' as const, 'recommender' as const);
  fc.assert(
    fc.property(
      name,
      name,
      kind,
      fc.integer({ min: 1, max: 1e9 }),
      fc.integer({ min: 1, max: 1080 }),
      (...given) => {
        const [name, datasetGroup, kind, floor, idleThresholdHours] = given;
        const alarms = desiredFor([resource({ name, datasetGroup, kind, floor, changedAt: NOW })], {
          idleThresholdHours,
        });
        for (const alarm of alarms) {
          expect(alarm.name.length).toBeLessThanOrEqual(255);
          expect(text(alarm).length).toBeLessThanOrEqual(1024);
          expect(text(alarm)).toMatch(/^[\x20-\x7e]+$/);
        }
      },
    ),
  );
});
