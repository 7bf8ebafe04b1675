import { describe, expect, test } from '@jest/globals';
import { type Config, parseConfig } from '../../src/settings/config/config.ts';
import { InvalidConfig } from '../../src/settings/config/errors.ts';
import { type PolicyFacts, policyFor } from '../../src/settings/config/policy.ts';
import { DEFAULT_CONFIG_FILE } from '../../src/settings/config/read.ts';
import { INPUT_NAMES, readInputs } from '../../src/settings/inputs.ts';
import { DEFAULTS, parseSettings } from '../../src/settings/settings.ts';
import { codeBlocks, expectPart, read, readme, table } from './readme.ts';

const DOCUMENT = 'docs/config.md';
const code = (text: string) => `\`${text}\``;

/** A part of docs/config.schema.json, as far as it is told in the tables. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly (string | number)[];
  readonly const?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | false;
}

const schema: Schema = JSON.parse(read('docs/config.schema.json'));
const policy = schema.properties?.['policies']?.items ?? {};
const account = schema.properties?.['accounts']?.items ?? {};
const entry = additional(schema.properties?.['capacity']?.anyOf?.[0]);

function additional({ additionalProperties }: Schema = {}): Schema {
  return additionalProperties || {};
}

describe('the examples', () => {
  const configs = codeBlocks(readme(), 'yaml').filter((block) => !/^jobs:/m.test(block));

  test('of config files in the README are there', () => {
    expect(configs.length).toBeGreaterThan(0);
  });

  const examples = [
    ...codeBlocks(read(DOCUMENT), 'yaml').map((block): [string, string] => [DOCUMENT, block]),
    ...configs.map((block): [string, string] => ['README.md', block]),
  ];

  test.each(examples)('%s: the action takes them as they are: %s', (_, block) => {
    expect(parsed(block)).toEqual({ kind: 'config', config: expect.anything() });
  });
});

const parsed = (text: string) => parseConfig(text, DEFAULT_CONFIG_FILE);

describe('the first example', () => {
  const EXAMPLE = `version: 1
policies:
  # Never to be changed.
  - match: { name: "checkout-*", region: us-east-1 }
    exempt: true
  # Kept as it is for the sale, that day included.
  - match: { name: home }
    exempt: 2026-12-31
  # Whatever runs for tests goes soon after it was used last.
  - match: { tags: { env: dev } }
    auto-delete-or-stop-idle-resources: apply
    idle-threshold-hours: 72
    idle-grace-hours: 24
  # All other campaigns.
  - match: { kind: campaign }
    auto-adjust-min-tps: apply
    min-tps: { floor: 2 }
prices:
  tps-hour: { v1: 0.18 }
`;

  const resource = (facts: Partial<PolicyFacts>): PolicyFacts => ({
    name: 'home',
    kind: 'campaign',
    region: 'us-east-1',
    datasetGroup: undefined,
    tags: new Map(),
    ...facts,
  });
  const env = new Map([['env', 'dev']]);
  const RESOURCES: readonly PolicyFacts[] = [
    resource({ name: 'checkout-web' }),
    resource({ name: 'checkout-web', region: 'eu-west-1' }),
    resource({ name: 'home', tags: env }),
    resource({ name: 'search', tags: env }),
    resource({ name: 'top', kind: 'recommender' }),
    resource({ name: 'search', tags: undefined }),
  ];

  test('is shown as it is', () => {
    expectPart('config-example', `\`\`\`yaml\n${EXAMPLE}\`\`\``, DOCUMENT);
  });

  test('comes to what the table beside it says', () => {
    const config = configIn(EXAMPLE);
    const inputs = parseSettings(readInputs({}), { region: 'us-east-1', reportDirectory: '/tmp' });
    const now = Date.UTC(2026, 11, 31, 23, 59);
    const rows = RESOURCES.map((facts) => {
      const { source, exempt, adjust, end } = policyFor(facts, config, inputs, now);
      const tags = facts.tags && Array.from(facts.tags, ([key, value]) => `${key}=${value}`).join();
      return [
        `${facts.kind} ${code(facts.name)} in ${facts.region}`,
        tags === undefined ? 'cannot be read' : tags && code(tags),
        source.kind === 'inputs' ? 'none: the inputs' : `policies[${source.index}]`,
        exempt.kind === 'yes' ? `yes: *${exempt.why}*` : 'no',
        code(adjust),
        code(end),
      ];
    });
    const head = ['Resource', 'Its tags', 'Policy', 'Exempt', 'Floors', 'Idle resources'];
    expectPart('config-outcome', table(head, rows), DOCUMENT);
  });
});

function configIn(text: string): Config {
  const read = parsed(text);
  if (read.kind === 'invalid') throw new InvalidConfig(DEFAULT_CONFIG_FILE, read.errors);
  return read.config;
}

describe('the tables', () => {
  /** What the schema says of keys that the text around the tables says once. */
  const GLOB = /`\*` stands for any characters.*the case matters\. ?/;
  const AS_INPUT = 'Instead of the input of the same name.';
  const FALLBACK = /Unless given: (\d[\d.]*|\w+)\./;

  interface Key {
    readonly name: string;
    readonly of: Schema;
  }

  function keysOf({ properties = {} }: Schema, above = ''): Key[] {
    return Object.entries(properties).flatMap(([key, of]) =>
      of.properties ? keysOf(of, `${above}${key}.`) : [{ name: `${above}${key}`, of }],
    );
  }

  const meaning = ({ description = '' }: Schema) =>
    [GLOB, AS_INPUT, FALLBACK].reduce<string>((text, part) => text.replace(part, ''), description).trim();

  function row({ name, of }: Key): string[] {
    const fallback = of.description?.includes(AS_INPUT)
      ? 'the input'
      : (FALLBACK.exec(of.description ?? '')?.[1] ?? '');
    return [code(name), allowed(of), fallback, meaning(of)];
  }

  test('of what a policy matches are those of the schema', () => {
    const { match = {} } = policy.properties ?? {};
    const rows = keysOf(match).map((key) => [code(key.name), allowed(key.of), meaning(key.of)]);
    expectPart('config-match', table(['Key of `match`', 'Allowed', 'Meaning'], rows), DOCUMENT);
  });

  test('of the settings are those of the schema', () => {
    const { match, ...properties } = policy.properties ?? {};
    const head = ['Key', 'Allowed', 'When left out', 'Meaning'];
    expectPart('config-settings', table(head, keysOf({ properties }).map(row)), DOCUMENT);
  });

  test('of the prices are those of the schema', () => {
    const { prices = {} } = schema.properties ?? {};
    const parents = Object.entries(prices.properties ?? {});
    const rows = keysOf(prices).map((key) => {
      const [, parent] = parents.find(([name]) => key.name.startsWith(`${name}.`)) ?? [];
      const [name = '', range = '', fallback = '', text = ''] = row(key);
      return [name, range, fallback || 'the built-in price', `${parent?.description ?? ''} ${text}`];
    });
    const head = ['Key of `prices`', 'Allowed', 'When left out', 'Meaning'];
    expectPart('config-prices', table(head, rows), DOCUMENT);
  });

  test('of the capacity are those of the schema', () => {
    const rows = keysOf(entry).map((key) => {
      const [name = '', range = '', fallback = '', text = ''] = row(key);
      return [name, range, fallback, text];
    });
    const head = ['Key of an entry', 'Allowed', 'When left out', 'Meaning'];
    expectPart('config-capacity', table(head, rows), DOCUMENT);
    const made = keysOf(entry.properties?.['manifest']?.anyOf?.[0] ?? {}).map((key) => {
      const [name = '', , fallback = '', text = ''] = row(key);
      return [name, fallback, text];
    });
    expectPart('config-manifest', table(['Key of a manifest', 'When left out', 'Meaning'], made), DOCUMENT);
  });

  test('of the accounts are those of the schema', () => {
    const rows = keysOf(account).map(({ name, of }) => [
      code(name),
      ACCOUNT_KEYS[name] ?? '',
      account.required?.includes(name) ? 'yes' : '',
      meaning(of),
    ]);
    expect(rows.map(([, what]) => what)).not.toContain('');
    const head = ['Key of an account', 'Allowed', 'Must be there', 'Meaning'];
    expectPart('config-accounts', table(head, rows), DOCUMENT);
  });

  test('leave out no key of the file', () => {
    const all = [policy, schema.properties?.['prices'] ?? {}, entry, account];
    const keys = all.flatMap((each) => keysOf(each)).length;
    const parts = ['match', 'settings', 'prices', 'capacity', 'accounts'].map((part) => `config-${part}`);
    const rows = parts.map((part) => {
      const [, text = ''] = new RegExp(`<!-- ${part} -->\n([^]*?)<!-- /`).exec(read(DOCUMENT)) ?? [];
      return text.trim().split('\n').length - 2;
    });
    expect(rows.reduce((sum, count) => sum + count, 0)).toBe(keys);
    const sections = Object.keys(schema.properties ?? {});
    expect(sections.filter((section) => !read(DOCUMENT).includes(`\`${section}`))).toEqual([]);
  });

  test('name each input that has the last word on something', () => {
    const orders = ['command', 'arn', 'min-tps', 'reason', 'manifest', 'config-file'];
    const own = Object.keys(policy.properties ?? {});
    const only = INPUT_NAMES.filter((name) => !own.includes(name) && !orders.includes(name));
    expectPart('config-inputs-only', `${only.map(code).join(', ')}.`, DOCUMENT);
    const overridden = own.filter((name) => name in DEFAULTS && name !== 'min-tps');
    const told = overridden.filter((name) =>
      policy.properties?.[name]?.description?.includes('Instead of the input of the same name.'),
    );
    expect(told).toEqual(overridden);
  });
});

