import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type ReconcileOptions, reconcileDashboards } from '../../src/dashboard/reconcile.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { world } from '../sandbox/world.ts';
import { campaign, fleet, input, PEOPLES_TEXT, shop, type Widget } from './fixtures.ts';

const NAME = 'Amazon-Personalize-Monitor';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function start(dashboards: Record<string, object> = {}) {
  const sandbox = await startSandbox(
    world({
      dashboards: Object.entries(dashboards).map(([DashboardName, body]) => ({
        DashboardName,
        DashboardBody: JSON.stringify(body),
      })),
    }),
  );
  const client = new CloudWatchClient({
    region: 'us-east-1',
    endpoint: sandbox.url,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
    maxAttempts: 1,
  });
  open.push({ close: () => client.destroy() }, sandbox);
  const run = (rest: Partial<ReconcileOptions> = {}) =>
    reconcileDashboards({ ...shop(), client, mode: 'apply', ...rest });
  return { sandbox, client, run };
}

const widgets = (sandbox: Sandbox, name = NAME) => (sandbox.dashboard(name) as { widgets: Widget[] }).widgets;
const names = (sandbox: Sandbox) => sandbox.dashboards.map(({ name }) => name).sort();
const large = () => {
  const many = Array.from({ length: 900 }, (_, n) => campaign(`c${n}`, { datasetGroup: `g${n % 90}` }));
  return input({ fleets: [fleet(many)] });
};

describe('the dashboard of an account', () => {
  test('is made on the first run, without a remark from CloudWatch, and found by its console address', async () => {
    const { sandbox, run } = await start();
    for (const publishMetrics of [true, false]) {
      const { changes, notices, failures, dashboards } = await run({ publishMetrics });
      expect({ notices, failures }).toEqual({ notices: [], failures: [] });
      expect(changes).toMatchObject([{ target: 'dashboard', name: NAME, outcome: 'done' }]);
      expect(dashboards).toEqual([
        {
          name: NAME,
          url: `https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard/${NAME}`,
        },
      ]);
    }
    expect(names(sandbox)).toEqual([NAME]);
  });

  test('costs one read and no write when nothing changed', async () => {
    const { sandbox, run } = await start();
    await run();
    sandbox.calls.clear();
    expect(await run()).toMatchObject({ changes: [], failures: [], dashboards: [{ name: NAME }] });
    expect(sandbox.calls.byOperation()).toEqual({ 'cloudwatch:GetDashboard': 1 });
  });

  test('is only read in a plan, which says what would be done', async () => {
    const { sandbox, run } = await start();
    expect(await run({ mode: 'plan' })).toMatchObject({
      changes: [{ action: 'create', name: NAME, reason: 'it does not exist yet', outcome: 'planned' }],
      dashboards: [],
    });
    expect(sandbox.calls.writes()).toEqual([]);
  });

  test('is split over linked pages when it must be, and shrinks again to one', async () => {
    const { sandbox, run } = await start();
    const grown = await run(large());
    expect(grown).toMatchObject({ notices: [], failures: [] });
    expect(grown.dashboards.length).toBeGreaterThan(2);
    expect(names(sandbox)).toEqual(grown.dashboards.map(({ name }) => name));
    expect(await run({ ...large(), mode: 'plan' })).toMatchObject({ changes: [], failures: [] });

    const shrunk = await run();
    expect(shrunk.changes.filter(({ action }) => action === 'delete')).toHaveLength(
      grown.dashboards.length - 1,
    );
    expect(names(sandbox)).toEqual([NAME]);
    sandbox.calls.clear();
    await run();
    expect(sandbox.calls.byOperation()).toEqual({ 'cloudwatch:GetDashboard': 1 });
  });

  test('keeps a page that is no longer needed when people have widgets on it', async () => {
    const { sandbox, run } = await start({ [`${NAME}-2`]: { widgets: [PEOPLES_TEXT] } });
    await run(large());
    await run();
    expect(names(sandbox)).toEqual([NAME, `${NAME}-2`]);
    expect(widgets(sandbox, `${NAME}-2`)).toEqual([{ ...PEOPLES_TEXT, y: 0 }]);
  });

  test('does not forget a page that could not be deleted', async () => {
    const { sandbox, run } = await start();
    await run(large());
    sandbox.faults.add({ operation: 'DeleteDashboards', kind: 'accessDenied', times: 1 });
    const refused = await run();
    expect(refused.failures).toMatchObject([{ operation: 'cloudwatch:DeleteDashboards' }]);
    expect(refused.failures[0]?.remedy).toContain('cloudwatch:DeleteDashboards');
    expect(refused.changes.some(({ action, outcome }) => action === 'delete' && outcome === 'failed')).toBe(
      true,
    );
    expect((await run()).failures).toEqual([]);
    expect(names(sandbox)).toEqual([NAME]);
  });
});

