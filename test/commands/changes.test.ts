import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Run } from '../../src/report/run.ts';
import { frozenClock } from '../sandbox/clock.ts';
import type { SandboxOptions } from '../sandbox/options.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { both, DAY, from, HOUR, MINUTE, none, spiky, steady, until } from '../sandbox/traffic.ts';
import { type CampaignSpec, type RecommenderSpec, type RegionSpec, world } from '../sandbox/world.ts';
import { type ActionOptions, type ActionResult, runAction } from '../support/action.ts';

const NOON = Date.UTC(2026, 0, 5, 12, 1, 30);
const IDLE_SINCE = 'personalize-monitor:idle-since';
const APPLY = { 'auto-delete-or-stop-idle-resources': 'apply', 'auto-adjust-min-tps': 'apply' };
const arn = (kind: string, name: string) => `arn:aws:personalize:us-east-1:123456789012:${kind}/${name}`;

let sandbox: Sandbox;
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'changes-'));
  await mkdir(join(directory, 'workspace'));
  await writeFile(join(directory, 'workspace', 'README.md'), '# A shop\n');
});
afterEach(async () => {
  await sandbox.close();
  await rm(directory, { recursive: true });
});

type Served<T> = Omit<T, 'datasetGroup'>;
const campaign = (name: string, rest: Omit<Served<CampaignSpec>, 'name'> = {}): CampaignSpec => ({
  name,
  datasetGroup: 'movies',
  recipe: 'aws-user-personalization-v2',
  ...rest,
});
const recommender = (name: string, rest: Omit<Served<RecommenderSpec>, 'name'> = {}): RecommenderSpec => ({
  name,
  datasetGroup: 'shop',
  ...rest,
});

async function account(
  region: RegionSpec,
  options: SandboxOptions = {},
  others: Record<string, RegionSpec> = {},
) {
  const datasetGroups = { movies: {}, shop: { domain: 'ECOMMERCE' as const } };
  const regions = { 'us-east-1': region, ...others };
  const specs = Object.entries(regions).map(([name, spec]) => [name, { datasetGroups, ...spec }]);
  sandbox = await startSandbox(world({ regions: Object.fromEntries(specs) }), {
    clock: frozenClock(NOON),
    ...options,
  });
}

const view = () => sandbox.region('us-east-1');

/** A run with everything allowed, in a workspace of its own; its report stays where it was written. */
function run(inputs: Record<string, string> = {}, options: ActionOptions = {}): Promise<ActionResult> {
  const env = { GITHUB_WORKSPACE: join(directory, 'workspace'), ...options.env };
  const given = { ...APPLY, 'report-directory': join(directory, 'report'), ...inputs };
  return runAction(sandbox, given, { ...options, env });
}

/** Runs once a day, so many times, the clock moved on before each run; gives the last one. */
async function daily(times: number, inputs: Record<string, string> = {}): Promise<ActionResult> {
  let last = await later(DAY, inputs);
  for (let day = 1; day < times; day++) last = await later(DAY, inputs);
  return last;
}

async function later(ms: number, inputs: Record<string, string> = {}): Promise<ActionResult> {
  sandbox.clock.advance(ms);
  return run(inputs);
}

/** What a run did or did not do, as `<change> <name> <outcome or guard>`. */
function told(result: ActionResult): string[] {
  return (result.report?.changes ?? []).map(({ kind, name, outcome }: Run['changes'][number]) =>
    [kind, name, outcome.kind === 'refused' ? outcome.guard : outcome.kind].join(' '),
  );
}

const CHANGING = [
  'UpdateCampaign',
  'UpdateRecommender',
  'DeleteCampaign',
  'StopRecommender',
  'StartRecommender',
  'CreateCampaign',
];
/** Everything that was asked of Personalize to change a resource, its tags aside. */
const changed = (): string[] =>
  sandbox.calls.all
    .filter(({ operation }) => CHANGING.includes(operation))
    .map(
      ({ operation, input }) =>
        `${operation} ${String(input['campaignArn'] ?? input['recommenderArn'])
          .split('/')
          .at(-1)}`,
    );
const personalizeWrites = () => sandbox.calls.writes().filter(({ service }) => service === 'personalize');
const verdictOn = (result: ActionResult, name: string) =>
  result.report?.regions[0]?.resources.find((one: { name: string }) => one.name === name)?.verdict;

