import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { frozenClock } from '../sandbox/clock.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { steady } from '../sandbox/traffic.ts';
import { world } from '../sandbox/world.ts';
import { runAction } from '../support/action.ts';

const SCHEDULED = { GITHUB_EVENT_NAME: 'schedule' };

let sandbox: Sandbox;
let workspace: string;

beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'workspace-'));
  await mkdir(join(workspace, '.github'));
  const campaigns = [
    { name: 'search-dev', datasetGroup: 'movies', minProvisionedTPS: 4, ageDays: 40, tags: { env: 'dev' } },
    { name: 'search', datasetGroup: 'movies', minProvisionedTPS: 4, ageDays: 40, tags: { env: 'prod' } },
    { name: 'home', datasetGroup: 'movies', minProvisionedTPS: 20, ageDays: 40, traffic: steady(1.5) },
  ];
  sandbox = await startSandbox(
    world({ regions: { 'us-east-1': { datasetGroups: { movies: {} }, campaigns } } }),
    {
      clock: frozenClock('2026-01-05T12:01:30Z'),
    },
  );
});

afterEach(async () => {
  await sandbox.close();
  await rm(workspace, { recursive: true });
});

async function runWith(
  config: string,
  env: Record<string, string> = SCHEDULED,
  inputs: Record<string, string> = {},
) {
  await writeFile(join(workspace, '.github/personalize-monitor.yml'), config);
  const none = { GITHUB_EVENT_NAME: '', GITHUB_EVENT_PATH: '', GITHUB_REF_NAME: '', GITHUB_REF_TYPE: '' };
  return runAction(sandbox, inputs, { env: { ...none, GITHUB_WORKSPACE: workspace, ...env } });
}

type Result = Awaited<ReturnType<typeof runWith>>;
const fates = ({ report }: Result) =>
  Object.fromEntries((report?.changes ?? []).map(({ name, kind, outcome }) => [name, [kind, outcome.kind]]));
const names = () => sandbox.region('us-east-1').campaigns.map(({ name, status }) => [name, status]);

const DELETE_DEV = `
version: 1
policies:
  - match: { name: "*-dev" }
    auto-delete-or-stop-idle-resources: apply
    idle-grace-hours: 0
`;

