import {
  DashboardInvalidInputError,
  DeleteDashboardsCommand,
  GetDashboardCommand,
  ListDashboardsCommand,
  ListTagsForResourceCommand,
  PutDashboardCommand,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from '@jest/globals';
import { clientsOf, failureOf, opened } from './testing.ts';
import { world } from './world.ts';

const row = ['AWS/Personalize', 'GetRecommendations', 'CampaignArn', 'arn'];
const metric = (properties: object = {}, place: object = {}) => ({
  type: 'metric',
  x: 0,
  y: 0,
  width: 12,
  height: 6,
  ...place,
  properties: { region: 'us-east-1', metrics: [row], ...properties },
});
const alarmArn = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:a';

async function boards() {
  const sandbox = await opened(world());
  const { cloudwatch } = clientsOf(sandbox);
  const put = (body: unknown, DashboardName = 'board', rest: object = {}) => {
    const DashboardBody = typeof body === 'string' ? body : JSON.stringify(body);
    return cloudwatch.send(new PutDashboardCommand({ DashboardName, DashboardBody, ...rest }));
  };
  return { sandbox, cloudwatch, put };
}

describe('dashboards', () => {
  test("are the account's, not a Region's; the body is replaced whole, tags count only at first", async () => {
    const { sandbox, cloudwatch, put } = await boards();
    await put({ widgets: [metric()] }, 'board', { Tags: [{ Key: 'a', Value: '1' }] });
    await put({ widgets: [] }, 'board', { Tags: [{ Key: 'b', Value: '2' }] });
    const elsewhere = clientsOf(sandbox, 'eu-west-1').cloudwatch;
    const { DashboardBody, DashboardArn } = await elsewhere.send(
      new GetDashboardCommand({ DashboardName: 'board' }),
    );
    expect(DashboardBody).toBe('{"widgets":[]}');
    const { Tags } = await cloudwatch.send(new ListTagsForResourceCommand({ ResourceARN: DashboardArn }));
    expect(Tags).toEqual([{ Key: 'a', Value: '1' }]);
    const { DashboardEntries } = await cloudwatch.send(
      new ListDashboardsCommand({ DashboardNamePrefix: 'bo' }),
    );
    expect(DashboardEntries).toMatchObject([{ DashboardName: 'board', Size: 14 }]);
    const many = cloudwatch.send(new DeleteDashboardsCommand({ DashboardNames: ['board', 'gone'] }));
    // The client names it after the older of its two codes, ResourceNotFound, not DashboardNotFoundError.
    expect(await failureOf(many)).toBe('ResourceNotFound: Dashboard gone does not exist');
    expect(sandbox.dashboards).toHaveLength(1);
    await cloudwatch.send(new DeleteDashboardsCommand({ DashboardNames: ['board'] }));
    expect(sandbox.dashboard('board')).toBeUndefined();
  });

  test.each<[string, unknown]>([
    [
      'shortcuts in rows',
      { widgets: [metric({ metrics: [row, ['.', 'Latency', '.', '.'], ['...', 'arn2', { stat: 'Sum' }]] })] },
    ],
    [
      'expressions on hidden metrics',
      {
        widgets: [
          metric({
            metrics: [
              [...row, { id: 'm1', visible: false }],
              [{ expression: 'FILL(m1,0)/300', label: 'TPS' }],
            ],
          }),
        ],
      },
    ],
    [
      'searches',
      {
        widgets: [
          metric({
            metrics: [
              [{ expression: "SEARCH(' {AWS/Personalize,CampaignArn} \"x\" ', 'Sum', 300)", id: 'e1' }],
            ],
          }),
        ],
      },
    ],
    ['lines', { widgets: [metric({ annotations: { horizontal: [{ value: 1, label: 'floor' }] } })] }],
    [
      'an alarm instead of metrics',
      { widgets: [metric({ metrics: [], annotations: { alarms: [alarmArn] } })] },
    ],
    [
      'text and alarm status',
      {
        widgets: [
          { type: 'text', properties: { markdown: '# x' } },
          { type: 'alarm', properties: { alarms: [alarmArn] } },
        ],
      },
    ],
  ])('pass without a word: %s', async (_, body) => {
    const { put } = await boards();
    expect((await put(body)).DashboardValidationMessages).toEqual([]);
  });

  test('pass with a word: unknown properties, expressions that refer to nothing', async () => {
    const { put } = await boards();
    const answer = await put({
      widgets: [metric({ colour: 'red', metrics: [row, [{ expression: 'm9*2' }]] })],
    });
    expect(answer.DashboardValidationMessages?.map(({ DataPath }) => DataPath)).toEqual([
      '/widgets/0/properties/colour',
      '/widgets/0/properties/metrics/1',
    ]);
  });

  const rows = (count: number) => Array.from({ length: count }, () => row);
  test.each<[string, unknown]>([
    ['what is no JSON', '{'],
    ['no widgets', {}],
    ['501 widgets', { widgets: Array(501).fill({ type: 'text', properties: { markdown: '' } }) }],
    ['501 metrics in a widget', { widgets: [metric({ metrics: rows(501) })] }],
    [
      '2,501 metrics in a dashboard',
      { widgets: [...Array(5).fill(metric({ metrics: rows(500) })), metric()] },
    ],
    ['no region', { widgets: [metric({ region: undefined })] }],
    ['over the grid', { widgets: [metric({}, { x: 13 })] }],
    ['wider than the grid', { widgets: [metric({}, { width: 25 })] }],
    ['higher than 1,000', { widgets: [metric({}, { height: 1001 })] }],
    ['half a position', { widgets: [metric({}, { y: undefined })] }],
    ['an unknown type', { widgets: [{ type: 'chart', properties: {} }] }],
    ['a text without markdown', { widgets: [{ type: 'text', properties: {} }] }],
    ['no alarms', { widgets: [{ type: 'alarm', properties: { alarms: [] } }] }],
    ['101 alarms', { widgets: [{ type: 'alarm', properties: { alarms: Array(101).fill(alarmArn) } }] }],
    [
      'an alarm and lines',
      { widgets: [metric({ annotations: { alarms: [alarmArn], horizontal: [{ value: 1 }] } })] },
    ],
    ['half a dimension', { widgets: [metric({ metrics: [['A', 'b', 'c']] })] }],
    [
      'an id twice',
      {
        widgets: [
          metric({
            metrics: [
              [...row, { id: 'm1' }],
              [...row, { id: 'm1' }],
            ],
          }),
        ],
      },
    ],
    ['a gauge without range', { widgets: [metric({ view: 'gauge' })] }],
    ['an odd period', { widgets: [metric({ period: 90 })] }],
  ])('refused: %s', async (_, body) => {
    const { put, sandbox } = await boards();
    const error = await put(body).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DashboardInvalidInputError);
    expect((error as DashboardInvalidInputError).dashboardValidationMessages?.length).toBeGreaterThan(0);
    expect(sandbox.dashboards).toEqual([]);
  });

  test('refused: names with spaces or over 255 characters', async () => {
    const { put } = await boards();
    for (const name of ['my board', 'x'.repeat(256)])
      expect(await failureOf(put({ widgets: [] }, name))).toMatch(/^DashboardInvalidInputError/);
  });
});
