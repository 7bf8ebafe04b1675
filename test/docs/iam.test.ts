import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ALARM_PREFIX } from '../../src/alarms/identity.ts';
import { IDLE_SINCE_TAG, PRE_WARM_TAG } from '../../src/changes/tags.ts';
import { NAMESPACE } from '../../src/metrics/metrics.ts';
import { TOPIC_NAME } from '../../src/notifications/topic.ts';
import { DEFAULTS } from '../../src/settings/settings.ts';
import { type GitHubSandbox, startGitHub } from '../sandbox/github/server.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { steady } from '../sandbox/traffic.ts';
import { world } from '../sandbox/world.ts';
import { shop } from '../sandbox/worlds/shop.ts';
import { type ActionOptions, runAction } from '../support/action.ts';
import { permissionsFor } from '../support/iam/permissions.ts';
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
const BOTH = (mode: string) => ({ 'auto-adjust-min-tps': mode, 'auto-delete-or-stop-idle-resources': mode });
const sorted = (texts: Iterable<string>) => [...new Set(texts)].sort();
const actionsOf = ({ Statement }: Policy) => sorted(Statement.flatMap(({ Action }) => Action));

/**
 * What only carries out changes: by `apply`, by a ticked box, by the config file, by hand. A run that reports and asks
 * never calls it, as a test below shows.
 */
const ONLY_TO_CHANGE = [
  'events:PutEvents',
  'personalize:CreateCampaign',
  'personalize:DeleteCampaign',
  'personalize:DescribeRecommender',
  'personalize:StartRecommender',
  'personalize:StopRecommender',
  'personalize:TagResource',
  'personalize:UntagResource',
  'personalize:UpdateCampaign',
  'personalize:UpdateRecommender',
  'sns:Publish',
];

/** What only `uninstall` calls, whose policy is docs/iam/uninstall.json. */
const ONLY_TO_UNINSTALL = ['cloudwatch:ListDashboards', 'sns:DeleteTopic', 'sns:ListTagsForResource'];

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
        .map((operation) => `${service}:${operation}`),
    ),
  );
}

describe('the IAM policies', () => {
  const callable = sorted(callableOperations().flatMap(permissionsFor)).filter(
    (action) => !policy('trust').Statement.some(({ Action }) => Action === action),
  );
  const needed = callable.filter((action) => !ONLY_TO_UNINSTALL.includes(action));
  const asking = needed.filter((action) => !ONLY_TO_CHANGE.includes(action));

  test('the code is seen to call each service', () => {
    expect(sorted(callableOperations().map((operation) => operation.split(':')[0] ?? ''))).toEqual([
      'cloudwatch',
      'eventbridge',
      'personalize',
      'sns',
      'sts',
    ]);
  });

  test('monitor.json and apply.json together allow what the code can call, and nothing twice or more', () => {
    const together = [...actionsOf(policy('monitor')), ...actionsOf(policy('apply'))];
    expect(together.toSorted()).toEqual(needed);
  });

  test('trust.json allows the call that signs in, which no other policy can', () => {
    expect(callableOperations()).toContain('sts:AssumeRoleWithWebIdentity');
    expect(actionsOf(policy('trust'))).toEqual(['sts:AssumeRoleWithWebIdentity']);
  });

  test('monitor.json allows what a run calls that reports, and puts findings before people', () => {
    expect(actionsOf(policy('monitor'))).toEqual(asking);
  });

  test('apply.json allows what carries out changes', () => {
    expect(actionsOf(policy('apply'))).toEqual(ONLY_TO_CHANGE);
  });

  test('uninstall.json allows what only uninstall calls', () => {
    expect(actionsOf(policy('uninstall'))).toEqual(expect.arrayContaining(ONLY_TO_UNINSTALL));
    expect(callable).toEqual(expect.arrayContaining(ONLY_TO_UNINSTALL));
  });

  test('plan.json allows what of that reads', () => {
    expect(actionsOf(policy('plan'))).toEqual(asking.filter((action) => !WRITES.test(action)));
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
        expect(text).toContain(`{"aws:TagKeys":["${IDLE_SINCE_TAG}","${PRE_WARM_TAG}"]}`);
        return;
      }
      expect(text).toContain(`:alarm:${ALARM_PREFIX}*`);
      expect(text).toContain(`:dashboard/${DEFAULTS['dashboard-name']}*`);
      if (name === 'monitor') expect(text).toContain(`"cloudwatch:namespace":"${NAMESPACE}"`);
    },
  );
});

