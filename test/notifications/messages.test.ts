import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Change, ChangeOutcome, SettledChange } from '../../src/changes/change.ts';
import { MESSAGE_BYTES, type MessageContext, messageFor } from '../../src/notifications/messages.ts';
import { SUBJECT_CHARACTERS } from '../../src/notifications/subject.ts';
import { LINE_WIDTH } from '../../src/notifications/text.ts';
import { anyText } from '../report/arbitrary.ts';
import { expectFile } from '../report/golden.ts';
import {
  AT,
  described,
  done,
  failed,
  home,
  mark,
  picks,
  planned,
  refused,
  remove,
  resource,
  setFloor,
  start,
  stop,
  unmark,
} from './changes.ts';

const MANIFEST = JSON.stringify(
  { version: 1, arn: home.arn, campaign: { name: 'home', minProvisionedTPS: 20 } },
  null,
  2,
);
const MANIFEST_PATH = '/tmp/personalize-monitor/manifests/us-east-1-campaign-home.json';
const CONTEXT: MessageContext = {
  region: 'us-east-1',
  workflowRun: 'https://github.com/octo/shop/actions/runs/42',
  graceHours: 168,
};

function told(settled: SettledChange, over: Partial<MessageContext> = {}) {
  const message = messageFor(settled, { ...CONTEXT, ...over });
  if (!message) throw new Error('Nothing is told');
  return message;
}

describe('each message reads', () => {
  test.each<[string, SettledChange, Partial<MessageContext>]>([
    ['floor-lowered', done(setFloor(home, 20, 15, 5)), {}],
    ['floor-raised', done({ ...setFloor(picks, 1, 60), reason: 'Sale.', savingUsd: -8614 }), {}],
    ['floor-failed', failed(setFloor(home, 20, 15, 5)), {}],
    ['stopped', done(stop(picks)), {}],
    ['deleted', done(remove(home), MANIFEST_PATH), { manifest: MANIFEST }],
    [
      'deleted-manifest-elsewhere',
      done(remove(home), MANIFEST_PATH),
      { manifest: '1'.repeat(MESSAGE_BYTES) },
    ],
    ['delete-failed', failed(remove(home)), { manifest: MANIFEST }],
    ['started', done(start(picks)), {}],
    ['recreated', done(start(home)), {}],
    ['marked-campaign', done(mark(home)), {}],
    ['marked-recommender', done(mark(picks)), {}],
    ['unmarked', done(unmark(home)), {}],
  ])('%s', (name, settled, over) => {
    const { subject, message } = told(settled, over);
    expectFile(`../notifications/__golden__/${name}.txt`, `Subject: ${subject}\n\n${message}`);
  });
});

describe('what is told', () => {
  const lasting = [setFloor(home, 20, 15), stop(picks), remove(home), start(picks)];

  test.each(lasting)('$kind is told when it was done, and when it failed', (change) => {
    expect(messageFor(done(change), CONTEXT)).toBeDefined();
    expect(messageFor(failed(change), CONTEXT)).toBeDefined();
  });

  test.each([mark(home), unmark(home)])('$kind is told when it was done, not when it failed', (change) => {
    expect(messageFor(done(change), CONTEXT)).toBeDefined();
    expect(messageFor(failed(change), CONTEXT)).toBeUndefined();
  });

  test.each([...lasting, mark(home), unmark(home)])('$kind planned or refused is not told', (change) => {
    expect(messageFor(planned(change), CONTEXT)).toBeUndefined();
    expect(messageFor(refused(change), CONTEXT)).toBeUndefined();
  });
});

describe('a message', () => {
  test('gives the floor that was there before as the one that undoes the change', () => {
    const { message } = told(done(setFloor(home, 20, 15)));
    expect(message).toContain(`    command: set-min-tps\n    arn: ${home.arn}\n    min-tps: 20\n`);
  });

  test('holds the whole ARN of a resource with the longest name, on one line', () => {
    const { arn } = resource('recommender', 'r'.repeat(63), 'ap-southeast-2');
    const { message } = told(done(stop(resource('recommender', 'r'.repeat(63), 'ap-southeast-2'))));
    expect(message.split('\n')).toContain(`    arn: ${arn}`);
  });

  test('of a deletion holds the manifest unchanged', () => {
    const manifest = JSON.stringify(
      { tags: [{ tagKey: 'Größe\u202e\u007f', tagValue: ' "\n\u0001 ' }] },
      null,
      2,
    );
    const { message } = told(done(remove(home), MANIFEST_PATH), { manifest });
    expect(message).toContain(`\n${manifest}\n`);
  });

  test('holds a manifest of exactly the bytes that are left, and says where one of a byte more is', () => {
    const bytesWith = (manifest: string) =>
      Buffer.byteLength(told(done(remove(home), MANIFEST_PATH), { manifest }).message);
    const room = MESSAGE_BYTES - bytesWith('x') + 1;
    expect(bytesWith('x'.repeat(room))).toBe(MESSAGE_BYTES);
    const { message } = told(done(remove(home), MANIFEST_PATH), { manifest: 'x'.repeat(room + 1) });
    expect(message).not.toContain('xx');
    expect(message).toContain(MANIFEST_PATH);
  });

  test('of a deletion with no manifest at hand still says where to look', () => {
    expect(told(done(remove(home))).message).toContain('in the folder manifests of the report directory');
  });

  test('of anything but a deletion holds no manifest', () => {
    expect(told(done(stop(picks)), { manifest: MANIFEST }).message).not.toContain('manifest');
  });

  test('calls every amount an estimate, and says when none is known', () => {
    const saving = (savingUsd: number | undefined) =>
      told(done({ ...stop(picks), savingUsd })).message.match(/^ {2}(Saving|Extra cost): .*/m)?.[0];
    expect(saving(2920)).toBe('  Saving: about $2,920 a month (an estimate)');
    expect(saving(7.3)).toBe('  Saving: about $7.30 a month (an estimate)');
    expect(saving(-146)).toBe('  Extra cost: about $146 a month (an estimate)');
    expect(saving(undefined)).toBe('  Saving: not known');
    expect(saving(Number.NaN)).toBe('  Saving: not known');
  });

  test('of a mark counts the grace from the time that the mark tells', () => {
    const change = { ...described(home), kind: 'mark' as const, idleSince: AT - 24 * 3_600_000 };
    expect(told(done(change)).message).toContain('  Stays until: 2026-11-29 10:00 UTC\n');
    const unwrapped = told(done(change)).message.replaceAll('\n', ' ');
    expect(unwrapped).toContain('by the first run after 2026-11-29 10:00 UTC');
    expect(told(done(change), { graceHours: 12 }).message).toContain('by the next run');
  });
});

