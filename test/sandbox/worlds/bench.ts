import { daily, none, spiky, steady, type Traffic } from '../traffic.ts';
import { type CampaignSpec, type RecommenderSpec, type RegionSpec, type World, world } from '../world.ts';

export interface BenchSize {
  /** In each Region. Default 50. */
  campaigns?: number;
  /** In each Region. Default 50. */
  recommenders?: number;
  /** Default 1; ten at most. */
  regions?: number;
  /** How many campaigns, or recommenders, share a dataset group. Default 5, the service's quota. */
  perDatasetGroup?: number;
}

export const BENCH_REGIONS = [
  ...['us-east-1', 'us-east-2', 'us-west-2', 'ca-central-1', 'eu-west-1'],
  ...['eu-central-1', 'ap-south-1', 'ap-northeast-1', 'ap-northeast-2', 'ap-southeast-2'],
];

const SHAPES: readonly Traffic[] = [
  steady(3),
  daily({ trough: 1, peak: 9 }),
  none,
  spiky({ base: 1, spike: 20, everyHours: 6, minutes: 20 }),
  steady(0.2),
];
const RECIPES = [
  'aws-user-personalization-v2',
  'aws-personalized-ranking-v2',
  'aws-similar-items',
  'aws-sims',
];
const USE_CASES = ['aws-ecomm-recommended-for-you', 'aws-ecomm-popular-items-by-views'];

/** A fleet of any size, the same every time. Traffic shapes are shared, so that their counts are computed once. */
export function bench(size: BenchSize = {}): World {
  const { campaigns = 50, recommenders = 50, regions = 1, perDatasetGroup = 5 } = size;
  const region = benchRegion(campaigns, recommenders, perDatasetGroup);
  return world({
    regions: Object.fromEntries(BENCH_REGIONS.slice(0, regions).map((name) => [name, region])),
  });
}

function benchRegion(campaigns: number, recommenders: number, perDatasetGroup: number): RegionSpec {
  const datasetGroups: NonNullable<RegionSpec['datasetGroups']> = {};
  const groupOf = (kind: 'custom' | 'domain', index: number) => {
    const name = `${kind}-${Math.floor(index / perDatasetGroup)}`;
    datasetGroups[name] = kind === 'domain' ? { domain: 'ECOMMERCE' } : {};
    return name;
  };
  const common = (index: number) => ({
    traffic: SHAPES[index % SHAPES.length] ?? none,
    ageDays: 100,
    tags: { team: `team-${index % 7}` },
  });
  return {
    datasetGroups,
    campaigns: times(
      campaigns,
      (index): CampaignSpec => ({
        name: `campaign-${index}`,
        datasetGroup: groupOf('custom', index),
        recipe: RECIPES[index % RECIPES.length] ?? '',
        minProvisionedTPS: 1 + (index % 10),
        ...common(index),
      }),
    ),
    recommenders: times(
      recommenders,
      (index): RecommenderSpec => ({
        name: `recommender-${index}`,
        datasetGroup: groupOf('domain', index),
        recipe: USE_CASES[index % USE_CASES.length] ?? '',
        minRecommendationRequestsPerSecond: 1 + (index % 8),
        ...common(index),
      }),
    ),
  };
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
