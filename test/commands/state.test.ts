import { mkdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { frozenClock } from '../sandbox/clock.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { DAY, HOUR, MINUTE, none, steady } from '../sandbox/traffic.ts';
import { type CampaignSpec, world } from '../sandbox/world.ts';
import { type ActionResult, runAction } from '../support/action.ts';
import { type StateFile, stateFile } from './stateFile.ts';

const REGION = 'us-east-1';
const APPLY = {
  'auto-delete-or-stop-idle-resources': 'apply',
  'auto-adjust-min-tps': 'apply',
  'idle-grace-hours': '0',
};

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];

let sandbox: Sandbox;
let state: StateFile;

beforeEach(() => {
  state = stateFile();
});

afterEach(() => sandbox.close());

async function opened(campaigns: Partial<CampaignSpec>[] = NAMES.map(() => ({}))): Promise<void> {
  const specs = campaigns.map((spec, index) => ({
    name: NAMES[index] ?? '',
    datasetGroup: 'movies',
    traffic: steady(1),
    ...spec,
  }));
  sandbox = await startSandbox(
    world({ regions: { [REGION]: { datasetGroups: { movies: {} }, campaigns: specs } } }),
    {
      clock: frozenClock('2026-01-05T12:01:30Z'),
    },
  );
}

/** A run so much later, with only its own calls in the log. */
async function runLater(ms: number, inputs: Readonly<Record<string, string>> = {}): Promise<ActionResult> {
  sandbox.clock.advance(ms);
  sandbox.calls.clear();
  return runAction(sandbox, { ...state.inputs, ...inputs });
}

const describedNames = () =>
  sandbox.calls.of('DescribeCampaign').map(({ input }) => String(input['campaignArn']).split('/')[1]);

const warningsOf = ({ report }: ActionResult) =>
  report?.notices.filter(({ level }) => level === 'warning').map(({ text }) => text);

const aboutState = (result: ActionResult) =>
  warningsOf(result)?.filter((text) => text.includes('state file'));

describe('with a state file', () => {
  test('the first run describes all and warns of nothing; the next only the three oldest, in turn', async () => {
    await opened();
    const first = await runLater(0);
    expect(aboutState(first)).toEqual([]);
    expect(describedNames().sort()).toEqual(NAMES);
    expect(sandbox.calls.count('ListSolutions')).toBe(1);

    await runLater(15 * MINUTE);
    const turn = describedNames();
    expect(turn).toHaveLength(3);
    expect(sandbox.calls.count('ListDatasetGroups') + sandbox.calls.count('ListSolutions')).toBe(0);
    await runLater(15 * MINUTE);
    expect([...turn, ...describedNames()].sort()).toEqual(NAMES);
  });

  test('a campaign that changed is described at once, and again until its change has settled', async () => {
    await opened();
    await runLater(0);
    sandbox.clock.advance(15 * MINUTE);
    sandbox.region(REGION).updateCampaign('d', { minProvisionedTPS: 7 });
    const { report } = await runLater(15 * MINUTE);
    expect(report?.regions[0]?.resources.find(({ name }) => name === 'd')).toMatchObject({ floor: 7 });
    expect(describedNames()).toContain('d');
    for (const _ of [1, 2]) {
      await runLater(HOUR);
      expect(describedNames()).toContain('d');
    }
  });

  test('one that is new, and one that came back under its name, are described', async () => {
    await opened();
    await runLater(0);
    const view = sandbox.region(REGION);
    view.deleteCampaign('e');
    view.createCampaign({ name: 'e', datasetGroup: 'movies', minProvisionedTPS: 4 });
    view.createCampaign({ name: 'g', datasetGroup: 'movies', minProvisionedTPS: 5 });
    const { report } = await runLater(15 * MINUTE);
    expect(describedNames()).toEqual(expect.arrayContaining(['e', 'g']));
    expect(report?.regions[0]?.resources).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'e', floor: 4 }),
        expect.objectContaining({ name: 'g', floor: 5 }),
      ]),
    );
  });

  test('forgets what is gone', async () => {
    await opened();
    await runLater(0);
    sandbox.region(REGION).deleteCampaign('e');
    await runLater(15 * MINUTE);
    expect(state.read()).toContain('campaign/d"');
    expect(state.read()).not.toContain('campaign/e"');
  });

  test('describes none that it was told to describe by ARN any less', async () => {
    await opened();
    const arns = { 'campaign-arns': sandbox.region(REGION).campaign('a').arn, 'recommender-arns': 'none' };
    await runLater(0, arns);
    await runLater(15 * MINUTE, arns);
    expect(describedNames()).toEqual(['a']);
  });

  test('a listing that failed costs nothing of what is remembered', async () => {
    await opened();
    await runLater(0);
    sandbox.faults.add({ operation: 'ListCampaigns', kind: 'accessDenied' });
    await runLater(15 * MINUTE);
    sandbox.faults.clear();
    await runLater(15 * MINUTE);
    expect(describedNames()).toHaveLength(3);
  });

  test('a description that failed is never taken from memory', async () => {
    await opened();
    await runLater(0);
    sandbox.faults.add({ operation: 'DescribeCampaign', kind: 'accessDenied' });
    const { report } = await runLater(15 * MINUTE);
    expect(report?.regions[0]?.resources).toHaveLength(3);
    expect(report?.failures).toHaveLength(3);
  });
});

