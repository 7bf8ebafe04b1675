import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { manifestOf } from '../../src/changes/manifest.ts';
import { readManifest, recreate } from '../../src/changes/restore.ts';
import { campaign } from '../fleet/resources.ts';
import type { Fault } from '../sandbox/faults.ts';
import { clientsOf, NOW, opened } from '../sandbox/testing.ts';
import { world } from '../sandbox/world.ts';
import { changeOf, DAY, tags } from './fixtures.ts';

const campaignConfig = { enableMetadataWithRecommendations: true };
const home = campaign({ name: 'home' });
const change = changeOf('start', home, {});

/** A sandbox in which the campaign was just deleted, and the manifest that was made of it before. */
async function deleted(attempts = 1, fault?: Fault) {
  const movies = { name: 'home', datasetGroup: 'movies', minProvisionedTPS: 7, campaignConfig };
  const regions = { 'us-east-1': { datasetGroups: { movies: {} }, campaigns: [movies] } };
  const sandbox = await opened(world({ regions }));
  const view = sandbox.region('us-east-1');
  const { solutionVersionArn } = view.campaign('home');
  const was = { solutionVersionArn, minProvisionedTPS: 7, campaignConfig };
  const manifest = manifestOf(home, was, tags({ team: 'web' }), {
    reason: 'nobody calls it',
    now: NOW - DAY,
  });
  view.deleteCampaign('home');
  if (fault) sandbox.faults.add(fault);
  const { personalize } = clientsOf(sandbox, 'us-east-1', attempts);
  return { sandbox, view, manifest, result: await recreate(personalize, 'us-east-1', change, manifest, NOW) };
}

describe('a campaign that is created again from its manifest', () => {
  test('is as it was: solution version, floor, configuration and tags', async () => {
    const { view, result } = await deleted();
    expect(result).toEqual({ change, outcome: { kind: 'done', at: NOW }, failures: [] });
    expect(view.campaign('home')).toMatchObject({ minProvisionedTPS: 7, campaignConfig });
    expect([...view.campaign('home').tags]).toEqual([['team', 'web']]);
  });

  test('is created once when the answer was lost, and that is no failure', async () => {
    const { sandbox, result } = await deleted(3, {
      operation: 'CreateCampaign',
      kind: 'dropAfter',
      times: 1,
    });
    expect(result).toEqual({ change, outcome: { kind: 'done', at: NOW }, failures: [] });
    expect(sandbox.calls.count('CreateCampaign')).toBe(2);
  });

  test('is left as it is when it exists already', async () => {
    const exists = { kind: 'error', name: 'ResourceAlreadyExistsException', status: 400 } as const;
    const { result } = await deleted(3, { operation: 'CreateCampaign', ...exists });
    const outcome = { kind: 'refused', guard: 'pinned', why: 'it exists already' };
    expect(result).toEqual({ change, outcome, failures: [] });
  });

  test('fails with the permission that is missing', async () => {
    const { result } = await deleted(1, { operation: 'CreateCampaign', kind: 'accessDenied' });
    expect(result.outcome).toEqual({ kind: 'failed', why: result.failures[0]?.cause });
    expect(result.failures).toEqual([
      {
        what: 'create a campaign again',
        region: 'us-east-1',
        resource: home.arn,
        operation: 'personalize:CreateCampaign',
        cause: expect.stringContaining('AccessDeniedException'),
        remedy: expect.stringContaining('Allow personalize:CreateCampaign'),
      },
    ]);
  });
});

test('a manifest that contradicts itself is not read: a campaign would come back under another name', async () => {
  const { manifest } = await deleted();
  const folder = await mkdtemp(join(tmpdir(), 'manifest-'));
  const path = join(folder, 'home.json');
  await writeFile(path, JSON.stringify(manifest));
  expect(await readManifest(path)).toEqual({ kind: 'read', manifest });
  await writeFile(path, JSON.stringify({ ...manifest, campaign: { ...manifest.campaign, name: 'other' } }));
  expect(await readManifest(path)).toMatchObject({
    kind: 'unreadable',
    why: expect.stringContaining('names other'),
  });
  await rm(folder, { recursive: true });
});