describe('a run against the sandbox', () => {
  const APPLY = { ...BOTH('apply'), 'event-bus-name': 'default' };
  const arnOf = (name: string) => `arn:aws:personalize:us-east-1:123456789012:${name}`;

  let sandbox: Sandbox;
  let github: GitHubSandbox;
  beforeEach(async () => {
    github = await startGitHub();
  });
  afterEach(() => Promise.all([sandbox.close(), github.close()]));

  const it = { owner: 'acme', repo: 'shop' };
  const maintainer = () => github.octokitOf('maintainer').rest.issues;
  const openIssues = async () => (await maintainer().listForRepo(it)).data;

  /** A maintainer ticks the first box of every issue. */
  async function tickAll(): Promise<void> {
    for (const { number, body } of await openIssues()) {
      await maintainer().update({ ...it, issue_number: number, body: body?.replace('- [ ]', '- [x]') ?? '' });
    }
  }

  /** The operations that a run called. */
  async function called(
    inputs: Readonly<Record<string, string>>,
    files: ActionOptions['files'] = {},
  ): Promise<readonly string[]> {
    const given = { regions: 'us-east-1', ...inputs };
    const { report } = await runAction(sandbox, given, { github, files });
    const operations = report?.calls.map(({ operation }) => operation) ?? [];
    expect(operations.length).toBeGreaterThan(0);
    return operations;
  }

  function expectAllowed(operations: readonly string[], ...policies: readonly string[]): void {
    const allowed = policies.flatMap((name) => actionsOf(policy(name)));
    expect(operations.flatMap(permissionsFor).filter((action) => !allowed.includes(action))).toEqual([]);
  }

  test('calls only what its policy allows, when it plans, when it reports and when it asks', async () => {
    sandbox = await startSandbox(shop());
    const inputs = { regions: 'us-east-1, eu-west-1', 'notification-endpoint': 'a@example.com' };
    expectAllowed(await called({ ...inputs, command: 'plan' }), 'plan');
    expectAllowed(await called({ ...inputs, ...APPLY, command: 'plan' }), 'plan');
    expectAllowed(await called({ ...inputs, ...BOTH('report') }), 'monitor');
    expectAllowed(await called(inputs), 'monitor');
    expectAllowed(await called(inputs), 'monitor');
    expect(github.calls.some(({ method, path }) => method === 'POST' && path.endsWith('/issues'))).toBe(true);
    expectAllowed(await called({ ...inputs, ...BOTH('pull-request') }), 'monitor');
    expect(github.calls.some(({ method, path }) => method === 'POST' && path.endsWith('/pulls'))).toBe(true);
  });

  test('calls only what monitor.json and apply.json allow, when it changes something and when a person does', async () => {
    sandbox = await startSandbox(changeable());
    const files = { '.github/personalize-monitor.yml': BROUGHT_BACK };
    const all = [
      ...(await called({ ...APPLY, 'idle-grace-hours': '24' })),
      ...(await called({ ...APPLY, 'idle-grace-hours': '0' })),
      ...(await called({ command: 'set-min-tps', arn: arnOf('recommender/high'), 'min-tps': '9' })),
      ...(await called(BOTH('report'), files)),
    ];
    expectAllowed(all, 'monitor', 'apply');
    const made = ONLY_TO_CHANGE.filter((action) => all.includes(action));
    // A mark to take off is one that is older than a call.
    expect(made).toEqual(ONLY_TO_CHANGE.filter((action) => action !== 'personalize:UntagResource'));
  });

  test('calls only what monitor.json and apply.json allow, when it carries out what a person ticked', async () => {
    sandbox = await startSandbox(changeable());
    await called({});
    await tickAll();
    const operations = await called({});
    expectAllowed(operations, 'monitor', 'apply');
    expect(operations).toEqual(
      expect.arrayContaining(['personalize:DeleteCampaign', 'personalize:UpdateRecommender']),
    );
  });

  test('with monitor.json alone, says in an issue that AWS refused what was ticked, and unticks it', async () => {
    sandbox = await startSandbox(changeable());
    await called({});
    await tickAll();
    for (const action of ONLY_TO_CHANGE) {
      const operation = action.split(':')[1] ?? '';
      if (action.startsWith('personalize:')) sandbox.faults.add({ operation, kind: 'accessDenied' });
    }
    await called({});
    const issues = await openIssues();
    expect(issues.length).toBeGreaterThan(0);
    for (const { number, body } of issues) {
      expect(body).not.toContain('- [x]');
      const { data } = await maintainer().listComments({ ...it, issue_number: number });
      expect(data.map((comment) => comment.body).join('\n')).toMatch(
        /Not carried out, since it failed.*AccessDenied/,
      );
    }
  });
});

/** A recommender that was stopped, and a campaign that is gone. */
const BROUGHT_BACK = `version: 1
capacity:
  us-east-1/recommender/stopped: { state: active }
  us-east-1/campaign/gone:
    manifest: { solutionVersionArn: "arn:aws:personalize:us-east-1:<account>:solution/high-solution/0123abcd" }
`;

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
