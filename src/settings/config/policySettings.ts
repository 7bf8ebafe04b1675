import type { Mode } from './mode.ts';

/** The settings that a policy may set otherwise than the inputs. `Settings` has them all. */
export interface PolicySettings {
  /** What to do with a floor that is too high. */
  readonly adjust: Mode;
  /** What to do with an idle resource. */
  readonly end: Mode;
  readonly idleThresholdHours: number;
  readonly graceHours: number;
  readonly lookbackDays: number;
  readonly stepPercent: number;
  readonly cooldownHours: number;
  /** Percent. */
  readonly utilizationThreshold: number;
  readonly utilizationAlarms: boolean;
  readonly idleAlarms: boolean;
}

export interface Ramp {
  /** How many times its capacity a resource serves while it scales out. */
  readonly factor: number;
  /** Percent of all requests that a lower floor may expose in addition to today's. */
  readonly tolerancePercent: number;
}

/** What sizing takes where no policy says otherwise. */
export const DEFAULT_RAMP: Ramp = { factor: 2, tolerancePercent: 0.1 };
