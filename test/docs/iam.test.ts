import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ALARM_PREFIX } from '../../src/alarms/identity.ts';
import { NAMESPACE } from '../../src/metrics/metrics.ts';
import { TOPIC_NAME } from '../../src/notifications/topic.ts';
import { DEFAULTS } from '../../src/settings/settings.ts';
import { startSandbox } from '../sandbox/server.ts';
import { shop } from '../sandbox/worlds/shop.ts';
import { runAction } from '../support/action.ts';
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
};

const permissionsFor = (operation: string) => EXCEPTIONS[operation] ?? [operation];

const WRITES = /:(Put|Set|Create|Delete|Tag|Subscribe)/;

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
  const needed = sorted(callableOperations().flatMap(permissionsFor));

  test('the code is seen to call each service', () => {
    expect(sorted(callableOperations().map((operation) => operation.split(':')[0] ?? ''))).toEqual([
      'cloudwatch',
      'personalize',
      'sns',
      'sts',
    ]);
  });

  test('monitor.json allows what the code can call, and nothing more', () => {
    expect(actionsOf(policy('monitor'))).toEqual(needed);
  });

  test('plan.json allows what of that reads, and nothing more', () => {
    expect(actionsOf(policy('plan'))).toEqual(needed.filter((action) => !WRITES.test(action)));
  });

  test.each(['monitor', 'plan'])(
    '%s.json writes only to what is ours, by the names that the code uses',
    (name) => {
      const { Statement } = policy(name);
      const wide = Statement.filter(({ Resource, Condition }) => Resource === '*' && !Condition);
      expect(wide.flatMap(({ Action }) => Action).filter((action) => WRITES.test(action))).toEqual([]);
      const text = JSON.stringify(Statement);
      expect(text).toContain(`:alarm:${ALARM_PREFIX}*`);
      expect(text).toContain(`:dashboard/${DEFAULTS['dashboard-name']}*`);
      expect(text).toContain(`:${TOPIC_NAME}"`);
      if (name === 'monitor') expect(text).toContain(`"cloudwatch:namespace":"${NAMESPACE}"`);
    },
  );

  test('a plan against the sandbox makes no call that plan.json does not allow, nor a run after it one that monitor.json does not', async () => {
    const sandbox = await startSandbox(shop());
    try {
      for (const command of ['plan', 'monitor']) {
        const inputs = { command, regions: 'us-east-1, eu-west-1', 'notification-endpoint': 'a@example.com' };
        const { report } = await runAction(sandbox, inputs);
        const called = report?.calls.map(({ operation }) => operation) ?? [];
        expect(called.length).toBeGreaterThan(0);
        const allowed = actionsOf(policy(command));
        expect(called.flatMap(permissionsFor).filter((action) => !allowed.includes(action))).toEqual([]);
      }
    } finally {
      await sandbox.close();
    }
  });
});
