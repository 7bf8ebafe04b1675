import type { Resource } from '../../src/fleet/resource.ts';

const ACCOUNT = '123456789012';

/** A campaign that is 40 days old at the turn of the year 2026, with what a test cares for put over it. */
export function campaign(over: Partial<Resource> & { name?: string } = {}): Resource {
  return resource('campaign', { name: 'home', ...over });
}

export function recommender(over: Partial<Resource> & { name?: string } = {}): Resource {
  return resource('recommender', { name: 'top-picks', recipe: 'aws-vod-top-picks', ...over });
}

function resource(kind: Resource['kind'], over: Partial<Resource> & { name: string }): Resource {
  const region = over.region ?? 'us-east-1';
  const createdAt = Date.UTC(2025, 10, 22);
  return {
    arn: `arn:aws:personalize:${region}:${ACCOUNT}:${kind}/${over.name}`,
    partition: 'aws',
    region,
    account: ACCOUNT,
    kind,
    floor: 5,
    floorSince: { kind: 'creation' },
    recipe: 'aws-user-personalization-v2',
    requestMetrics: { kind: 'known', names: ['GetRecommendations'] },
    datasetGroup: 'movies',
    createdAt,
    changedAt: createdAt,
    updateInProgress: false,
    ...over,
  };
}
