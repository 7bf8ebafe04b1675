/** How resources come to be, change and go: statuses over time, and when traffic is served. */
import type { Campaign, Change, Recommender, RegionState, Served, Source } from './state.ts';

export function stopServing(source: Source, at: number): void {
  for (const span of source.serving) span.until = Math.min(span.until, at);
}

export function startServing(source: Source, at: number): void {
  source.serving.push({ from: at, until: Number.POSITIVE_INFINITY });
}

export const inFlight = (status: string): boolean => /PENDING$|IN[_ ]PROGRESS$/.test(status);

export function campaignUpdate(
  campaign: Campaign,
  update: NonNullable<Campaign['latestUpdate']>,
  now: number,
  transitionMs: number,
): Change {
  return {
    startedAt: now,
    endsAt: now + transitionMs,
    pending: 'CREATE PENDING',
    running: 'CREATE IN_PROGRESS',
    show: (status) => {
      update.status = status;
    },
    finish: (at) => {
      update.status = 'ACTIVE';
      update.updatedAt = at;
      campaign.minProvisionedTPS = update.minProvisionedTPS;
      campaign.solutionVersionArn = update.solutionVersionArn;
      if (update.campaignConfig) campaign.campaignConfig = update.campaignConfig;
      campaign.status = 'ACTIVE';
      campaign.updatedAt = at;
    },
  };
}

export function recommenderUpdate(
  recommender: Recommender,
  update: NonNullable<Recommender['latestUpdate']>,
  now: number,
  transitionMs: number,
): Change {
  return {
    startedAt: now,
    endsAt: now + transitionMs,
    pending: 'CREATE PENDING',
    running: 'CREATE IN_PROGRESS',
    show: (status) => {
      update.status = status;
    },
    finish: (at) => {
      update.status = 'ACTIVE';
      update.updatedAt = at;
      recommender.recommenderConfig = update.recommenderConfig;
      recommender.updatedAt = at;
    },
  };
}

/** A resource that the world shows in flight reaches its end one transition after the sandbox's start. */
export function comeToAnEnd(resource: Served, now: number, transitionMs: number, remove: () => void): void {
  if (!inFlight(resource.status)) return;
  const verb = resource.status.split(' ')[0] ?? '';
  resource.change = {
    startedAt: now,
    endsAt: now + transitionMs,
    pending: resource.status,
    running: resource.status,
    show: () => undefined,
    finish: (at) => {
      if (verb === 'DELETE') {
        stopServing(resource.source, at);
        return remove();
      }
      resource.status = verb === 'STOP' ? 'INACTIVE' : 'ACTIVE';
      resource.updatedAt = at;
      if (verb === 'STOP') stopServing(resource.source, at);
      else startServing(resource.source, at);
    },
  };
}

/** Lets everything that is in flight get as far as it would have by now. */
export function settle(region: RegionState, now: number): void {
  for (const resource of [...region.campaigns.values(), ...region.recommenders.values()]) {
    const { change } = resource;
    if (change === undefined) continue;
    if (now >= change.endsAt) {
      delete resource.change;
      change.finish(change.endsAt);
    } else {
      const early = now < change.startedAt + (change.endsAt - change.startedAt) / 10;
      change.show(early ? change.pending : change.running);
    }
  }
}