describe('an idle campaign', () => {
  test('is marked and announced first, and deleted only after its grace, with its alarms and its place on the dashboard', async () => {
    await account({
      campaigns: [
        campaign('old', { minProvisionedTPS: 3, tags: { team: 'web' } }),
        campaign('home', { traffic: steady(1) }),
      ],
    });
    const first = await run({ 'notification-endpoint': 'ops@example.com' });
    expect(first.exitCode).toBe(0);
    expect(told(first)).toEqual(['mark old done']);
    expect(view().campaign('old').tags.get(IDLE_SINCE)).toBe(new Date(NOON).toISOString());
    expect(view().messages).toHaveLength(1);
    expect(view().messages[0]?.message).toMatch(/campaign old is idle.*2026-01-12 12:01/s);

    const waiting = await daily(6);
    expect(told(waiting)).toEqual(['delete old marked']);
    sandbox.clock.advance(DAY - 5 * MINUTE);
    expect(told(await run())).toEqual(['delete old marked']);
    expect(changed()).toEqual([]);
    const alarmsOfOld = () =>
      view()
        .alarms.map(({ name }) => name)
        .filter((name) => name.endsWith('Campaign-old') || name.endsWith('Utilization-old'));
    expect(alarmsOfOld()).toHaveLength(2);
    const dashboard = () => JSON.stringify(sandbox.dashboards.map(({ body }) => body));
    expect(dashboard()).toContain('campaign/old');

    const last = await later(5 * MINUTE);
    expect(last.exitCode).toBe(0);
    expect(told(last)).toEqual(['delete old done']);
    expect(changed()).toEqual(['DeleteCampaign old']);
    expect(alarmsOfOld()).toEqual([]);
    expect(dashboard()).not.toContain('campaign/old');
    expect(dashboard()).toContain('campaign/home');
    expect(view().messages.at(-1)?.subject).toMatch(/old/);
    expect(last.outputs['changes-applied']).toBe('1');

    const files = await readdir(join(directory, 'report', 'manifests'));
    expect(files).toEqual(['123456789012-us-east-1-campaign-old.json']);
    const manifest = JSON.parse(
      await readFile(join(directory, 'report', 'manifests', files[0] ?? ''), 'utf8'),
    );
    expect(manifest).toMatchObject({
      arn: arn('campaign', 'old'),
      campaign: { minProvisionedTPS: 3, tags: [{ tagKey: 'team', tagValue: 'web' }] },
    });
    expect(view().messages.at(-1)?.message).toContain(manifest.campaign.solutionVersionArn);

    sandbox.calls.clear();
    sandbox.clock.advance(HOUR);
    expect(told(await run())).toEqual([]);
    expect(new Set(sandbox.calls.writes().map(({ operation }) => operation))).toEqual(
      new Set(['PutMetricData']),
    );
    expect(view().campaigns.map(({ name }) => name)).toEqual(['home']);
  });

  test('loses its mark at its first request, and gets a new one with its whole grace when it falls idle again', async () => {
    await account({ campaigns: [campaign('old')] });
    await run();
    await daily(3);
    view().setTraffic('old', until(steady(1), sandbox.clock.now() + HOUR));
    sandbox.clock.advance(HOUR);
    expect(told(await run())).toEqual(['unmark old done']);
    expect(view().campaign('old').tags.has(IDLE_SINCE)).toBe(false);
    const again = await daily(2);
    expect(told(again)).toEqual(['mark old done']);
    expect(told(await daily(6))).toEqual(['delete old marked']);
    expect(changed()).toEqual([]);
    expect(told(await daily(1))).toEqual(['delete old done']);
  });

  test('whose request fell into days without a run is marked anew, not deleted', async () => {
    await account({ campaigns: [campaign('old')] });
    await run();
    view().setTraffic(
      'old',
      until(from(steady(1), sandbox.clock.now() + 2 * DAY), sandbox.clock.now() + 2 * DAY + HOUR),
    );
    const after = await later(10 * DAY);
    expect(told(after)).toEqual(['mark old done']);
    expect(after.report?.changes[0]?.reason).toMatch(/in use since it was marked/);
    expect(told(await daily(6))).toEqual(['delete old marked']);
    expect(changed()).toEqual([]);
  });

  test('without a grace is deleted at once', async () => {
    await account({ campaigns: [campaign('old')] });
    expect(told(await run({ 'idle-grace-hours': '0' }))).toEqual(['delete old done']);
    expect(personalizeWrites().map(({ operation }) => operation)).toEqual(['DeleteCampaign']);
  });

  test('killed after the deletion, the next runs end in the same state and delete nothing twice', async () => {
    await account({ campaigns: [campaign('old')] });
    await run();
    sandbox.clock.advance(7 * DAY);
    const cancel = new AbortController();
    sandbox.faults.add({
      operation: 'DeleteCampaign',
      kind: 'dropAfter',
      when: () => {
        cancel.abort();
        return true;
      },
    });
    const killed = await run({}, { signal: cancel.signal });
    expect(killed.exitCode).toBe(1);
    sandbox.faults.clear();
    expect(view().alarms.some(({ name }) => name.endsWith('-old'))).toBe(true);
    await later(MINUTE);
    await later(HOUR);
    expect(view().campaigns).toEqual([]);
    expect(view().alarms.some(({ name }) => name.endsWith('-old'))).toBe(false);
    expect(changed()).toEqual(['DeleteCampaign old']);
    expect(await readdir(join(directory, 'report', 'manifests'))).toHaveLength(1);
  });
});

