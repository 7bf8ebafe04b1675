import { type Context, newId, type Operations } from '../service.ts';
import type { Subscription } from '../state.ts';
import { boolean, map, ServiceError, string, structure } from '../validation.ts';
import { invalidParameter, pageOf, topicArnShape, topicOf, validated } from './shapes.ts';

const ENDPOINTS: Record<string, RegExp> = {
  email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  'email-json': /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  http: /^http:\/\/[^\s/]+(\/\S*)?$/,
  https: /^https:\/\/[^\s/]+(\/\S*)?$/,
  sms: /^\+?[0-9]{7,15}$/,
  sqs: /^arn:[a-z-]+:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,80}$/,
  lambda: /^arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+(:[A-Za-z0-9_$-]+)?$/,
  application: /^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:endpoint\/.+$/,
  firehose: /^arn:[a-z-]+:firehose:[a-z0-9-]+:\d{12}:deliverystream\/.+$/,
};
/** Somebody at the other end has to confirm these. */
const CONFIRMED_BY_HAND = ['email', 'email-json', 'http', 'https'];
const ATTRIBUTES = [
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
  'RedrivePolicy',
  'DeliveryPolicy',
  'SubscriptionRoleArn',
];

const listed = (subscription: Subscription, owner: string) => ({
  SubscriptionArn: subscription.confirmed ? subscription.arn : 'PendingConfirmation',
  Owner: owner,
  Protocol: subscription.protocol,
  Endpoint: subscription.endpoint,
  TopicArn: subscription.topicArn,
});

function subscriptionOf(arn: string, { region }: Context): Subscription {
  if (!/^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]+:[0-9a-f-]{36}$/.test(arn))
    throw invalidParameter(`SubscriptionArn Reason: An ARN must have at least 6 elements, not ${arn}`);
  const subscription = region.subscriptions.find((one) => one.arn === arn);
  if (subscription === undefined) throw new ServiceError('NotFound', 'Subscription does not exist', 404);
  return subscription;
}

export const subscriptions: Operations = {
  Subscribe: validated(
    structure(
      { TopicArn: topicArnShape, Protocol: string() },
      { Endpoint: string({ max: 2048 }), Attributes: map(string()), ReturnSubscriptionArn: boolean() },
    ),
    ({ TopicArn, Protocol, Endpoint = '', Attributes = {}, ReturnSubscriptionArn }, context) => {
      const { region } = context;
      const topic = topicOf(TopicArn, context);
      const pattern = ENDPOINTS[Protocol];
      if (pattern === undefined) throw invalidParameter(`Does not support this protocol string: ${Protocol}`);
      if (!pattern.test(Endpoint)) throw invalidParameter(`Endpoint Reason: not an endpoint of ${Protocol}`);
      for (const name of Object.keys(Attributes))
        if (!ATTRIBUTES.includes(name))
          throw invalidParameter(`Attributes Reason: Unknown attribute: ${name}`);
      const isThere = (one: Subscription) =>
        one.topicArn === TopicArn && one.protocol === Protocol && one.endpoint === Endpoint;
      let subscription = region.subscriptions.find(isThere);
      if (subscription === undefined) {
        subscription = {
          arn: `${topic.arn}:${newId()}`,
          topicArn: TopicArn,
          protocol: Protocol,
          endpoint: Endpoint,
          confirmed: !CONFIRMED_BY_HAND.includes(Protocol),
          attributes: new Map(Object.entries(Attributes)),
        };
        region.subscriptions.push(subscription);
      }
      const shown =
        subscription.confirmed || ReturnSubscriptionArn ? subscription.arn : 'pending confirmation';
      return { SubscriptionArn: shown };
    },
  ),

  ListSubscriptionsByTopic: validated(
    structure({ TopicArn: topicArnShape }, { NextToken: string() }),
    ({ TopicArn, NextToken }, context) => {
      topicOf(TopicArn, context);
      const all = context.region.subscriptions.filter(({ topicArn }) => topicArn === TopicArn);
      const { items, next } = pageOf(context, `ListSubscriptionsByTopic ${TopicArn}`, NextToken, all);
      return { Subscriptions: items.map((one) => listed(one, context.region.account)), NextToken: next };
    },
  ),

  ListSubscriptions: validated(structure({}, { NextToken: string() }), ({ NextToken }, context) => {
    const { items, next } = pageOf(context, 'ListSubscriptions', NextToken, context.region.subscriptions);
    return { Subscriptions: items.map((one) => listed(one, context.region.account)), NextToken: next };
  }),

  GetSubscriptionAttributes: validated(
    structure({ SubscriptionArn: string() }),
    ({ SubscriptionArn }, context) => {
      const { arn, topicArn, protocol, endpoint, confirmed, attributes } = subscriptionOf(
        SubscriptionArn,
        context,
      );
      return {
        Attributes: new Map([
          ...attributes,
          ['SubscriptionArn', arn],
          ['TopicArn', topicArn],
          ['Owner', context.region.account],
          ['Protocol', protocol],
          ['Endpoint', endpoint],
          ['PendingConfirmation', String(!confirmed)],
          ['ConfirmationWasAuthenticated', 'false'],
        ]),
      };
    },
  ),

  Unsubscribe: validated(structure({ SubscriptionArn: string() }), ({ SubscriptionArn }, context) => {
    const { region } = context;
    const gone = subscriptionOf(SubscriptionArn, context);
    region.subscriptions = region.subscriptions.filter((one) => one !== gone);
    return {};
  }),
};
