import type { PersonalizeClient } from '@aws-sdk/client-personalize';
import type { ResourceArn } from '../aws/arn.ts';
import { errorName, failureOf, isNotFound } from '../aws/errors.ts';
import type { Failure } from '../aws/failure.ts';
import type { Authority, CarriedOut, Change, ChangeOutcome } from './change.ts';
import * as guards from './guards.ts';
import { floorOnItsWay, type Live, readLive } from './live.ts';
import { type Manifest, manifestOf } from './manifest.ts';
import {
  deleteCampaign,
  type Operation,
  removeTag,
  setFloor,
  setTag,
  startRecommender,
  stopRecommender,
} from './operations.ts';
import { recreateIfGone } from './restore.ts';
import { IDLE_SINCE_TAG, markedSince, markTag, preWarmTag, readTags, stepTag, type Tags } from './tags.ts';

export type { CarriedOut } from './change.ts';

/** What carrying out changes needs of the world. */
export interface Tools {
  readonly personalize: PersonalizeClient;
  readonly region: string;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly graceHours: number;
  readonly cooldownHours: number;
  readonly idleThresholdHours: number;
  /** Every call to the resource from a moment until now, read at this moment. */
  readonly demandSince: (arn: string, since: number) => Promise<guards.DemandSeen>;
  readonly references: (arn: string) => Promise<guards.References>;
  /** Keeps a manifest, and gives its path. */
  readonly save: (arn: ResourceArn, manifest: Manifest) => Promise<string>;
}

/**
 * Carries out one change, or refuses it. The live state and the tags are read again first; whatever cannot be read
 * refuses. Never throws.
 */
export async function carryOut(change: Change, authority: Authority, tools: Tools): Promise<CarriedOut> {
  if (change.kind === 'create') return recreateIfGone(tools.personalize, tools.region, change, tools.now);
  const attempt = new Attempt(change, authority, tools);
  try {
    return { change, outcome: await attempt.settle(), failures: attempt.failures, ...attempt.kept() };
  } catch (error) {
    const context = { what: WHAT[change.kind], region: tools.region, resource: change.resource.arn };
    const failure = failureOf(error, { ...context, operation: `personalize:${attempt.operation}` });
    return {
      change,
      outcome: { kind: 'failed', why: failure.cause },
      failures: [...attempt.failures, failure],
      // An answer that was lost may hide a deletion: what undoes it goes with the failure.
      ...attempt.kept(),
    };
  }
}

const WHAT: Readonly<Record<ToWhatExists['kind'], string>> = {
  'set-floor': 'set the floor of a resource',
  stop: 'stop a recommender',
  delete: 'delete a campaign',
  mark: 'mark a resource as idle',
  unmark: 'take the mark off a resource',
  start: 'start a recommender',
};

type ToWhatExists = Exclude<Change, { kind: 'create' }>;

const HOUR_MS = 3_600_000;

class Attempt {
  readonly failures: Failure[] = [];
  /** The operation under way, for the failure that it may end in. */
  operation: string;
  readonly #change: ToWhatExists;
  readonly #authority: Authority;
  readonly #tools: Tools;
  #manifest: Manifest | undefined;
  #path: string | undefined;

  constructor(change: ToWhatExists, authority: Authority, tools: Tools) {
    this.#change = change;
    this.#authority = authority;
    this.#tools = tools;
    this.operation = change.resource.kind === 'campaign' ? 'DescribeCampaign' : 'DescribeRecommender';
  }

  kept(): { manifest?: Manifest } {
    return this.#manifest ? { manifest: this.#manifest } : {};
  }

  async settle(): Promise<ChangeOutcome> {
    const { resource, pinned } = this.#change;
    const live = await readLive(this.#tools.personalize, resource);
    const moved = guards.pinned(pinned, live?.state);
    if (moved || !live) return moved ?? { kind: 'refused', guard: 'pinned', why: 'it no longer exists' };
    const refusal = this.#isGuardedByTags() ? await this.#refused(live) : undefined;
    if (refusal) return refusal;
    await this.#rememberStep();
    return this.#perform(live);
  }

  /** What a person asked for by name needs no look at the tags unless it ends the resource. */
  #isGuardedByTags(): boolean {
    return this.#authority !== 'hand' || isEnding(this.#change.kind);
  }

