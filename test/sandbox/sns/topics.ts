import { type Context, newId, type Operations } from '../service.ts';
import { type Tags, type Topic, tagMap } from '../state.ts';
import { list, map, ServiceError, string, structure } from '../validation.ts';
import { checkPolicy, defaultPolicy } from './policy.ts';
import {
  checkTopicArn,
  invalidParameter,
  pageOf,
  tagsShape,
  topicArnShape,
  topicOf,
  validated,
} from './shapes.ts';

const SETTABLE = [
  ...['Policy', 'DisplayName', 'DeliveryPolicy', 'KmsMasterKeyId', 'SignatureVersion', 'TracingConfig'],
];
const MOST_MESSAGE_BYTES = 262_144;

function setAttribute(topic: Topic, name: string, value: string): void {
  if (!SETTABLE.includes(name)) throw invalidParameter(`AttributeName Reason: ${name}`);
  if (name === 'Policy') checkPolicy(value, topic.arn);
  if (name === 'DisplayName' && value.length > 100) throw invalidParameter('DisplayName Reason: too long');
  topic.attributes.set(name, value);
}

function attributesOf(topic: Topic, { region }: Context): Map<string, string> {
  const subscriptions = region.subscriptions.filter(({ topicArn }) => topicArn === topic.arn);
  const confirmed = subscriptions.filter((subscription) => subscription.confirmed).length;
  return new Map([
    ...topic.attributes,
    ['TopicArn', topic.arn],
    ['Owner', region.account],
    ['SubscriptionsConfirmed', String(confirmed)],
    ['SubscriptionsPending', String(subscriptions.length - confirmed)],
    ['SubscriptionsDeleted', '0'],
  ]);
}

function tagsOf(arn: string, context: Context): Tags {
  checkTopicArn(arn, context);
  const topic = context.region.topics.get(arn);
  if (topic === undefined) throw new ServiceError('ResourceNotFound', 'Resource does not exist', 404);
  return topic.tags;
}

export const topics: Operations = {
  /** Idempotent by name, unless tags or attributes differ (platform-facts 3). */
  CreateTopic: validated(
    structure(
      { Name: string({ min: 1, max: 256 }) },
      { Attributes: map(string()), Tags: tagsShape, DataProtectionPolicy: string() },
    ),
    ({ Name, Attributes = {}, Tags }, context) => {
      const { region } = context;
      if (!/^[A-Za-z0-9_-]+$/.test(Name)) throw invalidParameter('Topic Name');
      const arn = `arn:${region.partition}:sns:${region.name}:${region.account}:${Name}`;
      const known = region.topics.get(arn);
      if (known) {
        const hasTags =
          Tags?.every(({ Key, Value }) => known.tags.get(Key) === Value) && Tags.length === known.tags.size;
        if (Tags && Tags.length > 0 && !hasTags)
          throw invalidParameter('Tags Reason: Topic already exists with different tags');
        for (const [name, value] of Object.entries(Attributes))
          if (known.attributes.get(name) !== value)
            throw invalidParameter('Attributes Reason: Topic already exists with different attributes');
        return { TopicArn: arn };
      }
      const attributes = new Map([
        ['Policy', defaultPolicy(arn, region)],
        ['DisplayName', ''],
      ]);
      const tags = tagMap(Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key, Value])));
      const topic: Topic = { name: Name, arn, attributes, tags };
      for (const [name, value] of Object.entries(Attributes)) setAttribute(topic, name, value);
      region.topics.set(arn, topic);
      return { TopicArn: arn };
    },
  ),

  DeleteTopic: validated(structure({ TopicArn: topicArnShape }), ({ TopicArn }, context) => {
    checkTopicArn(TopicArn, context);
    const { region } = context;
    region.topics.delete(TopicArn);
    region.subscriptions = region.subscriptions.filter(({ topicArn }) => topicArn !== TopicArn);
    return {};
  }),

  ListTopics: validated(structure({}, { NextToken: string() }), ({ NextToken }, context) => {
    const { items, next } = pageOf(context, 'ListTopics', NextToken, [...context.region.topics.values()]);
    return { Topics: items.map(({ arn }) => ({ TopicArn: arn })), NextToken: next };
  }),

  GetTopicAttributes: validated(structure({ TopicArn: topicArnShape }), ({ TopicArn }, context) => ({
    Attributes: attributesOf(topicOf(TopicArn, context), context),
  })),

  SetTopicAttributes: validated(
    structure({ TopicArn: topicArnShape, AttributeName: string() }, { AttributeValue: string() }),
    ({ TopicArn, AttributeName, AttributeValue = '' }, context) => {
      setAttribute(topicOf(TopicArn, context), AttributeName, AttributeValue);
      return {};
    },
  ),

  Publish: validated(
    structure(
      { Message: string() },
      {
        TopicArn: topicArnShape,
        TargetArn: topicArnShape,
        Subject: string(),
        MessageStructure: string({ oneOf: ['json'] }),
      },
    ),
    ({ Message, TopicArn, TargetArn, Subject, MessageStructure }, context) => {
      if ((TopicArn === undefined) === (TargetArn === undefined))
        throw invalidParameter('TopicArn or TargetArn Reason: exactly one must be given');
      const topic = topicOf(TopicArn ?? TargetArn ?? '', context);
      if (Message === '') throw invalidParameter('Empty message');
      if (Buffer.byteLength(Message) > MOST_MESSAGE_BYTES) throw invalidParameter('Message too long');
      if (Subject !== undefined) checkSubject(Subject);
      if (MessageStructure === 'json') checkStructuredMessage(Message);
      const subject = Subject === undefined ? {} : { subject: Subject };
      context.region.messages.push({ topicArn: topic.arn, ...subject, message: Message, at: context.now });
      return { MessageId: newId() };
    },
  ),

  ListTagsForResource: validated(structure({ ResourceArn: topicArnShape }), ({ ResourceArn }, context) => ({
    Tags: [...tagsOf(ResourceArn, context)].map(([Key, Value]) => ({ Key, Value })),
  })),

  TagResource: validated(
    structure({ ResourceArn: topicArnShape, Tags: tagsShape }),
    ({ ResourceArn, Tags }, context) => {
      const tags = tagsOf(ResourceArn, context);
      if (Tags.some(({ Key }) => /^aws:/i.test(Key)))
        throw invalidParameter('Tags Reason: keys that begin with aws: are reserved');
      const merged = new Map([...tags, ...Tags.map(({ Key, Value }) => [Key, Value] as const)]);
      if (merged.size > 50) throw new ServiceError('TagLimitExceeded', 'A topic can have 50 tags at most.');
      for (const [key, value] of merged) tags.set(key, value);
      return {};
    },
  ),

  UntagResource: validated(
    structure({ ResourceArn: topicArnShape, TagKeys: list(string({ min: 1, max: 128 })) }),
    ({ ResourceArn, TagKeys }, context) => {
      const tags = tagsOf(ResourceArn, context);
      for (const key of TagKeys) tags.delete(key);
      return {};
    },
  ),
};

/** Less than 100 printable ASCII characters, beginning with a letter, number or punctuation mark. */
function checkSubject(subject: string): void {
  if (subject.length >= 100 || !/^[\x21-\x7e][\x20-\x7e]*$/.test(subject)) throw invalidParameter('Subject');
}

function checkStructuredMessage(message: string): void {
  try {
    const parsed = JSON.parse(message) as { default?: unknown };
    if (typeof parsed.default === 'string') return;
  } catch {
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  }
  throw invalidParameter('Message Structure - No default entry in JSON message body');
}