describe("people's widgets are never lost", () => {
  test('because a dashboard that could not be read is not written', async () => {
    const { sandbox, run } = await start({ [NAME]: { widgets: [PEOPLES_TEXT] } });
    sandbox.faults.add({ operation: 'GetDashboard', kind: 'accessDenied' });
    const { failures, changes } = await run();
    expect(failures).toMatchObject([
      { what: 'read dashboard', resource: NAME, operation: 'cloudwatch:GetDashboard' },
    ]);
    expect(changes).toEqual([]);
    expect(sandbox.calls.writes()).toEqual([]);
  });

  test('because no page is written while another one cannot be read', async () => {
    const { sandbox, run } = await start();
    await run(large());
    sandbox.calls.clear();
    const second = (given: Record<string, unknown>) => given['DashboardName'] === `${NAME}-2`;
    sandbox.faults.add({ operation: 'GetDashboard', kind: 'error', when: second });
    const { failures, dashboards } = await run();
    expect(failures).toMatchObject([{ resource: `${NAME}-2` }]);
    expect(dashboards.map(({ name }) => name)).not.toContain(`${NAME}-2`);
    expect(sandbox.calls.writes()).toEqual([]);
  });

  test('because a body that is not JSON is left alone', async () => {
    const { sandbox, client, run } = await start();
    client.middlewareStack.add(
      () => async () => ({ response: {}, output: { $metadata: {}, DashboardBody: '{"widgets":' } }),
      { step: 'initialize' },
    );
    expect(await run()).toMatchObject({ changes: [], failures: [{ resource: NAME }] });
    expect(sandbox.calls.count()).toBe(0);
  });

  test('because ours are put above those of a dashboard that was there', async () => {
    const { sandbox, run } = await start({ [NAME]: { start: '-P7D', widgets: [PEOPLES_TEXT] } });
    expect((await run()).changes).toMatchObject([{ action: 'update', outcome: 'done' }]);
    expect(widgets(sandbox).at(-1)?.properties).toEqual(PEOPLES_TEXT.properties);
    expect(sandbox.dashboard(NAME)).toMatchObject({ start: '-P7D' });
  });
});

describe('what CloudWatch answers is told', () => {
  test('a remark on a dashboard that it took is a warning', async () => {
    const odd = { ...PEOPLES_TEXT, oddity: 1 };
    const { run } = await start({ [NAME]: { widgets: [odd] } });
    const { notices, failures } = await run();
    expect(notices).toMatchObject([{ level: 'warning', resource: NAME }]);
    expect(notices[0]?.text).toContain('oddity');
    expect(failures).toEqual([]);
  });

  test('a refusal is a failure with the reason that CloudWatch gave', async () => {
    const tooMany = Array.from({ length: 495 }, (_, n) => ({ ...PEOPLES_TEXT, y: n * 3 }));
    const { run } = await start({ [NAME]: { widgets: tooMany } });
    const { changes, failures, dashboards } = await run();
    expect(changes).toMatchObject([{ action: 'update', outcome: 'failed' }]);
    expect(failures).toMatchObject([{ what: 'update dashboard', operation: 'cloudwatch:PutDashboard' }]);
    expect(failures[0]?.cause).toContain('500 widgets');
    expect(dashboards).toHaveLength(1);
  });
});
