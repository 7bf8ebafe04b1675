/** Seconds. CloudWatch's longest window of one alarm whose period is under an hour (API reference, PutMetricAlarm). */
export const MAX_WINDOW_OF_SHORT_PERIODS = 86_400;

/** Seconds. CloudWatch's longest window of one alarm whose period is an hour or more (API reference, PutMetricAlarm). */
export const MAX_WINDOW = 604_800;

/** Actions for each state of an alarm (API reference, PutMetricAlarm). */
export const MAX_ACTIONS = 5;

/** Metrics that the math of one alarm may read (CloudWatch guide, alarms on metric math). */
export const MAX_METRICS = 10;

/** Alarms in one page of DescribeAlarms, and names in one DeleteAlarms (API reference). */
export const MAX_ALARMS_A_CALL = 100;

export const HOUR = 3_600;
export const FIVE_MINUTES = 300;

/** How far an alarm looks back: what was asked for, or the most that CloudWatch allows. */
export interface Window {
  /** Seconds. */
  readonly period: number;
  readonly periods: number;
  readonly hours: number;
  readonly shortened: boolean;
}

/** Hours that an alarm can look back. */
export const MAX_HOURS = MAX_WINDOW / HOUR;

/** The window of `hours` whole hours in the finest period, of at least `finest` seconds, that CloudWatch accepts. */
export function windowOf(hours: number, finest: number = FIVE_MINUTES): Window {
  const watched = Math.min(hours, MAX_HOURS);
  const period = watched * HOUR > MAX_WINDOW_OF_SHORT_PERIODS ? HOUR : finest;
  return { period, periods: (watched * HOUR) / period, hours: watched, shortened: watched < hours };
}
