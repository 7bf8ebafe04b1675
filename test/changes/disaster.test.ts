import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { frozenClock } from '../sandbox/clock.ts';
import type { Fault } from '../sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { DAY, daily, from, HOUR, MINUTE, none, steady, type Traffic, until } from '../sandbox/traffic.ts';
import { type CampaignSpec, type RecommenderSpec, type RegionSpec, world } from '../sandbox/world.ts';
import { runAction } from '../support/action.ts';
import { Oracle, type Rules } from './oracle.ts';

/** A Monday, some seconds into a minute. */
const START = Date.UTC(2026, 0, 5, 12, 1, 30);
const IDLE_SINCE = 'personalize-monitor:idle-since';
const EXEMPT = 'personalize-monitor:exempt';

/** Traffic by what can be said of it in a word, so that a counterexample can be read. */
const TRAFFIC: Readonly<Record<string, Pick<CampaignSpec, 'traffic' | 'errors4xx' | 'errors5xx'>>> = {
  none: { traffic: none },
  trickle: { traffic: steady(1 / 600) },
  steady: { traffic: steady(3.5) },
  heavy: { traffic: steady(30) },
  daily: { traffic: daily({ trough: 0, peak: 8 }) },
  'only 4xx errors': { errors4xx: steady(0.01) },
  'only 5xx errors': { errors5xx: steady(0.01) },
  'until two days ago': { traffic: until(steady(4), START - 2 * DAY) },
  'until an hour ago': { traffic: until(steady(4), START - HOUR) },
  'from tomorrow on': { traffic: from(steady(4), START + DAY) },
  'one minute in three days': { traffic: minuteAt(START + 3 * DAY) },
};

function minuteAt(time: number): Traffic {
  return until(from(steady(1), time), time + MINUTE);
}

const ARN = 'arn:aws:personalize:us-east-1:123456789012:';

interface Member {
  readonly kind: 'campaign' | 'recommender';
  readonly recipe: string;
  readonly traffic: string;
  readonly floor: number;
  readonly ageDays: number;
  readonly updatedDaysAgo: number;
  readonly exempt: string | undefined;
  readonly markedDaysAgo: number | undefined;
}

/** Mostly not there: with all of them in every scene, nothing would ever be changed. */
const seldom = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const member = (traffics: readonly string[] = Object.keys(TRAFFIC)): fc.Arbitrary<Member> =>
  fc.record({
    kind: fc.constantFrom('campaign', 'recommender'),
    recipe: fc.constantFrom(
      'aws-user-personalization-v2',
      'aws-personalized-ranking-v2',
      'aws-sims',
      'aws-next-best-action',
      'custom',
    ),
    traffic: fc.constantFrom(...traffics),
    floor: fc.constantFrom(1, 2, 9, 20),
    ageDays: fc.constantFrom(0.1, 0.9, 6.9, 12, 40, 40, 40),
    updatedDaysAgo: fc.constantFrom(0.1, 0.9, 2.9, 5, 40, 40, 40),
    exempt: seldom(fc.constantFrom('true', 'false', '1', 'soon', '2025-12-31', '2026-01-05', '2026-01-08')),
    markedDaysAgo: fc.option(fc.constantFrom(0.5, 3, 20), { nil: undefined, freq: 1 }),
  });

/** `DISASTER_SCENES=1000` looks longer. A scene that fails is told with its seed, and is not made smaller: that takes minutes. */
const SCENES = Number(process.env['DISASTER_SCENES'] ?? 40);
const TIMEOUT_MS = 60_000 + SCENES * 3_000;

const nameOf = (index: number) => `r${index}`;

