import { afterEach, expect, test } from '@jest/globals';
import { frozenClock } from '../sandbox/clock.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { steady } from '../sandbox/traffic.ts';
import { type CampaignSpec, world } from '../sandbox/world.ts';
import { type ActionOptions, type ActionResult, runAction } from '../support/action.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Friday, 27 November 2026, 18:00 in New York. */
const BEGINS = Date.UTC(2026, 10, 27, 23);
const OPENS = BEGINS - 90 * MINUTE;
const ENDS = BEGINS + 6 * HOUR;

const PRE_WARM = 'personalize-monitor:pre-warm';
const ARN = 'arn:aws:personalize:us-east-1:123456789012:campaign/home';
const CONFIG = '.github/personalize-monitor.yml';
const FILE = `version: 1
schedules:
  - match: { name: home }
    cron: "0 18 * * FRI"
    timezone: America/New_York
    duration-hours: 6
    lead-minutes: 90
    min-tps: 60
`;

/** The default branch, where nothing is asked of GitHub. */
const ON_MAIN = { GITHUB_EVENT_NAME: 'schedule' };

let sandbox: Sandbox;
afterEach(() => sandbox.close());

const campaign = (name: string, rest: Partial<CampaignSpec> = {}): CampaignSpec => ({
  name,
  datasetGroup: 'movies',
  recipe: 'aws-user-personalization-v2',
  traffic: steady(20),
  ...rest,
});

async function shop(at: number, home: Partial<CampaignSpec> = {}): Promise<void> {
  const campaigns = [
    campaign('home', { minProvisionedTPS: 5, ...home }),
    campaign('other', { minProvisionedTPS: 5 }),
  ];
  sandbox = await startSandbox(
    world({ regions: { 'us-east-1': { datasetGroups: { movies: {} }, campaigns } } }),
    { clock: frozenClock(at) },
  );
}

function run(
  file = FILE,
  inputs: Record<string, string> = {},
  options: ActionOptions = {},
): Promise<ActionResult> {
  return runAction(
    sandbox,
    { 'auto-adjust-min-tps': 'off', ...inputs },
    {
      files: { [CONFIG]: file },
      ...options,
      env: { ...ON_MAIN, ...options.env },
    },
  );
}

function at(moment: number): void {
  sandbox.clock.advance(moment - sandbox.clock.now());
}

const home = () => sandbox.region('us-east-1').campaign('home');
const told = ({ report }: ActionResult): string[] =>
  (report?.changes ?? []).map(({ kind, name, outcome, ...rest }) => {
    const how = outcome.kind === 'refused' ? outcome.guard : outcome.kind;
    return 'to' in rest ? `${name} ${rest.from} -> ${rest.to} ${how}` : `${kind} ${name} ${how}`;
  });
const notices = ({ report }: ActionResult) => (report?.notices ?? []).map(({ text }) => text);
const tagReads = () => sandbox.calls.count('personalize:ListTagsForResource');

test('a run in the lead raises, runs in the window leave it, the first after it steps back, and the next forgets it', async () => {
  await shop(OPENS - HOUR);
  expect(told(await run())).toEqual([]);
  at(OPENS + 10 * MINUTE);
  const first = await run();
  expect(told(first)).toEqual(['home 5 -> 60 done']);
  expect(first.report?.changes[0]).toMatchObject({
    reason: `schedule: pre-warmed for Fri 27 Nov 18:00-00:00 America/New_York: min-tps is 60 (${CONFIG}:3), and its floor is 5`,
    savingUsd: -21681,
  });
  expect(home().tags.get(PRE_WARM)).toBe('5 60 2026-11-28T05:00:00.000Z');

  at(BEGINS + HOUR);
  expect(home().minProvisionedTPS).toBe(60);
  expect(told(await run())).toEqual([]);
  at(ENDS + 20 * MINUTE);
  expect(told(await run())).toEqual(['home 60 -> 5 done']);
  at(ENDS + 80 * MINUTE);
  expect(home().minProvisionedTPS).toBe(5);
  const last = await run();
  expect([told(last), notices(last)]).toEqual([[], []]);
  expect(home().tags.has(PRE_WARM)).toBe(false);
  expect(sandbox.region('us-east-1').campaign('other').minProvisionedTPS).toBe(5);
});

test('no tags are read in the days in between, nor where there are no schedules', async () => {
  await shop(OPENS - 24 * HOUR);
  await run();
  at(BEGINS);
  await run('version: 1\n');
  expect(tagReads()).toBe(0);
});

