/** The least and the most that a number may be, both allowed. */
export type Range = readonly [least: number, most: number];

/** A year: longer waits are a mistake in the unit. */
const LONGEST_HOURS = 8_760;

/** Personalize names no maximum; this only keeps a slip of the finger from the bill. */
const MOST_TPS = 10_000;

/** What the inputs allow, and the settings of the same names in the config file. */
export const LIMITS = {
  'utilization-threshold-alarm-lower-bound': [0, 1000],
  'idle-threshold-hours': [1, 1080],
  'idle-grace-hours': [0, LONGEST_HOURS],
  'lookback-days': [1, 60],
  'step-percent': [1, 100],
  'step-cooldown-hours': [0, LONGEST_HOURS],
  'min-tps': [1, MOST_TPS],
} as const satisfies Readonly<Record<string, Range>>;
