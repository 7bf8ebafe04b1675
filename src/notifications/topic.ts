import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  paginateListSubscriptionsByTopic,
  SetTopicAttributesCommand,
  type SNSClient,
  SubscribeCommand,
  type Subscription,
  TagResourceCommand,
} from '@aws-sdk/client-sns';
import { failureOf, isNotFound } from '../aws/errors.ts';
import type { Failure } from '../aws/failure.ts';
import type { Notice } from '../outcomes/notice.ts';
import type { Upkeep } from '../outcomes/upkeep.ts';
import type { Endpoint } from '../settings/fields.ts';
import { mergePolicy } from './policy.ts';
import { subscriptionDifference } from './subscriptions.ts';

export const TOPIC_NAME = 'PersonalizeMonitorNotifications';

/** The topic's ARN, which does not depend on whether it exists yet. */
export function topicArnOf(partition: string, region: string, account: string): string {
  return `arn:${partition}:sns:${region}:${account}:${TOPIC_NAME}`;
}

export interface TopicQuery {
  readonly client: SNSClient;
  readonly mode: 'apply' | 'plan';
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly endpoints: readonly Endpoint[];
}

export interface TopicResult {
  readonly changes: readonly Upkeep[];
  readonly notices: readonly Notice[];
  readonly failures: readonly Failure[];
}

/**
 * Makes the Region's topic what it should be: there, open to CloudWatch for this account only, and each endpoint
 * subscribed once. Each step fails by itself.
 */
export async function reconcileTopic(query: TopicQuery): Promise<TopicResult> {
  const topic = new Topic(query);
  await topic.reconcile();
  return topic;
}

class Topic implements TopicResult {
  readonly changes: Upkeep[] = [];
  readonly notices: Notice[] = [];
  readonly failures: Failure[] = [];
  readonly #query: TopicQuery;
  readonly #arn: string;

  constructor(query: TopicQuery) {
    this.#query = query;
    this.#arn = topicArnOf(query.partition, query.region, query.account);
  }

