import { describe, expect, test } from '@jest/globals';
import { type Cadence, cadenceIn, missedWindows } from '../../src/changes/scheduleCadence.ts';
import { FILE } from './capacityWorld.ts';
import { DAY, HOUR, MINUTE } from './fixtures.ts';
import { BEGINS, FRIDAY, fileOf } from './scheduleWorld.ts';

const OPENS = BEGINS - 90 * MINUTE;
const ENDS = BEGINS + 6 * HOUR;

/** Runs every so many minutes in the day before now. */
function every(minutes: number, now: number): Cadence {
  const count = Math.floor((24 * 60) / minutes);
  const runs = Array.from({ length: count }, (_, index) => now - (count - index) * minutes * MINUTE);
  return { runs };
}

function told(now: number, cadence: Cadence, line = FRIDAY): string[] {
  const { schedules } = fileOf([line]);
  return missedWindows(schedules, cadence, now, { file: FILE, region: 'us-east-1' }).map(({ text }) => text);
}

describe('a window that is to come', () => {
  const now = OPENS - 3 * HOUR;

  test.each([15, 30, 60])('is nothing to speak of where runs are %i minutes apart', (minutes) => {
    expect(told(now, every(minutes, now))).toEqual([]);
  });

  test('may be raised too late where its lead is too short for the gaps between runs', () => {
    expect(told(now, every(180, now))).toEqual([
      `schedules[0] (${FILE}:3): the window Fri 27 Nov 18:00-00:00 America/New_York may be raised too late: runs of the last day were up to 3 hours apart, an update takes up to 30 minutes, and its lead is 90 minutes. Run more often, or set lead-minutes to 210 or more.`,
    ]);
  });

  test('is told by the longest gap, that up to this run included', () => {
    const dropped = every(15, now - 100 * MINUTE);
    expect(told(now, dropped)).toEqual([expect.stringContaining('up to 115 minutes apart')]);
  });

  test('may be missed altogether', () => {
    expect(told(now, every(600, now))).toEqual([expect.stringContaining('may be missed: ')]);
  });

  test('is nothing to speak of where runs come some minutes late, as windows of five minutes count them', () => {
    const late = [2, 5, 1, 8, 3, 6, 0, 7, 4, 9, 2, 5, 12, 3, 1, 6, 8, 2];
    const at = (index: number) => now - (late.length - index) * HOUR + (late[index] ?? 0) * MINUTE;
    const windows = late.map((_, index) => Math.floor((at(index) - 10 * MINUTE) / 300_000) * 300_000);
    const count = { kind: 'complete', values: new Map(windows.map((window) => [window, 3])) } as const;
    const cadence = cadenceIn(count, { start: now - 2 * DAY, end: now }, now);
    expect(cadence?.runs).toHaveLength(late.length);
    expect(cadence && told(now, cadence)).toEqual([]);
  });

  test('is told of where the longest gap is over a quarter of an hour too long, to the minute', () => {
    const gap = (minutes: number) => told(now, { runs: [now - minutes * MINUTE] });
    expect(gap(75)).toEqual([]);
    expect(gap(76)).toEqual([expect.stringContaining('up to 76 minutes apart')]);
  });

  test('is nothing to speak of where no run before this one is known', () => {
    expect(told(now, { runs: [] })).toEqual([]);
  });

  test('takes more runs where no lead is long enough', () => {
    expect(told(now, { runs: [now - 24 * HOUR] })).toEqual([
      expect.stringContaining('and its lead is 90 minutes. Run more often: within 90 minutes.'),
    ]);
  });

  test('is told of a day ahead and no earlier, and no more once it is open', () => {
    const seldom = (at: number) => told(at, every(180, at)).length;
    expect([seldom(OPENS - DAY - 1), seldom(OPENS - DAY), seldom(OPENS - 1), seldom(OPENS)]).toEqual([
      0, 1, 1, 0,
    ]);
  });
});

describe('a window that is over', () => {
  const at = (...runs: number[]): Cadence => ({ runs });
  const missed = (now: number, cadence: Cadence) =>
    told(now, cadence).filter((text) => /was missed/.test(text));

  test('was missed when no run was in it, which the first run after it says', () => {
    expect(missed(ENDS + HOUR, at(OPENS - HOUR))).toEqual([
      `schedules[0] (${FILE}:3): the window Fri 27 Nov 18:00-00:00 America/New_York was missed: no run was in it, nor in the 90 minutes before. Run more often.`,
    ]);
    expect(missed(ENDS + 2 * HOUR, at(OPENS - HOUR, ENDS + HOUR))).toEqual([]);
  });

  test('was not missed when a run was in it, or it is not over yet, or nobody knows of a run before', () => {
    expect(missed(ENDS, at(ENDS - MINUTE))).toEqual([]);
    expect(missed(ENDS - 1, at(OPENS - HOUR))).toEqual([]);
    expect(missed(ENDS, at())).toEqual([]);
  });
});

describe('when runs were', () => {
  const now = Date.UTC(2026, 10, 27, 12, 1, 30);
  const span = { start: now - 2 * DAY, end: now };

  test('follows from the counts that they published, those of the last day', () => {
    const windows = [-30 * HOUR, -2 * HOUR, -HOUR].map((ago) => Math.floor((now + ago) / 300_000) * 300_000);
    const cadence = cadenceIn({ kind: 'complete', values: new Map(windows.map((at) => [at, 3])) }, span, now);
    expect(cadence).toEqual({
      runs: windows.slice(1).map((window) => window + 15 * MINUTE),
    });
  });

  test('is not known where the counts could not be read', () => {
    expect(cadenceIn({ kind: 'unknown', why: 'Forbidden' }, span, now)).toBeUndefined();
  });
});
