import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  PublishCommand,
  paginateListSubscriptionsByTopic,
  SetTopicAttributesCommand,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from '@jest/globals';
import { clientsOf, failureOf, NOW, opened, rawRequest } from './testing.ts';
import { world } from './world.ts';

const TopicArn = 'arn:aws:sns:us-east-1:123456789012:ops';

async function topic(options: Parameters<typeof opened>[1] = {}) {
  const sandbox = await opened(
    world({ regions: { 'us-east-1': { topics: [{ Name: 'ops', Tags: [{ Key: 'a', Value: '1' }] }] } } }),
    options,
  );
  const { sns } = clientsOf(sandbox);
  const subscribe = async (Protocol: string, Endpoint: string) =>
    (await sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint }))).SubscriptionArn;
  return { sandbox, sns, subscribe, region: sandbox.region('us-east-1') };
}

describe('topics', () => {
  test('CreateTopic is idempotent by name, but not with other tags or attributes', async () => {
    const { sns } = await topic();
    const create = (rest: object = {}) => sns.send(new CreateTopicCommand({ Name: 'ops', ...rest }));
    expect((await create()).TopicArn).toBe(TopicArn);
    await create({ Tags: [{ Key: 'a', Value: '1' }] });
    expect(await failureOf(create({ Tags: [{ Key: 'a', Value: '2' }] }))).toBe(
      'InvalidParameterException: Invalid parameter: Tags Reason: Topic already exists with different tags',
    );
    expect(await failureOf(create({ Attributes: { DisplayName: 'Ops' } }))).toMatch(/different attributes/);
    expect(await failureOf(create({ Name: 'a b' }))).toMatch(/^InvalidParameterException/);
  });

  test('have the default policy of SNS, which SetTopicAttributes replaces whole', async () => {
    const { sns } = await topic();
    const policy = async () => {
      const { Attributes = {} } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
      return JSON.parse(Attributes['Policy'] ?? '');
    };
    expect(await policy()).toMatchObject({
      Id: '__default_policy_ID',
      Statement: [
        { Sid: '__default_statement_ID', Condition: { StringEquals: { 'AWS:SourceOwner': '123456789012' } } },
      ],
    });
    const statement = {
      Sid: 'cw',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: TopicArn,
    };
    const set = (Statement: object[]) =>
      sns.send(
        new SetTopicAttributesCommand({
          TopicArn,
          AttributeName: 'Policy',
          AttributeValue: JSON.stringify({ Statement }),
        }),
      );
    await set([statement]);
    expect((await policy()).Statement).toEqual([statement]);
    for (const wrong of [
      { Effect: 'Maybe' },
      { Action: 'SNS:*' },
      { Action: 'sqs:SendMessage' },
      { Resource: `${TopicArn}2` },
      { Principal: undefined },
    ])
      expect(await failureOf(set([{ ...statement, ...wrong }]))).toMatch(/^InvalidParameterException/);
    expect(await failureOf(set([statement, statement]))).toMatch(/not unique/);
  });

  test('text with markup survives the XML', async () => {
    const { sns } = await topic();
    const Value = `<b>&"quotes" 'and' ünïcode</b>`;
    await sns.send(new TagResourceCommand({ ResourceArn: TopicArn, Tags: [{ Key: 'note', Value }] }));
    const { Tags } = await sns.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn }));
    expect(Tags).toContainEqual({ Key: 'note', Value });
  });

  test('keys of tags that begin with aws: are kept for AWS', async () => {
    const { sns } = await topic();
    const tagging = sns.send(
      new TagResourceCommand({ ResourceArn: TopicArn, Tags: [{ Key: 'aws:note', Value: 'x' }] }),
    );
    expect(await failureOf(tagging)).toMatch(/^InvalidParameterException/);
  });

  test('a topic that is not there, in another Region or another account', async () => {
    const { sns } = await topic();
    const ask = (arn: string) => failureOf(sns.send(new GetTopicAttributesCommand({ TopicArn: arn })));
    expect(await ask(`${TopicArn}2`)).toBe('NotFoundException: Topic does not exist');
    expect(await ask(TopicArn.replace('us-east-1', 'eu-west-1'))).toMatch(/^InvalidParameterException/);
    expect(await ask(TopicArn.replace('123456789012', '999999999999'))).toMatch(
      /^AuthorizationErrorException/,
    );
  });
});

