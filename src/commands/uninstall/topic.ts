import { type CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { DeleteTopicCommand, ListTagsForResourceCommand, type SNSClient } from '@aws-sdk/client-sns';
import { OWNER_TAG, type Place } from '../../alarms/identity.ts';
import { failureOf, isNotFound } from '../../aws/errors.ts';
import { TOPIC_NAME, topicArnOf } from '../../notifications/topic.ts';
import type { Notice } from '../../outcomes/notice.ts';
import type { Mode } from '../context.ts';
import { NOTHING, type Removed, removing, UNINSTALLED } from './removed.ts';

interface Clients {
  readonly sns: SNSClient;
  readonly cloudWatch: CloudWatchClient;
}

/**
 * Deletes the Region's topic, and with it its subscriptions (SNS API reference, DeleteTopic), if this action made it and
 * no alarm other than `ours` notifies through it. Never throws.
 */
export async function removeTopic(
  { sns, cloudWatch }: Clients,
  { partition, region, account }: Place,
  ours: ReadonlySet<string>,
  mode: Mode,
): Promise<Removed> {
  const TopicArn = topicArnOf(partition, region, account);
  const context = { region, resource: TOPIC_NAME };
  const left = (text: string, level: Notice['level']): Removed => ({
    ...NOTHING,
    notices: [{ level, text, ...context }],
  });
  let operation = 'sns:ListTagsForResource';
  try {
    const { Tags = [] } = await sns.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn }));
    if (!Tags.some(({ Key, Value }) => Key === OWNER_TAG.Key && Value === OWNER_TAG.Value)) {
      return left(
        `Topic ${TOPIC_NAME} is left as it is: it has not the tag ${OWNER_TAG.Key}=${OWNER_TAG.Value} that this action gives to what it makes.`,
        'info',
      );
    }
    operation = 'cloudwatch:DescribeAlarms';
    const others = (await alarmsNotifying(cloudWatch, TopicArn)).filter(({ arn }) => !ours.has(arn));
    if (others.length > 0) {
      const names = others.map(({ name }) => name).join(', ');
      return left(
        `Topic ${TOPIC_NAME} is left as it is: alarms that are not of this action notify through it (${names}). Give them another topic, and run this again.`,
        'warning',
      );
    }
  } catch (error) {
    if (isNotFound(error)) return NOTHING;
    const failure = failureOf(error, { what: 'see whose the SNS topic is', ...context, operation });
    return { ...NOTHING, failures: [failure] };
  }
  return removing(
    { action: 'delete', target: 'topic', name: TOPIC_NAME, region, reason: UNINSTALLED },
    mode,
    () => sns.send(new DeleteTopicCommand({ TopicArn })),
    (error) => failureOf(error, { what: 'delete the SNS topic', ...context, operation: 'sns:DeleteTopic' }),
  );
}

async function alarmsNotifying(client: CloudWatchClient, topicArn: string) {
  const pages = paginateDescribeAlarms(
    { client },
    { ActionPrefix: topicArn, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
  );
  const found: { readonly name: string; readonly arn: string }[] = [];
  for await (const { MetricAlarms = [], CompositeAlarms = [] } of pages) {
    for (const { AlarmName: name = '', AlarmArn: arn = '' } of [...MetricAlarms, ...CompositeAlarms]) {
      found.push({ name, arn });
    }
  }
  return found;
}
