import { afterEach, describe, expect, test } from '@jest/globals';
import { CallMeter } from '../../src/aws/calls.ts';
import { clientFactory } from '../../src/aws/clients.ts';
import { reconcileTopic, TOPIC_NAME, type TopicResult } from '../../src/notifications/topic.ts';
import type { Endpoint } from '../../src/settings/fields.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { type TopicSpec, world } from '../sandbox/world.ts';

const OPS: Endpoint = { protocol: 'email', endpoint: 'ops@example.com' };
const place = { region: 'us-east-1', account: '123456789012', partition: 'aws' };

let sandbox: Sandbox;
afterEach(() => sandbox.close());

async function accountWith(...topics: TopicSpec[]): Promise<void> {
  sandbox = await startSandbox(world({ regions: { 'us-east-1': { topics } } }));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: sandbox.url,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
  });
}

async function reconcile(
  endpoints: readonly Endpoint[] = [],
  mode: 'apply' | 'plan' = 'apply',
): Promise<TopicResult> {
  const signal = new AbortController().signal;
  const clients = clientFactory({ meter: new CallMeter(), signal, patient: true, env: {} })('us-east-1');
  try {
    return await reconcileTopic({ client: clients.sns, mode, ...place, endpoints });
  } finally {
    clients.destroy();
  }
}

const topic = () => sandbox.region('us-east-1').topic(TOPIC_NAME);
const policy = () => JSON.parse(topic().attributes.get('Policy') ?? '{}');
const subscribed = () => sandbox.region('us-east-1').subscriptions.map(({ endpoint }) => endpoint);

describe('the topic', () => {
  test('is made, tagged and opened to CloudWatch for this account only, and then left as it is', async () => {
    await accountWith();
    const made = await reconcile();
    expect(made.changes).toEqual([
      {
        action: 'create',
        target: 'topic',
        name: TOPIC_NAME,
        region: 'us-east-1',
        reason: 'new',
        outcome: 'done',
      },
    ]);
    expect(topic().tags.get('CreatedBy')).toBe('PersonalizeMonitor');
    expect(policy().Statement).toHaveLength(2);
    expect(policy().Statement[1].Condition.StringEquals).toEqual({ 'aws:SourceAccount': '123456789012' });
    sandbox.calls.clear();
    expect(await reconcile()).toMatchObject({ changes: [], notices: [], failures: [] });
    expect(sandbox.calls.byOperation()).toEqual({ 'sns:GetTopicAttributes': 1 });
  });

  test('that exists with other tags is used as it is', async () => {
    await accountWith({ Name: TOPIC_NAME, Tags: [{ Key: 'team', Value: 'search' }] });
    const { failures } = await reconcile();
    expect(failures).toEqual([]);
    expect(sandbox.calls.count('CreateTopic')).toBe(0);
    expect([...topic().tags]).toEqual([['team', 'search']]);
  });

  test('keeps the statements that people put into its policy', async () => {
    await accountWith();
    await reconcile();
    const before = policy();
    const mine = { ...before.Statement[0], Sid: 'Mine' };
    topic().attributes.set('Policy', JSON.stringify({ ...before, Statement: [mine] }));
    const { changes } = await reconcile();
    expect(changes).toMatchObject([{ action: 'update', target: 'topic' }]);
    expect(policy().Statement.map(({ Sid }: { Sid: string }) => Sid)).toEqual([
      'Mine',
      'PersonalizeMonitorAlarms',
    ]);
  });
});

describe('an endpoint', () => {
  test('is subscribed once, and said to be unconfirmed until its owner confirms', async () => {
    await accountWith();
    const first = await reconcile([OPS]);
    expect(first.changes.at(-1)).toMatchObject({
      action: 'subscribe',
      name: 'ops@example.com',
      outcome: 'done',
    });
    expect(first.notices).toMatchObject([
      { level: 'warning', text: expect.stringContaining('ops@example.com') },
    ]);
    const second = await reconcile([OPS]);
    expect(second.changes).toEqual([]);
    expect(second.notices).toHaveLength(1);
    sandbox.region('us-east-1').confirmSubscription('ops@example.com');
    expect(await reconcile([OPS])).toMatchObject({ changes: [], notices: [], failures: [] });
    expect(subscribed()).toEqual(['ops@example.com']);
    expect(sandbox.calls.count('GetSubscriptionAttributes')).toBe(0);
  });

  test('is found among hundreds, whatever the case of its letters', async () => {
    const others = Array.from({ length: 150 }, (_, index) => ({
      Protocol: 'email',
      Endpoint: `someone-${index}@example.com`,
      confirmed: true,
    }));
    await accountWith({
      Name: TOPIC_NAME,
      subscriptions: [...others, { Protocol: 'email', Endpoint: 'Ops@Example.com', confirmed: true }],
    });
    await reconcile([OPS]);
    expect(sandbox.calls.count('Subscribe')).toBe(0);
  });

  test('that SNS refuses costs no other endpoint', async () => {
    await accountWith();
    const queue: Endpoint = { protocol: 'sqs', endpoint: 'arn:aws:sqs:us-east-1:123456789012:alarms' };
    sandbox.faults.add({ operation: 'Subscribe', kind: 'accessDenied', times: 1 });
    const { changes, failures } = await reconcile([OPS, queue]);
    expect(failures).toMatchObject([{ operation: 'sns:Subscribe', resource: 'ops@example.com' }]);
    expect(changes.map(({ outcome }) => outcome)).toEqual(['done', 'failed', 'done']);
    expect(subscribed()).toEqual([queue.endpoint]);
  });

  test('left unconfirmed by someone else is said without a call more', async () => {
    await accountWith({
      Name: TOPIC_NAME,
      subscriptions: [{ Protocol: 'email', Endpoint: 'a@example.com', confirmed: false }],
    });
    await reconcile();
    sandbox.calls.clear();
    const { notices } = await reconcile();
    expect(notices).toMatchObject([{ text: expect.stringContaining('1 subscription of the topic') }]);
    expect(sandbox.calls.count()).toBe(1);
  });
});

test('a plan tells what would be made, and makes nothing', async () => {
  await accountWith();
  const { changes } = await reconcile([OPS], 'plan');
  expect(changes.map(({ target, outcome }) => [target, outcome])).toEqual([
    ['topic', 'planned'],
    ['subscription', 'planned'],
  ]);
  expect(sandbox.calls.writes()).toEqual([]);
});
