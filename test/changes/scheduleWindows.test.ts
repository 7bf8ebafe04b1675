import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { windowAfter, windowBefore, windowInWords, windowOpenAt } from '../../src/changes/scheduleWindows.ts';
import type { Schedule } from '../../src/settings/config/schedules.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const schedule = (over: Partial<Schedule>): Schedule => ({
  index: 0,
  line: 3,
  match: {},
  cron: '0 18 * * FRI',
  timezone: 'America/New_York',
  durationHours: 6,
  leadMinutes: 90,
  minTps: 60,
  ...over,
});

const iso = (at: number | undefined) => at !== undefined && new Date(at).toISOString();

describe('a window', () => {
  const friday = Date.UTC(2026, 10, 27, 23);

  test('is open from its lead to its end, which is no longer in it', () => {
    const open = (at: number) => windowOpenAt(schedule({}), at) !== undefined;
    expect(open(friday - 90 * MINUTE - 1)).toBe(false);
    expect(open(friday - 90 * MINUTE)).toBe(true);
    expect(open(friday + 6 * HOUR - 1)).toBe(true);
    expect(open(friday + 6 * HOUR)).toBe(false);
  });

  test('is told by the clocks of its time zone', () => {
    const window = windowOpenAt(schedule({}), friday);
    expect(window && windowInWords(window)).toBe('Fri 27 Nov 18:00-00:00 America/New_York');
    const long = windowOpenAt(schedule({ durationHours: 50 }), friday);
    expect(long && windowInWords(long)).toBe('Fri 27 Nov 18:00 to Sun 29 Nov 20:00 America/New_York');
  });

  test('that is cut by a change of the clocks lasts as long as ever', () => {
    const overnight = schedule({ cron: '0 22 * * SAT', timezone: 'Europe/Berlin' });
    const window = windowOpenAt(overnight, Date.UTC(2026, 9, 24, 21));
    expect(window && windowInWords(window)).toBe('Sat 24 Oct 22:00-03:00 Europe/Berlin');
    expect(window && window.endsAt - window.beginsAt).toBe(6 * HOUR);
  });

  test('of every day runs on without a gap when it lasts a day', () => {
    const always = schedule({ cron: '30 9 * * *', durationHours: 25, leadMinutes: 0, timezone: 'UTC' });
    const before = windowOpenAt(always, Date.UTC(2026, 0, 2, 9, 29));
    const after = windowOpenAt(always, Date.UTC(2026, 0, 2, 9, 30));
    expect([iso(before?.beginsAt), iso(after?.beginsAt)]).toEqual([
      '2026-01-01T09:30:00.000Z',
      '2026-01-02T09:30:00.000Z',
    ]);
  });

  test('of the fourth Friday in November is found years before and after', () => {
    const yearly = schedule({ cron: '0 0 * 11 FRI#4' });
    const now = Date.UTC(2026, 5, 1);
    expect(iso(windowBefore(yearly, now)?.beginsAt)).toBe('2025-11-28T05:00:00.000Z');
    expect(iso(windowAfter(yearly, now)?.beginsAt)).toBe('2026-11-27T05:00:00.000Z');
  });
});

/** Zones with the middle of a change of their clocks, one of half an hour and two at midnight among them. */
const CHANGES: readonly (readonly [zone: string, at: number])[] = [
  ['America/New_York', Date.UTC(2026, 2, 8, 7)],
  ['America/New_York', Date.UTC(2026, 10, 1, 6)],
  ['Europe/Berlin', Date.UTC(2026, 2, 29, 1)],
  ['Europe/Berlin', Date.UTC(2026, 9, 25, 1)],
  ['Australia/Lord_Howe', Date.UTC(2026, 3, 4, 15)],
  ['Australia/Lord_Howe', Date.UTC(2026, 9, 3, 15, 30)],
  ['America/Havana', Date.UTC(2026, 2, 8, 5)],
  ['America/Santiago', Date.UTC(2026, 3, 5, 3)],
  ['Asia/Kolkata', Date.UTC(2026, 2, 1)],
];

