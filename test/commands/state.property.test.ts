import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ChangeReport, Run } from '../../src/report/run.ts';
import { frozenClock } from '../sandbox/clock.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { DAY, HOUR, MINUTE, steady } from '../sandbox/traffic.ts';
import { type CampaignSpec, world } from '../sandbox/world.ts';
import { runAction } from '../support/action.ts';
import { type StateFile, stateFile } from './stateFile.ts';

const REGION = 'us-east-1';
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
const RUNS = Number(process.env['STATE_RUNS'] ?? 10);

const INPUTS = [
  { 'auto-delete-or-stop-idle-resources': 'report', 'auto-adjust-min-tps': 'report' },
  {
    'auto-delete-or-stop-idle-resources': 'apply',
    'auto-adjust-min-tps': 'apply',
    'idle-grace-hours': '1',
    'idle-threshold-hours': '2',
    'step-cooldown-hours': '0',
  },
  { 'auto-delete-or-stop-idle-resources': 'off', 'auto-adjust-min-tps': 'report' },
] as const;

const name = fc.constantFrom(...NAMES);
const floor = fc.integer({ min: 1, max: 12 });
const traffic = fc.constantFrom(0, 0, 0.2, 1, 6);
const recipe = fc.constantFrom(
  'aws-user-personalization-v2',
  'aws-personalized-ranking-v2',
  'aws-sims',
  'aws-new',
);
const datasetGroup = fc.constantFrom('movies', 'books');

const campaign = fc.record({
  datasetGroup,
  recipe,
  tps: traffic,
  minProvisionedTPS: floor,
  ageDays: fc.constantFrom(0.05, 0.9, 30, 30),
  syncWithLatestSolutionVersion: fc.constantFrom(false, false, true, 'concrete' as const),
});

/** What people, and the world, do between two runs. */
const event = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), name, floor }),
  fc.record({ kind: fc.constant('update' as const), name, floor }),
  fc.record({ kind: fc.constant('retrain' as const), name, from: name }),
  fc.record({ kind: fc.constant('delete' as const), name }),
  fc.record({ kind: fc.constant('recreate' as const), name, spec: campaign, version: fc.nat(3) }),
  fc.record({ kind: fc.constant('traffic' as const), name, tps: traffic }),
  fc.record({ kind: fc.constant('exempt' as const), name }),
);

const step = fc.record({
  events: fc.array(event, { maxLength: 2 }),
  /** Before the run; an update takes ten minutes. */
  wait: fc.constantFrom(5 * MINUTE, 15 * MINUTE, 15 * MINUTE, 4 * HOUR, 4 * HOUR, 26 * HOUR, 8 * DAY),
  inputs: fc.constantFrom(...INPUTS),
  damage: fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.record({ at: fc.nat(), to: fc.string({ minLength: 1, maxLength: 3 }) }) },
  ),
});

type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;
type Campaign = typeof campaign extends fc.Arbitrary<infer T> ? T : never;

test('decisions with a state file and without it are the same, whatever happens to campaigns and to the file', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(...NAMES.map(() => campaign)),
      fc.array(step, { minLength: 2, maxLength: 6 }),
      async (campaigns, steps) => {
        const state = stateFile();
        const remembering = await sandboxOf(campaigns);
        const forgetting = await sandboxOf(campaigns);
        try {
          for (const { events, wait, inputs, damage } of steps) {
            for (const one of [remembering, forgetting]) {
              for (const each of events) happen(one, each);
              one.clock.advance(wait);
            }
            if (damage && state.exists()) spoil(state, damage);
            const withState = await runAction(remembering, { ...inputs, ...state.inputs });
            const without = await runAction(forgetting, inputs);
            const unsettled = beingUpdated(without.report);
            expect(decisionsOf(withState.report, unsettled)).toEqual(decisionsOf(without.report, unsettled));
            expect(worldOf(remembering, unsettled)).toEqual(worldOf(forgetting, unsettled));
          }
        } finally {
          await remembering.close();
          await forgetting.close();
        }
      },
    ),
    { numRuns: RUNS },
  );
}, 300_000);