describe('subscriptions', () => {
  test('email and HTTPS wait for a person, queues and functions do not', async () => {
    const { sandbox, sns, subscribe, region } = await topic();
    expect(await subscribe('email', 'a@example.com')).toBe('pending confirmation');
    expect(await subscribe('https', 'https://example.com/hook')).toBe('pending confirmation');
    expect(await subscribe('sqs', 'arn:aws:sqs:us-east-1:123456789012:queue')).toMatch(
      new RegExp(`^${TopicArn}:`),
    );
    expect(await subscribe('email', 'a@example.com')).toBe('pending confirmation');
    const list = async () =>
      (await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions ?? [];
    expect((await list()).map(({ SubscriptionArn }) => SubscriptionArn?.slice(0, 19))).toEqual([
      'PendingConfirmation',
      'PendingConfirmation',
      'arn:aws:sns:us-east',
    ]);
    const pending = new GetSubscriptionAttributesCommand({ SubscriptionArn: 'PendingConfirmation' });
    expect(await failureOf(sns.send(pending))).toMatch(/^InvalidParameterException/);
    region.confirmSubscription('a@example.com');
    const [confirmed] = await list();
    const { SubscriptionArn } = confirmed ?? {};
    const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    expect(Attributes).toMatchObject({ PendingConfirmation: 'false', Endpoint: 'a@example.com' });
    await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    const { Attributes: counts } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    expect(counts).toMatchObject({ SubscriptionsConfirmed: '1', SubscriptionsPending: '1' });
    await sns.send(new DeleteTopicCommand({ TopicArn }));
    expect(sandbox.region('us-east-1').subscriptions).toEqual([]);
  });

  test('come in pages of 100', async () => {
    const { sns, subscribe } = await topic();
    for (let index = 0; index < 101; index++) await subscribe('email', `a${index}@example.com`);
    const pages = [];
    for await (const page of paginateListSubscriptionsByTopic({ client: sns }, { TopicArn }))
      pages.push(page.Subscriptions?.length);
    expect(pages).toEqual([100, 1]);
  });

  test.each([
    ['email', 'nobody'],
    ['https', 'http://example.com'],
    ['https', 'example.com'],
    ['lambda', 'arn:aws:sqs:us-east-1:123456789012:queue'],
    ['pager', 'x'],
  ])('refused: %s %s', async (protocol, endpoint) => {
    const { subscribe } = await topic();
    expect(await failureOf(subscribe(protocol, endpoint))).toMatch(/^InvalidParameterException/);
  });
});

describe('publishing', () => {
  test('messages are kept with their subject', async () => {
    const { sns, region } = await topic();
    await sns.send(
      new PublishCommand({ TopicArn, Subject: 'Floor lowered', Message: 'from 10 to 5\n& more' }),
    );
    expect(region.messages).toMatchObject([{ subject: 'Floor lowered', message: 'from 10 to 5\n& more' }]);
  });

  test.each([
    ['a subject of 100', { Subject: 'x'.repeat(100) }],
    ['a subject with a line break', { Subject: 'a\nb' }],
    ['a subject outside ASCII', { Subject: 'Größe' }],
    ['an empty message', { Message: '' }],
    ['262,145 bytes', { Message: `${'ü'.repeat(131_072)}x` }],
  ])('refused: %s', async (_, change) => {
    const { sns } = await topic();
    const request = sns.send(new PublishCommand({ TopicArn, Message: 'm', ...change }));
    expect(await failureOf(request)).toMatch(/^InvalidParameterException/);
  });
});

describe('events', () => {
  const put = async (
    Entries: object[],
    fault?: Parameters<Awaited<ReturnType<typeof topic>>['sandbox']['faults']['add']>[0],
  ) => {
    const { sandbox, region } = await topic();
    if (fault) sandbox.faults.add(fault);
    const answer = await rawRequest(sandbox, 'AWSEvents.PutEvents', { Entries }, 'us-east-1/events');
    return { ...answer, events: region.events };
  };
  const entry = {
    Source: 'personalize.monitor',
    DetailType: 'Changed',
    Detail: '{"a":1}',
    Resources: ['arn'],
  };

  test('entries are taken and kept', async () => {
    const { body, events } = await put([entry]);
    expect(body).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] });
    expect(events).toMatchObject([entry]);
  });

  test('bad entries fail one by one, by fault too', async () => {
    const { body, events } = await put([{ ...entry, Detail: '[]' }, { ...entry, Source: '' }, entry]);
    expect(body).toMatchObject({
      FailedEntryCount: 2,
      Entries: [{ ErrorCode: 'MalformedDetail' }, { ErrorCode: 'InvalidArgument' }, {}],
    });
    expect(events).toHaveLength(1);
    const faulty = await put([entry, entry], {
      service: 'eventbridge',
      kind: 'partialFailure',
      entries: (index) => index === 1,
    });
    expect(faulty.body).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{}, { ErrorCode: 'InternalFailure' }],
    });
  });

  test('more than ten entries, or 256 KB, are refused', async () => {
    expect((await put(Array(11).fill(entry))).body['__type']).toBe('ValidationException');
    const large = { ...entry, Detail: JSON.stringify('x'.repeat(40_000)) };
    expect((await put(Array(7).fill(large))).body['__type']).toBe('ValidationException');
  });
});

describe('identity', () => {
  test('GetCallerIdentity tells the account', async () => {
    const { sts } = clientsOf(await opened(world({ account: '210987654321' })));
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: '210987654321' });
  });

  test('a web identity token for AWS becomes credentials, another does not', async () => {
    const { sts } = clientsOf(await opened(world()));
    const token = (aud: string) =>
      `x.${Buffer.from(JSON.stringify({ aud, sub: 'repo:o/r:ref:refs/heads/main' })).toString('base64url')}.x`;
    const assume = (WebIdentityToken: string) =>
      sts.send(
        new AssumeRoleWithWebIdentityCommand({
          RoleArn: 'arn:aws:iam::123456789012:role/monitor',
          RoleSessionName: 'github',
          WebIdentityToken,
        }),
      );
    const { Credentials, AssumedRoleUser } = await assume(token('sts.amazonaws.com'));
    expect(Credentials?.Expiration?.getTime()).toBe(NOW + 3_600_000);
    expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::123456789012:assumed-role/monitor/github');
    expect(await failureOf(assume(token('example.com')))).toMatch(/^InvalidIdentityTokenException/);
  });
});
