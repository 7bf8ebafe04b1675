import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  dateIn,
  FLOOR_TAG,
  IDLE_SINCE_TAG,
  lastStep,
  markedSince,
  markTag,
  stepTag,
} from '../../src/changes/tags.ts';
import { iso, markedAt, NOW, steppedTo, tags, UNREADABLE } from './fixtures.ts';

const moment = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2100, 0) });
const written = ({ tagKey, tagValue }: { tagKey: string; tagValue: string }) => tags({ [tagKey]: tagValue });

describe('a date in a tag', () => {
  test.each([
    ['2026-01-31', Date.UTC(2026, 0, 31)],
    ['2026-01-31T10:20Z', Date.UTC(2026, 0, 31, 10, 20)],
    ['2026-01-31T10:20:30Z', Date.UTC(2026, 0, 31, 10, 20, 30)],
    ['2026-01-31T10:20:30.250Z', Date.UTC(2026, 0, 31, 10, 20, 30, 250)],
    ['2026-01-31T10:20:30+02:00', Date.UTC(2026, 0, 31, 8, 20, 30)],
    ['2026-01-31T10:20-03:30', Date.UTC(2026, 0, 31, 13, 50)],
  ])('%s is understood', (text, at) => {
    expect(dateIn(text)).toBe(at);
  });

  test.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['a bare number, which JavaScript takes for a year', '1'],
    ['a year', '2030'],
    ['an American date', '12/31/2026'],
    ['words', 'next Friday'],
    ['a time without a zone, which is another moment on every machine', '2026-01-31T10:20:30'],
    ['a day that does not exist', '2026-13-40'],
    ['a date with something before it', 'until 2026-01-31'],
    ['a date with something after it', '2026-01-31 or so'],
  ])('%s is no date', (_, text) => {
    expect(dateIn(text)).toBeUndefined();
  });
});

describe('the mark of an idle resource', () => {
  test('what is written is read back, to the millisecond', () => {
    fc.assert(
      fc.property(moment, (at) => {
        expect(markedSince(written(markTag(at)))).toBe(at);
      }),
    );
  });

  test('stands under a key that people can search for, as an ISO date', () => {
    expect(markTag(NOW)).toEqual({ tagKey: 'personalize-monitor:idle-since', tagValue: iso(NOW) });
    expect(markedSince(markedAt(NOW))).toBe(NOW);
  });

  test('is not there without the tag, with a tag that is no date, and when the tags could not be read', () => {
    expect(markedSince(tags())).toBeUndefined();
    expect(markedSince(tags({ [IDLE_SINCE_TAG]: '1' }))).toBeUndefined();
    expect(markedSince(UNREADABLE)).toBeUndefined();
  });
});

describe('the memory of the last step', () => {
  test('what is written is read back', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 10_000 }), (at, floor) => {
        expect(lastStep(written(stepTag({ floor, at })))).toEqual({ floor, at });
      }),
    );
  });

  test('is the floor and the date that it was set at', () => {
    expect(stepTag({ floor: 15, at: NOW })).toEqual({
      tagKey: 'personalize-monitor:floor',
      tagValue: `15 ${iso(NOW)}`,
    });
    expect(lastStep(steppedTo(15, NOW))).toEqual({ floor: 15, at: NOW });
  });

  test.each([
    '',
    '15',
    iso(NOW),
    `x ${iso(NOW)}`,
    '15 1',
    `-15 ${iso(NOW)}`,
    `a15 ${iso(NOW)}`,
    `15 ${iso(NOW)} b`,
  ])('%p says nothing', (value) => {
    expect(lastStep(tags({ [FLOOR_TAG]: value }))).toBeUndefined();
  });

  test('is unknown when the tags could not be read', () => {
    expect(lastStep(UNREADABLE)).toBeUndefined();
  });
});
