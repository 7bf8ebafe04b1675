import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { frozenClock } from '../sandbox/clock.ts';
import type { SandboxOptions } from '../sandbox/options.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { DAY, HOUR, MINUTE, steady } from '../sandbox/traffic.ts';
import { type RegionSpec, world } from '../sandbox/world.ts';
import { type ActionResult, runAction } from '../support/action.ts';

const NOON = Date.UTC(2026, 0, 5, 12, 1, 30);
const arn = (kind: string, name: string, account = '123456789012') =>
  `arn:aws:personalize:us-east-1:${account}:${kind}/${name}`;
const HOME = arn('campaign', 'home');
const PICKS = arn('recommender', 'picks');
const STOPPED = arn('recommender', 'stopped');

const campaignConfig = {
  enableMetadataWithRecommendations: true,
  itemExplorationConfig: { explorationWeight: '0.3' },
};
const shop: RegionSpec = {
  datasetGroups: { movies: {}, retail: { domain: 'ECOMMERCE' } },
  eventBuses: ['ops'],
  campaigns: [
    {
      name: 'home',
      datasetGroup: 'movies',
      minProvisionedTPS: 20,
      campaignConfig,
      traffic: steady(9),
      tags: { team: 'web' },
    },
    { name: 'new', datasetGroup: 'movies', status: 'CREATE IN_PROGRESS' },
    { name: 'broken', datasetGroup: 'movies', status: 'CREATE FAILED' },
  ],
  recommenders: [
    { name: 'picks', datasetGroup: 'retail', minRecommendationRequestsPerSecond: 5, traffic: steady(2) },
    { name: 'stopped', datasetGroup: 'retail', status: 'INACTIVE' },
    { name: 'starting', datasetGroup: 'retail', status: 'START IN_PROGRESS' },
  ],
  topics: [{ Name: 'PersonalizeMonitorNotifications' }],
};

let sandbox: Sandbox;
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'by-hand-'));
});
afterEach(async () => {
  await sandbox.close();
  await rm(directory, { recursive: true });
});

async function account(options: SandboxOptions = {}): Promise<void> {
  sandbox = await startSandbox(world({ regions: { 'us-east-1': shop } }), {
    clock: frozenClock(NOON),
    ...options,
  });
}

const view = () => sandbox.region('us-east-1');

function order(command: string, inputs: Record<string, string>): Promise<ActionResult> {
  return runAction(sandbox, { command, 'report-directory': directory, reason: 'the winter sale', ...inputs });
}
const setFloor = (of: string, floor: number) => order('set-min-tps', { arn: of, 'min-tps': String(floor) });

const outcomes = ({ report }: ActionResult) =>
  (report?.changes ?? []).map(({ kind, outcome }) => [kind, outcome.kind].join(' '));
const notices = ({ report }: ActionResult) => (report?.notices ?? []).map(({ text }) => text);
/** The causes of what failed, each with a remedy beside it. */
const causes = ({ report }: ActionResult) =>
  (report?.failures ?? []).map(({ cause, remedy }) => (remedy ? cause : `${cause} without a remedy`));
const writes = () => sandbox.calls.writes().map(({ operation }) => operation);

