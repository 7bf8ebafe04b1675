import { describe, expect, test } from '@jest/globals';
import { configFor } from '../../../src/settings/config/accounts.ts';
import { policyFor } from '../../../src/settings/config/policy.ts';
import { readInputs } from '../../../src/settings/inputs.ts';
import { parseSettings } from '../../../src/settings/settings.ts';
import { config, errors } from './worlds.ts';

const role = (id: string) => `arn:aws:iam::${id}:role/personalize-monitor`;
const PROD = `{ name: prod, role: "${role('111111111111')}", regions: [us-east-1, eu-west-1] }`;
const TEST = `{ name: test, role: "${role('222222222222')}", regions: [us-east-1] }`;

const file = (accounts: readonly string[], rest = '') =>
  `version: 1\naccounts:\n${accounts.map((each) => `  - ${each}\n`).join('')}${rest}`;

const wrong = (text: string) =>
  errors(text).map(({ line, column, path, allowed }) => `${line}:${column} ${path}: ${allowed}`);

describe('the section accounts', () => {
  test('names each account with its role and its Regions', () => {
    expect(config(file([PROD, TEST])).accounts).toEqual([
      {
        name: 'prod',
        id: '111111111111',
        role: role('111111111111'),
        regions: ['us-east-1', 'eu-west-1'],
        policies: [],
      },
      { name: 'test', id: '222222222222', role: role('222222222222'), regions: ['us-east-1'], policies: [] },
    ]);
  });

  test('is refused with its place where a part of it is wrong', () => {
    expect(
      wrong(
        file(['{ name: Prod, role: nobody, regions: [mars-1] }', '{ name: "333333333333", regions: [] }']),
      ),
    ).toMatchInlineSnapshot(`
[
  "3:13 accounts[0].name: must be a name of up to 40 lower-case letters, digits and hyphens, the first no hyphen; no account id",
  "3:25 accounts[0].role: must be the ARN of an IAM role: arn:aws:iam::<account>:role/<name>",
  "3:43 accounts[0].regions[0]: must be a Region that offers Amazon Personalize: us-east-1, us-east-2, us-west-2, ca-central-1, eu-west-1, eu-central-1, ap-south-1, ap-northeast-1, ap-northeast-2, ap-southeast-1, ap-southeast-2, cn-north-1",
  "4:5 accounts[1].role: is missing; it must be the ARN of an IAM role: arn:aws:iam::<account>:role/<name>",
  "4:13 accounts[1].name: must be a name of up to 40 lower-case letters, digits and hyphens, the first no hyphen; no account id",
  "4:38 accounts[1].regions: must be a list of Regions that offer Amazon Personalize",
]
`);
  });

  test('names no account twice', () => {
    expect(wrong(file([PROD, PROD]))).toMatchInlineSnapshot(`
[
  "4:13 accounts[1].name: is the name of another account already",
  "4:25 accounts[1].role: is of the same account as prod; give that one all its Regions",
]
`);
  });
});

describe('policies of an account', () => {
  const text = file(
    [
      `{ name: prod, role: "${role('111111111111')}", regions: [us-east-1], policies: [{ match: {}, idle-threshold-hours: 5 }] }`,
      TEST,
    ],
    'policies:\n  - match: {}\n    idle-threshold-hours: 7\n',
  );
  const settings = parseSettings(readInputs({}), { region: 'us-east-1', reportDirectory: '/tmp' });
  const holds = (account: string) => {
    const facts = {
      name: 'home',
      kind: 'campaign',
      region: 'us-east-1',
      datasetGroup: undefined,
      tags: undefined,
    } as const;
    const { idleThresholdHours, source } = policyFor(facts, configFor(config(text), account), settings, 0);
    return { idleThresholdHours, source };
  };

  test('come before those of the whole file, for that account only, each counted in its own list', () => {
    expect(holds('prod')).toMatchObject({
      idleThresholdHours: 5,
      source: { kind: 'policy', index: 0, path: 'accounts[0].policies[0]' },
    });
    expect(holds('test')).toEqual({ idleThresholdHours: 7, source: { kind: 'policy', index: 0, line: 6 } });
  });
});

describe('keys of capacity', () => {
  const entry = (key: string) => `  ${key}: { min-tps: 5 }\n`;
  const capacity = (accounts: readonly string[], ...keys: string[]) =>
    file(accounts, `capacity:\n${keys.map(entry).join('')}`);

  test('say with the name of the account which one they are about, and it alone has them', () => {
    const parsed = config(
      capacity([PROD, TEST], 'prod/us-east-1/campaign/home', 'test/us-east-1/campaign/home'),
    );
    expect(configFor(parsed, 'prod').capacity.map(({ key, account }) => [key, account])).toEqual([
      ['prod/us-east-1/campaign/home', '111111111111'],
    ]);
  });

  test('need no name where there is one account, and must have one where there are several', () => {
    expect(config(capacity([PROD], 'us-east-1/campaign/home')).capacity[0]?.account).toBe('111111111111');
    expect(wrong(capacity([PROD, TEST], 'us-east-1/campaign/home'))).toMatchInlineSnapshot(`
[
  "6:3 capacity["us-east-1/campaign/home"]: must begin with the name of its account, such as prod/, since the section accounts has several",
]
`);
  });

  test('name no account that the section accounts has not', () => {
    expect(
      wrong(
        capacity(
          [PROD, TEST],
          'prd/us-east-1/campaign/home',
          'arn:aws:personalize:us-east-1:999999999999:campaign/home',
        ),
      ),
    ).toMatchInlineSnapshot(`
[
  "6:3 capacity["prd/us-east-1/campaign/home"]: begins with prd, which is no account in the section accounts; did you mean prod?",
  "7:3 capacity["arn:aws:personalize:us-east-1:999999999999:campaign/home"]: is of an account that is not in the section accounts",
]
`);
    expect(
      wrong('version: 1\ncapacity:\n  prod/us-east-1/campaign/home: { min-tps: 5 }\n'),
    ).toMatchInlineSnapshot(`
[
  "3:3 capacity["prod/us-east-1/campaign/home"]: begins with prod, and the file has no section accounts",
]
`);
  });

  test('are the same resource whether by name or by ARN', () => {
    expect(
      wrong(
        capacity(
          [PROD],
          'prod/us-east-1/campaign/home',
          'us-east-1/campaign/home',
          'arn:aws:personalize:us-east-1:111111111111:campaign/home',
        ),
      ),
    ).toMatchInlineSnapshot(`
[
  "6:3 capacity["us-east-1/campaign/home"]: is the same resource as prod/us-east-1/campaign/home",
  "7:3 capacity["arn:aws:personalize:us-east-1:111111111111:campaign/home"]: is the same resource as prod/us-east-1/campaign/home",
]
`);
  });

  test('tell accounts apart', () => {
    const keys = ['prod/us-east-1/campaign/home', 'test/us-east-1/campaign/home'];
    expect(config(capacity([PROD, TEST], ...keys)).capacity.map(({ account }) => account)).toEqual([
      '111111111111',
      '222222222222',
    ]);
  });
});
