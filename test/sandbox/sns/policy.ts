/** Topic policies: the one that SNS gives a new topic, and what SetTopicAttributes accepts. */
import type { RegionState } from '../state.ts';
import { isRecord } from '../validation.ts';
import { invalidParameter } from './shapes.ts';

const OWNER_ACTIONS = [
  ...['SNS:GetTopicAttributes', 'SNS:SetTopicAttributes', 'SNS:AddPermission', 'SNS:RemovePermission'],
  ...['SNS:DeleteTopic', 'SNS:Subscribe', 'SNS:ListSubscriptionsByTopic', 'SNS:Publish'],
];
const ACTIONS = new Set([...OWNER_ACTIONS, 'SNS:Receive'].map((action) => action.toLowerCase()));
const MOST_BYTES = 30 * 1024;

export function defaultPolicy(topicArn: string, region: RegionState): string {
  return JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: OWNER_ACTIONS,
        Resource: topicArn,
        Condition: { StringEquals: { 'AWS:SourceOwner': region.account } },
      },
    ],
  });
}

export function checkPolicy(text: string, topicArn: string): void {
  if (Buffer.byteLength(text) > MOST_BYTES) throw invalidParameter('Policy is too long');
  const policy = parse(text);
  if (!isRecord(policy)) throw invalidParameter('Policy failed to parse.');
  const { Version, Statement } = policy;
  if (Version !== undefined && Version !== '2008-10-17' && Version !== '2012-10-17')
    throw invalidParameter('Policy Error: Version');
  const statements: unknown[] = Array.isArray(Statement) ? Statement : [Statement];
  if (statements.length === 0) throw invalidParameter('Policy Error: no statement');
  const sids = new Set<unknown>();
  for (const statement of statements) {
    if (!isRecord(statement)) throw invalidParameter('Policy Error: Statement');
    checkStatement(statement, topicArn);
    const { Sid: sid } = statement;
    if (sid !== undefined && sids.has(sid)) throw invalidParameter(`Policy Error: Sid ${sid} is not unique`);
    sids.add(sid);
  }
}

function checkStatement(statement: Record<string, unknown>, topicArn: string): void {
  const { Effect, Principal, Action, Resource, Condition } = statement;
  if (Effect !== 'Allow' && Effect !== 'Deny') throw invalidParameter('Policy Error: Effect');
  if (!(Principal === '*' || (isRecord(Principal) && Object.keys(Principal).length > 0)))
    throw invalidParameter('Policy Error: PrincipalNotFound');
  const actions = texts(Action);
  if (actions === undefined || !actions.every((action) => ACTIONS.has(action.toLowerCase())))
    throw invalidParameter('Policy statement action out of service scope!');
  const resources = texts(Resource);
  if (resources === undefined || !resources.every((resource) => resource === topicArn || resource === '*'))
    throw invalidParameter('Policy statement resource must be the topic');
  if (Condition !== undefined && !(isRecord(Condition) && Object.values(Condition).every(isRecord)))
    throw invalidParameter('Policy Error: Condition');
}

function texts(value: unknown): string[] | undefined {
  const values = Array.isArray(value) ? value : [value];
  return values.length > 0 && values.every((one) => typeof one === 'string') ? values : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidParameter('Policy failed to parse.');
  }
}