describe('set-min-tps', () => {
  test.each([
    ['up', 60],
    ['down', 1],
  ])('moves the floor of a campaign %s at once, and nothing else', async (_, floor) => {
    await account();
    const result = await setFloor(HOME, floor);
    expect([result.exitCode, result.outputs['result'], outcomes(result)]).toEqual([
      0,
      'success',
      ['set-floor done'],
    ]);
    sandbox.clock.advance(HOUR);
    expect(view().campaign('home')).toMatchObject({ minProvisionedTPS: floor, campaignConfig });
  });

  test('moves the floor of a recommender', async () => {
    await account();
    await setFloor(PICKS, 9);
    sandbox.clock.advance(HOUR);
    expect(view().recommender('picks').recommenderConfig).toEqual({ minRecommendationRequestsPerSecond: 9 });
  });

  test('says "already" when it runs twice, while the update is under way and after it', async () => {
    await account();
    await setFloor(HOME, 60);
    sandbox.calls.clear();
    for (const [wait, is] of [
      [MINUTE, 'is being set to'],
      [HOUR, 'is'],
    ] as const) {
      sandbox.clock.advance(wait);
      const again = await setFloor(HOME, 60);
      expect([again.exitCode, notices(again)]).toEqual([
        0,
        [`The floor of campaign home ${is} 60 TPS already.`],
      ]);
    }
    expect(writes()).toEqual([]);
  });

  test('is refused while another update is under way, even one away from the floor asked for', async () => {
    await account();
    await setFloor(HOME, 60);
    for (const floor of [20, 40]) {
      const result = await setFloor(HOME, floor);
      expect([result.exitCode, result.outputs['result']]).toEqual([1, 'failed']);
      expect(causes(result)).toEqual(['Refused (pinned): an update of it is under way.']);
    }
  });

  test.each([
    ['being created', arn('campaign', 'new'), 'Its status is CREATE IN_PROGRESS.'],
    ['stopped', STOPPED, 'Its status is INACTIVE.'],
    ['missing', arn('campaign', 'nowhere'), 'There is no such resource.'],
    [
      'in another account',
      arn('campaign', 'home', '999999999999'),
      'It belongs to account 999999999999, and this workflow is signed in to 123456789012.',
    ],
  ])('is refused for what is %s, with what to do', async (_, of, cause) => {
    await account();
    const result = await setFloor(of, 9);
    expect([result.exitCode, result.outputs['result'], causes(result)]).toEqual([1, 'failed', [cause]]);
    expect(writes()).toEqual([]);
  });

  test('says which permission is missing', async () => {
    await account();
    sandbox.faults.add({ operation: 'UpdateCampaign', kind: 'accessDenied' });
    const result = await setFloor(HOME, 60);
    expect([result.exitCode, outcomes(result)]).toEqual([1, ['set-floor failed']]);
    expect(result.report?.failures[0]?.remedy).toContain('Allow personalize:UpdateCampaign');
    expect(view().messages[0]?.message).toContain('Failed to set the floor');
  });

  test('is done once under an answer that was lost', async () => {
    await account();
    sandbox.faults.add({ operation: 'UpdateCampaign', kind: 'dropAfter', times: 1 });
    const result = await setFloor(HOME, 60);
    expect([result.exitCode, outcomes(result)]).toEqual([0, ['set-floor done']]);
  });

  test('tells the topic and the event bus, with the reason', async () => {
    await account();
    await order('set-min-tps', { arn: HOME, 'min-tps': '60', 'event-bus-name': 'ops' });
    await order('set-min-tps', { arn: PICKS, 'min-tps': '9', 'event-bus-name': 'ops' });
    expect(view().messages.map(({ message }) => message)).toEqual([
      expect.stringMatching(/campaign home was raised from 20 to 60[\s\S]*Why: the winter sale/),
      expect.stringMatching(/recommender picks was raised from 5 to 9[\s\S]*Why: the winter sale/),
    ]);
    expect(view().events.map(({ DetailType, Detail }) => [DetailType, JSON.parse(String(Detail))])).toEqual([
      [
        'PersonalizeCampaignMinProvisionedTPSUpdated',
        { ARN: HOME, NewMinTPS: 60, Reason: 'the winter sale' },
      ],
      [
        'PersonalizeRecommenderMinRecommendationRPSUpdated',
        { ARN: PICKS, NewMinTPS: 9, Reason: 'the winter sale' },
      ],
    ]);
  });
});

