import { expect } from '@jest/globals';
import { parseResourceArn, type ResourceArn } from '../../src/aws/arn.ts';
import { carryOut, type Tools } from '../../src/changes/carryOut.ts';
import type { Authority, Change } from '../../src/changes/change.ts';
import { readLive } from '../../src/changes/live.ts';
import type { Manifest } from '../../src/changes/manifest.ts';
import { IDLE_SINCE_TAG } from '../../src/changes/tags.ts';
import type { SandboxOptions } from '../sandbox/options.ts';
import type { Sandbox } from '../sandbox/server.ts';
import { clientsOf, NOW, opened } from '../sandbox/testing.ts';
import { world } from '../sandbox/world.ts';
import { DAY, iso } from './fixtures.ts';

export const campaignConfig = {
  itemExplorationConfig: { explorationWeight: '0.3', explorationItemAgeCutOff: '30' },
  enableMetadataWithRecommendations: true,
};
export const recommenderConfig = {
  itemExplorationConfig: { explorationWeight: '0.7' },
  trainingDataConfig: { excludedDatasetColumns: { ITEMS: ['PRICE', 'STOCK'] } },
  enableMetadataWithRecommendations: false,
};
export const MARKED = { [IDLE_SINCE_TAG]: iso(NOW - 8 * DAY) };

const shop = world({
  regions: {
    'us-east-1': {
      datasetGroups: { movies: {}, retail: { domain: 'ECOMMERCE' } },
      campaigns: [
        {
          name: 'home',
          datasetGroup: 'movies',
          minProvisionedTPS: 20,
          campaignConfig,
          tags: { team: 'web' },
        },
        { name: 'bare', datasetGroup: 'movies', minProvisionedTPS: 20 },
        {
          name: 'follows',
          datasetGroup: 'movies',
          minProvisionedTPS: 20,
          syncWithLatestSolutionVersion: true,
        },
        { name: 'idle', datasetGroup: 'movies', campaignConfig, tags: { team: 'web', ...MARKED } },
      ],
      recommenders: [
        {
          name: 'picks',
          datasetGroup: 'retail',
          minRecommendationRequestsPerSecond: 20,
          recommenderConfig,
          tags: MARKED,
        },
        { name: 'bare', datasetGroup: 'retail', recommenderConfig: null },
        { name: 'stopped', datasetGroup: 'retail', status: 'INACTIVE' },
      ],
    },
  },
});

export const arnOf = (path: string): ResourceArn => {
  const arn = parseResourceArn(`arn:aws:personalize:us-east-1:123456789012:${path}`);
  if (!arn) throw new Error(path);
  return arn;
};
export const home = arnOf('campaign/home');
export const idle = arnOf('campaign/idle');
export const picks = arnOf('recommender/picks');

/** A sandbox, and changes pinned to what stands in it when they are decided. */
export class Stage {
  readonly saved: Manifest[] = [];
  readonly sandbox: Sandbox;
  /** What the world outside Personalize says; a test may put something else in its place. */
  tools: Tools;

  static async open(options: SandboxOptions = {}, attempts = 1): Promise<Stage> {
    return new Stage(await opened(shop, options), attempts);
  }

  private constructor(sandbox: Sandbox, attempts: number) {
    this.sandbox = sandbox;
    this.tools = {
      personalize: clientsOf(sandbox, 'us-east-1', attempts).personalize,
      region: 'us-east-1',
      now: () => sandbox.clock.now(),
      graceHours: 168,
      cooldownHours: 24,
      idleThresholdHours: 24,
      demandSince: async (_, since) => ({ kind: 'none', since }),
      references: async () => ({ kind: 'searched', hits: [] }),
      save: async ({ name }, manifest) => {
        this.saved.push(manifest);
        return `manifests/${name}.json`;
      },
    };
  }

  get view() {
    return this.sandbox.region('us-east-1');
  }

  async decide(resource: ResourceArn, what: Partial<Change> & Pick<Change, 'kind'>): Promise<Change> {
    const live = await readLive(this.tools.personalize, resource);
    if (!live) throw new Error(`${resource.arn} is not there`);
    const described = { resource, pinned: live.state, reason: 'nobody calls it', savingUsd: 10, key: 'key' };
    return { ...described, ...what } as Change;
  }

  lower(resource: ResourceArn, to = 15): Promise<Change> {
    return this.decide(resource, { kind: 'set-floor', from: 20, to, target: 4 });
  }

  carryOut(change: Change, authority: Authority = 'apply') {
    return carryOut(change, authority, this.tools);
  }

  /** Names of the writes that Personalize was asked for since the last look. */
  writes(): string[] {
    const names = this.sandbox.calls.writes().map(({ operation }) => operation);
    this.sandbox.calls.clear();
    return names;
  }
}

export const done = { kind: 'done', at: NOW };
export const refused = (guard: string, why: string) => ({
  kind: 'refused',
  guard,
  why: expect.stringContaining(why),
});
