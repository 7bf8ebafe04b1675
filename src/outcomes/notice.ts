/** Something a reader should know that is not a failure: an unconfirmed subscription, a shortened threshold. */
export interface Notice {
  readonly level: 'warning' | 'info';
  readonly text: string;
  /** Name of the account in the config file. */
  readonly account?: string;
  readonly region?: string;
  readonly resource?: string;
}
