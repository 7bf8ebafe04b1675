import { describe, expect, test } from '@jest/globals';
import { hideAccountIds } from '../../src/report/accounts.ts';

describe('account ids are hidden', () => {
  test.each([
    [
      'in an ARN',
      'arn:aws:personalize:us-east-1:123456789012:campaign/home',
      'arn:aws:personalize:us-east-1:************:campaign/home',
    ],
    [
      'in an ARN without a Region',
      'User: arn:aws-cn:iam::123456789012:role/x',
      'User: arn:aws-cn:iam::************:role/x',
    ],
    ['in a sentence', 'account 123456789012 is closed', 'account ************ is closed'],
    [
      'in an address',
      'https://sqs.us-east-1.amazonaws.com/123456789012/q',
      'https://sqs.us-east-1.amazonaws.com/************/q',
    ],
    ['but not dates in names', 'home-202611231040', 'home-202611231040'],
    ['nor longer numbers', 'request 1234567890123', 'request 1234567890123'],
  ])('%s', (_, text, hidden) => {
    expect(hideAccountIds(text)).toBe(hidden);
  });

  test('within a word too, when the account is known', () => {
    expect(hideAccountIds('bucket-123456789012-x', ['123456789012'])).toBe('bucket-************-x');
  });
});
