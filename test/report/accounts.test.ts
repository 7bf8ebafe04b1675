import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hideAccountIds, hiderFor } from '../../src/report/accounts.ts';
import { anyRun, anyText } from './arbitrary.ts';
import { ACCOUNT, steady } from './runs.ts';

describe('account ids are hidden', () => {
  test.each([
    [
      'in an ARN',
      'arn:aws:personalize:us-east-1:123456789012:campaign/home',
      'arn:aws:personalize:us-east-1:XXXXXXXXXXXX:campaign/home',
    ],
    [
      'in an ARN without a Region',
      'User: arn:aws-cn:iam::123456789012:role/x',
      'User: arn:aws-cn:iam::XXXXXXXXXXXX:role/x',
    ],
    ['in a sentence', 'account 123456789012 is closed', 'account XXXXXXXXXXXX is closed'],
    [
      'in an address',
      'https://sqs.us-east-1.amazonaws.com/123456789012/q',
      'https://sqs.us-east-1.amazonaws.com/XXXXXXXXXXXX/q',
    ],
    [
      'in an ARN within a link',
      '[home](https://x.test/home?region=us-east-1#arn:aws:personalize:us-east-1:123456789012:campaign$home)',
      '[home](https://x.test/home?region=us-east-1#arn:aws:personalize:us-east-1:XXXXXXXXXXXX:campaign$home)',
    ],
    [
      'in an encoded ARN',
      'https://x.test/?arn=arn%3Aaws%3Apersonalize%3Aus-east-1%3A123456789012%3Acampaign%2Fhome',
      'https://x.test/?arn=arn%3Aaws%3Apersonalize%3Aus-east-1%3AXXXXXXXXXXXX%3Acampaign%2Fhome',
    ],
    [
      'in an ARN encoded twice',
      'arn%253aaws%253apersonalize%253aus-east-1%253a123456789012%253acampaign',
      'arn%253aaws%253apersonalize%253aus-east-1%253aXXXXXXXXXXXX%253acampaign',
    ],
    ['behind an encoded character', 'x%2F123456789012%2Fq', 'x%2FXXXXXXXXXXXX%2Fq'],
    [
      'in a line of a file',
      'role: "arn:aws:iam::123456789012:role/x"',
      'role: "arn:aws:iam::XXXXXXXXXXXX:role/x"',
    ],
    ['but not dates in names', 'home-202611231040', 'home-202611231040'],
    ['nor longer numbers', 'request 1234567890123', 'request 1234567890123'],
    [
      'nor the number of a workflow run',
      'https://github.com/acme/shop/actions/runs/192837465012/job/192837465013',
      'https://github.com/acme/shop/actions/runs/192837465012/job/192837465013',
    ],
  ])('%s', (_, text, hidden) => {
    expect(hideAccountIds(text)).toBe(hidden);
  });

  test('within a word too, when the account is known', () => {
    expect(hideAccountIds('bucket-123456789012-x', ['123456789012'])).toBe('bucket-XXXXXXXXXXXX-x');
  });

  test('as the console writes it, when the account is known', () => {
    expect(hideAccountIds('1234-5678-9012', ['123456789012'])).toBe('XXXXXXXXXXXX');
  });
});

/** Ways in which an account stands in texts. */
const WRITTEN: readonly ((account: string) => string)[] = [
  (account) => account,
  (account) => `x${account}_y`,
  (account) => `arn:aws:personalize:eu-west-1:${account}:recommender/r`,
  (account) => encodeURIComponent(`arn:aws:sns:eu-west-1:${account}:t`),
  (account) => encodeURIComponent(encodeURIComponent(`arn:aws:iam::${account}:role/r`)),
  (account) => `[a](https://x.test/?a=arn:aws:iam::${account}:role/r&b=1)`,
  (account) => `\n  - { role: "arn:aws:iam::${account}:role/r" }\n`,
];

describe('what hides account ids in the text of an issue or pull request', () => {
  test('leaves no account that it knows, in whatever text', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^\d{12}$/),
        fc.array(fc.tuple(anyText, fc.constantFrom(...WRITTEN)), { maxLength: 6 }),
        (account, parts) => {
          const text = parts.map(([before, write]) => `${before}${write(account)}`).join('');
          expect(hiderFor([account], true)(text)).not.toContain(account);
        },
      ),
    );
  });

  test('knows the accounts of a run', () => {
    expect(hiderFor(steady, true)(`x${ACCOUNT}y`)).toBe('xXXXXXXXXXXXXy');
  });

  test('changes nothing when nothing is to be hidden', () => {
    fc.assert(
      fc.property(anyRun, anyText, fc.constantFrom(...WRITTEN), (of, text, write) => {
        const whole = text + write(ACCOUNT);
        expect(hiderFor(of, false)(whole)).toBe(whole);
      }),
      { numRuns: 50 },
    );
  });
});
