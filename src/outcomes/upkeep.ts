/** `planned` in `plan`, which writes nothing; `failed` has a failure of its own too. */
export type Outcome = 'planned' | 'done' | 'failed';

/** What a run did, or would do, to something of its own: an alarm, a dashboard, a topic or a subscription. */
export interface Upkeep {
  readonly action: 'create' | 'update' | 'delete' | 'subscribe';
  readonly target: 'alarm' | 'dashboard' | 'topic' | 'subscription';
  /** The name of the alarm, dashboard or topic, or the endpoint. */
  readonly name: string;
  /** Undefined for dashboards, which are global in an account. */
  readonly region?: string;
  /** Why, in a few words: `floor 5 -> 2`, `its campaign no longer exists`. */
  readonly reason: string;
  readonly outcome: Outcome;
}
