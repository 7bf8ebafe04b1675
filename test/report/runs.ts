import type { Upkeep } from '../../src/outcomes/upkeep.ts';
import type { Demand, RegionReport, ResourceReport, Run, Traffic } from '../../src/report/run.ts';

/** Small runs that can be read at a glance; each is a day's look at a made-up account. */

export const ACCOUNT = '123456789012';
const NOW = Date.parse('2026-11-23T10:40:00Z');
const WINDOW_SECONDS = 300;
const WINDOWS_IN_A_DAY = 288;

/** A day of traffic that swells and ebbs around an average, in requests per second. */
function day(averageTPS: number): Traffic {
  const start = NOW - WINDOWS_IN_A_DAY * WINDOW_SECONDS * 1000;
  const requests = Array.from({ length: WINDOWS_IN_A_DAY }, (_, index) =>
    Math.round(averageTPS * WINDOW_SECONDS * (1 - 0.8 * Math.cos((index / WINDOWS_IN_A_DAY) * 2 * Math.PI))),
  );
  return { start, interval: WINDOW_SECONDS, requests };
}

export function busy(floor: number, averageTPS: number): { floor: number; demand: Demand; traffic: Traffic } {
  const traffic = day(averageTPS);
  const known = traffic.requests.map((requests) => requests ?? 0);
  const mean = known.reduce((total, requests) => total + requests, 0) / (known.length * WINDOW_SECONDS);
  return {
    floor,
    traffic,
    demand: {
      kind: 'known',
      averageTPS: mean,
      peakTPS: Math.max(...known) / WINDOW_SECONDS,
      utilization: (mean / floor) * 100,
      ...(averageTPS > 0 ? { lastRequestAt: '2026-11-23T10:30:00.000Z' } : {}),
    },
  };
}

export function resource(given: Partial<ResourceReport> & Pick<ResourceReport, 'name'>): ResourceReport {
  const { kind = 'campaign', region = 'us-east-1', name } = given;
  return {
    arn: `arn:aws:personalize:${region}:${ACCOUNT}:${kind}/${name}`,
    kind,
    region,
    datasetGroup: 'retail',
    recipe: 'aws-user-personalization-v2',
    updateInProgress: false,
    windowsPublished: 6,
    windowsBackfilled: 0,
    ...busy(1, 0.4),
    ...given,
  };
}

export function regionOf(region: string, resources: readonly ResourceReport[]): RegionReport {
  return { region, monitoredResources: resources.length, resources, unmonitored: [] };
}

export function run(given: Partial<Run> = {}): Run {
  return {
    command: 'monitor',
    result: 'success',
    cancelled: false,
    startedAt: '2026-11-23T10:40:07.120Z',
    finishedAt: '2026-11-23T10:40:09.480Z',
    account: ACCOUNT,
    accountIdsHidden: true,
    publishMetrics: true,
    lookedBackHours: 24,
    regions: [],
    findings: [],
    changes: [],
    savings: { monthlyWasteUsd: 0, resources: 0, unpriced: 0, proposedUsd: 0, appliedUsd: 0 },
    upkeep: [],
    notices: [],
    failures: [],
    calls: [
      { operation: 'personalize:ListCampaigns', sent: 1, throttled: 0, failed: 0 },
      { operation: 'personalize:DescribeCampaign', sent: 3, throttled: 1, failed: 2 },
      { operation: 'cloudwatch:GetMetricData', sent: 2, throttled: 0, failed: 0 },
      { operation: 'cloudwatch:PutMetricData', sent: 1, throttled: 0, failed: 0 },
    ],
    dashboards: [
      {
        name: 'Amazon-Personalize-Monitor',
        url: 'https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard/Amazon-Personalize-Monitor',
      },
    ],
    workflow: {
      run: 'https://github.com/acme/shop/actions/runs/19283746501',
      page: 'https://github.com/acme/shop/actions/workflows/personalize.yml',
    },
    version: '0.1.0',
    ...given,
  };
}

const home = resource({ name: 'home', ...busy(20, 4.2) });
const search = resource({ name: 'search', recipe: 'aws-personalized-ranking-v2', ...busy(2, 1.9) });
const similar = resource({ name: 'similar-items', recipe: 'aws-similar-items', ...busy(5, 0) });

export const steady: Run = run({ regions: [regionOf('us-east-1', [home, search, similar])] });

export const alarm = (name: string, rest: Partial<Upkeep> = {}): Upkeep => ({
  action: 'create',
  target: 'alarm',
  name: `PersonalizeMonitor-${name}`,
  region: 'us-east-1',
  reason: 'missing',
  outcome: 'done',
  ...rest,
});

const FIRST_CHANGES: readonly Upkeep[] = [
  alarm('LowCampaignUtilization-home'),
  alarm('IdleCampaign-home'),
  alarm('LowRecommenderUtilization-because-you-watched'),
  alarm('IdleRecommender-because-you-watched'),
  alarm('Heartbeat'),
  alarm('IdleCampaign-old', { action: 'delete', reason: 'its campaign no longer exists' }),
  {
    action: 'create',
    target: 'dashboard',
    name: 'Amazon-Personalize-Monitor',
    reason: 'missing',
    outcome: 'done',
  },
  {
    action: 'create',
    target: 'topic',
    name: 'PersonalizeMonitorNotifications',
    region: 'us-east-1',
    reason: 'missing',
    outcome: 'done',
  },
  {
    action: 'subscribe',
    target: 'subscription',
    name: 'ml-ops@example.com',
    region: 'us-east-1',
    reason: 'not subscribed yet',
    outcome: 'done',
  },
];

