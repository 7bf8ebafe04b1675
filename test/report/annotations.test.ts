import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { annotationsOf } from '../../src/report/annotations.ts';
import { anyRun } from './arbitrary.ts';
import { ACCOUNT, firstRun, partial, run } from './runs.ts';

const failures = (number: number) =>
  Array.from({ length: number }, (_, index) => ({ what: `do ${index}`, cause: 'Error: no', remedy: 'Try.' }));

describe('annotations', () => {
  test('failures are errors with cause and remedy, without the account id', () => {
    expect(annotationsOf(partial)).toEqual([
      {
        level: 'error',
        title: 'Could not list campaigns (eu-west-1)',
        message: expect.stringMatching(
          /^AccessDeniedException: User: arn:aws:sts::X{12}:.*Allow personalize:ListCampaigns/,
        ),
      },
      {
        level: 'error',
        title: 'Could not update alarm (PersonalizeMonitor-IdleCampaign-search, us-east-1)',
        message: expect.stringMatching(/^ThrottlingException: Rate exceeded/),
      },
    ]);
    expect(JSON.stringify(annotationsOf(partial))).not.toContain(ACCOUNT);
    expect(JSON.stringify(annotationsOf({ ...partial, accountIdsHidden: false }))).toContain(ACCOUNT);
  });

  test('cause and remedy are sentences, whether or not the cause ends like one', () => {
    const failed = (cause: string) => ({ what: 'do', cause, remedy: 'Try again.' });
    const messages = annotationsOf(run({ failures: [failed('Error: no'), failed('Error: No.')] }));
    expect(messages.map(({ message }) => message)).toEqual([
      'Error: no. Try again.',
      'Error: No. Try again.',
    ]);
  });

  test('notices to act on are warnings, and those for information are none', () => {
    expect(annotationsOf(firstRun).map(({ level, message }) => [level, message])).toEqual([
      ['warning', expect.stringMatching(/^ml-ops@example.com has not confirmed/)],
    ]);
  });

  test('ten of a kind are shown as they are', () => {
    expect(annotationsOf(run({ failures: failures(10) })).map(({ title }) => title)).toEqual(
      Array.from({ length: 10 }, (_, index) => `Could not do ${index}`),
    );
  });

  test('of more than ten, the tenth says how many more are in the summary', () => {
    const annotations = annotationsOf(run({ failures: failures(300) }));
    expect(annotations).toHaveLength(10);
    expect(annotations[9]).toEqual({
      level: 'error',
      title: '291 more failures',
      message: 'The job summary tells of 291 more failures.',
    });
  });

  test("of any run stay within GitHub's limits", () => {
    fc.assert(
      fc.property(anyRun, (of) => {
        const annotations = annotationsOf(of);
        for (const level of ['error', 'warning']) {
          expect(annotations.filter((each) => each.level === level).length).toBeLessThanOrEqual(10);
        }
        for (const { message, title } of annotations) {
          expect(message.length).toBeLessThanOrEqual(4096);
          expect(title).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('a message of any length is cut to 4,096 characters', () => {
    for (const letter of ['x', '🦊']) {
      const long = { what: 'do', cause: letter.repeat(10_000), remedy: '' };
      const [annotation] = annotationsOf(run({ failures: [long] }));
      expect(annotation?.message.length).toBeLessThanOrEqual(4096);
      expect(annotation?.message.endsWith('…')).toBe(true);
    }
  });
});
