import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Campaign } from '@aws-sdk/client-personalize';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Manifest,
  manifestOf,
  manifestPath,
  manifestSchema,
  writeManifest,
} from '../../src/changes/manifest.ts';
import { readManifest } from '../../src/changes/restore.ts';
import { campaign } from '../fleet/resources.ts';
import { NOW, tags, UNREADABLE } from './fixtures.ts';

const home = campaign({ name: 'home' });
const solutionVersionArn = 'arn:aws:personalize:us-east-1:123456789012:solution/home/1a2b';
const described: Campaign = {
  name: 'home',
  solutionVersionArn,
  minProvisionedTPS: 7,
  campaignConfig: {
    enableMetadataWithRecommendations: true,
    itemExplorationConfig: { explorationWeight: '0.3' },
  },
};
const why = { reason: 'nobody calls it', now: NOW };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'manifest-'));
});
afterEach(() => rm(directory, { recursive: true }));

describe('what undoes a deletion', () => {
  test('has all that CreateCampaign takes, when and why the campaign was deleted, and which one it was', () => {
    expect(
      manifestOf(home, described, tags({ team: 'web', 'personalize-monitor:exempt': 'false' }), why),
    ).toEqual({
      version: 1,
      arn: home.arn,
      deletedAt: '2026-01-01T12:00:00.000Z',
      reason: 'nobody calls it',
      campaign: {
        name: 'home',
        solutionVersionArn,
        minProvisionedTPS: 7,
        campaignConfig: described.campaignConfig,
        tags: [
          { tagKey: 'team', tagValue: 'web' },
          { tagKey: 'personalize-monitor:exempt', tagValue: 'false' },
        ],
      },
    });
  });

  test('leaves out the marks that this action set: they say nothing of a new campaign', () => {
    const marks = tags({
      'personalize-monitor:idle-since': 'x',
      'personalize-monitor:floor': 'y',
      'my-personalize-monitor:floor': 'z',
      'personalize-monitor:floors': 'w',
    });
    expect(manifestOf(home, described, marks, why).campaign.tags.map(({ tagValue }) => tagValue)).toEqual([
      'z',
      'w',
    ]);
  });

  test('a floor left out is the service’s default of 1, and a configuration left out stays so', () => {
    const { campaign: bare } = manifestOf(home, { solutionVersionArn }, tags(), why);
    expect(bare).toEqual({ name: 'home', solutionVersionArn, minProvisionedTPS: 1, tags: [] });
  });

  test('there is none where the solution version is not known, or the tags could not be read', () => {
    expect(() => manifestOf(home, {}, tags(), why)).toThrow('its solution version is not known');
    expect(() => manifestOf(home, described, UNREADABLE, why)).toThrow(
      'its tags could not be read (AccessDeniedException)',
    );
  });
});

describe('the manifest’s file', () => {
  test('stands in manifests/ of the report directory, under the account, Region and name of the campaign', async () => {
    const manifest = manifestOf(home, described, tags(), why);
    const path = await writeManifest(directory, home, manifest);
    expect(path).toBe(join(directory, 'manifests', '123456789012-us-east-1-campaign-home.json'));
    expect(path).toBe(manifestPath(directory, home));
    expect(await readdir(join(directory, 'manifests'))).toEqual([
      '123456789012-us-east-1-campaign-home.json',
    ]);
    expect(await readFile(path, 'utf8')).toBe(`${JSON.stringify(manifest, null, 2)}\n`);
  });

  test('is one for each account, though Region and name be the same, and however many are written at once', async () => {
    const homes = ['111111111111', '222222222222'].map((account) => ({
      ...home,
      account,
      arn: home.arn.replace('123456789012', account),
    }));
    const all = [...homes, ...homes];
    const paths = await Promise.all(
      all.map((one) => writeManifest(directory, one, manifestOf(one, described, tags(), why))),
    );
    expect(await readdir(join(directory, 'manifests'))).toHaveLength(2);
    for (const [index, one] of all.entries()) {
      expect(await readManifest(paths[index] ?? '')).toMatchObject({ manifest: { arn: one.arn } });
    }
  });

  test('is written over by a later one', async () => {
    await writeManifest(directory, home, manifestOf(home, described, tags(), why));
    const path = await writeManifest(directory, home, manifestOf(home, { solutionVersionArn }, tags(), why));
    expect(await readManifest(path)).toMatchObject({ manifest: { campaign: { minProvisionedTPS: 1 } } });
  });

  test('whatever is written is read back', async () => {
    const text = fc.string();
    const any: fc.Arbitrary<Manifest> = fc
      .record({ floor: fc.integer({ min: 1, max: 500 }), reason: text, tags: fc.dictionary(text, text) })
      .map(({ floor, reason, tags: values }) =>
        manifestOf(home, { ...described, minProvisionedTPS: floor }, tags(values), { reason, now: NOW }),
      );
    await fc.assert(
      fc.asyncProperty(any, async (manifest) => {
        const path = await writeManifest(directory, home, manifest);
        expect(await readManifest(path)).toEqual({ kind: 'read', manifest });
      }),
      { numRuns: 30 },
    );
  });

  test('what is not there, no JSON or no manifest is told apart, with the place that is wrong', async () => {
    const path = join(directory, 'x.json');
    expect(await readManifest(path)).toEqual({ kind: 'unreadable', why: expect.stringContaining('ENOENT') });
    await writeFile(path, '{');
    expect(await readManifest(path)).toEqual({ kind: 'unreadable', why: expect.stringContaining('JSON') });
    const good = manifestOf(home, described, tags(), why);
    await writeFile(path, JSON.stringify({ ...good, campaign: { ...good.campaign, minProvisionedTPS: 0 } }));
    const bad = await readManifest(path);
    expect(bad).toEqual({
      kind: 'unreadable',
      why: expect.stringContaining(`${path} is no manifest: campaign.minProvisionedTPS: `),
    });
  });

  test.each([
    ['of a later version', { version: 2 }],
    ['without an ARN', { arn: undefined }],
    ['without the time of the deletion', { deletedAt: 'yesterday' }],
    ['without a reason', { reason: undefined }],
    ['without a campaign', { campaign: undefined }],
  ])('one %s is none', (_, over) => {
    const good = manifestOf(home, described, tags(), why);
    expect(manifestSchema.safeParse(good).success).toBe(true);
    expect(manifestSchema.safeParse({ ...good, ...over }).success).toBe(false);
  });

  test.each(['name', 'solutionVersionArn', 'minProvisionedTPS', 'tags'])(
    'one whose campaign lacks %s is none',
    (part) => {
      const good = manifestOf(home, described, tags(), why);
      const campaign = { ...good.campaign, [part]: undefined };
      expect(manifestSchema.safeParse({ ...good, campaign }).success).toBe(false);
    },
  );

  test('one whose tags are not tags is none', () => {
    const good = manifestOf(home, described, tags(), why);
    const campaign = { ...good.campaign, tags: [{ Key: 'team' }] };
    expect(manifestSchema.safeParse({ ...good, campaign }).success).toBe(false);
  });
});