describe('stop', () => {
  test('stops a recommender in use, because a person says so, and says "already" from then on', async () => {
    await account();
    const result = await order('stop', { arn: PICKS, 'event-bus-name': 'ops' });
    expect([result.exitCode, outcomes(result)]).toEqual([0, ['stop done']]);
    expect(view().events[0]).toMatchObject({
      DetailType: 'PersonalizeRecommenderStopped',
      Detail: JSON.stringify({ ARN: PICKS, Reason: 'the winter sale' }),
    });
    expect(notices(await order('stop', { arn: PICKS }))).toEqual([
      'The recommender picks is being stopped already.',
    ]);
    sandbox.clock.advance(HOUR);
    const again = await order('stop', { arn: PICKS });
    expect([again.exitCode, notices(again)]).toEqual([0, ['Recommender picks is stopped already.']]);
    expect(sandbox.calls.count('StopRecommender')).toBe(1);
  });

  test('deletes a campaign once what recreates it is saved, and says so in its message', async () => {
    await account();
    const result = await order('stop', { arn: HOME, 'event-bus-name': 'ops' });
    expect([result.exitCode, outcomes(result)]).toEqual([0, ['delete done']]);
    expect(result.report?.changes[0]?.outcome).toMatchObject({
      manifest: join(directory, 'manifests', '123456789012-us-east-1-campaign-home.json'),
    });
    expect(view().messages[0]?.message).toMatch(
      /campaign home was deleted[\s\S]*the winter sale[\s\S]*solutionVersionArn/,
    );
    expect(view().events[0]).toMatchObject({ DetailType: 'PersonalizeCampaignDeleted' });
    expect(notices(await order('stop', { arn: HOME }))).toEqual([
      'The campaign home is being deleted already.',
    ]);
    expect(sandbox.calls.count('DeleteCampaign')).toBe(1);
  });

  test.each([
    ['exempt', 'true', 'Refused (exempt): its tag personalize-monitor:exempt is true.'],
    [
      'of unclear exemption',
      '1',
      'Refused (exempt): its tag personalize-monitor:exempt is "1", which is neither true, false nor an ISO date.',
    ],
  ])('is refused for what is %s, by hand too', async (_, value, cause) => {
    await account();
    view().setTags('home', { 'personalize-monitor:exempt': value });
    const result = await order('stop', { arn: HOME });
    expect([result.exitCode, causes(result)]).toEqual([1, [cause]]);
    expect(writes()).toEqual([]);
  });

  test.each([
    ['missing', arn('recommender', 'nowhere'), 'There is no such resource.'],
    ['being created', arn('campaign', 'new'), 'Its status is CREATE IN_PROGRESS.'],
    ['starting', arn('recommender', 'starting'), 'Its status is START IN_PROGRESS.'],
    [
      'in another account',
      arn('recommender', 'picks', '999999999999'),
      'It belongs to account 999999999999, and this workflow is signed in to 123456789012.',
    ],
  ])('is refused for what is %s', async (_, of, cause) => {
    await account();
    const result = await order('stop', { arn: of });
    expect([result.exitCode, causes(result)]).toEqual([1, [cause]]);
    expect(writes()).toEqual([]);
  });

  test('is refused while an update is under way', async () => {
    await account();
    await setFloor(HOME, 60);
    expect(causes(await order('stop', { arn: HOME }))).toEqual([
      'Refused (pinned): an update of it is under way.',
    ]);
    expect(sandbox.calls.count('DeleteCampaign')).toBe(0);
  });
});