test('sizing proposes nothing in a window, and is refused by the guard that names it', async () => {
  await shop(BEGINS, { minProvisionedTPS: 80, traffic: steady(1) });
  const result = await run(FILE, { 'auto-adjust-min-tps': 'apply' });
  const [change] = result.report?.changes.filter(({ name }) => name === 'home') ?? [];
  expect(change?.outcome).toEqual({
    kind: 'refused',
    guard: 'held',
    why: `pre-warmed for Fri 27 Nov 18:00-00:00 America/New_York (schedules[0] (${CONFIG}:3)); not before Sat 28 Nov 00:00 America/New_York`,
  });
  expect(home().minProvisionedTPS).toBe(80);
});

test('plan shows the raise as planned, and writes nothing', async () => {
  await shop(BEGINS);
  const result = await run(FILE, { command: 'plan' });
  expect(told(result)).toEqual(['home 5 -> 60 planned']);
  expect(sandbox.calls.writes()).toEqual([]);
});

test('a file that is not known to be of the default branch raises nothing', async () => {
  await shop(BEGINS);
  const result = await run(FILE, {}, { env: { GITHUB_EVENT_NAME: 'pull_request' } });
  expect(told(result)).toEqual(['home 5 -> 60 planned']);
  expect(notices(result)).toContainEqual(expect.stringContaining('capacity and schedules is carried out'));
  expect(home().latestUpdate).toBeUndefined();
});

test('no raise and no step back counts towards max-changes', async () => {
  await shop(BEGINS);
  const all = FILE.replace('{ name: home }', '{}');
  expect(told(await run(all, { 'max-changes': '0' }))).toEqual(['home 5 -> 60 done', 'other 5 -> 60 done']);
  at(ENDS);
  expect(told(await run(all, { 'max-changes': '0' }))).toEqual(['home 60 -> 5 done', 'other 60 -> 5 done']);
});

test('by day and by night the floor follows the window that is open', async () => {
  const of = (hour: number, minTps: number) =>
    `  - { match: { name: home }, cron: "0 ${hour} * * *", timezone: UTC, duration-hours: 12, lead-minutes: 0, min-tps: ${minTps} }\n`;
  const file = `version: 1\nschedules:\n${of(8, 60)}${of(20, 10)}`;
  const midnight = Date.UTC(2026, 10, 23);
  await shop(midnight + 7 * HOUR);
  const floors: number[] = [];
  for (const hour of [7, 9, 19, 21, 27, 33, 45]) {
    at(midnight + hour * HOUR);
    await run(file);
    at(midnight + (hour + 0.5) * HOUR);
    floors.push(home().minProvisionedTPS ?? 0);
  }
  expect(floors).toEqual([10, 60, 60, 10, 10, 60, 10]);
  expect(home().tags.get(PRE_WARM)).toMatch(/^5 /);
});

test('a raise that someone undoes in the window is made again each time, and said each time', async () => {
  await shop(BEGINS);
  await run();
  for (const hour of [1, 3]) {
    at(BEGINS + hour * HOUR);
    sandbox.region('us-east-1').updateCampaign('home', { minProvisionedTPS: 5 });
    at(BEGINS + (hour + 1) * HOUR);
    const again = await run();
    expect(told(again)).toEqual(['home 5 -> 60 done']);
    expect(notices(again)).toEqual([expect.stringContaining('set the floor of campaign home from 60 to 5')]);
  }
});

test('a command that sets less than an open window wants is done, and says what the next run does', async () => {
  await shop(BEGINS);
  await run();
  at(BEGINS + HOUR);
  const set = (minTps: string, file = FILE) =>
    run(file, { command: 'set-min-tps', arn: ARN, 'min-tps': minTps });
  const result = await set('10');
  expect(told(result)).toEqual(['home 60 -> 10 done']);
  expect(notices(result)).toEqual([
    `A window is open that says otherwise: schedules[0] (${CONFIG}:3), min-tps 60 for Fri 27 Nov 18:00-00:00 America/New_York. The next run that acts on it raises it to 60, unless it is exempt or the file is changed too.`,
  ]);
  at(BEGINS + 2 * HOUR);
  expect(notices(await set('11', FILE.replace('{ name: home }', '{ tags: { env: prod } }')))).toEqual([
    expect.stringContaining('raises it to 60 if that schedule is for it'),
  ]);
  at(BEGINS + 3 * HOUR);
  expect(notices(await set('70'))).toEqual([]);
  at(ENDS);
  expect(notices(await set('12'))).toEqual([]);
});

