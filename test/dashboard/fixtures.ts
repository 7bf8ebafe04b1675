import type { DashboardInput } from '../../src/dashboard/pages.ts';
import type { Resource } from '../../src/fleet/resource.ts';

export const ACCOUNT = '123456789012';

type Given = Partial<Resource> & Pick<Resource, 'kind' | 'name'>;

export function resource({ region = 'us-east-1', partition = 'aws', kind, name, ...rest }: Given): Resource {
  return {
    arn: `arn:${partition}:personalize:${region}:${ACCOUNT}:${kind}/${name}`,
    partition,
    region,
    account: ACCOUNT,
    kind,
    name,
    floor: 1,
    floorSince: { kind: 'creation' },
    recipe: 'aws-user-personalization-v2',
    requestMetrics: { kind: 'known', names: ['GetRecommendations'] },
    datasetGroup: 'retail',
    createdAt: 0,
    changedAt: 0,
    updateInProgress: false,
    ...rest,
  };
}

export const campaign = (name: string, rest: Partial<Resource> = {}) =>
  resource({ kind: 'campaign', name, ...rest });
export const recommender = (name: string, rest: Partial<Resource> = {}) =>
  resource({ kind: 'recommender', name, ...rest });

export function fleet(resources: readonly Resource[], region = 'us-east-1', complete = true) {
  return { region, resources, complete };
}

export function input(rest: Partial<DashboardInput> = {}): DashboardInput {
  return {
    name: 'Amazon-Personalize-Monitor',
    account: ACCOUNT,
    partition: 'aws',
    region: 'us-east-1',
    fleets: [fleet([campaign('home', { floor: 5 })])],
    publishMetrics: true,
    alarmNames: new Map([['us-east-1', ['PersonalizeMonitor-Heartbeat']]]),
    threshold: 100,
    workflow: { page: 'https://github.com/acme/shop/actions/workflows/personalize.yml' },
    ...rest,
  };
}

/** One of everything: two Regions, both kinds in one dataset group, no dataset group, unknown requests. */
export function shop(): DashboardInput {
  const ranking = { kind: 'known', names: ['GetPersonalizedRanking'] } as const;
  return input({
    fleets: [
      fleet(
        [recommender('top-picks', { region: 'eu-west-1', datasetGroup: 'video', floor: 2 })],
        'eu-west-1',
      ),
      fleet([
        campaign('search', { floor: 10, requestMetrics: ranking }),
        campaign('home', { floor: 5 }),
        recommender('also-viewed', { floor: 3 }),
        campaign('next-step', {
          datasetGroup: undefined,
          requestMetrics: { kind: 'unknown', why: 'no metric of its recipe is known' },
        }),
      ]),
    ],
    alarmNames: new Map([
      ['us-east-1', ['PersonalizeMonitor-IdleCampaign-home', 'PersonalizeMonitor-Heartbeat']],
      ['eu-west-1', ['PersonalizeMonitor-Heartbeat']],
    ]),
  });
}

export interface Widget {
  type: string;
  x: number;
  y: number;
  width: number;
  height: number;
  properties: {
    markdown?: string;
    title?: string;
    region?: string;
    metrics?: (
      | string
      | { id: string; label?: string; expression?: string; visible?: boolean; stat?: string }
    )[][];
    alarms?: string[];
    annotations?: { horizontal: { label: string; value: number }[] };
  };
}

export const widgetsOf = (value: { readonly widgets: unknown }) => value.widgets as Widget[];

export const markdown = (widgets: readonly Widget[]) =>
  widgets.map(({ properties }) => properties.markdown ?? '').join('\n');

/** The ARNs that metric widgets name, each once. */
export const graphedArns = (widgets: readonly Widget[]) =>
  new Set(
    widgets.flatMap(({ properties }) => (properties.metrics ?? []).map((row) => row[3])).filter(Boolean),
  );

export const PEOPLES_TEXT = {
  type: 'text',
  x: 3,
  y: 40,
  width: 8,
  height: 3,
  properties: { markdown: '# On call: ask in #shop-ops' },
};

export const PEOPLES_GRAPH = {
  type: 'metric',
  x: 12,
  y: 42,
  width: 12,
  height: 6,
  properties: { region: 'us-east-1', title: 'Orders', metrics: [['Shop', 'Orders', { id: 'm1' }]] },
};