async function sandboxOf(campaigns: readonly Campaign[]): Promise<Sandbox> {
  const specs = campaigns.map((spec, index) => specOf(NAMES[index] ?? '', spec));
  return startSandbox(
    world({ regions: { [REGION]: { datasetGroups: { movies: {}, books: {} }, campaigns: specs } } }),
    { clock: frozenClock('2026-01-05T12:01:30Z') },
  );
}

function specOf(of: string, { tps, ...spec }: Campaign): CampaignSpec {
  const requestMetric = spec.recipe === 'aws-new' ? { requestMetric: 'GetSomethingNew' } : {};
  return { name: of, ...spec, traffic: steady(tps), ...requestMetric };
}

function happen(sandbox: Sandbox, event: Event): void {
  const view = sandbox.region(REGION);
  const found = view.campaigns.find((one) => one.name === event.name);
  if (event.kind === 'recreate') {
    if (found) view.deleteCampaign(event.name);
    const solution = `${event.name}-solution-${event.version}-${event.spec.recipe}-${event.spec.datasetGroup}`;
    view.createCampaign({ ...specOf(event.name, event.spec), solution, ageDays: 0 });
    return;
  }
  if (found?.status !== 'ACTIVE') return;
  if (event.kind === 'set') view.updateCampaign(event.name, { minProvisionedTPS: event.floor });
  if (event.kind === 'delete') view.deleteCampaign(event.name);
  if (event.kind === 'traffic') view.setTraffic(event.name, steady(event.tps));
  if (event.kind === 'exempt') view.setTags(event.name, { 'personalize-monitor:exempt': 'true' });
  if (event.kind === 'update') update(sandbox, { campaignArn: found.arn, minProvisionedTPS: event.floor });
  if (event.kind === 'retrain') {
    const other = view.campaigns.find((one) => one.name === event.from);
    const { solutionVersionArn } = other ?? found;
    update(sandbox, { campaignArn: found.arn, solutionVersionArn });
  }
}

/** One that is being updated already, or follows its solution, refuses. */
function update(sandbox: Sandbox, input: object): void {
  try {
    sandbox.run('personalize', 'UpdateCampaign', REGION, input);
  } catch {
    // As refused in the one sandbox as in the other.
  }
}

function spoil(state: StateFile, { at, to }: { at: number; to: string }): void {
  const text = state.read();
  const place = at % text.length;
  state.write(text.slice(0, place) + to + text.slice(place + to.length));
}

/**
 * While an update runs of which no listing tells, what was known before is told on, and nothing is done: such
 * campaigns are compared once it ended.
 */
function beingUpdated(run: Run | undefined): ReadonlySet<string> {
  const resources = run?.regions.flatMap((region) => region.resources) ?? [];
  return new Set(resources.filter(({ updateInProgress }) => updateInProgress).map((one) => one.name));
}

function decisionsOf(run: Run | undefined, unsettled: ReadonlySet<string>) {
  const settled = <T extends { name: string }>(all: readonly T[] = []) =>
    all.filter((one) => !unsettled.has(one.name));
  return {
    resources: run?.regions.map(({ resources }) => settled(resources)),
    unmonitored: run?.regions.map(({ unmonitored }) => unmonitored),
    findings: settled(run?.findings),
    changes: settled(run?.changes).map(withoutPath),
    failures: run?.failures,
    result: run?.result,
  };
}

/** Each run has a report directory of its own. */
function withoutPath(change: ChangeReport): ChangeReport {
  const { outcome } = change;
  return outcome.kind === 'done' ? { ...change, outcome: { kind: 'done', at: outcome.at } } : change;
}

/** What runs left behind in AWS: campaigns with their tags, and alarms. */
function worldOf(sandbox: Sandbox, unsettled: ReadonlySet<string>) {
  const view = sandbox.region(REGION);
  return {
    campaigns: view.campaigns.map(({ name: of, status, minProvisionedTPS, tags, solutionVersionArn }) => {
      return { name: of, status, minProvisionedTPS, tags: Object.fromEntries(tags), solutionVersionArn };
    }),
    alarms: view.alarms
      .filter((alarm) => ![...unsettled].some((one) => alarm.name.endsWith(`-${one}`)))
      .map((alarm) => ({ name: alarm.name, config: alarm.config, actionsEnabled: alarm.actionsEnabled }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