  async reconcile(): Promise<void> {
    let attributes: Record<string, string> | undefined;
    try {
      attributes = await this.#attributes();
    } catch (error) {
      this.#fail(error, 'read the SNS topic', 'GetTopicAttributes');
      return;
    }
    if (!attributes && !(await this.#create())) return;
    await this.#setPolicy(attributes?.['Policy']);
    await this.#subscribe(attributes);
  }

  /** Undefined when there is no topic yet. */
  async #attributes(): Promise<Record<string, string> | undefined> {
    const { client } = this.#query;
    try {
      const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn: this.#arn }));
      return Attributes ?? {};
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Creates the topic untagged, since CreateTopic refuses a topic that exists with other tags, then tags it. */
  async #create(): Promise<boolean> {
    const { client } = this.#query;
    const made = await this.#write({ action: 'create', target: 'topic', name: TOPIC_NAME, reason: 'new' }, [
      'create the SNS topic',
      'CreateTopic',
      () => client.send(new CreateTopicCommand({ Name: TOPIC_NAME })),
    ]);
    if (!made || this.#query.mode === 'plan') return made;
    const Tags = [{ Key: 'CreatedBy', Value: 'PersonalizeMonitor' }];
    try {
      await client.send(new TagResourceCommand({ ResourceArn: this.#arn, Tags }));
    } catch (error) {
      this.#fail(error, 'tag the SNS topic', 'TagResource');
    }
    return true;
  }

  /** A new topic has SNS's own default policy, which is read before ours is merged into it. */
  async #setPolicy(present: string | undefined): Promise<void> {
    const { client, region, mode } = this.#query;
    try {
      const policy = present ?? (mode === 'plan' ? undefined : (await this.#attributes())?.['Policy']);
      const merged = mergePolicy(policy, { ...this.#query, topicArn: this.#arn });
      for (const sid of merged.open) {
        const text = `Statement ${sid} of the topic's policy lets services publish to it for any account. It was left alone.`;
        this.notices.push({ level: 'warning', text, region, resource: TOPIC_NAME });
      }
      if (merged.policy === undefined || (mode === 'plan' && present === undefined)) return;
      const attribute = { AttributeName: 'Policy', AttributeValue: merged.policy };
      const reason = 'its policy lets CloudWatch publish for this account only';
      const change = { action: 'update', target: 'topic', name: TOPIC_NAME, reason } as const;
      const set = () => client.send(new SetTopicAttributesCommand({ TopicArn: this.#arn, ...attribute }));
      // Of a topic that was just made, the policy is a part of making it.
      if (present === undefined) await set();
      else await this.#write(change, ["set the SNS topic's policy", 'SetTopicAttributes', set]);
    } catch (error) {
      const operation = present === undefined ? 'SetTopicAttributes' : 'GetTopicAttributes';
      this.#fail(error, "set the SNS topic's policy", operation);
    }
  }

  async #subscribe(attributes: Record<string, string> | undefined): Promise<void> {
    const { client, endpoints } = this.#query;
    if (endpoints.length === 0) {
      const pending = Number(attributes?.['SubscriptionsPending'] ?? 0);
      if (pending > 0) this.#unconfirmed(`${pending} subscription${pending === 1 ? '' : 's'} of the topic`);
      return;
    }
    let present: Subscription[];
    try {
      present = attributes ? await this.#subscriptions() : [];
    } catch (error) {
      this.#fail(error, 'list the subscriptions of the SNS topic', 'ListSubscriptionsByTopic');
      return;
    }
    const { missing, unconfirmed } = subscriptionDifference(endpoints, present);
    for (const { endpoint } of unconfirmed) this.#unconfirmed(endpoint);
    for (const { protocol, endpoint } of missing) {
      const change = { action: 'subscribe', target: 'subscription', name: endpoint, reason: 'new' } as const;
      const done = await this.#write(change, [
        'subscribe an endpoint to the SNS topic',
        'Subscribe',
        () =>
          client.send(new SubscribeCommand({ TopicArn: this.#arn, Protocol: protocol, Endpoint: endpoint })),
      ]);
      const asked = protocol === 'email' || protocol === 'https';
      if (done && asked && this.#query.mode === 'apply') this.#unconfirmed(endpoint);
    }
  }

  async #subscriptions(): Promise<Subscription[]> {
    const { client } = this.#query;
    const subscriptions: Subscription[] = [];
    for await (const page of paginateListSubscriptionsByTopic({ client }, { TopicArn: this.#arn })) {
      subscriptions.push(...(page.Subscriptions ?? []));
    }
    return subscriptions;
  }

  #unconfirmed(endpoint: string): void {
    const text = `${endpoint} has not confirmed its subscription yet: follow the link that SNS sent, or no notice arrives. SNS's link is valid for two days.`;
    this.notices.push({ level: 'warning', text, region: this.#query.region, resource: TOPIC_NAME });
  }

  /** Carries out one write and records it as a change; in `plan` it only records. False when it failed. */
  async #write(
    change: Omit<Upkeep, 'outcome' | 'region'>,
    [what, operation, send]: readonly [string, string, () => Promise<unknown>],
  ): Promise<boolean> {
    const { region, mode } = this.#query;
    if (mode === 'plan') {
      this.changes.push({ ...change, region, outcome: 'planned' });
      return true;
    }
    try {
      await send();
      this.changes.push({ ...change, region, outcome: 'done' });
      return true;
    } catch (error) {
      this.changes.push({ ...change, region, outcome: 'failed' });
      this.#fail(error, what, operation, change.name);
      return false;
    }
  }

  #fail(error: unknown, what: string, operation: string, resource: string = TOPIC_NAME): void {
    const { region } = this.#query;
    this.failures.push(failureOf(error, { what, region, resource, operation: `sns:${operation}` }));
  }
}
