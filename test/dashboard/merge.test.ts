import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Body, readBody } from '../../src/dashboard/body.ts';
import { mergeDashboard, retireDashboard } from '../../src/dashboard/merge.ts';
import { keptRegions, linkedPages, ownOf } from '../../src/dashboard/ownership.ts';
import { type DashboardInput, desiredDashboards } from '../../src/dashboard/pages.ts';
import type { JsonObject } from '../../src/dashboard/widget.ts';
import {
  campaign,
  fleet,
  input,
  markdown,
  PEOPLES_GRAPH,
  PEOPLES_TEXT,
  shop,
  widgetsOf,
} from './fixtures.ts';

const page = (given: DashboardInput = shop(), ...rest: [] | [Parameters<typeof desiredDashboards>[1]]) => {
  const [first] = desiredDashboards(given, ...rest);
  return first as NonNullable<typeof first>;
};

function written(existing: Body | undefined, desired = page()): Body {
  const merge = mergeDashboard(existing, desired);
  if (merge.kind === 'unchanged') throw new Error('Nothing was written');
  return readBody(merge.body) as Body;
}

const added = (body: Body, ...widgets: JsonObject[]): Body => ({
  ...body,
  widgets: [...body.widgets, ...widgets],
});
const theirs = (body: Body) => body.widgets.filter((widget) => !ownOf(widget));

describe('widgets that people added', () => {
  test('are kept below ours, in the places that they have to each other', () => {
    const body = written(added(written(undefined), PEOPLES_TEXT, PEOPLES_GRAPH), page(input()));
    const { height } = page(input());
    expect(theirs(body)).toEqual([
      { ...PEOPLES_TEXT, y: height },
      { ...PEOPLES_GRAPH, y: height + 2 },
    ]);
  });

  test('stay where they are when they already stand right below ours, and nothing is written', () => {
    const body = written(added(written(undefined), PEOPLES_TEXT));
    expect(mergeDashboard(body, page())).toEqual({ kind: 'unchanged' });
  });

  test('are kept when they have no place, which is left to CloudWatch', () => {
    const { x: _x, y: _y, ...unplaced } = PEOPLES_TEXT;
    expect(theirs(written(added(written(undefined), unplaced), page(input())))).toEqual([unplaced]);
  });

  test('include a graph of ours to which someone added a line', () => {
    const before = written(undefined);
    const graph = before.widgets.findLast(({ type }) => type === 'metric') as unknown as {
      properties: JsonObject;
    };
    const metrics = [...(graph.properties['metrics'] as string[]), ['Shop', 'Orders', { id: 'm1' }]];
    const edited = { ...graph, properties: { ...graph.properties, metrics } } as unknown as JsonObject;
    const body = written({ ...before, widgets: [...before.widgets.slice(0, -1), edited] });
    expect(theirs(body)).toHaveLength(1);
    expect(body.widgets).toHaveLength(before.widgets.length + 1);
  });

  test('and settings of the whole dashboard survive, whatever they are, and a second merge changes nothing', () => {
    const anyWidget = fc.record({
      type: fc.constantFrom('text', 'metric', 'log', 'explorer'),
      x: fc.integer({ min: 0, max: 12 }),
      y: fc.integer({ min: 0, max: 500 }),
      width: fc.integer({ min: 1, max: 12 }),
      height: fc.integer({ min: 1, max: 20 }),
      properties: fc.dictionary(fc.constantFrom('markdown', 'title', 'region', 'metrics'), fc.string()),
    });
    const anySettings = fc.dictionary(
      fc.constantFrom('start', 'end', 'periodOverride', 'variables'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(anyWidget), anySettings, fc.boolean(), (people, settings, hadOurs) => {
        const widgets = [...(hadOurs ? written(undefined, page(input())).widgets : []), ...people];
        const body = written({ widgets: widgets as JsonObject[], settings });
        expect(body.settings).toEqual(settings);
        const unplaced = (widget: object) => ({ ...widget, y: 0 });
        expect(theirs(body).map(unplaced)).toEqual(people.map(unplaced));
        expect(mergeDashboard(body, page())).toEqual({ kind: 'unchanged' });
      }),
      { numRuns: 50 },
    );
  });
});

describe('our own widgets', () => {
  test('are not written again for keys that CloudWatch or its console added, or for another order', () => {
    const body = written(undefined);
    const touched = body.widgets.map(({ properties, ...rest }) => ({
      properties: { liveData: false, ...(properties as JsonObject) },
      ...rest,
    }));
    expect(mergeDashboard({ ...body, widgets: touched.toReversed() }, page())).toEqual({ kind: 'unchanged' });
  });

  test('are put back when someone changed, moved or removed one', () => {
    const body = written(undefined);
    const [first, ...others] = body.widgets as [JsonObject, ...JsonObject[]];
    const moved = { ...first, y: 90 };
    for (const widgets of [others, [moved, ...others], [{ ...first, properties: {} }, ...others]]) {
      expect(mergeDashboard({ ...body, widgets }, page()).kind).toBe('update');
    }
  });

  test('lose the alarm line when the alarm is switched off', () => {
    expect(mergeDashboard(written(undefined), page({ ...shop(), threshold: undefined })).kind).toBe('update');
  });
});

