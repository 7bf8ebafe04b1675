import fc from 'fast-check';
import { LIMITS, type Range } from '../../../src/settings/config/limits.ts';
import { MODE_WORDS } from '../../../src/settings/config/mode.ts';
import type { PolicyFacts } from '../../../src/settings/config/policy.ts';

const whole = ([min, max]: Range) => fc.integer({ min, max });
const optional: { requiredKeys: [] } = { requiredKeys: [] };
const mode = fc.constantFrom(...MODE_WORDS);
const switched = fc.constantFrom(true, false, 'yes', 'no');
const glob = fc.constantFrom(
  '*',
  'home',
  'h*',
  '*-dev',
  '{home,old}',
  'us-*',
  'eu-west-?',
  'retail',
  '[a-m]*',
);

export const anyMatch = fc.record(
  {
    name: glob,
    kind: fc.constantFrom('campaign', 'recommender'),
    region: glob,
    'dataset-group': glob,
    tags: fc.dictionary(fc.constantFrom('env', 'team'), fc.constantFrom('*', '', 'prod', 'p*')),
  },
  optional,
);

const exempt = fc.constantFrom(true, '2026-11-22', '2026-11-23', '2026-12-31', '2026-11-23T12:00:00+02:00');

const minTps = fc
  .tuple(whole(LIMITS['min-tps']), whole(LIMITS['min-tps']))
  .map(([one, other]) => ({ floor: Math.min(one, other), ceiling: Math.max(one, other) }));

/** Any policy that a file may have, as it is written. */
export const anyPolicy = fc
  .tuple(
    anyMatch,
    fc.record(
      {
        exempt,
        'auto-delete-or-stop-idle-resources': mode,
        'auto-adjust-min-tps': mode,
        'idle-threshold-hours': whole(LIMITS['idle-threshold-hours']),
        'idle-grace-hours': whole(LIMITS['idle-grace-hours']),
        'lookback-days': whole(LIMITS['lookback-days']),
        'step-percent': whole(LIMITS['step-percent']),
        'step-cooldown-hours': whole(LIMITS['step-cooldown-hours']),
        'utilization-threshold-alarm-lower-bound': fc.double({ min: 0, max: 1000, noNaN: true }),
        'auto-create-utilization-alarms': switched,
        'auto-create-idle-alarms': switched,
        'min-tps': minTps,
        ramp: fc.record(
          {
            factor: fc.double({ min: 1, max: 100, noNaN: true }),
            'tolerance-percent': fc.double({ min: 0, max: 100, noNaN: true }),
          },
          optional,
        ),
      },
      optional,
    ),
  )
  .map(([match, settings]) => ({ match, ...settings }));

export const anyPolicies = fc.array(anyPolicy, { maxLength: 4 });

export const anyFacts: fc.Arbitrary<PolicyFacts> = fc.record({
  name: fc.constantFrom('home', 'old', 'search-dev'),
  kind: fc.constantFrom('campaign', 'recommender'),
  region: fc.constantFrom('us-east-1', 'eu-west-1'),
  datasetGroup: fc.constantFrom('retail', 'media', undefined),
  tags: fc.option(
    fc
      .dictionary(fc.constantFrom('env', 'team'), fc.constantFrom('', 'prod', 'dev'))
      .map((tags) => new Map(Object.entries(tags))),
    { nil: undefined },
  ),
});

const word = fc.constantFrom('env', 'team', 'x y', 'shop');
const solutionVersionArn = (region: string) =>
  fc.constantFrom(
    `arn:aws:personalize:${region}:<account>:solution/shop/0123abcd`,
    `arn:aws:personalize:${region}:123456789012:solution/shop/$LATEST`,
  );