describe('an idle recommender', () => {
  test('is marked, and stopped after its grace with its alarms', async () => {
    await account({ recommenders: [recommender('picks', { minRecommendationRequestsPerSecond: 3 })] });
    expect(told(await run())).toEqual(['mark picks done']);
    expect(told(await daily(7))).toEqual(['stop picks done']);
    expect(changed()).toEqual(['StopRecommender picks']);
    expect(view().alarms.map(({ name }) => name)).toEqual(['PersonalizeMonitor-Heartbeat']);
    await daily(2);
    expect(view().recommender('picks').status).toBe('INACTIVE');
    expect(changed()).toEqual(['StopRecommender picks']);
  });

  test('that a person starts again is spared, and gets a mark and a grace of its own (defect 3)', async () => {
    await account({ recommenders: [recommender('picks')] });
    await run();
    await daily(7);
    sandbox.clock.advance(HOUR);
    view().startRecommender('picks');
    sandbox.calls.clear();
    const restarted = await later(HOUR);
    expect(verdictOn(restarted, 'picks')).toMatchObject({
      kind: 'unknown',
      reason: expect.stringMatching(/restarted/),
    });
    expect(told(await later(DAY))).toEqual(['mark picks done']);
    expect(told(await daily(6))).toEqual(['stop picks marked']);
    expect(changed()).toEqual([]);
    expect(told(await daily(1))).toEqual(['stop picks done']);
  });
});

