import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { GuardName } from '../../src/changes/change.ts';
import * as guards from '../../src/changes/guards.ts';
import {
  EXEMPT_TAG,
  FLOOR_TAG,
  IDLE_SINCE_TAG,
  markTag,
  stepTag,
  type Tags,
} from '../../src/changes/tags.ts';
import type { FloorCost, Sizing } from '../../src/findings/finding.ts';
import { sizingSpan } from '../../src/findings/history.ts';
import { HOURS_A_MONTH, moneyOf, PRICES } from '../../src/findings/prices.ts';
import { sizeOf } from '../../src/findings/sizing.ts';
import { nextFloor } from '../../src/findings/steps.ts';
import { DEFAULTS } from '../../src/settings/settings.ts';
import { WINDOW_MS } from '../../src/usage/windows.ts';
import { NOW, traffic } from '../findings/readings.ts';
import { campaign } from '../fleet/resources.ts';
import { codeBlocks, expectPart, read, readme, table } from './readme.ts';

const DOCUMENT = 'docs/changes.md';
const HOUR = 3_600_000;
const usd = (amount: number) =>
  `$${amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
const setting = (name: keyof typeof DEFAULTS) => Number(DEFAULTS[name]);

describe('the guards', () => {
  const state = { status: 'ACTIVE', floor: 20, updatedAt: NOW - 30 * HOUR, updateInProgress: false };
  const tagged = (...tags: readonly { tagKey: string; tagValue: string }[]): Tags => ({
    kind: 'known',
    values: new Map(tags.map(({ tagKey, tagValue }) => [tagKey, tagValue])),
  });

  interface Row {
    readonly reads: string;
    readonly refuses: string;
    /** As the guard itself words it, with an example's values. */
    readonly example: guards.Refusal | undefined;
    readonly apply: string;
    /** By a tick in an issue, or by the config file. */
    readonly approved: string;
    readonly byHand: string;
  }

  const ROWS: Readonly<Record<GuardName, Row>> = {
    pinned: {
      reads:
        'The resource as Personalize describes it at this moment: status, floor, last update, update under way',
      refuses:
        'Any of them is not what it was when the change was decided; an update is under way; the resource is gone, or there already when it is to be recreated',
      example: guards.pinned(state, { ...state, floor: 12 }),
      apply: 'all',
      approved: 'all',
      byHand: 'all',
    },
    exempt: {
      reads: `Its tag \`${EXEMPT_TAG}\`; its policy in the [config file](config.md#exempting-a-resource)`,
      refuses:
        'The tag is `true`, or an ISO date that has not passed (a day lasts to its end, in UTC), or says something else than these and `false`; or the tags cannot be read. The policy exempts it; or which one holds cannot be told',
      example: guards.exempt(tagged({ tagKey: EXEMPT_TAG, tagValue: '2027-01-31' }), NOW),
      apply: 'lower, mark, stop, delete',
      approved: 'lower, raise, stop, delete; start, by the tag only',
      byHand: 'stop, delete; by the tag only',
    },
    marked: {
      reads: `Its tag \`${IDLE_SINCE_TAG}\``,
      refuses:
        'It is not marked, or for less than `idle-grace-hours`, or was updated or restarted since; or the tags cannot be read. Never with `idle-grace-hours: 0`',
      example: guards.marked(
        { updatedAt: NOW - 96 * HOUR },
        tagged(markTag(NOW - 48 * HOUR)),
        NOW,
        setting('idle-grace-hours'),
      ),
      apply: 'stop, delete',
      approved: '–',
      byHand: '–',
    },
    held: {
      reads: `Its last update, and its tag \`${FLOOR_TAG}\`; its entry in the [config file](config.md#what-wins), and its [windows](config.md#pre-warm-windows)`,
      refuses: `It was updated in the last ${guards.HELD_HOURS} hours, and not by the last step of this action. Or its entry says what it is to be, or a pre-warm window is open`,
      example: guards.held(state, tagged(), NOW),
      apply: 'lower; by an entry or a window also mark, stop, delete',
      approved: 'by an entry or a window, what an issue proposed',
      byHand: '–',
    },
    cooled: {
      reads: `Its tag \`${FLOOR_TAG}\``,
      refuses: 'The last step of this action is younger than `step-cooldown-hours`',
      example: guards.cooled(
        state,
        tagged(stepTag({ floor: state.floor, at: NOW - 6 * HOUR })),
        NOW,
        setting('step-cooldown-hours'),
      ),
      apply: 'lower',
      approved: '–',
      byHand: '–',
    },
    capped: {
      reads: 'How many resources this run would change, in all Regions together; marks do not count',
      refuses: 'They are more than `max-changes`: then none of them is changed',
      example: guards.capped(9, setting('max-changes')),
      apply: 'lower, stop, delete',
      approved: 'all',
      byHand: '–',
    },
    referenced: {
      reads:
        'Every file of the checked-out repository, apart from `.git`, `node_modules`, the config file, the workflow file of the run and the report directory',
      refuses: 'The ARN of the campaign stands in one; or one cannot be read',
      example: guards.referenced({ kind: 'searched', hits: [{ file: 'infra/search.tf', line: 12 }] }),
      apply: 'delete',
      approved: 'delete',
      byHand: 'delete',
    },
    undoable: {
      reads: 'What recreates the campaign: solution version, floor, configuration, tags',
      refuses: 'Something of it is not known, or the manifest cannot be written',
      example: guards.undoable('its solution version is not known'),
      apply: 'delete',
      approved: 'delete',
      byHand: 'delete',
    },
    're-checked': {
      reads:
        'Its requests and its 4xx and 5xx errors up to this moment, for `idle-threshold-hours`; with `apply` since the mark, if that is longer',
      refuses: 'There was any call, successful or failed; or they cannot be read completely',
      example: guards.reChecked({ kind: 'some', what: '3 calls since 2026-01-01T11:55Z' }),
      apply: 'stop, delete',
      approved: 'stop, delete',
      byHand: '–',
    },
  };

  test('stand in the table, each with its own words', () => {
    const rows = Object.entries(ROWS).map(([name, { reads, refuses, example, apply, approved, byHand }]) => {
      expect(example?.guard).toBe(name);
      return [`**${name}**`, reads, refuses, `*${example?.why}*`, apply, approved, byHand];
    });
    const head = [
      'Guard',
      'Reads',
      'Refuses when',
      'The report then says, for example',
      'With `apply`',
      'Approved',
      'By hand',
    ];
    expectPart('guards', table(head, rows), DOCUMENT);
  });
});

