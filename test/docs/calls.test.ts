import { describe, expect, test } from '@jest/globals';
import { A_TEST, isTheAction } from '../sandbox/call-log.ts';
import { disagreements } from '../support/iam/compare.ts';
import { permissionsFor } from '../support/iam/permissions.ts';

const policy = (...actions: string[]) => ({ Statement: [{ Action: actions }] });
const READER = { reader: policy('personalize:ListCampaigns', 'sns:Publish') };
const BOTH = ['personalize:ListCampaigns', 'sns:Publish'];

describe('what the tests make the action call, against docs/iam', () => {
  test('agrees where each is allowed and all that is allowed is called', () => {
    expect(disagreements(BOTH, READER, { whole: true })).toEqual([]);
  });

  test('may leave out what other tests call, when not all of them ran', () => {
    expect(disagreements(['sns:Publish'], READER, { whole: false })).toEqual([]);
  });

  test('differs where all tests ran and none needed a permission', () => {
    expect(disagreements(['sns:Publish'], READER, { whole: true })).toEqual([
      'docs/iam/reader.json allows personalize:ListCampaigns, and no test made the action call it',
    ]);
  });

  test.each([true, false])('differs where a call is not allowed; whole: %s', (whole) => {
    expect(disagreements([...BOTH, 'sns:DeleteTopic'], READER, { whole })).toEqual([
      'The action called sns:DeleteTopic, and no policy in docs/iam allows sns:DeleteTopic',
    ]);
  });

  test('counts the permission to tag what a call creates, and none for asking who one is', () => {
    const alarms = { alarms: policy('cloudwatch:PutMetricAlarm', 'cloudwatch:TagResource') };
    const calls = ['cloudwatch:PutMetricAlarm', 'sts:GetCallerIdentity'];
    expect(disagreements(calls, alarms, { whole: true })).toEqual([]);
    expect(disagreements(calls, { alarms: policy('cloudwatch:PutMetricAlarm') }, { whole: true })).toEqual([
      'The action called cloudwatch:PutMetricAlarm, and no policy in docs/iam allows cloudwatch:TagResource',
    ]);
  });

  test('knows events by the prefix of their actions', () => {
    expect(permissionsFor('eventbridge:PutEvents')).toEqual(['events:PutEvents']);
  });

  test("leaves out a test's own calls, whether of the SDK or not", () => {
    const agent = 'aws-sdk-js/3.1138.0 ua/2.1 os/linux lang/js md/nodejs#24.21.0 api/personalize#3.1138.0';
    expect(isTheAction(agent)).toBe(true);
    expect(isTheAction(`${agent} ${A_TEST}`)).toBe(false);
    expect(isTheAction('node')).toBe(false);
    expect(isTheAction('')).toBe(false);
  });
});
