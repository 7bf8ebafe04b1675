import { isDeepStrictEqual } from 'node:util';

/** Parts of an IAM policy document that are looked at; what else stands in it is kept as it is. */
interface Policy {
  Version?: string;
  Statement?: Statement | Statement[];
  [key: string]: unknown;
}

interface Statement {
  Sid?: string;
  Effect?: string;
  Principal?: unknown;
  Action?: unknown;
  Resource?: unknown;
  Condition?: unknown;
  [key: string]: unknown;
}

const OURS = 'PersonalizeMonitorAlarms';
const CLOUDWATCH = 'cloudwatch.amazonaws.com';

export interface MergedPolicy {
  /** Undefined when the policy already says what it should. */
  readonly policy: string | undefined;
  /** Statements left alone that let services publish for any account, by their Sid. */
  readonly open: readonly string[];
}

/**
 * The topic's policy with a statement that lets CloudWatch publish for alarms of this account (CloudWatch guide,
 * "Amazon SNS topic policy"). Other statements are kept, except that CloudWatch's principal leaves those that
 * would let it publish for any account, as the predecessor's did.
 * @throws SyntaxError if the present policy is not JSON.
 */
export function mergePolicy(
  present: string | undefined,
  { topicArn, region, account, partition }: Record<'topicArn' | 'region' | 'account' | 'partition', string>,
): MergedPolicy {
  const before: Policy = present ? JSON.parse(present) : {};
  const ours: Statement = {
    Sid: OURS,
    Effect: 'Allow',
    Principal: { Service: CLOUDWATCH },
    Action: 'SNS:Publish',
    Resource: topicArn,
    Condition: {
      StringEquals: { 'aws:SourceAccount': account },
      ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
    },
  };
  const statements = [before.Statement ?? []].flat();
  const others = statements.filter(({ Sid }) => Sid !== OURS);
  const kept = others.flatMap(withoutOpenCloudWatch);
  const open = kept.filter(letsAnyAccountPublish).map(({ Sid }) => Sid ?? '(without Sid)');
  const standing = statements.filter(({ Sid }) => Sid === OURS);
  if (sameMeaning(standing, [ours]) && isDeepStrictEqual(kept, others)) return { policy: undefined, open };
  const policy = { ...before, Version: before.Version ?? '2012-10-17', Statement: [...kept, ours] };
  return { policy: JSON.stringify(policy), open };
}

/** Equal but for what a service may write otherwise: the case of actions, and a list of one for its element. */
function sameMeaning(a: readonly Statement[], b: readonly Statement[]): boolean {
  const plain = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.length === 1 ? plain(value[0]) : value.map(plain);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => [key, key === 'Action' ? lowerCase(part) : plain(part)]),
    );
  };
  return isDeepStrictEqual(plain(a), plain(b));
}

function lowerCase(action: unknown): unknown {
  const actions = [action].flat().map((one) => String(one).toLowerCase());
  return actions.length === 1 ? actions[0] : actions;
}

function services(statement: Statement): string[] {
  const { Principal } = statement;
  if (typeof Principal !== 'object' || Principal === null) return [];
  return [(Principal as { Service?: string | string[] }).Service ?? []].flat();
}

/** An Allow for services with no condition at all on who asks. */
function letsAnyAccountPublish(statement: Statement): boolean {
  return statement.Effect === 'Allow' && services(statement).length > 0 && statement.Condition === undefined;
}

function withoutOpenCloudWatch(statement: Statement): Statement[] {
  if (!letsAnyAccountPublish(statement) || !services(statement).includes(CLOUDWATCH)) return [statement];
  const others = services(statement).filter((service) => service !== CLOUDWATCH);
  const { Service: _, ...principals } = statement.Principal as Record<string, unknown>;
  const Principal = { ...principals, ...(others.length > 0 ? { Service: others } : {}) };
  return Object.keys(Principal).length > 0 ? [{ ...statement, Principal }] : [];
}
