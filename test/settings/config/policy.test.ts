import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { needsTags, type PolicyFacts, policyFor } from '../../../src/settings/config/policy.ts';
import type { PolicySettings } from '../../../src/settings/config/policySettings.ts';
import type { Settings } from '../../../src/settings/settings.ts';
import { anyFacts, anyMatch, anyPolicies, anyPolicy } from './arbitrary.ts';
import { config, FILE, home, inputs, NOON, withPolicies } from './worlds.ts';

/** Does not compile unless the settings of a run have all that a policy may set. */
const settingsHaveAll: Settings extends PolicySettings ? true : false = true;

const effective = (policies: readonly object[], facts: PolicyFacts = home, now = NOON) =>
  policyFor(facts, config(withPolicies(...policies)), inputs, now);

const fromInputs = {
  source: { kind: 'inputs' },
  exempt: { kind: 'no' },
  ...inputs,
  minTps: { floor: 1, ceiling: undefined },
  ramp: { factor: 2, tolerancePercent: 0.1 },
};

describe('the policy of a resource', () => {
  test('is that of the inputs without a file, and where no policy matches', () => {
    expect(settingsHaveAll).toBe(true);
    expect(policyFor(home, undefined, inputs, NOON)).toEqual(fromInputs);
    expect(effective([{ match: { name: 'other' }, exempt: true }])).toEqual(fromInputs);
  });

  test('has nothing of the inputs that no policy could set', () => {
    expect(policyFor(home, undefined, { ...inputs, command: 'plan' } as PolicySettings, NOON)).toEqual(
      fromInputs,
    );
  });

  test('is the first that matches, over the inputs, and nothing of a later one', () => {
    const policies = [
      { match: { name: '*-dev' }, 'lookback-days': 1 },
      {
        match: { name: 'ho*' },
        'auto-adjust-min-tps': 'apply',
        'min-tps': { ceiling: 40 },
        ramp: { factor: 3 },
      },
      { match: {}, exempt: true, 'lookback-days': 2 },
    ];
    expect(effective(policies)).toEqual({
      ...fromInputs,
      source: { kind: 'policy', index: 1, line: 10 },
      adjust: 'apply',
      minTps: { floor: 1, ceiling: 40 },
      ramp: { factor: 3, tolerancePercent: 0.1 },
    });
  });

  test.each([
    [{}, true],
    [
      { name: 'home', kind: 'campaign', region: 'us-*', 'dataset-group': 'ret*', tags: { env: 'prod' } },
      true,
    ],
    [{ name: 'home', kind: 'recommender' }, false],
    [{ region: 'eu-*' }, false],
    [{ 'dataset-group': 'media' }, false],
    [{ tags: { keep: '*' } }, true],
    [{ tags: { path: 'team/*' } }, true],
    [{ tags: { env: 'prod', missing: '*' } }, false],
    [{ tags: { env: 'Prod' } }, false],
    [{ tags: {} }, true],
  ])('with the match %j: %s', (match, matches) => {
    expect(effective([{ match }]).source.kind).toBe(matches ? 'policy' : 'inputs');
  });
});

describe('an exempt resource', () => {
  const until = (date: string, now: number) => effective([{ match: {}, exempt: date }], home, now).exempt;

  test('is so with its reason', () => {
    expect(effective([{ match: {}, exempt: true }]).exempt).toEqual({
      kind: 'yes',
      why: `policies[0] (${FILE}:4) exempts it`,
    });
    expect(until('2026-12-31', NOON)).toEqual({
      kind: 'yes',
      why: `policies[0] (${FILE}:4) exempts it until 2026-12-31`,
    });
  });

  test('is so to the end of a day, in UTC, or to a time, and no longer', () => {
    expect(until('2026-11-23', Date.UTC(2026, 10, 24) - 1).kind).toBe('yes');
    expect(until('2026-11-23', Date.UTC(2026, 10, 24)).kind).toBe('no');
    expect(until('2026-11-23T14:00:00+02:00', NOON - 1).kind).toBe('yes');
    expect(until('2026-11-23T14:00:00+02:00', NOON).kind).toBe('no');
  });

  test('that is so no longer keeps the other settings of its policy', () => {
    const policies = [
      { match: {}, exempt: '2026-11-01', 'lookback-days': 3 },
      { match: {}, 'lookback-days': 4 },
    ];
    expect(effective(policies)).toMatchObject({ exempt: { kind: 'no' }, lookbackDays: 3 });
  });
});