function fleet(members: readonly Member[]): RegionSpec {
  const served = ({ traffic, ageDays, updatedDaysAgo, exempt, markedDaysAgo }: Member, index: number) => ({
    name: nameOf(index),
    ...TRAFFIC[traffic],
    ageDays,
    updatedDaysAgo: Math.min(ageDays, updatedDaysAgo),
    tags: {
      ...(exempt === undefined ? {} : { [EXEMPT]: exempt }),
      ...(markedDaysAgo === undefined
        ? {}
        : { [IDLE_SINCE]: new Date(START - markedDaysAgo * DAY).toISOString() }),
    },
  });
  const all = members.map((one, index) => ({ one, spec: served(one, index) }));
  return {
    datasetGroups: { movies: {}, shop: { domain: 'ECOMMERCE' } },
    campaigns: all.flatMap(({ one, spec }): CampaignSpec[] =>
      one.kind === 'campaign'
        ? [
            {
              ...spec,
              datasetGroup: 'movies',
              recipe: one.recipe,
              minProvisionedTPS: one.floor,
              campaignConfig: { enableMetadataWithRecommendations: true },
            },
          ]
        : [],
    ),
    recommenders: all.flatMap(({ one, spec }): RecommenderSpec[] =>
      one.kind === 'recommender'
        ? [
            {
              ...spec,
              datasetGroup: 'shop',
              minRecommendationRequestsPerSecond: one.floor,
              recommenderConfig: { enableMetadataWithRecommendations: true },
            },
          ]
        : [],
    ),
  };
}

const OPERATIONS = [
  'ListCampaigns',
  'ListRecommenders',
  'DescribeCampaign',
  'DescribeRecommender',
  'ListSolutions',
  'ListMetrics',
  'GetMetricData',
  'ListTagsForResource',
  'TagResource',
  'UntagResource',
  'UpdateCampaign',
  'UpdateRecommender',
  'DeleteCampaign',
  'StopRecommender',
  'DescribeAlarms',
  'DeleteAlarms',
  'Publish',
];

/** What goes wrong in a run: some calls of one operation, from one of them on. */
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({
    operation: fc.constantFrom(...OPERATIONS),
    kind: fc.constantFrom(
      'throttle',
      'accessDenied',
      'drop',
      'dropAfter',
      'truncate',
      'error',
    ) as fc.Arbitrary<'drop'>,
    skip: fc.nat(2),
    times: fc.constantFrom(1, 2, 50),
  }),
  fc.record({
    operation: fc.constant('GetMetricData'),
    kind: fc.constant('partialData' as const),
    status: fc.constantFrom('PartialData', 'InternalError', 'Forbidden'),
    keep: fc.constant(0),
    skip: fc.nat(3),
    times: fc.constantFrom(1, 50),
  }),
);

/** What someone does between runs, to one of the resources. */
const deed = fc.record({
  what: fc.constantFrom(
    'nothing',
    'nothing',
    'change its floor',
    'restart it',
    'call it',
    'exempt it',
    'read-only metrics fail',
  ),
  whom: fc.nat(3),
});

interface Step {
  readonly waitHours: number;
  readonly deed: { readonly what: string; readonly whom: number };
  readonly faults: readonly Fault[];
  /** The job is cancelled at this call of the run. */
  readonly killedAt: number | undefined;
  /** Done to each resource once its change was decided, just before it is carried out. */
  readonly late: string | undefined;
  readonly attempts: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  waitHours: fc.constantFrom(1, 7, 24, 25, 80, 170),
  deed,
  faults: fc.oneof(fc.constant([]), fc.array(fault, { maxLength: 2 })),
  killedAt: seldom(fc.integer({ min: 1, max: 40 })),
  late: seldom(fc.constantFrom('call it', 'change its floor', 'exempt it')),
  attempts: fc.constantFrom(1, 1, 2),
});

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'disaster-'));
  await mkdir(join(directory, 'workspace'));
  await writeFile(join(directory, 'workspace', 'README.md'), '# A shop\n');
});
afterEach(() => rm(directory, { recursive: true }));

/** A sandbox with an oracle, and runs of the action in it. */
class Drama {
  readonly sandbox: Sandbox;
  readonly oracle: Oracle;
  readonly #rules: Rules;

  static async of(members: readonly Member[], rules: Rules): Promise<Drama> {
    const sandbox = await startSandbox(world({ regions: { 'us-east-1': fleet(members) } }), {
      clock: frozenClock(START),
    });
    return new Drama(sandbox, rules);
  }

  private constructor(sandbox: Sandbox, rules: Rules) {
    this.sandbox = sandbox;
    this.#rules = rules;
    this.oracle = new Oracle(sandbox, rules);
  }

