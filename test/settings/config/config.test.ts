import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseConfig } from '../../../src/settings/config/config.ts';
import { InvalidConfig } from '../../../src/settings/config/errors.ts';
import { anyFile, anyText } from './arbitrary.ts';
import { config, errors, FILE } from './worlds.ts';

const WHOLE = `# yaml-language-server: $schema=../docs/config.schema.json
version: 1
policies:
  - match: { name: "search-*", kind: campaign, region: us-east-1, dataset-group: retail, tags: { env: prod } }
    exempt: true
  # the playground
  - match: { name: "*-dev" }
    exempt: 2026-12-31
    auto-delete-or-stop-idle-resources: yes
    auto-adjust-min-tps: off
    idle-threshold-hours: 72
    idle-grace-hours: 0
    lookback-days: 7
    step-percent: 50
    step-cooldown-hours: 12
    utilization-threshold-alarm-lower-bound: 12.5
    auto-create-utilization-alarms: no
    auto-create-idle-alarms: true
    min-tps: { floor: 2, ceiling: 40 }
    ramp: { factor: 1.5, tolerance-percent: 0.1 }
prices: { tps-hour: { v1: 0.20, v2: 0.54 }, billing-interval-minutes: { campaign: 5, recommender: 60 } }
`;

const policy = (settings: string) => `version: 1\npolicies:\n  - match: {}\n    ${settings}\n`;

/** `line:column path value`, of each error in a text. */
const places = (text: string) =>
  errors(text).map(({ line, column, path, value }) => `${line}:${column} ${path} ${value ?? '-'}`);

describe('a config file', () => {
  test('is read with all its settings, under the names that the settings of the inputs have', () => {
    expect(config(WHOLE)).toEqual({
      file: FILE,
      policies: [
        {
          line: 4,
          match: {
            name: 'search-*',
            kind: 'campaign',
            region: 'us-east-1',
            'dataset-group': 'retail',
            tags: { env: 'prod' },
          },
          exempt: { kind: 'always' },
          settings: {},
          minTps: {},
          ramp: {},
        },
        {
          line: 7,
          match: { name: '*-dev' },
          exempt: { kind: 'until', text: '2026-12-31', at: Date.UTC(2027, 0, 1) },
          settings: {
            adjust: 'off',
            end: 'apply',
            idleThresholdHours: 72,
            graceHours: 0,
            lookbackDays: 7,
            stepPercent: 50,
            cooldownHours: 12,
            utilizationThreshold: 12.5,
            utilizationAlarms: false,
            idleAlarms: true,
          },
          minTps: { floor: 2, ceiling: 40 },
          ramp: { factor: 1.5, tolerancePercent: 0.1 },
        },
      ],
      prices: { tpsHour: { v1: 0.2, v2: 0.54 }, billingMinutes: { campaign: 5, recommender: 60 } },
      capacity: [],
      accounts: [],
      schedules: [],
    });
  });

  test('may say nothing but its version', () => {
    expect(config('version: 1\n')).toEqual({
      file: FILE,
      policies: [],
      prices: { tpsHour: {}, billingMinutes: {} },
      capacity: [],
      accounts: [],
      schedules: [],
    });
  });

  test('is read for any valid data', () => {
    fc.assert(
      fc.property(anyFile, (file) => {
        expect(config(JSON.stringify(file)).policies).toHaveLength(file.policies?.length ?? 0);
      }),
    );
  });

  test.each([
    ['2026-12-31', Date.UTC(2027, 0, 1)],
    ['2026-12-31T18:00:00Z', Date.UTC(2026, 11, 31, 18)],
    ['2026-12-31T18:00Z', Date.UTC(2026, 11, 31, 18)],
    ['2026-12-31T18:00:00+02:00', Date.UTC(2026, 11, 31, 16)],
    ['"2026-12-31"', Date.UTC(2027, 0, 1)],
  ])('exempts until %s', (text, at) => {
    expect(config(policy(`exempt: ${text}`)).policies[0]?.exempt).toMatchObject({ kind: 'until', at });
  });
});

test.each(['', '# nothing yet\n', '---\n'])('a file that says nothing (%j) is no error', (text) => {
  expect(config(text)).toMatchObject({ policies: [], schedules: [] });
});