describe('memory that is wrong', () => {
  test('is found out in turn, and then nothing of it is relied on', async () => {
    await opened();
    await runLater(0);
    // As no service should do it: the floor changes, and the listing does not tell.
    for (const name of NAMES) sandbox.region(REGION).campaign(name).minProvisionedTPS = 8;
    const { report } = await runLater(15 * MINUTE);
    expect(describedNames().sort()).toEqual(NAMES);
    expect(report?.regions[0]?.resources.map(({ floor }) => floor)).toEqual(NAMES.map(() => 8));
    expect(report?.notices.filter(({ text }) => text.includes('its listing does not tell'))).toHaveLength(3);
  });

  test('changes nothing: what is about to be changed is described before', async () => {
    await opened(NAMES.map((name) => (name === 'a' ? { traffic: none } : {})));
    await runLater(0, { 'auto-delete-or-stop-idle-resources': 'report' });
    await runLater(15 * MINUTE, { 'auto-delete-or-stop-idle-resources': 'report' });
    const { arn } = sandbox.region(REGION).campaign('a');
    sandbox.clock.advance(10 * MINUTE);
    sandbox.run('personalize', 'UpdateCampaign', REGION, { campaignArn: arn, minProvisionedTPS: 2 });
    const { report } = await runLater(5 * MINUTE, APPLY);
    expect(describedNames()).toContain('a');
    expect(report?.changes).toEqual([]);
    expect(report?.regions[0]?.resources.find(({ name }) => name === 'a')).toMatchObject({
      updateInProgress: true,
      verdict: { kind: 'unknown' },
    });
    expect(sandbox.calls.count('DeleteCampaign')).toBe(0);
  });

  test('tells nothing new: a finding that the last run did not have is told of a fresh description only', async () => {
    await opened(NAMES.map((name) => (name === 'a' ? { traffic: none, ageDays: 0.9 } : {})));
    await runLater(0);
    await runLater(15 * MINUTE);
    const { arn } = sandbox.region(REGION).campaign('a');
    sandbox.clock.advance(3 * HOUR);
    sandbox.run('personalize', 'UpdateCampaign', REGION, { campaignArn: arn, minProvisionedTPS: 2 });
    const { report } = await runLater(5 * MINUTE);
    expect(describedNames()).toContain('a');
    expect(report?.findings).toEqual([]);
  });

  test('a campaign that went away in between is gone, and no failure', async () => {
    await opened(NAMES.map((name) => (name === 'f' ? { traffic: none } : {})));
    await runLater(0, { 'auto-delete-or-stop-idle-resources': 'off' });
    sandbox.faults.add({
      operation: 'DescribeCampaign',
      kind: 'error',
      status: 400,
      name: 'ResourceNotFoundException',
      when: ({ campaignArn }) => String(campaignArn).endsWith('/f'),
    });
    const { report, exitCode } = await runLater(15 * MINUTE);
    expect(describedNames()).toContain('f');
    expect({ exitCode, failures: report?.failures }).toEqual({ exitCode: 0, failures: [] });
    expect(report?.regions[0]?.resources.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

describe('a change of ours', () => {
  test('is not remembered: the next run sees it under way, even one that only reports', async () => {
    await opened(NAMES.map((name) => (name === 'f' ? { traffic: steady(1), minProvisionedTPS: 9 } : {})));
    await runLater(0, APPLY);
    expect(sandbox.calls.count('UpdateCampaign')).toBe(1);
    const { report } = await runLater(5 * MINUTE, { 'auto-adjust-min-tps': 'report' });
    expect(describedNames()).toContain('f');
    expect(report?.regions[0]?.resources.find(({ name }) => name === 'f')?.updateInProgress).toBe(true);
    expect(sandbox.calls.count('UpdateCampaign')).toBe(0);
  });

  test('a state file in the repository is no reference to a campaign: it blocks no deletion', async () => {
    await opened([{ traffic: none }]);
    await runLater(0, { 'auto-delete-or-stop-idle-resources': 'report' });
    const files = { '.cache/state.json': state.read() };
    sandbox.clock.advance(15 * MINUTE);
    await runAction(sandbox, { ...APPLY, 'state-file': '.cache/state.json' }, { files });
    expect(sandbox.calls.count('DeleteCampaign')).toBe(1);
  });
});

describe('a state file that cannot be used', () => {
  const flipped = (text: string) => text.replace('"describedAt":1', '"describedAt":2');

  test.each([
    ['cut off', (text: string) => text.slice(0, 200), 'it is damaged'],
    ['empty', () => '', 'it is damaged'],
    ['of something else', () => '[1, 2]', 'it is damaged'],
    ['edited', flipped, 'it is damaged'],
    [
      'of another version',
      (text: string) => text.replace('"version":1', '"version":2'),
      'another version of the action wrote it',
    ],
    [
      'of another account',
      (text: string) => text, // seen below by another account
      'it remembers another account',
    ],
  ])('since it is %s is ignored with a warning, and replaced', async (what, damage, why) => {
    await opened();
    await runLater(0);
    state.write(damage(state.read()));
    if (what === 'of another account') {
      await sandbox.close();
      sandbox = await startSandbox(
        world({
          account: '210987654321',
          regions: {
            [REGION]: {
              datasetGroups: { movies: {} },
              campaigns: [{ name: 'a', datasetGroup: 'movies', traffic: steady(1) }],
            },
          },
        }),
        { clock: frozenClock('2026-01-05T12:01:30Z') },
      );
    }
    const number = sandbox.region(REGION).campaigns.length;
    const ignoring = await runLater(15 * MINUTE);
    expect(ignoring.exitCode).toBe(0);
    expect(aboutState(ignoring)).toEqual([expect.stringContaining(why)]);
    expect(sandbox.calls.count('DescribeCampaign')).toBe(number);
    expect(aboutState(await runLater(15 * MINUTE))).toEqual([]);
  });

  test('since it is over a week old is ignored with a warning', async () => {
    await opened();
    await runLater(0);
    const late = await runLater(7 * DAY + MINUTE);
    expect(aboutState(late)).toEqual([expect.stringContaining('it is over a week old')]);
    expect(describedNames().sort()).toEqual(NAMES);
  });

  test('since it can neither be read nor written is warned of, and ends no run red', async () => {
    await opened();
    mkdirSync(state.path);
    const result = await runLater(0);
    expect(result.exitCode).toBe(0);
    expect(aboutState(result)).toEqual([
      expect.stringContaining('could not be read'),
      expect.stringContaining('could not be written'),
    ]);
  });
});

describe('the state file', () => {
  test('is read by plan, and not written', async () => {
    await opened();
    await runLater(0, { command: 'plan' });
    expect(state.exists()).toBe(false);
    await runLater(0);
    const text = state.read();
    await runLater(15 * MINUTE, { command: 'plan' });
    expect(describedNames()).toHaveLength(3);
    expect(state.read()).toBe(text);
  });

  test('is not written by a run that was cancelled', async () => {
    await opened();
    const controller = new AbortController();
    controller.abort(new Error('The job was cancelled (SIGTERM).'));
    await runAction(sandbox, state.inputs, { signal: controller.signal });
    expect(state.exists()).toBe(false);
  });

  test('holds no tag, no traffic and no secret', async () => {
    await opened([{ tags: { owner: 'someone@example.com' } }]);
    await runLater(0);
    expect(state.read()).not.toMatch(/someone|AKID|secret/);
    expect(Object.keys(JSON.parse(state.read()))).toEqual(['version', 'writtenAt', 'regions', 'checksum']);
  });
});
