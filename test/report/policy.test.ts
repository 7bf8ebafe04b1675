import { expect, test } from '@jest/globals';
import { policyReport } from '../../src/report/policy.ts';
import type { EffectivePolicy } from '../../src/settings/config/policy.ts';

const policy: EffectivePolicy = {
  source: { kind: 'policy', index: 1, line: 9 },
  adjust: 'pull-request',
  end: 'issue',
  idleThresholdHours: 72,
  graceHours: 168,
  lookbackDays: 14,
  stepPercent: 25,
  cooldownHours: 24,
  utilizationThreshold: 100,
  utilizationAlarms: true,
  idleAlarms: false,
  exempt: { kind: 'no' },
  minTps: { floor: 2, ceiling: undefined },
  ramp: { factor: 2, tolerancePercent: 0.1 },
};

test('a policy is reported by the names of the inputs, without what it does not say', () => {
  expect(policyReport(policy)).toStrictEqual({
    source: { kind: 'policy', index: 1, line: 9 },
    autoAdjustMinTps: 'pull-request',
    autoDeleteOrStopIdleResources: 'issue',
    idleThresholdHours: 72,
    graceHours: 168,
    lookbackDays: 14,
    stepPercent: 25,
    cooldownHours: 24,
    minTps: { floor: 2 },
    ramp: { factor: 2, tolerancePercent: 0.1 },
    utilizationThreshold: 100,
    utilizationAlarms: true,
    idleAlarms: false,
  });
});

test('an exemption is reported with its reason, and a ceiling where there is one', () => {
  const exempt = { kind: 'yes' as const, why: 'policies[1] exempts it' };
  expect(policyReport({ ...policy, exempt, minTps: { floor: 2, ceiling: 40 } })).toMatchObject({
    exempt: 'policies[1] exempts it',
    minTps: { floor: 2, ceiling: 40 },
  });
});