describe('restore', () => {
  const MANIFEST = () => join(directory, 'manifests', '123456789012-us-east-1-campaign-home.json');

  async function deleted(options: SandboxOptions = {}): Promise<void> {
    await account(options);
    await order('stop', { arn: HOME });
    sandbox.clock.advance(HOUR);
    expect(view().campaigns.map(({ name }) => name)).not.toContain('home');
    sandbox.calls.clear();
  }

  test('starts a stopped recommender, and says "already" from then on', async () => {
    await account();
    const result = await order('restore', { arn: STOPPED });
    expect([result.exitCode, outcomes(result)]).toEqual([0, ['start done']]);
    expect(view().messages[0]?.message).toContain('the winter sale');
    expect(notices(await order('restore', { arn: STOPPED }))).toEqual([
      'The recommender stopped is on its way to serve already.',
    ]);
    sandbox.clock.advance(HOUR);
    expect(view().recommender('stopped').status).toBe('ACTIVE');
    expect(notices(await order('restore', { arn: STOPPED }))).toEqual([
      'The recommender stopped serves already.',
    ]);
    expect(sandbox.calls.count('StartRecommender')).toBe(1);
  });

  test.each([
    ['the ARN', () => ({ arn: HOME })],
    ['the manifest', () => ({ manifest: MANIFEST() })],
    ['both', () => ({ arn: HOME, manifest: MANIFEST() })],
  ])('recreates a deleted campaign as it was, by %s, and says "already" from then on', async (_, inputs) => {
    await deleted();
    const result = await order('restore', inputs());
    expect([result.exitCode, outcomes(result)]).toEqual([0, ['start done']]);
    expect(view().campaign('home')).toMatchObject({ minProvisionedTPS: 20, campaignConfig });
    expect(Object.fromEntries(view().campaign('home').tags)).toEqual({ team: 'web' });
    expect(notices(await order('restore', inputs()))).toEqual([
      'The campaign home is on its way to serve already.',
    ]);
    sandbox.clock.advance(DAY);
    expect(view().campaign('home').status).toBe('ACTIVE');
    expect(notices(await order('restore', inputs()))).toEqual(['The campaign home serves already.']);
    expect(sandbox.calls.count('CreateCampaign')).toBe(1);
  });

  test('recreates it once under an answer that was lost', async () => {
    await deleted();
    sandbox.faults.add({ operation: 'CreateCampaign', kind: 'dropAfter', times: 1 });
    const result = await order('restore', { arn: HOME });
    expect([result.exitCode, outcomes(result)]).toEqual([0, ['start done']]);
    expect(sandbox.calls.count('CreateCampaign')).toBe(2);
  });

  test('leaves alone a campaign that someone else created in the same moment', async () => {
    await deleted();
    sandbox.faults.add({
      operation: 'CreateCampaign',
      kind: 'error',
      name: 'ResourceAlreadyExistsException',
      status: 400,
    });
    const result = await order('restore', { arn: HOME });
    expect([result.exitCode, causes(result)]).toEqual([1, ['Refused (pinned): it exists already.']]);
  });

  test('says which permission is missing', async () => {
    await deleted();
    sandbox.faults.add({ operation: 'CreateCampaign', kind: 'accessDenied' });
    const result = await order('restore', { arn: HOME });
    expect([result.exitCode, outcomes(result)]).toEqual([1, ['start failed']]);
    expect(result.report?.failures[0]).toMatchObject({
      what: 'create a campaign again',
      resource: HOME,
      remedy: expect.stringContaining('Allow personalize:CreateCampaign'),
    });
  });

  test('is refused while the campaign is still being deleted', async () => {
    await account();
    await order('stop', { arn: HOME });
    sandbox.clock.advance(5 * MINUTE);
    const result = await order('restore', { arn: HOME });
    expect([result.exitCode, causes(result)]).toEqual([1, ['Its status is DELETE IN_PROGRESS.']]);
  });

  test('is refused without a manifest, with one of another campaign, and with what is none', async () => {
    await deleted();
    const missing = await order('restore', { arn: arn('campaign', 'other') });
    expect(causes(missing)).toEqual([expect.stringContaining('ENOENT')]);
    expect(missing.report?.failures[0]?.remedy).toMatch(/artifact of that run/);
    const another = await order('restore', { arn: arn('campaign', 'other'), manifest: MANIFEST() });
    expect(causes(another)).toEqual([`It is the manifest of ${HOME}.`]);
    await writeFile(join(directory, 'x.json'), '{"version":2}');
    const none = await order('restore', { manifest: join(directory, 'x.json') });
    expect(causes(none)).toEqual([expect.stringContaining('is no manifest: version')]);
    expect([missing, another, none].map(({ exitCode }) => exitCode)).toEqual([1, 1, 1]);
    expect(writes()).toEqual([]);
  });

  test('of a recommender with the manifest of a campaign is refused', async () => {
    await deleted();
    expect(causes(await order('restore', { arn: STOPPED, manifest: MANIFEST() }))).toEqual([
      `It is the manifest of ${HOME}.`,
    ]);
    expect(writes()).toEqual([]);
  });

  test.each([
    ['missing', arn('recommender', 'nowhere'), 'There is no such resource.'],
    [
      'in another account',
      arn('recommender', 'picks', '999999999999'),
      'It belongs to account 999999999999, and this workflow is signed in to 123456789012.',
    ],
  ])('of a recommender that is %s is refused', async (_, of, cause) => {
    await account();
    expect(causes(await order('restore', { arn: of }))).toEqual([cause]);
  });
});

describe('an order', () => {
  test.each(['set-min-tps', 'stop'])('%s without an ARN does not start', async (command) => {
    await account();
    const result = await order(command, command === 'stop' ? {} : { 'min-tps': '3' });
    expect([result.exitCode, result.report]).toEqual([1, undefined]);
    expect(result.annotations[0]?.message).toContain('arn');
    expect(sandbox.calls.all).toEqual([]);
  });

  test('that cannot tell which account it is in does nothing', async () => {
    await account();
    sandbox.faults.add({ operation: 'GetCallerIdentity', kind: 'accessDenied' });
    const result = await order('stop', { arn: HOME });
    expect([result.exitCode, result.outputs['result']]).toEqual([1, 'failed']);
    expect(writes()).toEqual([]);
  });

  test('that cannot see the resource does nothing', async () => {
    await account();
    sandbox.faults.add({ operation: 'DescribeCampaign', kind: 'accessDenied' });
    const result = await order('stop', { arn: HOME });
    expect([result.exitCode, causes(result)]).toEqual([1, [expect.stringContaining('DescribeCampaign')]]);
    expect(writes()).toEqual([]);
  });

  test('whose change was made and could not be told is partial, and says so', async () => {
    await account();
    sandbox.faults.add({ operation: 'Publish', kind: 'accessDenied' });
    const result = await setFloor(HOME, 60);
    expect([result.exitCode, result.outputs['result'], outcomes(result)]).toEqual([
      1,
      'partial',
      ['set-floor done'],
    ]);
  });
});
