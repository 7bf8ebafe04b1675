import { type CloudWatchClient, ListTagsForResourceCommand } from '@aws-sdk/client-cloudwatch';
import pLimit from 'p-limit';
import { failureOf } from '../aws/errors.ts';
import type { Failure } from '../aws/failure.ts';
import { OWNER_TAG } from './identity.ts';

/** ListTagsForResource allows ten calls a second in a Region (CloudWatch quotas). */
const CONCURRENCY = 5;

/** Whose alarms are, as far as their tags could be read. */
export interface Owners {
  /** ARNs of those that are ours. */
  readonly ours: ReadonlySet<string>;
  /** Names of those that are not. */
  readonly foreign: readonly string[];
  /** One for each whose tags could not be read. */
  readonly failures: readonly Failure[];
}

interface Alarm {
  readonly name: string;
  readonly arn: string;
}

type Ownership =
  | { readonly kind: 'ours' }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'unknown'; readonly failure: Failure };

async function ownershipOf(client: CloudWatchClient, region: string, alarm: Alarm): Promise<Ownership> {
  try {
    const { Tags = [] } = await client.send(new ListTagsForResourceCommand({ ResourceARN: alarm.arn }));
    const ours = Tags.some(({ Key, Value }) => Key === OWNER_TAG.Key && Value === OWNER_TAG.Value);
    return { kind: ours ? 'ours' : 'foreign' };
  } catch (error) {
    const context = { what: 'read the tags of an alarm', region, resource: alarm.name };
    return {
      kind: 'unknown',
      failure: failureOf(error, { ...context, operation: 'cloudwatch:ListTagsForResource' }),
    };
  }
}

/**
 * Reads whose these alarms are, with one call for each: DescribeAlarms does not return tags. Never throws.
 */
export async function ownershipsOf(
  client: CloudWatchClient,
  region: string,
  alarms: readonly Alarm[],
): Promise<Owners> {
  const limit = pLimit(CONCURRENCY);
  const read = await Promise.all(
    alarms.map((alarm) =>
      limit(async () => ({ alarm, ownership: await ownershipOf(client, region, alarm) })),
    ),
  );
  return {
    ours: new Set(read.flatMap(({ alarm, ownership }) => (ownership.kind === 'ours' ? [alarm.arn] : []))),
    foreign: read.flatMap(({ alarm, ownership }) => (ownership.kind === 'foreign' ? [alarm.name] : [])),
    failures: read.flatMap(({ ownership }) => (ownership.kind === 'unknown' ? [ownership.failure] : [])),
  };
}