describe('what is not known of a resource', () => {
  const untagged = { ...home, tags: undefined };
  const ungrouped = { ...home, datasetGroup: undefined };

  test('exempts it when a policy that might be the first asks for it', () => {
    const apply = { 'auto-adjust-min-tps': 'apply' };
    expect(effective([{ match: { tags: { env: 'x' } }, ...apply }], untagged)).toEqual({
      ...fromInputs,
      source: { kind: 'undecided', index: 0, line: 4 },
      exempt: {
        kind: 'yes',
        why: `whether policies[0] (${FILE}:4) is for it cannot be told without its tags, which nothing tells`,
      },
    });
    expect(effective([{ match: { 'dataset-group': 'x' }, ...apply }], ungrouped).exempt).toEqual({
      kind: 'yes',
      why: `whether policies[0] (${FILE}:4) is for it cannot be told without its dataset group, which nothing tells`,
    });
  });

  test('does not matter to a policy that something else decides, before or in it', () => {
    const asks = { match: { tags: { env: 'x' }, 'dataset-group': 'x' } };
    const unknown = { ...untagged, datasetGroup: undefined };
    expect(effective([{ match: { name: 'home' } }, asks], unknown).source).toMatchObject({ index: 0 });
    expect(effective([{ match: { ...asks.match, name: 'other' } }], unknown).source.kind).toBe('inputs');
  });

  test('is worth a read of the tags only when they decide', () => {
    const needs = (policies: readonly object[], facts: PolicyFacts = untagged) =>
      needsTags(config(withPolicies(...policies)), facts);
    const asks = { match: { tags: { env: 'prod' } } };
    expect(needsTags(undefined, untagged)).toBe(false);
    expect(needs([])).toBe(false);
    expect(needs([asks])).toBe(true);
    expect(needs([asks], home)).toBe(true);
    expect(needs([{ match: { tags: {} } }])).toBe(false);
    expect(needs([{ match: {} }, asks])).toBe(false);
    expect(needs([{ match: { name: 'other' } }, asks])).toBe(true);
    expect(needs([{ match: { ...asks.match, name: 'other' } }])).toBe(false);
    expect(needs([{ match: { 'dataset-group': 'x' } }, asks], { ...ungrouped, tags: undefined })).toBe(false);
    expect(
      needs([{ match: { ...asks.match, 'dataset-group': 'x' } }], { ...ungrouped, tags: undefined }),
    ).toBe(true);
  });

  test('never makes it less exempt than any tags and dataset group that it might have', () => {
    const property = fc.property(anyPolicies, anyFacts, anyFacts, (policies, facts, might) => {
      const blind = effective(policies, { ...facts, tags: undefined, datasetGroup: undefined });
      const seen = effective(policies, { ...facts, tags: might.tags, datasetGroup: might.datasetGroup });
      if (blind.exempt.kind === 'no') expect(seen).toEqual(blind);
    });
    fc.assert(property, { numRuns: 500 });
  });

  test('is not asked for where `needsTags` says so: any tags lead to the same policy', () => {
    const property = fc.property(anyPolicies, anyFacts, anyFacts, (policies, facts, might) => {
      if (needsTags(config(withPolicies(...policies)), facts)) return;
      expect(effective(policies, { ...facts, tags: might.tags })).toEqual(effective(policies, facts));
    });
    fc.assert(property, { numRuns: 500 });
  });
});

describe('the order of policies', () => {
  test('counts: nothing after the first that matches, or might, changes anything', () => {
    const property = fc.property(anyPolicies, anyPolicies, anyFacts, (policies, later, facts) => {
      const before = effective(policies, facts);
      if (before.source.kind === 'inputs') return;
      const after = effective([...policies, ...later], facts);
      expect({ ...after, exempt: after.exempt.kind }).toEqual({ ...before, exempt: before.exempt.kind });
    });
    fc.assert(property, { numRuns: 500 });
  });

  test('counts: policies for other resources in between change nothing but the place', () => {
    const property = fc.property(
      anyPolicies,
      anyPolicy,
      anyMatch,
      anyFacts,
      (policies, other, match, facts) => {
        const elsewhere = { ...other, match: { ...match, name: 'elsewhere' } };
        const without = effective(policies, facts);
        const after = effective([elsewhere, ...policies], facts);
        expect({ ...after, source: after.source.kind, exempt: after.exempt.kind }).toEqual({
          ...without,
          source: without.source.kind,
          exempt: without.exempt.kind,
        });
      },
    );
    fc.assert(property, { numRuns: 500 });
  });

  test('lets an exemption for all at the top spare every resource', () => {
    fc.assert(
      fc.property(anyPolicies, anyFacts, (policies, facts) => {
        expect(effective([{ match: {}, exempt: true }, ...policies], facts).exempt.kind).toBe('yes');
      }),
    );
  });
});
