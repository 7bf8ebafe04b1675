import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  TagResourceCommand,
} from '@aws-sdk/client-sns';
import { isNotFound } from '../../aws/errors.ts';
import { EVENT_SOURCE } from '../../notifications/events.ts';
import { TOPIC_NAME, topicArnOf } from '../../notifications/topic.ts';
import { type Probe, type Target, Untried } from './probe.ts';

const topic = ({ partition, region, account }: Target) => topicArnOf(partition, region, account);

const refused = (send: (client: Target['clients']['sns'], TopicArn: string) => Promise<unknown>): Probe => ({
  kind: 'refused',
  send: (target) => send(target.clients.sns, topic(target)),
});

const attributesOf = (target: Target) =>
  target.clients.sns.send(new GetTopicAttributesCommand({ TopicArn: topic(target) }));

/** Policies allow one topic only, by its name, so that what is asked of it is what SNS never takes, whether it exists or not. */
export const TOPIC_PROBES: Readonly<Record<string, Probe>> = {
  'sns:GetTopicAttributes': { kind: 'read', send: attributesOf },
  'sns:ListSubscriptionsByTopic': {
    kind: 'read',
    send: (target) =>
      target.clients.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topic(target) })),
  },
  /** Creating a topic that is there changes nothing of it; one that is not there would be made. */
  'sns:CreateTopic': {
    kind: 'read',
    send: async (target) => {
      await attributesOf(target).catch((error: unknown) => {
        const why = isNotFound(error) ? 'the topic would be made' : 'whether there is a topic is not known';
        throw new Untried(why);
      });
      return target.clients.sns.send(new CreateTopicCommand({ Name: TOPIC_NAME }));
    },
  },
  // Keys that begin with `aws:` are kept for AWS itself.
  'sns:TagResource': refused((to, ResourceArn) =>
    to.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'aws:doctor', Value: 'doctor' }] })),
  ),
  'sns:SetTopicAttributes': refused((to, TopicArn) =>
    to.send(
      new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Doctor', AttributeValue: 'no attribute' }),
    ),
  ),
  'sns:Subscribe': refused((to, TopicArn) =>
    to.send(new SubscribeCommand({ TopicArn, Protocol: 'doctor', Endpoint: 'no-endpoint' })),
  ),
  'sns:Publish': refused((to, TopicArn) => to.send(new PublishCommand({ TopicArn, Message: '' }))),
  /** EventBridge takes each entry by itself; this one, whose detail is no JSON, it never does. */
  'events:PutEvents': {
    kind: 'refused',
    send: async ({ clients, eventBus }) => {
      const entry = { Source: EVENT_SOURCE, DetailType: 'doctor', Detail: 'no JSON', EventBusName: eventBus };
      const { Entries = [] } = await clients.events.send(new PutEventsCommand({ Entries: [entry] }));
      const [answer] = Entries;
      if (answer?.ErrorCode && /access|authori/i.test(answer.ErrorCode)) {
        throw Object.assign(new Error(answer.ErrorMessage), { name: 'AccessDeniedException' });
      }
    },
  },
};