describe('a floor that is too high', () => {
  test('comes down by 25 % a day to what the traffic costs anyway, and not below it', async () => {
    await account({ campaigns: [campaign('home', { minProvisionedTPS: 20, traffic: steady(4) })] });
    const floors: number[] = [];
    for (let day = 0; day < 12; day++) {
      await run();
      sandbox.clock.advance(DAY);
      floors.push(view().campaign('home').minProvisionedTPS);
    }
    expect(floors).toEqual([15, 11, 8, 6, 4, 4, 4, 4, 4, 4, 4, 4]);
    expect(changed()).toHaveLength(5);
    expect(told(await run())).toEqual([]);
  });

  test('takes one step in its cooldown, however often runs come', async () => {
    await account({
      recommenders: [recommender('picks', { minRecommendationRequestsPerSecond: 20, traffic: steady(4) })],
    });
    expect(told(await run())).toEqual(['set-floor picks done']);
    for (const wait of [10 * MINUTE, HOUR, 6 * HOUR, 16 * HOUR]) {
      expect(told(await later(wait))).toEqual(['set-floor picks cooled']);
    }
    expect(told(await later(HOUR))).toEqual(['set-floor picks done']);
    expect(view().recommender('picks').latestUpdate?.recommenderConfig).toMatchObject({
      minRecommendationRequestsPerSecond: 11,
    });
  });

  test('keeps every other setting of a recommender', async () => {
    const recommenderConfig = {
      itemExplorationConfig: { explorationWeight: '0.7' },
      trainingDataConfig: { excludedDatasetColumns: { ITEMS: ['PRICE'] } },
    };
    const picks = recommender('picks', {
      minRecommendationRequestsPerSecond: 20,
      traffic: steady(4),
      recommenderConfig,
    });
    await account({ recommenders: [picks] });
    await run();
    sandbox.clock.advance(HOUR);
    expect(view().recommender('picks').recommenderConfig).toEqual({
      ...recommenderConfig,
      minRecommendationRequestsPerSecond: 15,
    });
  });

  test('that a colleague changed holds for 72 hours', async () => {
    await account({ campaigns: [campaign('home', { minProvisionedTPS: 20, traffic: steady(4) })] });
    view().updateCampaign('home', { minProvisionedTPS: 60 });
    expect(told(await run())).toEqual(['set-floor home held']);
    expect(told(await daily(2))).toEqual(['set-floor home held']);
    sandbox.clock.advance(DAY - 6 * MINUTE);
    expect(told(await run())).toEqual(['set-floor home held']);
    expect(changed()).toEqual([]);
    expect(told(await later(6 * MINUTE))).toEqual(['set-floor home done']);
  });

  test('that a colleague brought back to an earlier step of ours holds for 72 hours all the same', async () => {
    await account({ campaigns: [campaign('home', { minProvisionedTPS: 20, traffic: steady(4) })] });
    await run();
    sandbox.clock.advance(2 * DAY);
    view().updateCampaign('home', { minProvisionedTPS: 60 });
    sandbox.clock.advance(HOUR);
    view().updateCampaign('home', { minProvisionedTPS: 15 });
    expect(told(await later(2 * DAY))).toEqual(['set-floor home held']);
  });

  test('is lowered once under an answer that was lost', async () => {
    await account({ campaigns: [campaign('home', { minProvisionedTPS: 20, traffic: steady(4) })] });
    sandbox.faults.add({ operation: 'UpdateCampaign', kind: 'dropAfter', times: 1 });
    const result = await run();
    expect([told(result), result.exitCode]).toEqual([['set-floor home done'], 0]);
    sandbox.clock.advance(HOUR);
    expect(view().campaign('home').minProvisionedTPS).toBe(15);
  });
});

describe('an exemption', () => {
  const wasteful = (value: string): RegionSpec => ({
    campaigns: [
      campaign('home', {
        minProvisionedTPS: 20,
        traffic: steady(4),
        tags: { 'personalize-monitor:exempt': value },
      }),
      campaign('old', { tags: { 'personalize-monitor:exempt': value } }),
    ],
  });

  test.each(['true', '2026-01-05', '2026-01-31T00:00:00Z', '1', 'soon'])(
    'by a tag of %p keeps the action off',
    async (value) => {
      await account(wasteful(value));
      expect(told(await run()).toSorted()).toEqual(['delete old exempt', 'set-floor home exempt']);
      expect(personalizeWrites()).toEqual([]);
    },
  );

  test.each(['false', '2026-01-04', '2026-01-05T12:00:00Z'])('by a tag of %p is none', async (value) => {
    await account(wasteful(value));
    expect(told(await run()).toSorted()).toEqual(['mark old done', 'set-floor home done']);
  });

  test('is taken for granted when the tags cannot be read, and the failure is told with its remedy', async () => {
    await account(wasteful('false'));
    sandbox.faults.add({ operation: 'ListTagsForResource', kind: 'accessDenied' });
    const result = await run();
    expect(told(result).toSorted()).toEqual(['delete old exempt', 'set-floor home exempt']);
    expect(result.exitCode).toBe(1);
    expect(result.report?.failures[0]?.remedy).toContain('Allow personalize:ListTagsForResource');
    expect(personalizeWrites()).toEqual([]);
  });

  test('set during the grace keeps the campaign', async () => {
    await account({ campaigns: [campaign('old')] });
    await run();
    const tags = Object.fromEntries(view().campaign('old').tags);
    view().setTags('old', { ...tags, 'personalize-monitor:exempt': 'true' });
    expect(told(await later(8 * DAY))).toEqual(['delete old exempt']);
    expect(changed()).toEqual([]);
  });
});