describe('a subject', () => {
  test('shows the longest name that AWS allows with its middle left out, and all else whole', () => {
    const name = `start-${'x'.repeat(51)}-ended`;
    const { subject } = told(done(mark(resource('recommender', name, 'ap-southeast-2'))));
    expect(subject).toMatch(
      /^Idle: Personalize recommender start-x+\.\.\.x+-ended to be stopped from 2026-11-30 \(ap-southeast-2\)$/,
    );
  });

  test('shows a name that fits whole', () => {
    expect(told(done(stop(picks))).subject).toBe('Personalize recommender top-picks stopped (us-east-1)');
  });
});

describe('property', () => {
  const longText = fc.oneof(
    anyText,
    fc
      .tuple(anyText, fc.nat({ max: 300_000 }))
      .map(([text, length]) => text.repeat(length / (text.length + 1) + 1)),
  );
  const anyNumber = fc.oneof(fc.integer(), fc.double());
  const anyChange: fc.Arbitrary<Change> = fc
    .record({
      kind: fc.constantFrom<Change['kind']>('set-floor', 'stop', 'delete', 'mark', 'unmark', 'start'),
      of: fc.record({ kind: fc.constantFrom('campaign' as const, 'recommender' as const), name: longText }),
      region: anyText,
      reason: longText,
      savingUsd: fc.option(fc.double({ min: -1e9, max: 1e9 }), { nil: undefined }),
      floors: fc.tuple(fc.integer({ min: 1, max: 2500 }), fc.integer({ min: 1, max: 2500 })),
      idleSince: anyNumber,
    })
    .map(({ kind, of, region, reason, savingUsd, floors: [from, to], idleSince }) => {
      const about = { ...described({ ...home, ...of, region, arn: `arn:${of.name}` }), reason, savingUsd };
      return { ...about, kind, from, to, target: 1, idleSince } as Change;
    });
  const anyOutcome: fc.Arbitrary<ChangeOutcome> = fc.oneof(
    fc.record({ kind: fc.constant('done' as const), at: anyNumber, manifest: longText }),
    fc.record({ kind: fc.constant('failed' as const), why: longText }),
  );
  const anyContext: fc.Arbitrary<MessageContext> = fc.record({
    region: anyText,
    workflowRun: fc.option(longText, { nil: undefined }),
    manifest: fc.option(longText, { nil: undefined }),
    graceHours: anyNumber,
  });

  test('any name, reason and manifest keep subject and message within the limits of SNS', () => {
    fc.assert(
      fc.property(anyChange, anyOutcome, anyContext, (change, outcome, context) => {
        const told = messageFor({ change, outcome }, context);
        if (!told) return;
        expect(told.subject).toMatch(/^[A-Za-z][\x20-\x7e]*$/);
        expect(told.subject.length).toBeLessThanOrEqual(SUBJECT_CHARACTERS);
        expect(Buffer.byteLength(told.message)).toBeLessThanOrEqual(MESSAGE_BYTES);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that must not be there.
        expect(told.message).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
        expect(told.message.isWellFormed()).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('no line but one that is copied whole is longer than a mail client shows', () => {
    fc.assert(
      fc.property(anyChange, anyOutcome, (change, outcome) => {
        const short = { ...change, resource: { ...change.resource, name: 'home', arn: home.arn } };
        const withoutPath = outcome.kind === 'done' ? { kind: outcome.kind, at: outcome.at } : outcome;
        const told = messageFor({ change: short, outcome: withoutPath }, CONTEXT);
        for (const line of told?.message.split('\n') ?? []) {
          if (line.startsWith('  Region: ')) continue;
          expect(line.length).toBeLessThanOrEqual(LINE_WIDTH);
        }
      }),
    );
  });
});