test('a raise whose tag is gone is left, and every run says so', async () => {
  await shop(BEGINS);
  await run();
  at(ENDS);
  home().tags.delete(PRE_WARM);
  for (const hour of [0, 1]) {
    at(ENDS + hour * HOUR);
    const result = await run();
    expect(told(result)).toEqual([]);
    expect(notices(result)).toEqual([expect.stringContaining(`Its tag ${PRE_WARM}`)]);
  }
});

test('sizing that would lower what was just raised is refused by the window', async () => {
  await shop(BEGINS, { traffic: steady(2) });
  await run(FILE, { 'auto-adjust-min-tps': 'apply' });
  at(BEGINS + HOUR);
  const result = await run(FILE, { 'auto-adjust-min-tps': 'apply' });
  const change = result.report?.changes.find(({ name }) => name === 'home');
  expect(change?.outcome).toMatchObject({ guard: 'held', why: expect.stringContaining('pre-warmed for') });
});

test('the floor of the section capacity is left while a window is open, and comes back after it', async () => {
  const file = `${FILE}capacity:\n  us-east-1/campaign/home: { min-tps: 8 }\n`;
  await shop(BEGINS, { minProvisionedTPS: 8 });
  expect(told(await run(file))).toEqual(['home 8 -> 60 done']);
  at(BEGINS + HOUR);
  const during = await run(file);
  expect(told(during)).toEqual(['home 60 -> 8 held']);
  expect(notices(during)).toContainEqual(
    expect.stringContaining('60 holds in the window, and 8 again after it'),
  );
  at(ENDS);
  expect(told(await run(file))).toEqual(['home 60 -> 8 done']);
  at(ENDS + HOUR);
  expect([told(await run(file)), home().minProvisionedTPS, home().tags.has(PRE_WARM)]).toEqual([
    [],
    8,
    false,
  ]);
});

test('what a person set in the window is left at that afterwards, and said', async () => {
  await shop(BEGINS);
  await run();
  at(BEGINS + HOUR);
  sandbox.region('us-east-1').updateCampaign('home', { minProvisionedTPS: 100 });
  at(ENDS);
  const after = await run();
  expect(told(after)).toEqual([]);
  expect(notices(after)).toContainEqual(expect.stringContaining('someone else has set it to 100 since'));
  expect([home().minProvisionedTPS, home().tags.has(PRE_WARM)]).toEqual([100, false]);
});

test('a window that will be raised too late at the present cadence is said a day ahead, and one that was missed after it', async () => {
  await shop(OPENS - 21 * HOUR);
  await run();
  at(OPENS - 11 * HOUR);
  expect(notices(await run())).toEqual([
    expect.stringContaining('may be missed: runs of the last day were up to 9.9 hours apart'),
  ]);
  at(ENDS + HOUR);
  expect(notices(await run())).toContainEqual(expect.stringContaining('was missed: no run was in it'));
  expect(home().minProvisionedTPS).toBe(5);
});

test('a schedule that is for nothing is said', async () => {
  await shop(BEGINS);
  const result = await run(FILE.replace('name: home', 'name: hoem'));
  expect(notices(result)).toEqual([
    expect.stringContaining(`schedules[0] (${CONFIG}:3) is for no campaign and no recommender`),
  ]);
});

test('a resource that was exempted in the window is not set back, and the report says which guard refused', async () => {
  await shop(BEGINS);
  await run();
  at(ENDS);
  const exempting = `${FILE}policies:\n  - match: { name: home }\n    exempt: true\n`;
  expect(told(await run(exempting))).toEqual(['home 60 -> 5 exempt']);
  at(ENDS + HOUR);
  expect(told(await run())).toEqual(['home 60 -> 5 done']);
});

test('a raise whose update failed is made again by the next run, and goes back to where it was', async () => {
  await shop(BEGINS);
  sandbox.faults.add({ operation: 'UpdateCampaign', kind: 'accessDenied' });
  expect(told(await run())).toEqual(['home 5 -> 60 failed']);
  sandbox.faults.clear();
  at(BEGINS + HOUR);
  expect(told(await run())).toEqual(['home 5 -> 60 done']);
  at(ENDS);
  expect(told(await run())).toEqual(['home 60 -> 5 done']);
});
