import { describe, expect, test } from '@jest/globals';
import type { Change } from '../../src/changes/change.ts';
import type { Manifest } from '../../src/changes/manifest.ts';
import { EXEMPT_TAG, FLOOR_TAG, IDLE_SINCE_TAG } from '../../src/changes/tags.ts';
import { NOW } from '../sandbox/testing.ts';
import { DAY, HOUR, iso, MINUTE } from './fixtures.ts';
import { arnOf, campaignConfig, done, home, idle, picks, refused, Stage } from './stage.ts';

const stopped = arnOf('recommender/stopped');

describe('an approved floor', () => {
  test('is set however young the last one is, whoever set it, and up as well as down', async () => {
    const stage = await Stage.open();
    stage.view.updateCampaign('home', { minProvisionedTPS: 30 });
    stage.sandbox.clock.advance(HOUR);
    const raise = await stage.decide(home, { kind: 'set-floor', from: 30, to: 60, target: 60 });
    expect((await stage.carryOut(raise)).outcome).toEqual(refused('held', 'someone else'));
    expect((await stage.carryOut(raise, 'approved')).outcome.kind).toBe('done');
    stage.sandbox.clock.advance(HOUR);
    const lower = await stage.decide(home, { kind: 'set-floor', from: 60, to: 5, target: 5 });
    expect((await stage.carryOut(lower)).outcome).toEqual(refused('cooled', 'next step is due'));
    expect((await stage.carryOut(lower, 'approved')).outcome.kind).toBe('done');
    stage.sandbox.clock.advance(HOUR);
    expect(stage.view.campaign('home').minProvisionedTPS).toBe(5);
  });

  test('leaves its tag, so that it is not taken for someone else’s later', async () => {
    const stage = await Stage.open();
    const change = await stage.lower(picks);
    stage.writes();
    expect((await stage.carryOut(change, 'approved')).outcome).toEqual(done);
    expect(stage.writes()).toEqual(['TagResource', 'UpdateRecommender']);
    expect(stage.view.recommender('picks').tags.get(FLOOR_TAG)).toBe(`15 ${iso(NOW)}`);
    stage.sandbox.clock.advance(25 * HOUR);
    const next = await stage.decide(picks, { kind: 'set-floor', from: 15, to: 11, target: 4 });
    expect((await stage.carryOut(next)).outcome.kind).toBe('done');
  });

  test('is not set on what moved since it was approved', async () => {
    const stage = await Stage.open();
    const change = await stage.lower(home);
    stage.view.updateCampaign('home', { minProvisionedTPS: 25 });
    stage.writes();
    expect((await stage.carryOut(change, 'approved')).outcome).toEqual(refused('pinned', 'its floor is 25'));
    expect(stage.writes()).toEqual([]);
  });
});

describe('an approved end', () => {
  test('needs no mark and no grace, and a mark from long ago asks for nothing more', async () => {
    const stage = await Stage.open();
    const looks: string[] = [];
    stage.tools = {
      ...stage.tools,
      demandSince: async (_, since) => {
        looks.push(iso(since));
        return { kind: 'none', since };
      },
    };
    expect((await stage.carryOut(await stage.decide(home, { kind: 'delete' }), 'approved')).outcome).toEqual({
      ...done,
      manifest: 'manifests/home.json',
    });
    expect((await stage.carryOut(await stage.decide(picks, { kind: 'stop' }), 'approved')).outcome).toEqual(
      done,
    );
    expect(looks).toEqual([iso(NOW - DAY), iso(NOW - DAY)]);
  });

  test.each([
    ['some', { kind: 'some', what: '1 call' }, 'it is in use: 1 call'],
    ['unknown', { kind: 'unknown', why: 'Forbidden' }, 'could not be read again: Forbidden'],
  ] as const)('is refused when the last look at its requests sees %s', async (_, demand, why) => {
    const stage = await Stage.open();
    stage.tools = { ...stage.tools, demandSince: async () => demand };
    const changes = [
      await stage.decide(idle, { kind: 'delete' }),
      await stage.decide(picks, { kind: 'stop' }),
    ];
    for (const change of changes) {
      expect((await stage.carryOut(change, 'approved')).outcome).toEqual(refused('re-checked', why));
    }
    expect(stage.writes()).toEqual([]);
  });

  test('is refused for what is too young to be known to be unused, and carried out once it is not', async () => {
    const stage = await Stage.open();
    stage.view.updateCampaign('idle', { minProvisionedTPS: 3 });
    stage.sandbox.clock.advance(23 * HOUR);
    const early = await stage.decide(idle, { kind: 'delete' });
    expect((await stage.carryOut(early, 'approved')).outcome).toEqual(
      refused('re-checked', 'created, updated or restarted'),
    );
    stage.sandbox.clock.advance(2 * HOUR);
    expect((await stage.carryOut(early, 'approved')).outcome.kind).toBe('done');
  });

  test('is refused when its ARN stands in the repository, and when nothing could undo it', async () => {
    const stage = await Stage.open();
    const change = await stage.decide(idle, { kind: 'delete' });
    const { references } = stage.tools;
    const hits = [{ file: 'app.yml', line: 3 }];
    stage.tools = { ...stage.tools, references: async () => ({ kind: 'searched', hits }) };
    expect((await stage.carryOut(change, 'approved')).outcome).toEqual(refused('referenced', 'app.yml:3'));
    stage.tools = { ...stage.tools, references, save: () => Promise.reject(new Error('ENOSPC')) };
    expect((await stage.carryOut(change, 'approved')).outcome).toEqual(refused('undoable', 'ENOSPC'));
    expect(stage.writes()).toEqual([]);
  });
});