describe('a dashboard that was there before', () => {
  const count = {
    type: 'metric',
    x: 0,
    y: 0,
    width: 3,
    height: 3,
    properties: { region: 'us-east-1', metrics: [['PersonalizeMonitor', 'monitoredResourceCount']] },
  };
  const graph = {
    ...count,
    properties: {
      region: 'us-east-1',
      metrics: [['AWS/Personalize', 'GetRecommendations', 'CampaignArn', 'arn:x']],
    },
  };
  const heading = { ...PEOPLES_TEXT, properties: { markdown: '## Dataset Group: **retail**' } };

  test("and is the predecessor's loses the predecessor's widgets and keeps people's", () => {
    const before = { widgets: [count, graph, heading, PEOPLES_TEXT, PEOPLES_GRAPH], settings: {} };
    const merge = mergeDashboard(before, page());
    expect(merge).toMatchObject({
      kind: 'update',
      reason: "takes over the predecessor's dashboard, keeping 2 widgets added by people",
    });
    expect(theirs(written(before)).map(({ type }) => type)).toEqual(['text', 'metric']);
  });

  test("and is a person's own, with graphs of Personalize, keeps all of them", () => {
    expect(theirs(written({ widgets: [graph, heading], settings: {} }))).toHaveLength(2);
  });

  test('is unreadable unless it is the JSON of a dashboard', () => {
    for (const text of ['', '{', '[]', '"x"', '{"widgets":{}}', '{"widgets":[1]}'])
      expect(readBody(text)).toBeUndefined();
    expect(readBody('{}')).toEqual({ widgets: [], settings: {} });
  });
});

describe('a Region', () => {
  const [eu, us] = shop().fleets as [DashboardInput['fleets'][0], DashboardInput['fleets'][0]];
  const kept = () => ({ kept: keptRegions([written(undefined)]), stillThere: [] });

  test('that could not be read whole keeps its sections and its alarm status as they are', () => {
    const failed = { ...us, resources: [], complete: false };
    const after = page({ ...shop(), fleets: [eu, failed], alarmNames: new Map() }, kept());
    expect(widgetsOf(after)).toEqual(widgetsOf(page()));
  });

  test('that could not be read whole keeps its place among Regions that changed', () => {
    const failed = { ...us, resources: [], complete: false };
    const grown = {
      ...eu,
      resources: [...eu.resources, campaign('new', { region: 'eu-west-1', datasetGroup: 'a' })],
    };
    const after = page({ ...shop(), fleets: [failed, grown] }, kept());
    expect(widgetsOf(after)).toEqual(widgetsOf(page({ ...shop(), fleets: [grown, us] })));
  });

  test('that could not be read whole and was never shown is built from what is known', () => {
    expect(markdown(widgetsOf(page({ ...shop(), fleets: [{ ...us, complete: false }] })))).toContain(
      '## retail',
    );
  });

  test('that is no longer in scope loses its sections', () => {
    const after = page({ ...shop(), fleets: [us], alarmNames: new Map([['us-east-1', []]]) }, kept());
    expect(JSON.stringify(after)).not.toContain('eu-west-1');
  });
});

describe('numbered pages', () => {
  const many = Array.from({ length: 900 }, (_, n) => campaign(`c${n}`, { datasetGroup: `g${n % 90}` }));
  const pages = desiredDashboards(input({ fleets: [fleet(many)] }));

  test('are found again from the first one alone', () => {
    expect(pages.length).toBeGreaterThan(2);
    const [first, ...others] = pages as [(typeof pages)[0], ...typeof pages];
    expect(linkedPages(written(undefined, first), first.name)).toEqual(others.map(({ name }) => name));
  });

  test('that could not be removed stay linked, so that they are not forgotten', () => {
    const stillThere = ['Amazon-Personalize-Monitor-2'];
    const first = page(input(), { kept: new Map(), stillThere });
    expect(linkedPages(written(undefined, first), first.name)).toEqual(stillThere);
  });

  test('that are not needed go, unless people have widgets on them', () => {
    const [, second] = pages as [(typeof pages)[0], (typeof pages)[0]];
    const body = written(undefined, second);
    expect(retireDashboard(body)).toEqual({ kind: 'delete' });
    const retired = retireDashboard(added(body, PEOPLES_TEXT));
    expect(retired.kind === 'update' && readBody(retired.body)?.widgets).toEqual([{ ...PEOPLES_TEXT, y: 0 }]);
    expect(retireDashboard({ widgets: [PEOPLES_TEXT], settings: {} })).toEqual({ kind: 'leave' });
  });
});
