/** What running the action costs, in USD for a month of 30 days; prices as the README dates them. All are estimates. */

const RUNS_A_MONTH = (everyMinutes: number) => (30 * 24 * 60) / everyMinutes;

const PRICES = {
  customMetric: 0.3,
  /** One metric in one alarm; each of ours reads one. */
  alarm: 0.1,
  thousandMetricsRead: 0.01,
  /** A minute of GitHub's two-core Linux runner in a private repository. */
  runnerMinute: 0.006,
} as const;

export interface Fleet {
  readonly resources: number;
  readonly regions: number;
  /** Minutes that GitHub bills for one run. */
  readonly billedMinutes: number;
}

export interface Costs {
  readonly runs: number;
  readonly customMetrics: number;
  readonly alarms: number;
  readonly metricsRead: number;
  readonly aws: number;
  readonly runnerMinutes: number;
  readonly github: number;
}

export function costs(
  { resources, regions, billedMinutes }: Fleet,
  everyMinutes: number,
  publishMetrics = true,
): Costs {
  const runs = RUNS_A_MONTH(everyMinutes);
  const customMetrics = ((publishMetrics ? 3 * resources : 0) + regions) * PRICES.customMetric;
  const alarms = (2 * resources + regions) * PRICES.alarm;
  const readInARun = (publishMetrics ? 2 : 1) * resources + regions;
  const metricsRead = ((readInARun * runs) / 1000) * PRICES.thousandMetricsRead;
  const runnerMinutes = runs * billedMinutes;
  return {
    runs,
    customMetrics,
    alarms,
    metricsRead,
    aws: customMetrics + alarms + metricsRead,
    runnerMinutes,
    github: runnerMinutes * PRICES.runnerMinute,
  };
}

/** What so many more metrics in every run cost, in USD a month. */
export function readingCosts(metrics: number, everyMinutes: number): number {
  return ((metrics * RUNS_A_MONTH(everyMinutes)) / 1000) * PRICES.thousandMetricsRead;
}
