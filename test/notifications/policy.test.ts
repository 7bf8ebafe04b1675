import { describe, expect, test } from '@jest/globals';
import { mergePolicy } from '../../src/notifications/policy.ts';

const account = '123456789012';
const topicArn = `arn:aws:sns:us-east-1:${account}:PersonalizeMonitorNotifications`;
const place = { topicArn, region: 'us-east-1', account, partition: 'aws' };
const merged = (policy: object | undefined) => mergePolicy(policy && JSON.stringify(policy), place);
const statements = (policy: string | undefined) => JSON.parse(policy ?? '{"Statement":[]}').Statement;
const OWNER = {
  Sid: '__default_statement_ID',
  Effect: 'Allow',
  Principal: { AWS: '*' },
  Action: ['SNS:Publish'],
  Resource: topicArn,
  Condition: { StringEquals: { 'AWS:SourceOwner': account } },
};

describe("the topic's policy", () => {
  test('lets CloudWatch publish for alarms of this account only', () => {
    expect(statements(merged(undefined).policy)).toEqual([
      {
        Sid: 'PersonalizeMonitorAlarms',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'SNS:Publish',
        Resource: topicArn,
        Condition: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:us-east-1:${account}:alarm:*` },
        },
      },
    ]);
  });

  test('is merged: what others put into it stays', () => {
    const policy = { Version: '2008-10-17', Id: '__default_policy_ID', Statement: [OWNER] };
    const result = JSON.parse(merged(policy).policy ?? '');
    expect(result).toMatchObject({ Version: '2008-10-17', Id: '__default_policy_ID' });
    expect(result.Statement[0]).toEqual(OWNER);
  });

  test('once merged is not written again, also when SNS spells it differently', () => {
    const once = merged({ Statement: [OWNER] }).policy ?? '';
    expect(mergePolicy(once, place).policy).toBeUndefined();
    const respelled = once.replaceAll('"SNS:Publish"', '["sns:Publish"]');
    expect(mergePolicy(respelled, place).policy).toBeUndefined();
  });

  test("loses CloudWatch from a statement that let it publish for any account, as the predecessor's did", () => {
    const open = {
      Sid: 'Old',
      Effect: 'Allow',
      Principal: { Service: ['cloudwatch.amazonaws.com', 'events.amazonaws.com'] },
      Action: 'sns:Publish',
      Resource: topicArn,
    };
    const { policy, open: left } = merged({ Statement: [open] });
    expect(statements(policy)[0].Principal).toEqual({ Service: ['events.amazonaws.com'] });
    expect(left).toEqual(['Old']);
    const alone = { ...open, Principal: { Service: 'cloudwatch.amazonaws.com' } };
    expect(statements(merged({ Statement: alone }).policy)).toHaveLength(1);
  });
});