describe('the worked example', () => {
  const QUIET = 3.5;
  const SALE = 12;
  const FLOOR = 20;
  const days = setting('lookback-days');
  const span = sizingSpan(NOW, days);
  const isSale = (index: number) => new Date(span.start + index * WINDOW_MS).getUTCHours() === 18;
  const resource = campaign({ floor: FLOOR, recipe: 'aws-user-personalization' });
  const requests = traffic(span, (index) => (isSale(index) ? SALE : QUIET));

  function sizing(): Sizing {
    const result = sizeOf({ resource, requests, span, settings: { lookbackDays: days } });
    if (result.kind === 'unknown') throw new Error(result.reason);
    return result.sizing;
  }

  const monthly = ({ tpsHours }: FloorCost, { hours }: Sizing) => (tpsHours * HOURS_A_MONTH) / hours;
  const cost = (tpsHours: number) => usd(moneyOf(resource, tpsHours).usd);

  test('shows what the code computes', () => {
    const found = sizing();
    const { freeFloor, rampFloor, target, curve, wasteTpsHours, savingTpsHours } = found;
    const roles: readonly (readonly [number, string])[] = [
      [freeFloor, 'free floor'],
      [rampFloor, 'ramp floor'],
      [target, 'target'],
      [FLOOR, 'today'],
    ];
    const rows = curve
      .filter(({ floor }) => floor <= target + 1 || floor === FLOOR)
      .map((at) => [
        String(at.floor),
        roles.flatMap(([floor, role]) => (floor === at.floor ? [role] : [])).join(', '),
        Math.round(monthly(at, found)).toLocaleString('en-US'),
        cost(monthly(at, found)),
        `${at.exposurePercent.toFixed(2)}%`,
      ]);
    const steps = [FLOOR];
    for (let floor = FLOOR; floor > target; ) {
      floor = nextFloor(floor, target, setting('step-percent'));
      steps.push(floor);
    }
    const text = [
      `A campaign of a v1 recipe has a floor of ${FLOOR} TPS. It gets ${QUIET} TPS all day, and ${SALE} TPS from 18:00 to 19:00.`,
      '',
      table(['Floor', '', 'TPS-hours a month', 'Bill a month', 'Exposure'], rows),
      '',
      `The waste is ${cost(wasteTpsHours)} a month, today's bill less that of the free floor; the saving at the target is ${cost(savingTpsHours)}. With \`apply\` and \`step-percent: ${DEFAULTS['step-percent']}\` the floor goes ${steps.join(', ')}, one step every ${DEFAULTS['step-cooldown-hours']} hours.`,
    ].join('\n');
    expectPart('example', text, DOCUMENT);
  });

  test('is told true in the text around it', () => {
    const { freeFloor, rampFloor, target, curve } = sizing();
    expect({ freeFloor, rampFloor, target }).toEqual({ freeFloor: 3, rampFloor: 6, target: 6 });
    // 12 TPS after 3.5: with a floor of 5, 2 of the 12 come faster than capacity follows, for one interval a day.
    const requestsADay = (23 * QUIET + SALE) * 3600;
    expect(curve[4]?.exposurePercent).toBeCloseTo(((2 * 300) / requestsADay) * 100, 9);
    expect(curve[5]?.exposurePercent).toBe(0);
  });
});

test('the prices are those of the code', () => {
  const origin = { v1: '$0.0556', v2: '$0.15' };
  const rows = (['v1', 'v2'] as const).map((generation) => [
    generation,
    `${origin[generation]} for 1,000 requests`,
    usd(PRICES.tpsHour[generation]),
    usd(PRICES.tpsHour[generation] * HOURS_A_MONTH),
  ]);
  for (const generation of ['v1', 'v2'] as const) {
    const perThousand = Number(origin[generation].slice(1));
    expect(perThousand * 3.6).toBeCloseTo(PRICES.tpsHour[generation], 2);
  }
  const head = ['Recipe', `As reported, ${PRICES.asOf}`, 'A TPS-hour', 'A floor of 1 TPS, a month'];
  expectPart('prices', table(head, rows), DOCUMENT);
});

test('the step that keeps manifests is that of the examples in the README', () => {
  const steps = codeBlocks(read(DOCUMENT), 'yaml').flatMap((block) => parse(block));
  const examples = codeBlocks(readme(), 'yaml').flatMap((block) =>
    Object.values<{ steps: unknown[] }>(parse(block).jobs ?? {}).flatMap((job) => job.steps),
  );
  expect(steps.length).toBeGreaterThan(0);
  for (const step of steps) expect(examples).toContainEqual(step);
});
