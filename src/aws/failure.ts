/** A part of the run that could not be done, told so that a person can mend it. */
export interface Failure {
  /** What was being done, such as `list campaigns`. */
  readonly what: string;
  /** Name of the account in the config file; undefined when it concerns no single one of several. */
  readonly account?: string;
  /** Undefined when it concerns no single Region. */
  readonly region?: string;
  /** The ARN or name of the resource, alarm, dashboard or endpoint concerned. */
  readonly resource?: string;
  /** Such as `personalize:ListCampaigns`. */
  readonly operation?: string;
  /** The error's name and message. */
  readonly cause: string;
  readonly remedy: string;
}

/** True for what failed only because the run was cancelled. */
export function isAbort({ cause }: Failure): boolean {
  return cause.startsWith('AbortError:');
}
