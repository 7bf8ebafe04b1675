import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Manifest } from '../../../src/changes/manifest.ts';
import { block, dataIn } from '../../../src/github/issues/block.ts';
import { MOST_BYTES, renderBody } from '../../../src/github/issues/body.ts';
import { ticksIn } from '../../../src/github/issues/boxes.ts';
import * as comments from '../../../src/github/issues/comments.ts';
import { describe as dataOf } from '../../../src/github/issues/describe.ts';
import type { Subject } from '../../../src/github/issues/standing.ts';
import { hideAccountIds } from '../../../src/report/accounts.ts';
import { anyText } from '../../report/arbitrary.ts';
import { problemsIn } from '../../report/grammar.ts';
import { expectGolden } from './golden.ts';
import { ACCOUNT, idle, keyOf, over, under } from './subjects.ts';

const same = (text: string) => text;
const hide = (text: string) => hideAccountIds(text, [ACCOUNT]);

function bodyOf(subject: Subject, hidden = same, taken = 0): string {
  const data = dataOf(keyOf(subject), subject, 0, hidden);
  return renderBody({ subject, data, ticks: new Set(), hide: hidden, taken });
}

/** What a reader sees. */
const shown = (body: string) => body.replaceAll(/<!--.*?-->/g, '');

/** Without the one word that Markdown gives emphasis, and what is code. */
const problems = (body: string) => problemsIn(shown(body));

const sale = over('home', 6, 4120, { floor: 40 });

describe('a body', () => {
  test.each([
    ['over-provisioned.md', over('home')],
    ['over-provisioned-40.md', sale],
    ['idle-campaign.md', idle('spring-sale-2025')],
    ['idle-recommender.md', idle('similar-items', { kind: 'recommender', region: 'eu-west-1' })],
    ['under-provisioned.md', under('mail')],
  ])('reads well: %s', (file, subject) => {
    const body = bodyOf(subject);
    expectGolden(file, body);
    expect(problems(body)).toEqual([]);
  });

  test('keeps data that can be read again, and no tick', () => {
    const subject = over('home');
    expect(dataIn(bodyOf(subject))).toEqual(dataOf(keyOf(subject), subject, 0, same));
    expect(ticksIn(bodyOf(subject))).toEqual(new Set());
  });

  test('has bill and exposure of every floor', () => {
    const rows = bodyOf(sale).match(/^\| \d.*\|$/gm) ?? [];
    const floors = rows.map((row) => Number(row.split('|')[1]));
    expect(new Set(floors)).toEqual(new Set(Array.from({ length: 40 }, (_, index) => index + 1)));
  });

  test('names no account where those are hidden, nor in what it keeps unseen', () => {
    for (const name of ['home', `home-${ACCOUNT}`, ACCOUNT]) {
      for (const subject of [over(name), idle(name)]) expect(bodyOf(subject, hide)).not.toContain(ACCOUNT);
    }
    expect(bodyOf(over('home'))).toContain(`arn:aws:personalize:us-east-1:${ACCOUNT}:campaign/home`);
  });

  test('too long for GitHub loses whole rows, and says how many; its boxes stay', () => {
    const body = bodyOf(over('home', 6, 9e6, { floor: 3000 }));
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(MOST_BYTES);
    expect(body).toMatch(/_[\d,]+ of 3,000 floors left out here to stay within GitHub's size limit/);
    expect(body).toContain('<!-- box:never -->');
    expect(problems(body)).toEqual([]);
  });

  test('leaves room for what people wrote around it', () => {
    const taken = 20_000;
    const body = bodyOf(over('home', 6, 9e6, { floor: 3000 }), same, taken);
    expect(Buffer.byteLength(body) + taken).toBeLessThanOrEqual(MOST_BYTES);
  });

  test('lets no name, reason or price break out of its place', () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, (name, reason, basis) => {
        for (const made of [over('home'), idle('old'), under('mail')]) {
          const resource = { ...made.finding.resource, name, recipe: name, datasetGroup: reason, arn: name };
          const money = { usd: 1, basis };
          const finding = { ...made.finding, resource, reason, waste: money, saving: money };
          const change = { ...made.change, resource, reason };
          const subject = { finding, change } as Subject;
          const body = bodyOf(subject);
          expect(problems(body)).toEqual([]);
          expect(body.match(/^- \[[ x]\]/gm)).toHaveLength(3);
          expect(dataIn(body)).toBeDefined();
        }
      }),
    );
  });
});