  get view() {
    return this.sandbox.region('us-east-1');
  }

  /** The resource of that number, if it is still there. */
  #find(index: number) {
    return [...this.view.campaigns, ...this.view.recommenders].find(({ name }) => name === nameOf(index));
  }

  #do({ what, whom }: Step['deed']): void {
    const resource = this.#find(whom);
    if (resource?.status !== 'ACTIVE' || resource.change) return;
    const { name } = resource;
    if (what === 'change its floor') {
      if ('minProvisionedTPS' in resource) this.view.updateCampaign(name, { minProvisionedTPS: 30 });
      else
        this.view.updateRecommender(name, {
          recommenderConfig: { ...resource.recommenderConfig, minRecommendationRequestsPerSecond: 30 },
        });
      this.oracle.touched(name);
    }
    if (what === 'restart it' && !('minProvisionedTPS' in resource)) {
      this.view.stopRecommender(name);
      this.view.startRecommender(name);
    }
    if (what === 'call it') this.#call(name);
    if (what === 'exempt it')
      this.view.setTags(name, { ...Object.fromEntries(resource.tags), [EXEMPT]: 'true' });
  }

  /** One minute of requests, added to whatever else there is. */
  #call(name: string): void {
    const resource = [...this.view.campaigns, ...this.view.recommenders].find((one) => one.name === name);
    if (!resource) return;
    const now = this.sandbox.clock.now();
    const [before, extra] = [resource.source.traffic, minuteAt(now)];
    resource.source.traffic = (time) => before(time) + extra(time);
  }

  async play({ waitHours, deed, faults, killedAt, late, attempts }: Step): Promise<void> {
    const { sandbox, oracle } = this;
    sandbox.clock.advance(waitHours * HOUR);
    this.#do(deed);
    sandbox.faults.clear();
    oracle.watch();
    oracle.blind = deed.what === 'read-only metrics fail';
    const cancel = new AbortController();
    let calls = 0;
    const onlooker = (see: (input: Record<string, unknown>) => void, operation?: string): Fault => ({
      kind: 'delay',
      ms: 0,
      ...(operation ? { operation } : {}),
      when: (input) => {
        see(input);
        return false;
      },
    });
    sandbox.faults.add(
      onlooker(() => {
        calls++;
        if (calls === killedAt) cancel.abort();
      }),
    );
    const decided = new Set<unknown>();
    const decide = (input: Record<string, unknown>) => decided.add(input['resourceArn']);
    sandbox.faults.add(onlooker(decide, 'ListTagsForResource'));
    for (const operation of ['DescribeCampaign', 'DescribeRecommender']) {
      const moveIn = (input: Record<string, unknown>) => {
        const arn = input['campaignArn'] ?? input['recommenderArn'];
        if (late === undefined || !decided.delete(arn)) return;
        this.#do({ what: late, whom: Number(String(arn).at(-1)) });
        sandbox.clock.advance(10 * MINUTE);
      };
      sandbox.faults.add(onlooker(moveIn, operation));
    }
    if (oracle.blind)
      sandbox.faults.add({ operation: 'GetMetricData', kind: 'partialData', status: 'Forbidden' });
    for (const one of faults) sandbox.faults.add(one);
    await this.run(cancel.signal, attempts);
    sandbox.faults.clear();
  }

  async run(signal = new AbortController().signal, attempts = 1): Promise<void> {
    const { graceHours, stepPercent, cooldownHours, maxChanges } = this.#rules;
    const inputs = {
      'auto-delete-or-stop-idle-resources': 'apply',
      'auto-adjust-min-tps': 'apply',
      'idle-grace-hours': String(graceHours),
      'step-percent': String(stepPercent),
      'step-cooldown-hours': String(cooldownHours),
      'max-changes': String(maxChanges),
      'lookback-days': '7',
      'publish-metrics': 'no',
      'auto-create-utilization-alarms': 'no',
      'backfill-hours': '0',
      'dashboard-name': '',
      'report-directory': join(directory, 'report'),
    };
    const env = { GITHUB_WORKSPACE: join(directory, 'workspace'), AWS_MAX_ATTEMPTS: String(attempts) };
    await runAction(this.sandbox, inputs, { signal, env });
  }

  /** What is left, and what belongs to it; a mark on what is in use again may stay, and counts for nothing. */
  ending() {
    const settled = [...this.view.campaigns, ...this.view.recommenders].map((one) => ({
      name: one.name,
      status: one.status,
      floor:
        'minProvisionedTPS' in one
          ? one.minProvisionedTPS
          : one.recommenderConfig?.['minRecommendationRequestsPerSecond'],
    }));
    return { settled, alarms: this.view.alarms.map(({ name }) => name).sort() };
  }
}