describe('a policy', () => {
  test('lets the action go further for what it matches, and for nothing else', async () => {
    const run = await runWith(DELETE_DEV);
    expect(fates(run)).toEqual({
      'search-dev': ['delete', 'done'],
      search: ['delete', 'planned'],
      home: ['set-floor', 'planned'],
    });
    expect(names()).toEqual([
      ['search-dev', 'DELETE PENDING'],
      ['search', 'ACTIVE'],
      ['home', 'ACTIVE'],
    ]);
  });

  test('on a branch that is not known to be the default allows no more than the inputs do, and says so', async () => {
    for (const env of [{}, { GITHUB_EVENT_NAME: 'pull_request' }] as Record<string, string>[]) {
      const run = await runWith(DELETE_DEV, env);
      expect(fates(run)['search-dev']).toEqual(['delete', 'planned']);
      expect(run.report?.notices.map(({ text }) => text).join()).toContain(
        'not known to be that of the default branch',
      );
    }
    expect(sandbox.calls.count('DeleteCampaign')).toBe(0);
  });

  test('on such a branch shortens no grace and widens no step of what the inputs apply', async () => {
    const config =
      'version: 1\npolicies:\n  - match: {}\n    idle-grace-hours: 0\n    step-percent: 100\n    step-cooldown-hours: 0\n';
    const inputs = {
      'auto-delete-or-stop-idle-resources': 'apply',
      'auto-adjust-min-tps': 'apply',
    };
    const run = await runWith(config, {}, inputs);
    expect(fates(run)['search-dev']).toEqual(['mark', 'done']);
    expect(run.report?.changes.find(({ name }) => name === 'home')).toMatchObject({ to: 15 });
  });

  test('on the default branch, as the event names it, is acted on', async () => {
    const payload = join(workspace, 'event.json');
    await writeFile(payload, JSON.stringify({ repository: { default_branch: 'main' } }));
    const env = {
      GITHUB_EVENT_NAME: 'workflow_dispatch',
      GITHUB_REF_TYPE: 'branch',
      GITHUB_REF_NAME: 'main',
      GITHUB_EVENT_PATH: payload,
    };
    expect(fates(await runWith(DELETE_DEV, env))['search-dev']).toEqual(['delete', 'done']);
  });

  test('that exempts is obeyed on any branch, before another that would act', async () => {
    const config =
      'version: 1\npolicies:\n  - match: { name: "search*" }\n    exempt: true\n  - match: {}\n    auto-delete-or-stop-idle-resources: apply\n    idle-grace-hours: 0\n';
    const run = await runWith(config, SCHEDULED, {
      'auto-delete-or-stop-idle-resources': 'apply',
      'idle-grace-hours': '0',
    });
    expect(fates(run)).toMatchObject({ 'search-dev': ['delete', 'refused'], search: ['delete', 'refused'] });
    expect(sandbox.calls.count('DeleteCampaign')).toBe(0);
  });

  test('by tag reads the tags that decide, and spares what has tags nobody can read', async () => {
    const config =
      'version: 1\npolicies:\n  - match: { tags: { env: dev } }\n    auto-delete-or-stop-idle-resources: apply\n    idle-grace-hours: 0\n';
    sandbox.faults.add({ operation: 'ListTagsForResource', kind: 'accessDenied' });
    const blind = await runWith(config);
    expect(fates(blind)).toMatchObject({ 'search-dev': ['delete', 'refused'] });
    expect(blind.outputs['result']).toBe('partial');
    sandbox.faults.clear();
    const run = await runWith(config);
    expect(fates(run)).toMatchObject({ 'search-dev': ['delete', 'done'], search: ['delete', 'planned'] });
  });

  test('sets thresholds, alarms and the least floor of what it matches', async () => {
    const config =
      'version: 1\npolicies:\n  - match: { name: home }\n    idle-threshold-hours: 72\n    utilization-threshold-alarm-lower-bound: 50\n    min-tps: { floor: 8 }\n  - match: { name: search }\n    auto-create-idle-alarms: false\n';
    const run = await runWith(config);
    const alarm = (name: string) =>
      sandbox.region('us-east-1').alarms.find((one) => one.name.endsWith(name))?.config;
    expect(alarm('IdleCampaign-home')).toMatchObject({ Period: 3600, EvaluationPeriods: 72 });
    expect(alarm('LowCampaignUtilization-home')).toMatchObject({ Threshold: 50 });
    expect(alarm('IdleCampaign-search')).toBeUndefined();
    expect(alarm('IdleCampaign-search-dev')).toBeDefined();
    expect(run.report?.changes.find(({ name }) => name === 'home')).toMatchObject({ to: 8 });
  });
});

test('prices of the config file take the place of the built-in ones', async () => {
  const waste = async (config: string) => Number((await runWith(config)).outputs['monthly-waste-usd']);
  const before = await waste('version: 1\n');
  expect(await waste('version: 1\nprices: { tps-hour: { v1: 0.40, v2: 1.08 } }\n')).toBeCloseTo(
    2 * before,
    1,
  );
});

describe('a config file', () => {
  test('with errors ends the run before any call, and names each with its line and column', async () => {
    const config = 'version: 1\npolicies:\n  - match: { nmae: home }\n    idle-threshold-hours: 0\n';
    const { exitCode, annotations } = await runWith(config);
    expect(exitCode).toBe(1);
    expect(annotations[0]?.message).toMatch(/personalize-monitor\.yml:3:\d+: .*nmae/);
    expect(annotations[0]?.message).toMatch(/personalize-monitor\.yml:4:\d+: .*idle-threshold-hours.* 0 /);
    expect(sandbox.calls.all).toEqual([]);
  });

  test('may be missing, unless it was asked for', async () => {
    const env = { GITHUB_WORKSPACE: workspace };
    expect((await runAction(sandbox, {}, { env })).exitCode).toBe(0);
    const missing = await runAction(sandbox, { 'config-file': 'capacity.yml' }, { env });
    expect(missing.exitCode).toBe(1);
    expect(missing.annotations[0]?.message).toContain('capacity.yml');
  });
});
