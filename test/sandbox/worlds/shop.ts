import { both, daily, noisy, none, scaled, spiky, steady, weekly } from '../traffic.ts';
import { type World, world } from '../world.ts';

const evening = noisy(daily({ trough: 1, peak: 8 }), { share: 0.15 });
const office = weekly({
  weekday: noisy(daily({ trough: 0.2, peak: 5, peakHour: 14 }), { share: 0.2, seed: 2 }),
  weekend: noisy(steady(0.3), { share: 0.3, seed: 3 }),
});

/** The demo: a shop, its films and its newspaper, in three Regions, with everything that such an account shows. */
export const shop = (): World =>
  world({
    account: '123456789012',
    regions: {
      'us-east-1': {
        datasetGroups: { movies: {}, retail: { domain: 'ECOMMERCE' }, actions: {} },
        campaigns: [
          {
            name: 'home-page',
            datasetGroup: 'movies',
            recipe: 'aws-user-personalization-v2',
            minProvisionedTPS: 10,
            traffic: evening,
            errors4xx: scaled(evening, 0.002),
            ageDays: 90,
            tags: { team: 'web' },
          },
          {
            name: 'search-ranking',
            datasetGroup: 'movies',
            recipe: 'aws-personalized-ranking-v2',
            minProvisionedTPS: 4,
            traffic: noisy(steady(3.6), { share: 0.1, seed: 4 }),
            latencyMs: 48,
            ageDays: 200,
            tags: { team: 'search' },
          },
          {
            name: 'similar-movies',
            datasetGroup: 'movies',
            recipe: 'aws-similar-items',
            minProvisionedTPS: 20,
            traffic: noisy(steady(5.8), { share: 0.1, seed: 5 }),
            ageDays: 320,
          },
          {
            name: 'winter-test',
            datasetGroup: 'movies',
            recipe: 'aws-sims',
            minProvisionedTPS: 5,
            traffic: none,
            ageDays: 75,
            tags: { team: 'search' },
          },
          {
            name: 'autumn-test',
            datasetGroup: 'movies',
            recipe: 'aws-sims',
            minProvisionedTPS: 2,
            traffic: none,
            ageDays: 110,
          },
          {
            name: 'black-friday',
            datasetGroup: 'movies',
            recipe: 'aws-user-personalization-v2',
            minProvisionedTPS: 2,
            traffic: none,
            ageDays: 40,
            tags: { 'personalize-monitor:exempt': 'true' },
          },
          {
            name: 'flash-sale',
            datasetGroup: 'movies',
            recipe: 'aws-user-personalization-v2',
            minProvisionedTPS: 12,
            traffic: noisy(spiky({ base: 0.5, spike: 30, everyHours: 24, minutes: 40 }), {
              share: 0.1,
              seed: 6,
            }),
            errors5xx: spiky({ base: 0, spike: 2, everyHours: 24, minutes: 10 }),
            ageDays: 45,
          },
          {
            name: 'next-step',
            datasetGroup: 'actions',
            recipe: 'aws-next-best-action',
            requestMetric: 'GetActionRecommendations',
            minProvisionedTPS: 2,
            ageDays: 30,
          },
          {
            name: 'new-home-page',
            datasetGroup: 'movies',
            recipe: 'aws-user-personalization-v2',
            minProvisionedTPS: 2,
            ageDays: 0.005,
            status: 'CREATE IN_PROGRESS',
            traffic: evening,
          },
        ],
        recommenders: [
          {
            name: 'for-you',
            datasetGroup: 'retail',
            recipe: 'aws-ecomm-recommended-for-you',
            minRecommendationRequestsPerSecond: 6,
            traffic: both(evening, noisy(steady(0.5), { share: 0.3, seed: 7 })),
            ageDays: 150,
            tags: { team: 'web' },
          },
          {
            name: 'bought-together',
            datasetGroup: 'retail',
            recipe: 'aws-ecomm-frequently-bought-together',
            minRecommendationRequestsPerSecond: 2,
            traffic: noisy(steady(1.7), { share: 0.1, seed: 8 }),
            ageDays: 150,
          },
          {
            name: 'best-sellers',
            datasetGroup: 'retail',
            recipe: 'aws-ecomm-popular-items-by-purchases',
            minRecommendationRequestsPerSecond: 3,
            traffic: none,
            ageDays: 60,
            status: 'INACTIVE',
            stoppedDaysAgo: 12,
          },
        ],
        topics: [{ Name: 'operations', subscriptions: [{ Protocol: 'email', Endpoint: 'ops@example.com' }] }],
        alarms: [
          {
            AlarmName: 'checkout-errors',
            Namespace: 'Shop',
            MetricName: 'CheckoutErrors',
            Statistic: 'Sum',
            Period: 300,
            EvaluationPeriods: 1,
            Threshold: 10,
            ComparisonOperator: 'GreaterThanThreshold',
            AlarmActions: ['arn:aws:sns:us-east-1:123456789012:operations'],
          },
        ],
      },
      'eu-west-1': {
        datasetGroups: { news: {}, video: { domain: 'VIDEO_ON_DEMAND' } },
        campaigns: [
          {
            name: 'headlines',
            datasetGroup: 'news',
            recipe: 'aws-user-personalization',
            minProvisionedTPS: 8,
            traffic: office,
            ageDays: 400,
            updatedDaysAgo: 0.5,
            latestCampaignUpdate: { status: 'CREATE IN_PROGRESS', minProvisionedTPS: 6 },
          },
          {
            name: 'article-ranking',
            datasetGroup: 'news',
            recipe: 'aws-personalized-ranking',
            minProvisionedTPS: 1,
            traffic: scaled(office, 0.15),
            ageDays: 400,
            syncWithLatestSolutionVersion: true,
          },
        ],
        recommenders: [
          {
            name: 'top-picks',
            datasetGroup: 'video',
            recipe: 'aws-vod-top-picks',
            minRecommendationRequestsPerSecond: 15,
            traffic: scaled(evening, 0.5),
            ageDays: 80,
          },
          {
            name: 'because-you-watched',
            datasetGroup: 'video',
            recipe: 'aws-vod-because-you-watched-x',
            minRecommendationRequestsPerSecond: 2,
            traffic: none,
            ageDays: 80,
          },
        ],
      },
      'ap-southeast-2': {
        datasetGroups: { pilot: {} },
        campaigns: [
          {
            name: 'pilot-2025',
            datasetGroup: 'pilot',
            recipe: 'aws-hrnn',
            minProvisionedTPS: 1,
            traffic: none,
            ageDays: 380,
            tags: { owner: 'left the company' },
          },
        ],
      },
    },
  });