const RULES: Rules = { idleHours: 24, graceHours: 168, cooldownHours: 24, stepPercent: 25, maxChanges: 3 };

describe('whatever happens', () => {
  test(
    'nothing busy, unknown, exempt, held, young or named in the repository is ever changed',
    async () => {
      let changes = 0;
      const scenes = fc.record({
        members: fc.array(member(), { minLength: 1, maxLength: 4 }),
        rules: fc.record({
          graceHours: fc.constantFrom(0, 24, 168),
          stepPercent: fc.constantFrom(25, 60, 100),
          maxChanges: fc.constantFrom(1, 2, 5, 5),
        }),
        steps: fc.array(step, { minLength: 2, maxLength: 5 }),
        referenced: fc.boolean(),
      });
      await fc.assert(
        fc.asyncProperty(scenes, async ({ members, rules, steps, referenced }) => {
          const drama = await Drama.of(members, { ...RULES, ...rules });
          try {
            await writeFile(
              join(directory, 'workspace', 'app.yml'),
              referenced ? `arn: ${ARN}campaign/r0\n` : '',
            );
            if (referenced) drama.oracle.referenced.add(`${ARN}campaign/r0`);
            for (const one of steps) await drama.play(one);
            changes += drama.sandbox.calls.all.filter(
              ({ operation, outcome }) => /^(Update|DeleteC|Stop)/.test(operation) && outcome === 'ok',
            ).length;
            expect(drama.oracle.violations).toEqual([]);
          } finally {
            await drama.sandbox.close();
          }
        }),
        { numRuns: SCENES, endOnFailure: true },
      );
      // Were nothing ever changed, this would show nothing.
      expect(changes).toBeGreaterThan(5);
    },
    TIMEOUT_MS,
  );

  test(
    'once all goes well again, runs end in the same state as if nothing had gone wrong',
    async () => {
      const lasting = ['none', 'steady', 'heavy', 'daily', 'only 5xx errors', 'until two days ago'];
      const trouble = step.map(
        (one): Step => ({ ...one, waitHours: 12, deed: { what: 'nothing', whom: 0 }, late: undefined }),
      );
      const calm: Step = {
        waitHours: 12,
        deed: { what: 'nothing', whom: 0 },
        faults: [],
        killedAt: undefined,
        late: undefined,
        attempts: 1,
      };
      const rules: Rules = { ...RULES, graceHours: 24, stepPercent: 75, maxChanges: 10 };
      const scenes = fc.record({
        members: fc.array(member(lasting), { minLength: 1, maxLength: 3 }),
        troubles: fc.array(trouble, { minLength: 1, maxLength: 3 }),
      });
      await fc.assert(
        fc.asyncProperty(scenes, async ({ members, troubles }) => {
          const endings = [];
          for (const steps of [troubles, troubles.map(() => calm)]) {
            const drama = await Drama.of(members, rules);
            try {
              for (const one of steps) await drama.play(one);
              // Long enough for every exemption to end, and for the youngest to be sized.
              for (const waitHours of [12, 24, 25, 24, 24, 24, 48, 24, 24, 24])
                await drama.play({ ...calm, waitHours });
              expect(drama.oracle.violations).toEqual([]);
              drama.sandbox.clock.advance(HOUR);
              endings.push(drama.ending());
            } finally {
              await drama.sandbox.close();
            }
          }
          expect(endings[0]).toEqual(endings[1]);
        }),
        { numRuns: Math.ceil(SCENES / 8), endOnFailure: true },
      );
    },
    TIMEOUT_MS,
  );
});
