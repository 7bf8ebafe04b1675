import { describe, expect, test } from '@jest/globals';
import { readManifestOf } from '../../src/changes/liveManifest.ts';
import { NOW } from '../sandbox/testing.ts';
import { iso } from './fixtures.ts';
import { arnOf, campaignConfig, idle, picks, Stage } from './stage.ts';

const how = { reason: 'nobody calls it', now: NOW };

const read = ({ tools }: Stage, arn = idle) => readManifestOf(tools.personalize, 'us-east-1', arn, how);

describe('the manifest of a campaign that exists', () => {
  test('is what a deletion would keep, and nothing is written', async () => {
    const stage = await Stage.open();
    expect(await read(stage)).toEqual({
      kind: 'known',
      manifest: {
        version: 1,
        arn: idle.arn,
        deletedAt: iso(NOW),
        reason: 'nobody calls it',
        campaign: {
          name: 'idle',
          minProvisionedTPS: 1,
          solutionVersionArn: stage.view.campaign('idle').solutionVersionArn,
          campaignConfig,
          tags: [{ tagKey: 'team', tagValue: 'web' }],
        },
      },
    });
    expect(stage.writes()).toEqual([]);
  });

  test.each([
    ['DescribeCampaign', 'AccessDeniedException', 'read what would recreate a campaign'],
    ['ListTagsForResource', 'its tags could not be read', 'read the tags of a resource'],
  ])('is unknown when %s is denied', async (operation, why, what) => {
    const stage = await Stage.open();
    stage.sandbox.faults.add({ operation, kind: 'accessDenied' });
    expect(await read(stage)).toEqual({
      kind: 'unknown',
      why: expect.stringContaining(why),
      failures: [expect.objectContaining({ what, operation: `personalize:${operation}` })],
    });
  });

  test('is unknown of what is no campaign, or is gone', async () => {
    const stage = await Stage.open();
    expect(await read(stage, picks)).toEqual({ kind: 'unknown', why: 'it is not a campaign', failures: [] });
    expect(await read(stage, arnOf('campaign/never'))).toEqual({
      kind: 'unknown',
      why: 'it no longer exists',
      failures: [],
    });
  });
});