  async #refused(live: Live): Promise<guards.Refusal | undefined> {
    const tags = await this.#tags();
    return this.#refusedByTags(live, tags) ?? (await this.#refusedEnding(live, tags));
  }

  async #tags(): Promise<Tags> {
    const { personalize, region } = this.#tools;
    const { tags, failures } = await readTags(personalize, region, this.#change.resource.arn);
    this.failures.push(...failures);
    return tags;
  }

  /** What a person agreed to, or asked for by name, is not held, cooled or in need of a mark. */
  #refusedByTags({ state }: Live, tags: Tags): guards.Refusal | undefined {
    const { kind } = this.#change;
    const { now, graceHours, cooldownHours } = this.#tools;
    if (kind === 'unmark') return undefined;
    const exempt = guards.exempt(tags, now());
    if (exempt || kind === 'mark' || this.#authority !== 'apply') return exempt;
    if (isEnding(kind)) return guards.marked(state, tags, now(), graceHours);
    return guards.held(state, tags, now()) ?? guards.cooled(state, tags, now(), cooldownHours);
  }

  /** The guards of a change that ends a resource, the look at its requests last. */
  async #refusedEnding(live: Live, tags: Tags): Promise<guards.Refusal | undefined> {
    const { kind, resource } = this.#change;
    if (!isEnding(kind)) return undefined;
    const young =
      this.#authority === 'approved' &&
      guards.tooYoung(live.state, this.#tools.now(), this.#tools.idleThresholdHours);
    if (young) return young;
    if (kind === 'delete') {
      const refusal =
        guards.referenced(await this.#tools.references(resource.arn)) ?? (await this.#keep(live, tags));
      if (refusal) return refusal;
    }
    if (this.#authority === 'hand') return undefined;
    const { now, idleThresholdHours, demandSince } = this.#tools;
    const threshold = now() - idleThresholdHours * HOUR_MS;
    // An approval stands for itself: what a mark promised is no part of it.
    const mark = this.#authority === 'apply' ? markedSince(tags) : undefined;
    const since = Math.min(threshold, mark ?? threshold);
    return guards.reChecked(await demandSince(resource.arn, since));
  }

  async #keep(live: Live, tags: Tags): Promise<guards.Refusal | undefined> {
    const { resource, reason } = this.#change;
    try {
      if (live.kind !== 'campaign') throw new Error('it is not a campaign');
      const manifest = manifestOf(resource, live.campaign, tags, { reason, now: this.#tools.now() });
      this.#path = await this.#tools.save(resource, manifest);
      this.#manifest = manifest;
      return undefined;
    } catch (error) {
      return guards.undoable(error instanceof Error ? error.message : String(error));
    }
  }

  /**
   * Tags a resource whose floor is about to be set with that floor. Before and not after: a run that is killed in
   * between leaves a tag that does not fit the floor and says nothing, rather than a floor that looks like someone
   * else's. A raise for a window leaves what undoes it in the same breath.
   */
  async #rememberStep(): Promise<void> {
    if (this.#change.kind !== 'set-floor' || this.#authority === 'hand') return;
    const { personalize, now } = this.#tools;
    const { resource, to, preWarm } = this.#change;
    const step = stepTag({ floor: to, at: now() });
    const undo = preWarm ? [preWarmTag(preWarm)] : [];
    await this.#send(setTag(personalize, resource.arn, step, ...undo));
  }

  async #perform(live: Live): Promise<ChangeOutcome> {
    try {
      await this.#send(operationFor(this.#change, live, this.#tools.personalize));
    } catch (error) {
      if (isNotFound(error) && this.#change.kind === 'delete') return this.#done();
      if (errorName(error) !== 'ResourceInUseException') throw error;
      // An answer that was lost makes the SDK ask again: what it then meets may be our own change.
      if (await this.#isUnderWay()) return this.#done();
      return { kind: 'refused', guard: 'pinned', why: 'it is being changed at this moment' };
    }
    return this.#done();
  }

  async #isUnderWay(): Promise<boolean> {
    const live = await readLive(this.#tools.personalize, this.#change.resource);
    const { kind } = this.#change;
    if (!live) return kind === 'delete';
    if (kind === 'delete') return live.state.status.startsWith('DELETE');
    if (kind === 'stop') return /^(STOP|INACTIVE$)/.test(live.state.status);
    if (kind === 'start') return /^(START|ACTIVE$)/.test(live.state.status);
    return kind === 'set-floor' && live.state.updateInProgress && floorOnItsWay(live) === this.#change.to;
  }

  async #send(operation: Operation): Promise<void> {
    this.operation = operation.name;
    await operation.send();
  }

  #done(): ChangeOutcome {
    return { kind: 'done', at: this.#tools.now(), ...(this.#path ? { manifest: this.#path } : {}) };
  }
}

const isEnding = (kind: Change['kind']): boolean => kind === 'stop' || kind === 'delete';

function operationFor(change: ToWhatExists, live: Live, client: PersonalizeClient): Operation {
  const { arn } = change.resource;
  switch (change.kind) {
    case 'set-floor':
      return setFloor(client, arn, live, change.to);
    case 'delete':
      return deleteCampaign(client, arn);
    case 'stop':
      return stopRecommender(client, arn);
    case 'start':
      return startRecommender(client, arn);
    case 'mark':
      return setTag(client, arn, markTag(change.idleSince));
    case 'unmark':
      return removeTag(client, arn, IDLE_SINCE_TAG);
  }
}
