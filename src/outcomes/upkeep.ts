/** `planned` in `plan`, which writes nothing; `failed` has a failure of its own too. */
export type Outcome = 'planned' | 'done' | 'failed';

/** What a run did, or would do, to something of its own: an alarm, a dashboard, a topic, a subscription, an issue or a pull request. */
export interface Upkeep {
  readonly action: 'create' | 'update' | 'delete' | 'subscribe' | 'close' | 'reopen';
  readonly target:
    | 'alarm'
    | 'dashboard'
    | 'topic'
    | 'subscription'
    | 'tag'
    | 'issue'
    | 'pull-request'
    | 'comment';
  /** The name of the alarm, dashboard or topic, the endpoint, or the title of the issue or pull request. */
  readonly name: string;
  /** Name of the account in the config file; undefined for what is on GitHub. */
  readonly account?: string;
  /** Undefined for what belongs to no Region: dashboards, and what is on GitHub. */
  readonly region?: string;
  /** Why, in a few words: `floor 5 -> 2`, `its campaign no longer exists`. */
  readonly reason: string;
  readonly outcome: Outcome;
  /** Of an issue or a pull request that exists. */
  readonly number?: number;
  readonly url?: string;
}
