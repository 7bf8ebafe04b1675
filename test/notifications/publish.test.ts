import { expect, test } from '@jest/globals';
import { announce } from '../../src/notifications/publish.ts';
import { TOPIC_NAME, topicArnOf } from '../../src/notifications/topic.ts';
import { clientsOf, NOW, opened } from '../sandbox/testing.ts';
import type { TopicSpec } from '../sandbox/world.ts';
import { world } from '../sandbox/world.ts';

const region = 'us-east-1';
const topicArn = topicArnOf('aws', region, '123456789012');
const messages = ['first', 'second', 'third'].map((subject) => ({ subject, message: `${subject} body\n` }));

async function withTopic(topics: readonly TopicSpec[] = [{ Name: TOPIC_NAME }]) {
  const sandbox = await opened(world({ regions: { [region]: { topics } } }));
  const { sns: client } = clientsOf(sandbox);
  return { sandbox, client, messages: () => sandbox.region(region).messages };
}

test('each message reaches the topic with its subject', async () => {
  const { client, messages: taken } = await withTopic();
  expect(await announce({ client, topicArn, region, messages })).toEqual({ failures: [], published: 3 });
  expect(taken()).toEqual(expect.arrayContaining(messages.map((one) => ({ ...one, topicArn, at: NOW }))));
});

test('a message that fails costs only itself, and is told', async () => {
  const { sandbox, client, messages: taken } = await withTopic();
  sandbox.faults.add({
    operation: 'Publish',
    kind: 'accessDenied',
    when: ({ Subject }) => Subject === 'second',
  });
  const { failures, published } = await announce({ client, topicArn, region, messages });
  expect(published).toBe(2);
  expect(
    taken()
      .map(({ subject }) => subject)
      .sort(),
  ).toEqual(['first', 'third']);
  expect(failures).toEqual([
    {
      what: 'publish a message about a change',
      region,
      resource: TOPIC_NAME,
      operation: 'sns:Publish',
      cause: expect.stringMatching(/^AuthorizationError/),
      remedy: expect.stringContaining('Allow sns:Publish'),
    },
  ]);
});

test('a subscription that nobody confirmed yet stops no message', async () => {
  const subscriptions = [{ Protocol: 'email', Endpoint: 'ops@example.com', confirmed: false }];
  const { sandbox, client, messages: taken } = await withTopic([{ Name: TOPIC_NAME, subscriptions }]);
  sandbox.calls.clear();
  expect(await announce({ client, topicArn, region, messages })).toEqual({ failures: [], published: 3 });
  expect(taken()).toHaveLength(3);
  expect(sandbox.calls.count()).toBe(3);
});

test('with no topic yet, the remedy is the command that makes it', async () => {
  const { client } = await withTopic([]);
  const { failures, published } = await announce({ client, topicArn, region, messages });
  expect(published).toBe(0);
  expect(failures).toHaveLength(3);
  expect(failures[0]?.remedy).toMatch(/^Run the command `monitor`, which creates the topic\./);
});

test.each([{ kind: 'throttle' }, { kind: 'error', status: 500, name: 'InternalError' }] as const)(
  'a message lost to $kind is not said to be made up for by the next run',
  async (fault) => {
    const { sandbox, client } = await withTopic();
    sandbox.faults.add({ operation: 'Publish', ...fault });
    const { failures } = await announce({ client, topicArn, region, messages: messages.slice(0, 1) });
    expect(failures[0]?.remedy).toMatch(/no later run tells of it again\.$/);
    expect(failures[0]?.remedy).not.toContain('next run');
  },
);

test('with nothing to tell, nothing is asked of SNS', async () => {
  const { sandbox, client } = await withTopic();
  sandbox.calls.clear();
  expect(await announce({ client, topicArn, region, messages: [] })).toEqual({ failures: [], published: 0 });
  expect(sandbox.calls.count()).toBe(0);
});
