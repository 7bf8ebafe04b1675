import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { ALARM_PREFIX } from '../../src/alarms/identity.ts';
import { IDLE_SINCE_TAG } from '../../src/changes/tags.ts';
import { NAMESPACE } from '../../src/metrics/metrics.ts';
import { TOPIC_NAME } from '../../src/notifications/topic.ts';
import { DEFAULTS } from '../../src/settings/settings.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { steady } from '../sandbox/traffic.ts';
import { world } from '../sandbox/world.ts';
import { shop } from '../sandbox/worlds/shop.ts';
import { type ActionResult, runAction } from '../support/action.ts';
import { ROOT, read } from './readme.ts';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: unknown;
}

interface Policy {
  readonly Statement: readonly Statement[];
}

const policy = (name: string): Policy => JSON.parse(read(`docs/iam/${name}.json`));
const sorted = (texts: Iterable<string>) => [...new Set(texts)].sort();
const actionsOf = ({ Statement }: Policy) => sorted(Statement.flatMap(({ Action }) => Action));

/** Where the name of an operation is not the name of the permission to call it. */
const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  // AWS grants it to everyone who is signed in.
  'sts:GetCallerIdentity': [],
  // Both give tags to what they create, and that needs a permission of its own.
  'cloudwatch:PutMetricAlarm': ['cloudwatch:PutMetricAlarm', 'cloudwatch:TagResource'],
  'cloudwatch:PutDashboard': ['cloudwatch:PutDashboard', 'cloudwatch:TagResource'],
  'personalize:CreateCampaign': ['personalize:CreateCampaign', 'personalize:TagResource'],
};

const permissionsFor = (operation: string) => EXCEPTIONS[operation] ?? [operation];

/** Where the name of the SDK's client is not the prefix of its service's actions. */
const PREFIXES: Readonly<Record<string, string>> = { eventbridge: 'events' };

/** What only `apply` and the commands by hand call. A run that only reports never does, as a test below shows. */
const ONLY_TO_CHANGE = [
  'events:PutEvents',
  'personalize:CreateCampaign',
  'personalize:DeleteCampaign',
  'personalize:DescribeRecommender',
  'personalize:ListTagsForResource',
  'personalize:StartRecommender',
  'personalize:StopRecommender',
  'personalize:TagResource',
  'personalize:UntagResource',
  'personalize:UpdateCampaign',
  'personalize:UpdateRecommender',
  'sns:Publish',
];

/** What a plan reads of changes to come; a change looks again by itself. */
const PLANNED_WITH = ['personalize:ListTagsForResource'];

const WRITES = /:(Put|Set|Create|Delete|Tag|Untag|Subscribe|Publish|Update|Start|Stop)/;