describe('what is wrong with a config file', () => {
  test('is said all at once, in the order of the file, with line, column and value', () => {
    const text = `version: 2
policies:
  - match: { nam: "x", kind: camp, tags: { env: 1 } }
    exempt: tomorrow
    idle-threshold-hour: 3
  - idle-threshold-hours: 0
    auto-adjust-min-tps: true
    min-tps: { floor: 3, ceiling: 2 }
    ramp: { factor: 0.5, tolerance-percent: 101 }
prices:
  tps-hour: { v1: 0 }
  billing-interval-minutes: { campaign: 7 }
capacities: {}
`;
    expect(places(text)).toEqual([
      '1:10 version 2',
      '3:14 policies[0].match.nam -',
      '3:30 policies[0].match.kind "camp"',
      '3:49 policies[0].match.tags.env 1',
      '4:13 policies[0].exempt "tomorrow"',
      '5:5 policies[0].idle-threshold-hour -',
      '6:5 policies[1].match -',
      '6:27 policies[1].idle-threshold-hours 0',
      '7:26 policies[1].auto-adjust-min-tps true',
      '8:35 policies[1].min-tps.ceiling 2',
      '9:21 policies[1].ramp.factor 0.5',
      '9:45 policies[1].ramp.tolerance-percent 101',
      '11:19 prices.tps-hour.v1 0',
      '12:41 prices.billing-interval-minutes.campaign 7',
      '13:1 capacities -',
    ]);
  });

  test.each([
    ['idle-treshold-hours', 'idle-threshold-hours'],
    ['idle_threshold_hours', 'idle-threshold-hours'],
    ['Exempt', 'exempt'],
    ['min-tp', 'min-tps'],
  ])('is a key %s, near %s', (key, meant) => {
    expect(errors(policy(`${key}: 1`))[0]?.allowed).toMatch(`; did you mean ${meant}?`);
  });

  test.each([
    ['no version', 'policies: []\n', '1:1 version -'],
    ['a version in quotes', 'version: "1"\n', '1:10 version "1"'],
    ['a list', '- 1\n', '1:1  [1]'],
    ['a list of nothing', 'version: 1\npolicies:\n', '2:10 policies null'],
    ['a match of nothing', 'version: 1\npolicies:\n- match:\n', '3:9 policies[0].match null'],
    ['a key twice', 'version: 1\nprices: {}\nversion: 1\n', '3:1  -'],
    ['a bracket that stays open', 'version: 1\npolicies: [\n', '3:1  -'],
    ['a tab', 'version: 1\nprices:\n\ttps-hour: {}\n', '3:1  -'],
    ['an alias', 'version: &a 1\nprices: *a\n', '2:9  -'],
    ['an alias of nothing', 'version: *a\n', '1:10  -'],
    ['two documents', 'version: 1\n---\nversion: 1\n', '2:1  -'],
    ['a tag of the language', 'version: !!set 1\n', '1:10  -'],
    ['a merge', 'version: 1\n<<: {}\n', '2:1 ["<<"] -'],
    ['the key __proto__', 'version: 1\n__proto__: 1\n', '2:1  -'],
    ['a key that is a list', 'version: 1\n? [a]\n: 1\n', '2:3  -'],
  ])('is %s', (_, text, place) => {
    expect(places(text)).toEqual([place]);
  });

  test('is a key twice, by its name, next to everything else', () => {
    expect(errors('version: 1\nversion: 1\n')[0]?.allowed).toMatch(
      /^version stands here for the second time/,
    );
    expect(places('version: 2\nprices: {}\nprices: 3\n')).toEqual([
      '1:10 version 2',
      '3:1  -',
      '3:9 prices 3',
    ]);
  });

  test.each([
    'exempt: false',
    'exempt: 2026-02-30',
    'exempt: 2026-12-31T18:00:00',
    'exempt: 2026-12-31 18:00:00Z',
    'exempt: 1',
    'auto-adjust-min-tps: false',
    'auto-adjust-min-tps: Apply',
    'auto-adjust-min-tps: constructor',
    'auto-create-idle-alarms: 1',
    'auto-create-idle-alarms: maybe',
    'idle-threshold-hours: 1081',
    'idle-threshold-hours: 1.5',
    'idle-threshold-hours: "24"',
    'idle-threshold-hours: .inf',
    'idle-threshold-hours: -1.5',
    'utilization-threshold-alarm-lower-bound: .nan',
    'ramp: { factor: .inf }',
    'min-tps: 3',
    'min-tps: { floor: 0 }',
  ])('is once %s', (settings) => {
    expect(errors(policy(settings))).toHaveLength(1);
  });

  test.each(['"!prod"', '"(a|b)"', '"[a"', '"{a"', '"a\\\\*"', '""', '1', 'true', `"${'a'.repeat(257)}"`])(
    'is a name like %s',
    (name) => {
      expect(places(`version: 1\npolicies:\n  - match: { name: ${name} }\n`)).toEqual([
        expect.stringMatching(/^3:20 policies\[0\]\.match\.name /),
      ]);
    },
  );

  test('is one message that names every error', () => {
    const text = 'version: 1\npolicies:\n  - match: {}\n    step-percent: 0\n    lookback: 1\n';
    expect(new InvalidConfig(FILE, errors(text)).message).toBe(
      [
        'The config file has 2 errors. Nothing was read or changed.',
        `- ${FILE}:4:19: policies[0].step-percent: 0 must be a whole number of percent from 1 to 100`,
        `- ${FILE}:5:5: policies[0].lookback is not something that this version knows here; it knows match, exempt, auto-delete-or-stop-idle-resources, auto-adjust-min-tps, idle-threshold-hours, idle-grace-hours, lookback-days, step-percent, step-cooldown-hours, utilization-threshold-alarm-lower-bound, auto-create-utilization-alarms, auto-create-idle-alarms, min-tps, ramp`,
      ].join('\n'),
    );
    expect(new InvalidConfig(FILE, errors('policies: []\n')).message).toBe(
      `The config file has an error. Nothing was read or changed.\n- ${FILE}:1:1: version is missing; it must be 1`,
    );
  });

  test('is found in any text, without a crash, at a line and column inside the file', () => {
    const seen = fc.property(anyText, (text) => {
      const parsed = parseConfig(text, FILE);
      if (parsed.kind === 'config') return;
      expect(parsed.errors.length).toBeGreaterThan(0);
      const lines = text.split('\n');
      for (const { line, column, allowed } of parsed.errors) {
        expect(lines[line - 1]).toBeDefined();
        expect(column).toBeGreaterThanOrEqual(1);
        expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
        expect(allowed).not.toMatch(/\n|^$/);
      }
    });
    fc.assert(seen, { numRuns: 2000 });
  });

  test.each([
    ['deep', '['.repeat(20_000)],
    ['wide', `version: 1\npolicies: [${'{},'.repeat(2_000)}]`],
    ['a key without end', `${'k'.repeat(200_000)}: 1`],
  ])('is found in a text that is %s', (_, text) => {
    expect(errors(text).length).toBeGreaterThan(0);
  });
});