interface LocalMinute {
  readonly at: number;
  readonly date: string;
  readonly weekday: string;
  readonly minuteOfDay: number;
}

/** Every minute of some days around a change, by the clocks there. */
function minutesAround(timeZone: string, middle: number): readonly LocalMinute[] {
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return Array.from({ length: (6 * DAY) / MINUTE }, (_, index) => {
    const at = middle - 3 * DAY + index * MINUTE;
    const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, value]));
    return {
      at,
      date: `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`,
      weekday: parts.get('weekday')?.toUpperCase() ?? '',
      minuteOfDay: Number(parts.get('hour')) * 60 + Number(parts.get('minute')),
    };
  });
}

/** The first minute of each day there that the clocks show that time, or are past it. */
function occurrences(minutes: readonly LocalMinute[], minuteOfDay: number, weekday: string): number[] {
  const first = new Map<string, number>();
  for (const minute of minutes) {
    const isDay = weekday === '*' || minute.weekday === weekday;
    if (!isDay || minute.minuteOfDay < minuteOfDay || first.has(minute.date)) continue;
    first.set(minute.date, minute.at);
  }
  return [...first.values()];
}

describe('across changes of the clocks', () => {
  const around = CHANGES.map(([zone, at]) => ({ zone, at, minutes: minutesAround(zone, at) }));

  test('a moment is in a window just when counting minutes on the clocks says so', () => {
    const property = fc.property(
      fc.constantFrom(...around),
      fc.oneof(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 0, max: 239 })),
      fc.constantFrom('*', '*', 'SAT', 'SUN', 'MON'),
      fc.constantFrom(0.25, 1, 6, 20, 24, 30),
      fc.constantFrom(0, 30, 90),
      ({ zone, at, minutes }, minuteOfDay, weekday, durationHours, leadMinutes) => {
        const cron = `${minuteOfDay % 60} ${Math.floor(minuteOfDay / 60)} * * ${weekday}`;
        const one = schedule({ cron, timezone: zone, durationHours, leadMinutes });
        const times = occurrences(minutes, minuteOfDay, weekday);
        const lead = leadMinutes * MINUTE;
        const edges = times.flatMap((begin) => [begin - lead, begin + durationHours * HOUR]);
        const moments = Array.from({ length: 40 }, (_, index) => at - 36 * HOUR + index * 109 * MINUTE);
        for (const now of [...edges, ...edges.map((edge) => edge - MINUTE), ...moments]) {
          if (Math.abs(now - at) > 36 * HOUR) continue;
          const covering = times.filter((begin) => begin - lead <= now && now < begin + durationHours * HOUR);
          expect([now, windowOpenAt(one, now)?.beginsAt]).toEqual([now, covering.at(-1)]);
        }
      },
    );
    fc.assert(property, { numRuns: 60 });
  });

  test('the window before a moment has ended, the one after has not opened, and none lies in between', () => {
    const property = fc.property(
      fc.constantFrom(...around),
      fc.integer({ min: -36 * 60, max: 36 * 60 }),
      fc.constantFrom('30 2 * * *', '0 0 * * *', '15 1,3 * * *', '*/20 * * * *', '0 2-4 * * SUN'),
      fc.constantFrom(0.1, 0.5, 3),
      fc.constantFrom(0, 10),
      ({ zone, at }, minutes, cron, durationHours, leadMinutes) => {
        const one = schedule({ cron, timezone: zone, durationHours, leadMinutes });
        const now = at + minutes * MINUTE;
        const before = windowBefore(one, now);
        const after = windowAfter(one, now);
        expect(before && before.endsAt <= now).toBe(true);
        expect(after && after.opensAt > now).toBe(true);
        const open = windowOpenAt(one, now);
        expect(windowAfter(one, (after?.opensAt ?? 0) - 1)).toEqual(after);
        if (open) expect(open.opensAt <= now && now < open.endsAt).toBe(true);
        else expect(windowAfter(one, before?.opensAt ?? 0)?.opensAt).toBe(after?.opensAt);
      },
    );
    fc.assert(property, { numRuns: 200 });
  });
});