describe('max-changes', () => {
  const wasteful = (name: string) => campaign(name, { minProvisionedTPS: 20, traffic: steady(4) });

  test('exceeded, over all Regions together, changes nothing and says so', async () => {
    const other: RegionSpec = { campaigns: [wasteful('c')] };
    await account({ campaigns: [wasteful('a'), wasteful('b'), campaign('old')] }, {}, { 'eu-west-1': other });
    const inputs = { 'max-changes': '2', regions: 'us-east-1,eu-west-1' };
    const result = await run(inputs);
    expect(told(result).toSorted()).toEqual([
      'mark old done',
      'set-floor a capped',
      'set-floor b capped',
      'set-floor c capped',
    ]);
    expect(changed()).toEqual([]);
    expect(result.summary).toContain('max-changes is 2');
    expect(
      told(await run({ ...inputs, 'max-changes': '3' })).filter((one) => one.endsWith('done')),
    ).toHaveLength(3);
  });
});

describe('the repository', () => {
  test('that names the ARN keeps the campaign, the config file aside', async () => {
    await account({ campaigns: [campaign('old')] });
    const workspace = join(directory, 'workspace');
    await mkdir(join(workspace, '.github'));
    await writeFile(join(workspace, '.github', 'personalize-monitor.yml'), `# ${arn('campaign', 'old')}\n`);
    await writeFile(join(workspace, 'app.ts'), `// shop\nconst campaign = '${arn('campaign', 'old')}';\n`);
    await run();
    const blocked = await daily(7);
    expect(told(blocked)).toEqual(['delete old referenced']);
    expect(blocked.summary).toContain('app.ts:2');
    expect(changed()).toEqual([]);
    await rm(join(workspace, 'app.ts'));
    expect(told(await daily(1))).toEqual(['delete old done']);
  });

  test('that cannot be read keeps the campaign', async () => {
    await account({ campaigns: [campaign('old')] });
    const env = { GITHUB_WORKSPACE: join(directory, 'not-checked-out') };
    expect(told(await run({ 'idle-grace-hours': '0' }, { env }))).toEqual(['delete old referenced']);
    expect(changed()).toEqual([]);
  });
});

describe('modes', () => {
  const wasteful: RegionSpec = {
    campaigns: [campaign('home', { minProvisionedTPS: 20, traffic: steady(4) }), campaign('old')],
    recommenders: [recommender('picks')],
  };
  const REPORT = { 'auto-delete-or-stop-idle-resources': 'report', 'auto-adjust-min-tps': 'report' };

  test('"report" writes nothing to Personalize, reads no tags, and proposes the whole way at once', async () => {
    await account(wasteful);
    const result = await run({ ...REPORT, 'idle-grace-hours': '0' });
    expect(told(result).toSorted()).toEqual([
      'delete old planned',
      'set-floor home planned',
      'stop picks planned',
    ]);
    expect(result.report?.changes.find(({ kind }: { kind: string }) => kind === 'set-floor')).toMatchObject({
      from: 20,
      to: 4,
      target: 4,
    });
    expect(personalizeWrites()).toEqual([]);
    expect(sandbox.calls.count('ListTagsForResource')).toBe(0);
  });

  test('"off" judges nothing', async () => {
    await account(wasteful);
    const result = await run({ 'auto-delete-or-stop-idle-resources': 'off', 'auto-adjust-min-tps': 'no' });
    expect(told(result)).toEqual([]);
    expect(result.report?.findings).toEqual([]);
    expect(personalizeWrites()).toEqual([]);
  });

  test('`plan` with "apply" writes nothing at all, and shows what would be done', async () => {
    await account(wasteful);
    const result = await run({ command: 'plan', 'idle-grace-hours': '0' });
    expect(told(result).toSorted()).toEqual([
      'delete old planned',
      'set-floor home planned',
      'stop picks planned',
    ]);
    expect(sandbox.calls.writes()).toEqual([]);
  });

  test('a step that AWS refuses costs only itself, is told, and ends the run red', async () => {
    await account(wasteful);
    sandbox.faults.add({ operation: 'UpdateCampaign', kind: 'accessDenied' });
    const result = await run();
    expect(told(result).toSorted()).toEqual(['mark old done', 'mark picks done', 'set-floor home failed']);
    expect(result.exitCode).toBe(1);
    expect(result.summary).toContain('personalize:UpdateCampaign');
  });
});

