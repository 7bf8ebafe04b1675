import { type Context, makeToken, operations, page } from '../service.ts';
import type { Topic } from '../state.ts';
import { list, ServiceError, string, structure, wordProblems } from '../validation.ts';

export const invalidParameter = (message: string) =>
  new ServiceError('InvalidParameter', `Invalid parameter: ${message}`);

export const validated = operations((problems) => invalidParameter(wordProblems(problems)));

export const topicArnShape = string({ min: 1, max: 512 });
export const tagsShape = list(structure({ Key: string({ min: 1, max: 128 }), Value: string({ max: 256 }) }), {
  max: 50,
});

/** SNS pages hold 100, whatever is listed. */
export function pageOf<T>(context: Context, listing: string, token: string | undefined, all: readonly T[]) {
  const size = Math.min(100, context.settings.pageSize);
  const options = { listing: makeToken(`${listing} ${context.region.name}`, 0), token, size };
  return page(all, options, () => invalidParameter('NextToken Reason: the token is not valid'));
}

export function checkTopicArn(arn: string, { region }: Context): void {
  const match = /^arn:([a-z-]+):sns:([a-z0-9-]+):(\d{12}):([A-Za-z0-9_-]{1,256})$/.exec(arn);
  if (match === null) throw invalidParameter(`TopicArn Reason: ${arn} is not a valid topic ARN`);
  if (match[2] !== region.name || match[1] !== region.partition)
    throw invalidParameter('TopicArn Reason: the topic is not in this Region');
  if (match[3] !== region.account)
    throw new ServiceError('AuthorizationError', `Not authorized for ${arn}`, 403);
}

export function topicOf(arn: string, context: Context): Topic {
  checkTopicArn(arn, context);
  const topic = context.region.topics.get(arn);
  if (topic === undefined) throw new ServiceError('NotFound', 'Topic does not exist', 404);
  return topic;
}