export const firstRun: Run = run({
  regions: [
    {
      region: 'us-east-1',
      monitoredResources: 3,
      resources: [
        { ...home, windowsPublished: 288, windowsBackfilled: 287, updateInProgress: true },
        resource({
          name: 'because-you-watched',
          kind: 'recommender',
          datasetGroup: 'streaming',
          recipe: 'aws-vod-because-you-watched-x',
          windowsPublished: 288,
          windowsBackfilled: 287,
          ...busy(4, 7.5),
        }),
        {
          arn: `arn:aws:personalize:us-east-1:${ACCOUNT}:campaign/next-action`,
          kind: 'campaign',
          name: 'next-action',
          region: 'us-east-1',
          datasetGroup: 'retail',
          recipe: 'aws-next-best-action',
          floor: 2,
          updateInProgress: false,
          demand: {
            kind: 'unknown',
            why: 'CloudWatch has no request metric for a campaign of recipe aws-next-best-action.',
          },
          windowsPublished: 0,
          windowsBackfilled: 0,
        },
      ],
      unmonitored: [
        {
          arn: `arn:aws:personalize:us-east-1:${ACCOUNT}:recommender/top-picks`,
          kind: 'recommender',
          name: 'top-picks',
          region: 'us-east-1',
          status: 'INACTIVE',
        },
      ],
    },
    regionOf('eu-west-1', []),
  ],
  upkeep: FIRST_CHANGES,
  notices: [
    {
      level: 'info',
      text: 'Idle alarms look back seven days, the most that CloudWatch allows, instead of the 240 hours asked for.',
    },
    {
      level: 'warning',
      text: 'ml-ops@example.com has not confirmed its subscription yet: open the mail from AWS Notifications and follow its link.',
      region: 'us-east-1',
    },
  ],
});

export const plan: Run = run({
  command: 'plan',
  regions: firstRun.regions,
  upkeep: FIRST_CHANGES.map((change) => ({ ...change, outcome: 'planned' })),
  dashboards: [],
});

export const partial: Run = run({
  result: 'partial',
  regions: [
    regionOf('us-east-1', [home, search, similar]),
    { region: 'eu-west-1', resources: [], unmonitored: [] },
  ],
  upkeep: [
    alarm('IdleCampaign-search', { action: 'update', reason: 'threshold 24 -> 48 hours', outcome: 'failed' }),
    alarm('LowCampaignUtilization-home', { action: 'update', reason: 'floor 25 -> 20' }),
  ],
  failures: [
    {
      what: 'list campaigns',
      region: 'eu-west-1',
      operation: 'personalize:ListCampaigns',
      cause: `AccessDeniedException: User: arn:aws:sts::${ACCOUNT}:assumed-role/monitor/GitHubActions is not authorized to perform: personalize:ListCampaigns on resource: arn:aws:personalize:eu-west-1:${ACCOUNT}:campaign/* because no identity-based policy allows the personalize:ListCampaigns action`,
      remedy:
        'Allow personalize:ListCampaigns in the IAM policy of the role that this workflow assumes (and in any service control policy above it).',
    },
    {
      what: 'update alarm',
      region: 'us-east-1',
      resource: 'PersonalizeMonitor-IdleCampaign-search',
      operation: 'cloudwatch:PutMetricAlarm',
      cause: 'ThrottlingException: Rate exceeded (after 8 attempts)',
      remedy: 'AWS kept throttling after many retries. The next run fills in what is missing.',
    },
  ],
  calls: [
    { operation: 'personalize:ListCampaigns', sent: 2, throttled: 0, failed: 1 },
    { operation: 'cloudwatch:PutMetricAlarm', sent: 9, throttled: 9, failed: 9 },
  ],
});

export const empty: Run = run({
  regions: [regionOf('us-east-1', []), regionOf('eu-west-1', [])],
  dashboards: [],
});

export const failed: Run = run({
  result: 'failed',
  regions: [{ region: 'us-east-1', resources: [], unmonitored: [] }],
  failures: [
    {
      what: 'find out which account this is',
      operation: 'sts:GetCallerIdentity',
      cause: 'CredentialsProviderError: Could not load credentials from any providers',
      remedy:
        'Sign in to AWS in a step before this one, for example with aws-actions/configure-aws-credentials and `permissions: id-token: write`.',
    },
  ],
  calls: [],
  dashboards: [],
});

/** A run over many resources in three Regions, the first of them new. */
export function fleetOf(number: number): Run {
  const regions = ['us-east-1', 'eu-west-1', 'ap-southeast-2'];
  const resources = Array.from({ length: number }, (_, index) =>
    resource({
      name: `${['home', 'search', 'cart', 'mail', 'similar-items'][index % 5]}-${index}`,
      kind: index % 4 === 3 ? 'recommender' : 'campaign',
      region: regions[index % 3] ?? 'us-east-1',
      datasetGroup: `shop-${index % 7}`,
      ...busy(1 + ((index * 7) % 40), ((index * 13) % 50) / 4),
    }),
  );
  return run({
    regions: regions.map((region) =>
      regionOf(
        region,
        resources.filter((each) => each.region === region),
      ),
    ),
    upkeep: resources.slice(0, 40).map(({ name }) => alarm(`IdleCampaign-${name}`)),
  });
}
