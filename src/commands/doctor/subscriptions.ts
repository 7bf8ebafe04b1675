import { paginateListSubscriptionsByTopic, type SNSClient, type Subscription } from '@aws-sdk/client-sns';
import type { Account } from '../../aws/account.ts';
import { isNotFound } from '../../aws/errors.ts';
import { subscriptionDifference } from '../../notifications/subscriptions.ts';
import { topicArnOf } from '../../notifications/topic.ts';
import type { Check } from '../../outcomes/check.ts';
import type { Endpoint } from '../../settings/fields.ts';

/** Whether those whom the settings name would hear of anything in one Region. Never throws. */
export async function checkSubscriptions(
  client: SNSClient,
  { partition, account }: Account,
  region: string,
  endpoints: readonly Endpoint[],
): Promise<Check[]> {
  if (endpoints.length === 0) return [];
  const check = { area: 'notification', name: `subscriptions in ${region}` } as const;
  try {
    const present: Subscription[] = [];
    const TopicArn = topicArnOf(partition, region, account);
    for await (const page of paginateListSubscriptionsByTopic({ client }, { TopicArn })) {
      present.push(...(page.Subscriptions ?? []));
    }
    const { missing, unconfirmed } = subscriptionDifference(endpoints, present);
    if (unconfirmed.length === 0) {
      const found =
        missing.length === 0
          ? 'every endpoint is subscribed'
          : `the next run subscribes ${missing.map(({ endpoint }) => endpoint).join(', ')}`;
      return [{ ...check, result: 'ok', found }];
    }
    return unconfirmed.map(({ endpoint }) => ({
      ...check,
      result: 'wrong',
      found: `${endpoint} has not confirmed its subscription, and hears of nothing`,
      remedy:
        'Follow the link in the message that SNS sent there. It is valid for two days; after that, delete the subscription in SNS if it is still listed, and the next run subscribes the endpoint again.',
    }));
  } catch (error) {
    if (isNotFound(error)) return [{ ...check, result: 'ok', found: 'the first run makes the topic' }];
    // Why it failed is told of the permission.
    return [{ ...check, result: 'unknown', found: 'they could not be listed' }];
  }
}