describe('an approval', () => {
  const all = async (stage: Stage): Promise<readonly Change[]> => [
    await stage.lower(home),
    await stage.decide(idle, { kind: 'delete' }),
    await stage.decide(picks, { kind: 'stop' }),
    await stage.decide(stopped, { kind: 'start' }),
  ];

  test('does not lift an exemption', async () => {
    const stage = await Stage.open();
    const changes = await all(stage);
    for (const { resource } of changes) stage.view.setTags(resource.name, { [EXEMPT_TAG]: 'true' });
    stage.writes();
    for (const change of changes) {
      expect((await stage.carryOut(change, 'approved')).outcome).toEqual(refused('exempt', 'is true'));
    }
    expect(stage.writes()).toEqual([]);
  });

  test('does nothing to what cannot be known not to be exempt', async () => {
    const stage = await Stage.open();
    const changes = await all(stage);
    stage.sandbox.faults.add({ operation: 'ListTagsForResource', kind: 'accessDenied' });
    for (const change of changes) {
      const { outcome, failures } = await stage.carryOut(change, 'approved');
      expect(outcome).toEqual(refused('exempt', 'its tags could not be read'));
      expect(failures).toHaveLength(1);
    }
    expect(stage.writes()).toEqual([]);
  });

  test('starts a stopped recommender of which no more was known than that', async () => {
    const stage = await Stage.open();
    const start = await stage.decide(stopped, { kind: 'start', pinned: { status: 'INACTIVE' } as never });
    expect((await stage.carryOut(start, 'approved')).outcome).toEqual(done);
    stage.sandbox.clock.advance(HOUR);
    expect(stage.view.recommender('stopped').status).toBe('ACTIVE');
    expect((await stage.carryOut(start, 'approved')).outcome).toEqual(
      refused('pinned', 'its status is ACTIVE, not INACTIVE'),
    );
  });
});

describe('a campaign to be created again', () => {
  /** The campaign `idle` deleted, and what brings it back. */
  const gone = async (attempts = 1) => {
    const stage = await Stage.open({}, attempts);
    stage.view.setTags('idle', { team: 'web', [IDLE_SINCE_TAG]: iso(NOW - 8 * DAY) });
    const { manifest } = await stage.carryOut(await stage.decide(idle, { kind: 'delete' }), 'approved');
    stage.sandbox.clock.advance(HOUR);
    stage.writes();
    return { stage, change: create(manifest as Manifest) };
  };

  const create = (manifest: Manifest): Change => ({
    kind: 'create',
    resource: idle,
    pinned: { status: 'gone' },
    reason: 'the file says so',
    savingUsd: undefined,
    key: `${idle.arn} create`,
    manifest,
  });

  test('is created from its manifest, and needs no look at tags that nothing has', async () => {
    const { stage, change } = await gone();
    stage.sandbox.faults.add({ operation: 'ListTagsForResource', kind: 'accessDenied' });
    expect(await stage.carryOut(change, 'approved')).toMatchObject({
      outcome: { kind: 'done', at: NOW + HOUR },
      failures: [],
    });
    stage.sandbox.clock.advance(HOUR);
    expect(stage.view.campaign('idle')).toMatchObject({ status: 'ACTIVE', campaignConfig });
    expect([...stage.view.campaign('idle').tags]).toEqual([['team', 'web']]);
  });

  test('is left alone when it exists, whatever its status', async () => {
    const { stage, change } = await gone();
    await stage.carryOut(change, 'approved');
    stage.writes();
    expect((await stage.carryOut(change, 'approved')).outcome).toEqual(
      refused('pinned', 'it exists, and its status is CREATE'),
    );
    stage.sandbox.clock.advance(HOUR);
    expect((await stage.carryOut(change, 'approved')).outcome).toEqual(
      refused('pinned', 'it exists, and its status is ACTIVE'),
    );
    expect(stage.writes()).toEqual([]);
  });

  test('is created once, when the answer was lost', async () => {
    const { stage, change } = await gone(3);
    stage.sandbox.faults.add({ operation: 'CreateCampaign', kind: 'dropAfter', times: 1 });
    expect((await stage.carryOut(change, 'approved')).outcome.kind).toBe('done');
    stage.sandbox.clock.advance(10 * MINUTE);
    expect(stage.view.campaigns.filter(({ name }) => name === 'idle')).toHaveLength(1);
  });

  test.each(['DescribeCampaign', 'CreateCampaign'])(
    'fails, and is told with the permission, when %s is denied',
    async (operation) => {
      const { stage, change } = await gone();
      stage.sandbox.faults.add({ operation, kind: 'accessDenied' });
      const { outcome, failures } = await stage.carryOut(change, 'approved');
      expect(outcome).toEqual({ kind: 'failed', why: expect.stringContaining('AccessDeniedException') });
      expect(failures).toMatchObject([
        { what: 'create a campaign again', resource: idle.arn, operation: `personalize:${operation}` },
      ]);
    },
  );
});
