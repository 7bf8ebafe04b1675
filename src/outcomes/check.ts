/**
 * `wrong`: to be put right. `unknown`: nobody can tell from here. `not-tried`: there is no way to try it without
 * changing something. The latter two are no fault.
 */
export type CheckResult = 'ok' | 'wrong' | 'unknown' | 'not-tried';

/** One thing that `doctor` looked at. */
export interface Check {
  readonly area: 'sign-in' | 'region' | 'permission' | 'notification' | 'github' | 'config';
  /** What was looked at, such as `cloudwatch:PutMetricAlarm`. */
  readonly name: string;
  readonly result: CheckResult;
  /** What was found, with the Regions that it was found in where they matter. */
  readonly found: string;
  /** What a person can do about it; where nothing is to be done, it is undefined. */
  readonly remedy?: string;
}

/** A statement of an IAM policy, as the policy's JSON has it. */
export interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | string[]>>>>;
}

/** All that `doctor` found. */
export interface Diagnosis {
  readonly checks: readonly Check[];
  /** What allows the permissions that are missing. */
  readonly missing: readonly Statement[];
  /** What allows those that are needed and that could not be tried. */
  readonly untried: readonly Statement[];
}