/** The files of `src` that `index.ts` reaches by imports of more than types. */
function reachableFiles(file = join(ROOT, 'src/index.ts'), seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(/^(?!import type)[^'\n]*from '(\.[^']+\.ts)';$/gm);
  for (const [, path = ''] of imports) reachableFiles(resolve(dirname(file), path), seen);
  return seen;
}

/** Every operation that the code can call, from its imports of the SDK's commands and paginators. */
function callableOperations(): string[] {
  return [...reachableFiles()].flatMap((file) =>
    Array.from(
      readFileSync(file, 'utf8').matchAll(/^import \{([^}]*)\} from '@aws-sdk\/client-([\w-]+)';$/gm),
    ).flatMap(([, names = '', service = '']) =>
      names
        .split(',')
        .map((name) => /^paginate(\w+)$|^(\w+)Command$/.exec(name.trim()))
        .flatMap((found) => found?.[1] ?? found?.[2] ?? [])
        .map((operation) => `${PREFIXES[service] ?? service}:${operation}`),
    ),
  );
}

describe('the IAM policies', () => {
  const needed = sorted(callableOperations().flatMap(permissionsFor));
  const reporting = needed.filter((action) => !ONLY_TO_CHANGE.includes(action));

  test('the code is seen to call each service', () => {
    expect(sorted(callableOperations().map((operation) => operation.split(':')[0] ?? ''))).toEqual([
      'cloudwatch',
      'events',
      'personalize',
      'sns',
      'sts',
    ]);
  });

  test('monitor.json and apply.json together allow what the code can call, and nothing twice or more', () => {
    const together = [...actionsOf(policy('monitor')), ...actionsOf(policy('apply'))];
    expect(together.toSorted()).toEqual(needed);
  });

  test('monitor.json allows what a run calls that only reports', () => {
    expect(actionsOf(policy('monitor'))).toEqual(reporting);
  });

  test('apply.json allows what carries out changes', () => {
    expect(actionsOf(policy('apply'))).toEqual(ONLY_TO_CHANGE);
  });

  test('plan.json allows what of that reads, and the tags that a plan of changes needs', () => {
    const reads = reporting.filter((action) => !WRITES.test(action));
    expect(actionsOf(policy('plan'))).toEqual(sorted([...reads, ...PLANNED_WITH]));
  });

  test.each(['monitor', 'plan', 'apply'])(
    '%s.json writes only to what is ours or of Personalize, by the names that the code uses',
    (name) => {
      const { Statement } = policy(name);
      const wide = Statement.filter(({ Resource, Condition }) => Resource === '*' && !Condition);
      expect(wide.flatMap(({ Action }) => Action).filter((action) => WRITES.test(action))).toEqual([]);
      const text = JSON.stringify(Statement);
      expect(text).toContain(`:${TOPIC_NAME}"`);
      if (name === 'apply') {
        expect(wide).toEqual([]);
        expect(text).toContain(`{"aws:TagKeys":"${IDLE_SINCE_TAG}"}`);
        return;
      }
      expect(text).toContain(`:alarm:${ALARM_PREFIX}*`);
      expect(text).toContain(`:dashboard/${DEFAULTS['dashboard-name']}*`);
      if (name === 'monitor') expect(text).toContain(`"cloudwatch:namespace":"${NAMESPACE}"`);
    },
  );
});

describe('a run against the sandbox', () => {
  const APPLY = {
    'auto-adjust-min-tps': 'apply',
    'auto-delete-or-stop-idle-resources': 'apply',
    'event-bus-name': 'default',
  };
  const arnOf = (name: string) => `arn:aws:personalize:us-east-1:123456789012:${name}`;

  let sandbox: Sandbox;
  afterEach(() => sandbox.close());

  /** The operations that a run called. */
  async function called(inputs: Record<string, string>): Promise<readonly string[]> {
    const { report }: ActionResult = await runAction(sandbox, { regions: 'us-east-1', ...inputs });
    const operations = report?.calls.map(({ operation }) => operation) ?? [];
    expect(operations.length).toBeGreaterThan(0);
    return operations;
  }

  function expectAllowed(operations: readonly string[], ...policies: readonly string[]): void {
    const allowed = policies.flatMap((name) => actionsOf(policy(name)));
    expect(operations.flatMap(permissionsFor).filter((action) => !allowed.includes(action))).toEqual([]);
  }

  test('calls only what its policy allows, when it plans and when it reports', async () => {
    sandbox = await startSandbox(shop());
    const inputs = { regions: 'us-east-1, eu-west-1', 'notification-endpoint': 'a@example.com' };
    expectAllowed(await called({ ...inputs, command: 'plan' }), 'plan');
    expectAllowed(await called({ ...inputs, ...APPLY, command: 'plan' }), 'plan');
    expectAllowed(await called({ ...inputs, command: 'monitor' }), 'monitor');
    expectAllowed(await called({ ...inputs, command: 'monitor' }), 'monitor');
  });

  test('calls only what monitor.json and apply.json allow, when it changes something and when a person does', async () => {
    sandbox = await startSandbox(changeable());
    const all = [
      ...(await called({ ...APPLY, 'idle-grace-hours': '24' })),
      ...(await called({ ...APPLY, 'idle-grace-hours': '0' })),
      ...(await called({ command: 'set-min-tps', arn: arnOf('recommender/high'), 'min-tps': '9' })),
      ...(await called({ command: 'restore', arn: arnOf('recommender/stopped') })),
    ];
    expectAllowed(all, 'monitor', 'apply');
    const made = ONLY_TO_CHANGE.filter((action) => all.includes(action));
    // Recreating needs a deletion that has ended, and a mark to take off one that is older than a call.
    const elsewhere = ['personalize:CreateCampaign', 'personalize:UntagResource'];
    expect(made).toEqual(ONLY_TO_CHANGE.filter((action) => !elsewhere.includes(action)));
  });
});

/** One of each that a run lowers, stops or deletes, and one that a person can start. */
const changeable = () =>
  world({
    regions: {
      'us-east-1': {
        datasetGroups: { movies: {}, shop: { domain: 'ECOMMERCE' } },
        campaigns: [
          { name: 'idle', datasetGroup: 'movies', recipe: 'aws-sims', minProvisionedTPS: 2 },
          {
            name: 'high',
            datasetGroup: 'movies',
            recipe: 'aws-sims',
            minProvisionedTPS: 20,
            traffic: steady(2),
          },
        ],
        recommenders: [
          { name: 'idle', datasetGroup: 'shop', recipe: 'aws-ecomm-recommended-for-you' },
          {
            name: 'high',
            datasetGroup: 'shop',
            recipe: 'aws-ecomm-recommended-for-you',
            minRecommendationRequestsPerSecond: 8,
            traffic: steady(7.5),
          },
          {
            name: 'stopped',
            datasetGroup: 'shop',
            recipe: 'aws-ecomm-recommended-for-you',
            status: 'INACTIVE',
          },
        ],
      },
    },
  });