describe('what the predecessor did wrong', () => {
  const NO_GRACE = { 'idle-grace-hours': '0' };

  test('1: a personalized-ranking-v2 campaign at 50 TPS is in use, and never deleted', async () => {
    const ranking = campaign('ranking', {
      recipe: 'aws-personalized-ranking-v2',
      minProvisionedTPS: 60,
      traffic: steady(50),
    });
    const action = campaign('action', {
      recipe: 'aws-next-best-action',
      traffic: steady(5),
      requestMetric: 'GetActionRecommendations',
    });
    const unheard = campaign('unheard', { recipe: 'aws-next-best-action' });
    await account({ campaigns: [ranking, action, unheard] });
    const result = await run(NO_GRACE);
    expect(verdictOn(result, 'ranking')).toMatchObject({ kind: 'busy' });
    expect(verdictOn(result, 'action')).toMatchObject({ kind: 'busy' });
    expect(verdictOn(result, 'unheard')).toMatchObject({ kind: 'unknown' });
    expect(changed().filter((call) => call.startsWith('Delete'))).toEqual([]);
  });

  test.each([
    ['fails', { kind: 'accessDenied' }],
    ['comes back partial', { kind: 'partialData', status: 'PartialData' }],
    ['comes back with an internal error', { kind: 'partialData', status: 'InternalError' }],
    ['comes back empty and forbidden', { kind: 'partialData', status: 'Forbidden' }],
  ] as const)('2: a metric read that %s is not zero requests, and leads to no deletion', async (_, fault) => {
    await account({
      campaigns: [campaign('home', { traffic: steady(5), minProvisionedTPS: 9 }), campaign('old')],
      recommenders: [recommender('picks', { traffic: steady(5) })],
    });
    sandbox.faults.add({ operation: 'GetMetricData', ...fault });
    const result = await run(NO_GRACE);
    expect(result.exitCode).toBe(1);
    for (const name of ['home', 'old', 'picks'])
      expect(verdictOn(result, name)).toMatchObject({ kind: 'unknown' });
    expect(changed()).toEqual([]);
  });

  test('2: nor does one that fails only when it is read again, just before the deletion', async () => {
    await account({ campaigns: [campaign('old')] });
    sandbox.faults.add({
      operation: 'GetMetricData',
      kind: 'accessDenied',
      when: () => sandbox.calls.count('ListTagsForResource') > 1,
    });
    const result = await run(NO_GRACE);
    expect(told(result)).toEqual(['delete old re-checked']);
    expect(result.exitCode).toBe(1);
    expect(result.report?.failures[0]?.remedy).toContain('Allow cloudwatch:GetMetricData');
    expect(changed()).toEqual([]);
  });

  test('3: what was created, updated or restarted within the threshold is spared', async () => {
    await account({
      campaigns: [campaign('young', { ageDays: 0.9 }), campaign('updated', { updatedDaysAgo: 0.9 })],
      recommenders: [recommender('restarted', { updatedDaysAgo: 0.9 })],
    });
    const result = await run(NO_GRACE);
    for (const name of ['young', 'updated', 'restarted'])
      expect(verdictOn(result, name)).toMatchObject({ kind: 'unknown' });
    expect(changed()).toEqual([]);
    expect(told(await later(3 * HOUR, NO_GRACE)).toSorted()).toEqual([
      'delete updated done',
      'delete young done',
      'stop restarted done',
    ]);
  });

  test.each(['no', 'No', 'OFF', 'off'])('4: %p turns deletion off', async (value) => {
    await account({ campaigns: [campaign('old', { minProvisionedTPS: 9 })] });
    const off = { 'auto-delete-or-stop-idle-resources': value, 'auto-adjust-min-tps': value };
    const result = await run({ ...NO_GRACE, ...off });
    expect([told(result), result.exitCode]).toEqual([[], 0]);
    expect(personalizeWrites()).toEqual([]);
  });

  test.each(['false', 'False', '0', 'maybe'])(
    '4: %p turns nothing on: it is off, or no mode at all',
    async (value) => {
      await account({ campaigns: [campaign('old', { minProvisionedTPS: 9 })] });
      const result = await run({ ...NO_GRACE, 'auto-delete-or-stop-idle-resources': value });
      if (!result.report) expect(result.annotations[0]?.message).toContain(`"${value}"`);
      expect(told(result).filter((one) => one.startsWith('delete'))).toEqual([]);
      expect(changed()).toEqual([]);
    },
  );

  test.each(['errors4xx', 'errors5xx'])(
    '5: a campaign all of whose calls fail (%s) is in demand',
    async (errors) => {
      await account({ campaigns: [campaign('failing', { [errors]: steady(0.01) })] });
      const result = await run(NO_GRACE);
      expect(verdictOn(result, 'failing')).toMatchObject({
        kind: 'busy',
        reason: expect.stringMatching(/all its calls fail/),
      });
      expect(changed()).toEqual([]);
    },
  );

  test.each(['traffic', 'errors4xx', 'errors5xx'] as const)(
    '6: looks again just before it acts: a campaign called (%s) after it was judged stays',
    async (which) => {
      await account({ campaigns: [campaign('old')] }, { metricsDelayMs: 0 });
      sandbox.faults.add({
        operation: 'DescribeCampaign',
        kind: 'delay',
        ms: 0,
        times: 1,
        // The second look at the campaign comes just before the deletion.
        skip: 1,
        when: () => {
          if (sandbox.calls.count('DescribeCampaign') === 2) {
            const { source } = view().campaign('old');
            source[which] = from(steady(1), sandbox.clock.now());
            sandbox.clock.advance(2 * MINUTE);
          }
          return true;
        },
      });
      const result = await run(NO_GRACE);
      expect(told(result)).toEqual(['delete old re-checked']);
      expect(changed()).toEqual([]);
    },
  );

  test('7: hours without data are zero, and no history at all lowers nothing', async () => {
    const nightly = spiky({ base: 0, spike: 30, everyHours: 24, minutes: 60 });
    await account({
      campaigns: [
        campaign('bursts', { minProvisionedTPS: 20, traffic: nightly }),
        campaign('young', { minProvisionedTPS: 20, traffic: steady(1), ageDays: 5 }),
      ],
    });
    const result = await run();
    const finding = result.report?.findings.find(({ name }: { name: string }) => name === 'bursts');
    expect(finding).toMatchObject({ kind: 'over-provisioned', freeFloor: 1, coverage: 1 });
    expect(changed()).not.toContain('UpdateCampaign young');
  });

  test('7: a history that could not be read lowers nothing', async () => {
    await account({ campaigns: [campaign('home', { minProvisionedTPS: 20, traffic: steady(4) })] });
    sandbox.faults.add({ operation: 'GetMetricData', kind: 'partialData', status: 'PartialData', keep: 0 });
    await run();
    expect(changed()).toEqual([]);
  });

  test('8: never goes under the watermark: a constant 9.9 TPS goes from a floor of 10 to 9 at most, where it saves nothing to go on', async () => {
    await account({
      campaigns: [
        campaign('near', { minProvisionedTPS: 10, traffic: steady(9.9) }),
        campaign('far', { minProvisionedTPS: 13, traffic: steady(9.9) }),
      ],
    });
    for (let day = 0; day < 6; day++) {
      await run();
      sandbox.clock.advance(DAY);
    }
    expect(view().campaign('near').minProvisionedTPS).toBeGreaterThanOrEqual(9);
    expect(view().campaign('far').minProvisionedTPS).toBe(9);
  });

  test('9: a pre-warm is not undone', async () => {
    await account({ campaigns: [campaign('home', { minProvisionedTPS: 10, traffic: steady(9) })] });
    const warm = await run({
      command: 'set-min-tps',
      arn: arn('campaign', 'home'),
      'min-tps': '60',
      reason: 'the sale',
    });
    expect(told(warm)).toEqual(['set-floor home done']);
    sandbox.calls.clear();
    for (let hour = 0; hour < 72; hour += 8)
      expect(told(await later(8 * HOUR))).toEqual(['set-floor home held']);
    expect(changed()).toEqual([]);
  });
});

describe('twice is once', () => {
  test('running again with nothing changed writes nothing to Personalize and tells nobody again', async () => {
    await account({
      campaigns: [
        campaign('home', { minProvisionedTPS: 20, traffic: both(steady(4), none) }),
        campaign('old'),
      ],
    });
    await run({ 'notification-endpoint': 'ops@example.com' });
    const messages = view().messages.length;
    sandbox.calls.clear();
    for (let time = 0; time < 3; time++)
      await later(10 * MINUTE, { 'notification-endpoint': 'ops@example.com' });
    expect(personalizeWrites()).toEqual([]);
    expect(view().messages).toHaveLength(messages);
  });
});
