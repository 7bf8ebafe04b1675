import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import pLimit from 'p-limit';
import type { Failure } from '../aws/failure.ts';
import type { Message } from './messages.ts';
import { untold } from './untold.ts';

const REQUESTS_AT_ONCE = 4;

export interface AnnounceQuery {
  /** A client of the topic's Region: SNS publishes to topics of its own Region only. */
  readonly client: SNSClient;
  readonly topicArn: string;
  readonly region: string;
  readonly messages: readonly Message[];
}

export interface AnnounceResult {
  readonly failures: readonly Failure[];
  /** Messages that SNS took. */
  readonly published: number;
}

/** Publishes each message by itself: a failure costs only its own message, and is told. Never rejects. */
export async function announce({
  client,
  topicArn,
  region,
  messages,
}: AnnounceQuery): Promise<AnnounceResult> {
  const limit = pLimit(REQUESTS_AT_ONCE);
  const failures: Failure[] = [];
  await Promise.all(
    messages.map(({ subject, message }) =>
      limit(async () => {
        try {
          await client.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: message }));
        } catch (error) {
          const resource = topicArn.slice(topicArn.lastIndexOf(':') + 1);
          const what = 'publish a message about a change';
          failures.push(untold(error, { what, region, resource, operation: 'sns:Publish' }));
        }
      }),
    ),
  );
  return { failures, published: messages.length - failures.length };
}