/** What creates a campaign again, but its name. */
const recipe = (region: string) =>
  fc.record(
    {
      solutionVersionArn: solutionVersionArn(region),
      minProvisionedTPS: whole(LIMITS['min-tps']),
      campaignConfig: fc.constantFrom({}, { enableMetadataWithRecommendations: true }),
      tags: fc.oneof(
        fc.dictionary(word, word, { maxKeys: 2 }),
        fc.array(fc.record({ tagKey: word, tagValue: word }), {
          maxLength: 2,
        }),
      ),
    },
    { requiredKeys: ['solutionVersionArn'] },
  );

const pasted = (region: string, name: string) =>
  fc.record(
    {
      version: fc.constant(1),
      arn: fc.constant(`arn:aws:personalize:${region}:123456789012:campaign/${name}`),
      deletedAt: fc.constant('2026-10-01T12:00:00.000Z'),
      reason: fc.constantFrom('', 'nobody calls it'),
      campaign: recipe(region).map((rest) => ({ name, ...rest })),
    },
    { requiredKeys: ['version', 'arn', 'campaign'] },
  );

/** Any entry of the section `capacity`, under its key. */
const anyEntry = fc
  .record({
    region: fc.constantFrom('us-east-1', 'eu-west-1'),
    kind: fc.constantFrom('campaign', 'recommender'),
    name: fc.constantFrom('home', 'old', 'Top_2'),
    byArn: fc.boolean(),
  })
  .chain(({ region, kind, name, byArn }) => {
    const key = byArn
      ? `arn:aws:personalize:${region}:123456789012:${kind}/${name}`
      : `${region}/${kind}/${name}`;
    const isCampaign = kind === 'campaign';
    const of = {
      'min-tps': whole(LIMITS['min-tps']),
      state: fc.constantFrom('active', isCampaign ? 'deleted' : 'stopped'),
      ...(isCampaign ? { manifest: fc.oneof(recipe(region), pasted(region, name)) } : {}),
    };
    const entry = fc.record(of, optional).filter((given) => Object.keys(given).length > 0);
    return entry.map((value): [string, object] => [key, value]);
  });

/** Any section `capacity`, in which each resource stands once. */
export const anyCapacity = fc
  .uniqueArray(anyEntry, {
    maxLength: 4,
    selector: ([key]) =>
      key
        .split(/[:/]/)
        .filter((part) => !/^(arn|aws|personalize|\d{12})$/.test(part))
        .join('/'),
  })
  .map((entries) => Object.fromEntries(entries));

const price = fc.double({ min: 0.001, max: 100, noNaN: true });
const interval = fc.constantFrom(5, 10, 15, 20, 30, 60);

/** Any valid file, as data. */
export const anyFile = fc.record(
  {
    version: fc.constant(1),
    policies: anyPolicies,
    capacity: fc.option(anyCapacity),
    prices: fc.record(
      {
        'tps-hour': fc.record({ v1: price, v2: price }, optional),
        'billing-interval-minutes': fc.record({ campaign: interval, recommender: interval }, optional),
      },
      optional,
    ),
  },
  { requiredKeys: ['version'] },
);

/** Pieces that YAML and this file are made of, in any order. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(
          'version: 1',
          'policies:',
          'prices:',
          'capacity:',
          'us-east-1/campaign/home',
          'state: deleted',
          'manifest:',
          '- match:',
          'match',
          'exempt',
          'tags',
          'name',
          'ramp',
        ),
        fc.constantFrom('\n', '\n  ', '\n    ', '\r\n', ' ', '\t', ': ', '- ', ', ', '? '),
        fc.constantFrom('{', '}', '[', ']', '&a ', '*a', '*b', '!!set', '!x ', '<<', '|', '>', '"', "'", '#'),
        fc.constantFrom(
          '---',
          '...',
          '%YAML 1.1\n',
          '__proto__',
          'constructor',
          '.inf',
          '0x1',
          'null',
          '~',
          '1e999',
        ),
        fc.constantFrom('\u{FEFF}', '\u{2028}', '\u{0}', 'é', '🙂', '\r'),
      ),
      { maxLength: 25 },
    )
    .map((pieces) => pieces.join('')),
);