/** Too much of a pattern for a table. */
const ACCOUNT_KEYS: Readonly<Record<string, string>> = {
  name: 'up to 40 lower-case letters, digits and hyphens, the first no hyphen; no account id',
  role: 'the ARN of an IAM role',
  regions: 'a list of Regions',
  policies: 'a list of [policies](#settings-of-a-policy)',
};

/** What the schema takes, in words. */
function allowed(of: Schema): string {
  if (of.const !== undefined) return code(String(of.const));
  if (of.enum) return of.enum.map((value) => code(String(value))).join(', ');
  if (of.type === 'boolean') return '`true`, `false`';
  if (of.anyOf?.[0]?.properties) return 'a map';
  if (of.anyOf) return [...new Set(of.anyOf.map(allowed))].join(', ');
  if (of.type === 'object') return 'names of tags, and globs of their values';
  if (of.format === 'date') return 'a date (`2026-12-31`)';
  if (of.type === 'string') {
    return of.pattern?.includes('T(?:') ? 'a time and its zone (`2026-12-31T18:00:00Z`)' : 'a glob';
  }
  const number = of.type === 'integer' ? 'whole number' : 'number';
  if (of.exclusiveMinimum !== undefined) return `${number} over ${of.exclusiveMinimum}`;
  if (of.maximum === undefined) return `${number}, ${of.minimum} or more`;
  return `${number}, ${of.minimum} to ${of.maximum}`;
}

test('the errors are worded as the action words them', () => {
  const wrong =
    'version: 1\npolicies:\n  - match: { name: home }\n    idle-treshold-hours: 72\n    step-percent: 0\n    min-tps: { floor: 20, ceiling: 4 }\n';
  const result = parsed(wrong);
  const { message } = new InvalidConfig(DEFAULT_CONFIG_FILE, result.kind === 'invalid' ? result.errors : []);
  expect(message).toContain('3 errors');
  const block = (text: string) => `\`\`\`text\n${text.trim()}\n\`\`\``;
  expectPart('config-errors', `${block(wrong)}\n\n${block(message)}`, DOCUMENT);
});
