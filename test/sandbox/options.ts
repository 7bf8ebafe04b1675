import type { Clock } from './clock.ts';

export interface SandboxOptions {
  /** Default: a free one. */
  port?: number;
  /** Default: real time. */
  clock?: Clock;
  /** Real milliseconds before any answer. */
  latencyMs?: number;
  /** The largest page that any listing gives, whatever it is asked for. */
  pageSize?: number;
  /** How old a minute of AWS's own metrics must be to be seen. Default 3 minutes. */
  metricsDelayMs?: number;
  /** How long after PutMetricData a point is seen, by the age it had when it was put. Default 0. */
  putDelayMs?: number | ((ageMs: number) => number);
  /** How long after its first point a metric shows up in ListMetrics. Default 0. */
  listMetricsDelayMs?: number;
  /** What creating, updating, deleting, starting and stopping take on the sandbox's clock. Default 10 minutes. */
  transitionMs?: number;
  /** Throttles each Personalize operation in each Region, in real time. Default: not. */
  rateLimit?: { personalizePerSecond: number };
  /** Not documented: is a campaignConfig that UpdateCampaign leaves out kept? Default 'kept'. */
  omittedCampaignConfig?: 'kept' | 'dropped';
  /** Not documented: does UpdateRecommender replace the configuration or merge into it? Default 'replace'. */
  updateRecommender?: 'replace' | 'merge';
  /** Not documented: does FILL give values for a metric without a single point? Default true. */
  fillsEmptySeries?: boolean;
}

export type Settings = Required<Omit<SandboxOptions, 'rateLimit' | 'clock' | 'putDelayMs'>> & {
  rateLimit: SandboxOptions['rateLimit'];
  putDelayMs: (ageMs: number) => number;
};

export function settingsOf(options: SandboxOptions): Settings {
  const { putDelayMs = 0 } = options;
  return {
    port: 0,
    latencyMs: 0,
    pageSize: Number.POSITIVE_INFINITY,
    metricsDelayMs: 3 * 60_000,
    listMetricsDelayMs: 0,
    transitionMs: 10 * 60_000,
    omittedCampaignConfig: 'kept',
    updateRecommender: 'replace',
    fillsEmptySeries: true,
    ...options,
    rateLimit: options.rateLimit,
    putDelayMs: typeof putDelayMs === 'function' ? putDelayMs : () => putDelayMs,
  };
}
