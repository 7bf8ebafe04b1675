import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { isTimeZone, timetableOf, wrongWithCron } from '../../../src/settings/config/cron.ts';
import { config, errors } from './worlds.ts';

const file = (...lines: string[]) =>
  `version: 1\nschedules:\n  - match: { name: home }\n${lines.map((line) => `    ${line}\n`).join('')}`;

const BLACK_FRIDAY = file(
  'cron: "0 18 * * FRI"',
  'timezone: America/New_York',
  'duration-hours: 6',
  'lead-minutes: 45',
  'min-tps: 60',
);

describe('the section schedules', () => {
  test('is read with the place of each schedule', () => {
    expect(config(BLACK_FRIDAY).schedules).toEqual([
      {
        index: 0,
        line: 3,
        match: { name: 'home' },
        cron: '0 18 * * FRI',
        timezone: 'America/New_York',
        durationHours: 6,
        leadMinutes: 45,
        minTps: 60,
      },
    ]);
  });

  test('has a lead of 90 minutes unless it says another', () => {
    const text = BLACK_FRIDAY.replace(/ +lead-minutes.*\n/, '');
    expect(config(text).schedules[0]?.leadMinutes).toBe(90);
  });

  test('may be empty, or not there', () => {
    expect(config('version: 1\nschedules: []\n').schedules).toEqual([]);
    expect(config('version: 1\n').schedules).toEqual([]);
  });

  test('is refused with the line and column of all that is wrong in it', () => {
    const text = file(
      'cron: "0 25 * * FRI"',
      'timezone: America/New_Yrok',
      'duration-hours: 169',
      'lead-minutes: 1441',
      'min-tps: 0',
      'duration: 3',
    );
    const told = errors(text).map(
      ({ line, column, path, value, allowed }) => `${line}:${column} ${path} ${value ?? '-'} ${allowed}`,
    );
    expect(told).toEqual([
      '4:11 schedules[0].cron "0 25 * * FRI" must be a cron expression, such as "0 18 * * FRI": 25 cannot be its hour',
      '5:15 schedules[0].timezone "America/New_Yrok" must be the name of a time zone of the IANA database, such as America/New_York, or UTC',
      '6:21 schedules[0].duration-hours 169 must be a number of hours above 0 and up to 168',
      '7:19 schedules[0].lead-minutes 1441 must be a whole number of minutes from 0 to 1440',
      '8:14 schedules[0].min-tps 0 must be a whole number of TPS from 1 to 10000',
      expect.stringContaining('9:5 schedules[0].duration -'),
    ]);
  });

  test('says which of its keys are missing', () => {
    const missing = errors('version: 1\nschedules:\n  - match: {}\n').map(({ path }) => path);
    expect(missing).toEqual(
      expect.arrayContaining(
        ['cron', 'timezone', 'duration-hours', 'min-tps'].map((key) => `schedules[0].${key}`),
      ),
    );
  });

  test('has each of its keys in the document', () => {
    const schema = JSON.parse(
      readFileSync(new URL('../../../docs/config.schema.json', import.meta.url), 'utf8'),
    );
    const text = readFileSync(new URL('../../../docs/config.md', import.meta.url), 'utf8');
    const section = text.slice(text.indexOf('\n## Pre-warm windows\n'));
    const keys = Object.keys(schema.properties.schedules.items.properties);
    expect(keys.filter((key) => !section.includes(`| \`${key}\``))).toEqual([]);
  });
});

describe('a cron expression', () => {
  test.each([
    '0 18 * * FRI',
    '*/15 9-17 * * MON-FRI',
    '0 0 29 2 *',
    '0 0 L * *',
    '0 0 * 11 fri#4',
    ' 0  0 1 1 * ',
  ])('may be %s', (text) => expect(wrongWithCron(text)).toBeUndefined());

  test.each([
    ['0 18 * *', 'five fields'],
    ['0 0 18 * * FRI', 'five fields'],
    ['@daily', 'five fields'],
    ['', 'five fields'],
    ['2026-11-27T18:00:00', 'five fields'],
    ['60 * * * *', '60 cannot be its minute'],
    ['0 18 * 13 *', '13 cannot be its month'],
    ['0 18 32 * *', '32 cannot be its day of the month'],
    ['0 18 * * FRY', 'FRY cannot be its day of the week'],
    ['*/0 * * * *', '*/0 cannot be its minute'],
    ['0 0 30 2 *', 'there is no such day'],
    ['0 0 31 4,6 *', 'there is no such day'],
  ])('may not be %j: %s', (text, why) => expect(wrongWithCron(text)).toContain(why));

  test('comes once when the clocks go back, and at once when they have skipped it', () => {
    const { nextAfter } = timetableOf('30 2 * * *', 'Europe/Berlin');
    const iso = (at: number) => new Date(nextAfter(at) ?? 0).toISOString();
    expect(iso(Date.UTC(2026, 2, 28, 12))).toBe('2026-03-29T01:00:00.000Z');
    expect(iso(Date.UTC(2026, 9, 24, 12))).toBe('2026-10-25T00:30:00.000Z');
    expect(iso(Date.UTC(2026, 9, 25, 0, 30))).toBe('2026-10-26T01:30:00.000Z');
  });
});

test.each([
  ['UTC', true],
  ['Europe/Berlin', true],
  ['America/New_Yrok', false],
  ['+02:00', false],
  ['', false],
])('time zone %j: %s', (name, known) => expect(isTimeZone(name)).toBe(known));
