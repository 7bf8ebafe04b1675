import { z } from 'zod';
import { accountsOf } from './accounts.ts';
import { capacity } from './capacitySchema.ts';
import { map, number, whole } from './fields.ts';
import { LIMITS, type Range } from './limits.ts';
import { match } from './matchSchema.ts';
import { MODE_ALLOWED, MODE_WORDS, modeOf } from './mode.ts';
import { schedules } from './schedules.ts';

const boolean = z
  .union([z.boolean(), z.enum(['yes', 'no'])], { error: 'must be true, false, yes or no' })
  .transform((value) => value === true || value === 'yes');

const mode = z.enum(MODE_WORDS, { error: MODE_ALLOWED }).transform(modeOf);

const exempt = z.union(
  [
    z.literal(true),
    z.iso.date(),
    z.iso.datetime({ offset: true }),
    z.iso.datetime({ offset: true, precision: -1 }),
  ],
  {
    error: 'must be true, or the date until which: 2026-12-31, or a time and its zone, 2026-12-31T18:00:00Z',
  },
);

const minTps = map({
  floor: whole('TPS', LIMITS['min-tps']).exactOptional(),
  ceiling: whole('TPS', LIMITS['min-tps']).exactOptional(),
}).refine(({ floor, ceiling }) => floor === undefined || ceiling === undefined || floor <= ceiling, {
  path: ['ceiling'],
  error: 'must be at least the floor beside it',
});

const PERCENT: Range = [0, 100];

const policy = map({
  match: match(),
  exempt: exempt.exactOptional(),
  'auto-delete-or-stop-idle-resources': mode.exactOptional(),
  'auto-adjust-min-tps': mode.exactOptional(),
  'idle-threshold-hours': whole('hours', LIMITS['idle-threshold-hours']).exactOptional(),
  'idle-grace-hours': whole('hours', LIMITS['idle-grace-hours']).exactOptional(),
  'lookback-days': whole('days', LIMITS['lookback-days']).exactOptional(),
  'step-percent': whole('percent', LIMITS['step-percent']).exactOptional(),
  'step-cooldown-hours': whole('hours', LIMITS['step-cooldown-hours']).exactOptional(),
  'utilization-threshold-alarm-lower-bound': number(
    'must be a number of percent from 0 to 1000',
    LIMITS['utilization-threshold-alarm-lower-bound'],
  ).exactOptional(),
  'auto-create-utilization-alarms': boolean.exactOptional(),
  'auto-create-idle-alarms': boolean.exactOptional(),
  'min-tps': minTps.exactOptional(),
  ramp: map({
    factor: number('must be a number of at least 1', [1, Number.MAX_VALUE]).exactOptional(),
    'tolerance-percent': number('must be a number of percent from 0 to 100', PERCENT).exactOptional(),
  }).exactOptional(),
});

const PRICE_ALLOWED = 'must be an amount of USD above 0';
const price = z.number({ error: PRICE_ALLOWED }).positive({ error: PRICE_ALLOWED });

/** Billing intervals hold whole five-minute sums, and an hour holds whole ones of them. */
const interval = z.literal([5, 10, 15, 20, 30, 60], { error: 'must be 5, 10, 15, 20, 30 or 60 minutes' });

/** The config file as it is written: its keys, and what they may be. */
export const configSchema = map({
  version: z.literal(1, { error: 'must be 1' }),
  policies: z
    .array(policy, { error: 'must be a list of policies, each with a match and its settings' })
    .exactOptional(),
  prices: map({
    'tps-hour': map({ v1: price.exactOptional(), v2: price.exactOptional() }).exactOptional(),
    'billing-interval-minutes': map({
      campaign: interval.exactOptional(),
      recommender: interval.exactOptional(),
    }).exactOptional(),
  }).exactOptional(),
  capacity: capacity.exactOptional(),
  schedules: schedules.exactOptional(),
  accounts: accountsOf(policy).exactOptional(),
});

export type Written = z.output<typeof configSchema>;
export type WrittenPolicy = NonNullable<Written['policies']>[number];
