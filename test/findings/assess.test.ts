import { describe, expect, test } from '@jest/globals';
import { type AssessInput, assess, monthlyWaste } from '../../src/findings/assess.ts';
import type { Sizing, SizingResult, Verdict } from '../../src/findings/finding.ts';
import { PRICES } from '../../src/findings/prices.ts';
import { campaign, recommender } from '../fleet/resources.ts';

const BUSY: Verdict = { kind: 'busy', reason: '5 requests in the last 24 h' };
const IDLE: Verdict = { kind: 'idle', reason: 'no request in the last 24 h', hours: 24 };
const UNKNOWN: Verdict = { kind: 'unknown', reason: 'it was created an hour ago', remedy: 'Wait.' };
const UNSIZED: SizingResult = { kind: 'unknown', reason: 'too young', remedy: 'Wait.' };
const V2 = 'estimate at 0.54 USD per TPS-hour, the v2 price as of 2026-11-23';

const SIZING: Sizing = {
  floor: 20,
  freeFloor: 4,
  rampFloor: 2,
  target: 4,
  curve: [],
  hours: 336,
  coverage: 1,
  wasteTpsHours: 10_000,
  savingTpsHours: 9000,
};

const sized = (over: Partial<Sizing> = {}): SizingResult => ({
  kind: 'sized',
  sizing: { ...SIZING, ...over },
});

/** A busy campaign with a floor of 20 that needs 4, with what a test cares for put over it. */
function input(over: Partial<AssessInput> = {}): AssessInput {
  return {
    resource: campaign({ floor: 20 }),
    verdict: BUSY,
    sizing: sized(),
    demand: { kind: 'known', windows: 4032, averageTPS: 1.2, peakTPS: 3.1, lastRequestAt: 0 },
    prices: PRICES,
    idleEnabled: true,
    sizingEnabled: true,
    ...over,
  };
}

const found = (over: Partial<AssessInput>) => assess(input(over)).findings.map(({ kind }) => kind);

describe('an idle resource', () => {
  test('wastes the whole bill of its floor, and is found once', () => {
    const resource = campaign({ floor: 20 });
    const waste = { usd: 7884, basis: V2 };
    expect(assess(input({ resource, verdict: IDLE }))).toEqual({
      resource,
      verdict: IDLE,
      sizing: sized(),
      findings: [{ kind: 'idle', resource, reason: 'no request in the last 24 h', hours: 24, waste }],
      waste,
    });
  });

  test('is found over-provisioned where idle clean-up is off', () => {
    expect(found({ verdict: IDLE, idleEnabled: false })).toEqual(['over-provisioned']);
    expect(found({ verdict: IDLE, idleEnabled: false, sizingEnabled: false })).toEqual([]);
    expect(found({ verdict: IDLE, sizingEnabled: false })).toEqual(['idle']);
  });
});

describe('an over-provisioned resource', () => {
  test('is found with figures, waste and saving', () => {
    const resource = campaign({ floor: 20 });
    const { findings, waste } = assess(input({ resource }));
    expect(findings).toEqual([
      {
        kind: 'over-provisioned',
        resource,
        reason:
          'bill of 20 TPS against 1.2 TPS used on average, 3.1 TPS at most in the last 14 days; ' +
          '4 TPS would cost as little as 1',
        sizing: SIZING,
        waste: { usd: 5400, basis: V2 },
        saving: { usd: 4860, basis: V2 },
      },
    ]);
    expect(waste).toEqual({ usd: 5400, basis: V2 });
  });

  test('tells why it should not go lower', () => {
    const reason = (over: Partial<Sizing>) => assess(input({ sizing: sized(over) })).findings[0]?.reason;
    expect(reason({ freeFloor: 1, rampFloor: 1, target: 1 })).toMatch(
      /14 days; every TPS less would cost less$/,
    );
    expect(reason({ rampFloor: 6, target: 6 })).toMatch(
      /as little as 1; 6 TPS serve sudden traffic about as well as today's floor$/,
    );
    expect(reason({ target: 7 })).toMatch(/as little as 1; 7 TPS is the minimum set for it$/);
  });

  test('is found without figures of its use where they are not known', () => {
    const { findings } = assess(input({ demand: { kind: 'unknown', why: 'not read' } }));
    expect(findings[0]?.reason).toBe('bill of 20 TPS in the last 14 days; 4 TPS would cost as little as 1');
  });

  test('is found from a tenth less on: 10 to 9 is worth a redeployment, 11 to 10 is not', () => {
    expect(found({ sizing: sized({ floor: 10, target: 9 }) })).toEqual(['over-provisioned']);
    expect(found({ sizing: sized({ floor: 11, target: 10 }) })).toEqual([]);
    expect(found({ sizing: sized({ target: 20 }) })).toEqual([]);
  });

  test('is not found where that is off, and wastes all the same', () => {
    const { findings, waste } = assess(input({ sizingEnabled: false }));
    expect(findings).toEqual([]);
    expect(waste?.usd).toBe(5400);
  });
});

describe('a resource that should be raised', () => {
  const raise = { advised: 30, reason: 'traffic ran over 40 TPS; 5% of its calls failed then' };

  test('is found so, and not lowered in the same breath', () => {
    const resource = campaign({ floor: 20 });
    expect(assess(input({ resource, raise })).findings).toEqual([
      { kind: 'under-provisioned', resource, ...raise },
    ]);
    expect(found({ raise, sizing: UNSIZED })).toEqual(['under-provisioned']);
  });

  test('is not found where sizing is off or nothing calls it', () => {
    expect(found({ raise, sizingEnabled: false })).toEqual([]);
    expect(found({ raise, verdict: IDLE, idleEnabled: false })).toEqual(['over-provisioned']);
  });
});

describe('what is unknown', () => {
  test('is never found to be anything, and is not waste', () => {
    const raise = { advised: 30, reason: 'traffic' };
    expect(assess(input({ verdict: UNKNOWN, raise }))).toMatchObject({ findings: [], waste: undefined });
    expect(assess(input({ sizing: UNSIZED }))).toMatchObject({ findings: [], waste: undefined });
  });
});

describe('the waste of a fleet', () => {
  test('counts each resource once, and says of how many it is not known', () => {
    const assessments = [
      input({ verdict: IDLE, sizing: UNSIZED }),
      input(),
      input({ resource: recommender(), sizing: sized({ wasteTpsHours: 0.5, savingTpsHours: 0.5 }) }),
      input({ sizing: sized({ wasteTpsHours: 0, target: 20 }) }),
      input({ verdict: UNKNOWN }),
      input({ sizing: UNSIZED }),
      input({ sizing: UNSIZED }),
    ].map(assess);
    expect(monthlyWaste(assessments)).toEqual({ usd: 7884 + 5400 + 0.1, resources: 3, unknown: 3 });
  });

  test('adds up in whole cents', () => {
    const little = input({ resource: recommender(), sizing: sized({ wasteTpsHours: 1.45 }) });
    expect(monthlyWaste([little, little, little].map(assess)).usd).toBe(0.87);
  });

  test('of no resource is nothing', () => {
    expect(monthlyWaste([])).toEqual({ usd: 0, resources: 0, unknown: 0 });
  });
});
