import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { mergeDashboard } from '../../src/dashboard/merge.ts';
import { desiredDashboards } from '../../src/dashboard/pages.ts';
import {
  ACCOUNT,
  campaign,
  fleet,
  graphedArns,
  input,
  markdown,
  recommender,
  shop,
  widgetsOf,
} from './fixtures.ts';

const only = (...args: Parameters<typeof desiredDashboards>) => {
  const pages = desiredDashboards(...args);
  expect(pages).toHaveLength(1);
  return widgetsOf(pages[0] as (typeof pages)[0]);
};

const titled = (widgets: ReturnType<typeof only>, title: RegExp) =>
  widgets.filter(({ properties }) => title.test(properties.title ?? ''));

describe('what a reader finds on the dashboard', () => {
  for (const publishMetrics of [true, false]) {
    const file = new URL(`./__golden__/${publishMetrics ? 'published' : 'computed'}.json`, import.meta.url);
    test(`the whole dashboard reads as ${publishMetrics ? 'published' : 'computed'}.json`, () => {
      const [page] = desiredDashboards({ ...shop(), publishMetrics });
      const merge = mergeDashboard(undefined, page as NonNullable<typeof page>);
      const text = `${JSON.stringify(merge.kind === 'create' ? JSON.parse(merge.body) : merge, null, 2)}\n`;
      if (process.env['UPDATE_GOLDEN']) {
        mkdirSync(new URL('.', file), { recursive: true });
        writeFileSync(file, text);
      }
      expect(text).toBe(readFileSync(file, 'utf8'));
    });
  }

  test('the count of each Region, notes with the workflow, and alarm status come first', () => {
    const widgets = only(shop());
    expect(titled(widgets, /^Monitored in/).map(({ properties }) => properties.region)).toEqual([
      'eu-west-1',
      'us-east-1',
    ]);
    expect(markdown(widgets)).toContain('(https://github.com/acme/shop/actions/workflows/personalize.yml)');
    expect(titled(widgets, /^Alarms in us-east-1$/)[0]?.properties.alarms).toEqual([
      `arn:aws:cloudwatch:us-east-1:${ACCOUNT}:alarm:PersonalizeMonitor-Heartbeat`,
      `arn:aws:cloudwatch:us-east-1:${ACCOUNT}:alarm:PersonalizeMonitor-IdleCampaign-home`,
    ]);
  });

  test('an account with no resource still has its count, notes and heartbeat', () => {
    const widgets = only(input({ fleets: [fleet([])] }));
    expect(widgets.map(({ type }) => type)).toEqual(['metric', 'text', 'alarm']);
  });

  test('the order in which resources and Regions were found makes no difference', () => {
    const { fleets, ...rest } = shop();
    const turned = fleets.toReversed().map((one) => ({ ...one, resources: one.resources.toReversed() }));
    expect(JSON.stringify(desiredDashboards({ ...rest, fleets: turned }))).toBe(
      JSON.stringify(desiredDashboards(shop())),
    );
  });

  test('the alarm threshold is a line in the utilization graph, and is gone with the alarm', () => {
    const lines = (threshold: number | undefined) =>
      titled(only(input({ threshold })), /utilization/)[0]?.properties.annotations?.horizontal;
    expect(lines(80)).toEqual([{ label: 'Alarm below', value: 80 }]);
    expect(lines(undefined)).toEqual([]);
  });

  test('a resource whose requests cannot be measured shows its floor, and the heading says why only that', () => {
    const unknown = campaign('next', {
      requestMetrics: { kind: 'unknown', why: 'unknown recipe' },
      floor: 4,
    });
    for (const publishMetrics of [true, false]) {
      const widgets = only(input({ publishMetrics, fleets: [fleet([unknown])] }));
      expect(markdown(widgets)).toContain('Only the floor is shown for campaign next');
      expect(titled(widgets, /^retail/).map(({ properties }) => properties.metrics?.length)).toEqual([1]);
    }
  });

  test('a campaign and a recommender of one name are told apart in the legend, others have their name alone', () => {
    const widgets = only(
      input({ fleets: [fleet([campaign('home'), recommender('home'), campaign('cart')])] }),
    );
    const labels = titled(widgets, /utilization/)[0]?.properties.metrics?.map((row) => row.at(-1));
    expect(labels).toMatchObject([
      { label: 'cart' },
      { label: 'campaign home' },
      { label: 'recommender home' },
    ]);
  });

  test('without custom metrics the same four graphs are drawn from AWS metrics and the floor', () => {
    const titles = (publishMetrics: boolean) =>
      only(input({ publishMetrics })).map(({ properties }) => properties.title);
    expect(titles(false)).toEqual(titles(true));
    const rows = titled(only(input({ publishMetrics: false })), /^retail/).flatMap(
      ({ properties }) => properties.metrics ?? [],
    );
    expect(rows.some(([namespace]) => namespace === 'PersonalizeMonitor')).toBe(false);
    expect(JSON.stringify(rows)).toContain('TIME_SERIES(5)');
  });
});

describe("the predecessor's broken dashboard promises (defect 21)", () => {
  test('an account with recommenders only has its dashboard', () => {
    const widgets = only(input({ fleets: [fleet([recommender('top')])] }));
    expect(graphedArns(widgets)).toEqual(
      new Set([`arn:aws:personalize:us-east-1:${ACCOUNT}:recommender/top`]),
    );
    expect(markdown(widgets)).toContain('1 recommender ·');
  });

  test('an account with campaigns only has its dashboard', () => {
    const widgets = only(input({ fleets: [fleet([campaign('top')])] }));
    expect(graphedArns(widgets)).toEqual(new Set([`arn:aws:personalize:us-east-1:${ACCOUNT}:campaign/top`]));
  });

  test('every graph asks the Region that its resources are in', () => {
    for (const { properties } of only(shop())) {
      const arns = (properties.metrics ?? []).map((row) => row[3]).filter((arn) => typeof arn === 'string');
      for (const arn of arns) expect(arn.split(':')[3]).toBe(properties.region);
    }
  });

  test('a large dataset group is split over legible graphs instead of breaking the limits', () => {
    const many = Array.from({ length: 25 }, (_, n) => campaign(`c${n}`));
    const graphs = titled(only(input({ fleets: [fleet(many)] })), /actual and provisioned/);
    expect(graphs.map(({ properties }) => properties.title)).toEqual(
      [1, 2, 3].map((n) => `retail (${n} of 3): actual and provisioned TPS`),
    );
  });

  test.each([
    ['aws', 'us-east-1', 'https://us-east-1.console.aws.amazon.com/personalize/home'],
    ['aws-cn', 'cn-north-1', 'https://cn-north-1.console.amazonaws.cn/personalize/home'],
    ['aws-us-gov', 'us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/personalize/home'],
  ])('in partition %s, links and ARNs are of that partition', (partition, region, link) => {
    const [page] = desiredDashboards(
      input({
        partition,
        region,
        fleets: [fleet([campaign('home', { partition, region })], region)],
        alarmNames: new Map([[region, ['PersonalizeMonitor-Heartbeat']]]),
      }),
    );
    const widgets = widgetsOf(page as NonNullable<typeof page>);
    expect(markdown(widgets)).toContain(
      `${link}?region=${region}#arn:${partition}:personalize:${region}:${ACCOUNT}:`,
    );
    expect(JSON.stringify(widgets)).toContain(`arn:${partition}:cloudwatch:${region}`);
    expect(page?.url).toContain(new URL(link).host);
  });
});