const MANIFEST: Manifest = {
  version: 1,
  arn: `arn:aws:personalize:us-east-1:${ACCOUNT}:campaign/old`,
  deletedAt: '2026-11-23T12:00:00.000Z',
  reason: 'no request',
  campaign: {
    name: 'old',
    solutionVersionArn: `arn:aws:personalize:us-east-1:${ACCOUNT}:solution/shop/1234`,
    minProvisionedTPS: 4,
    tags: [{ tagKey: 'team', tagValue: '```\n@octocat' }],
  },
};
const APPROVAL = {
  by: 'issue',
  number: 7,
  url: 'https://github.com/acme/shop/issues/7',
  login: 'ada',
} as const;
const NASTY = 'it was | updated <b>by</b> @someone';

const COMMENTS = {
  over: comments.overComment('Its floor of 3 TPS fits its traffic.'),
  'is back, after it was over': comments.backComment('resolved'),
  'is back, after its change': comments.backComment('done'),
  'changed materially': comments.materialComment('2 TPS are proposed now, and were 3 then'),
  snoozed: comments.snoozedComment('2026-12-23T12:00:00.000Z'),
  'is no longer snoozed': comments.snoozeOverComment(),
  never: comments.neverComment(),
  contradiction: comments.contradictionComment(),
  'reopened with a tick': comments.clearedComment(),
  duplicate: comments.duplicateComment(1234),
  refused: comments.notDoneComment({ kind: 'refused', why: NASTY }),
  failed: comments.notDoneComment({ kind: 'failed', why: 'ThrottlingException: Rate exceeded' }),
  'not counted': comments.notDoneComment({ kind: 'not-counted', why: 'reader may not write here' }),
  'floor set': comments.doneComment({ change: over('home').change, approval: APPROVAL, hide: same }),
  stopped: comments.doneComment({
    ...{ change: idle('similar', { kind: 'recommender' }).change, hide: same },
    approval: { by: 'issue', number: 7, url: 'https://github.com/acme/shop/issues/7' },
  }),
  deleted: comments.doneComment({ change: idle('old').change, approval: APPROVAL, manifest: MANIFEST, hide }),
};

describe('what is said in issues', () => {
  test('reads well', () => {
    const told = Object.entries(COMMENTS).map(([when, text]) => `## ${when}\n\n${text}\n`);
    expectGolden('comments.md', told.join('\n'));
  });

  test('lets nothing break out of its place', () => {
    fc.assert(
      fc.property(anyText, (why) => {
        expect(problemsIn(comments.overComment(why))).toEqual([]);
        expect(problemsIn(comments.materialComment(why))).toEqual([]);
        expect(problemsIn(comments.notDoneComment({ kind: 'refused', why }))).toEqual([]);
        const approval = { ...APPROVAL, login: why };
        expect(
          problemsIn(comments.doneComment({ change: idle('old').change, approval, hide: same })),
        ).toEqual([]);
      }),
    );
  });

  test('of what was done names the account, where the config file names any', () => {
    const of = { change: over('home').change, approval: APPROVAL, hide: same };
    expect(comments.doneComment({ ...of, account: 'trial' })).toContain('campaign home in trial, us-east-1');
    expect(comments.doneComment(of)).toContain('campaign home in us-east-1');
  });

  test('of a deletion brings its manifest, fenced so that nothing in it ends the fence', () => {
    expect(COMMENTS.deleted).toContain('````json\n{\n  "version": 1,');
    expect(COMMENTS.deleted).not.toContain(ACCOUNT);
    expect(COMMENTS.deleted).toContain('Account ids are hidden in it');
    const long = { ...MANIFEST, reason: 'x'.repeat(60_000) };
    const told = comments.doneComment({
      change: idle('old').change,
      approval: APPROVAL,
      manifest: long,
      hide,
    });
    expect(told.length).toBeLessThan(1000);
    expect(told).toContain('too long for a comment');
  });
});

test('the hidden data cannot be ended by what is in it', () => {
  const subject = over('home');
  const data = { ...dataOf(keyOf(subject), subject, 0, same), title: 'a --> <script> -- b\n' };
  expect(dataIn(block(data, 'text'))).toEqual(data);
});
