import { describe, expect, test } from '@jest/globals';
import { FLOOR_TAG, IDLE_SINCE_TAG } from '../../src/changes/tags.ts';
import type { Fault } from '../sandbox/faults.ts';
import { NOW } from '../sandbox/testing.ts';
import { DAY, HOUR, iso, MINUTE } from './fixtures.ts';
import {
  arnOf,
  campaignConfig,
  done,
  home,
  idle,
  MARKED,
  picks,
  recommenderConfig,
  refused,
  Stage,
} from './stage.ts';

describe('a floor', () => {
  test.each(['kept', 'dropped'] as const)(
    'of a campaign is set and nothing else, when a configuration left out is %s',
    async (omittedCampaignConfig) => {
      const stage = await Stage.open({ omittedCampaignConfig });
      const { outcome, failures } = await stage.carryOut(await stage.lower(home));
      expect({ outcome, failures }).toEqual({ outcome: done, failures: [] });
      stage.sandbox.clock.advance(HOUR);
      expect(stage.view.campaign('home')).toMatchObject({
        status: 'ACTIVE',
        minProvisionedTPS: 15,
        campaignConfig,
      });
      expect(Object.keys(stage.view.campaign('home').campaignConfig ?? {})).toEqual(
        Object.keys(campaignConfig),
      );
    },
  );

  test.each(['replace', 'merge'] as const)(
    'of a recommender is set, and its configuration comes back to the letter, when updates %s it',
    async (updateRecommender) => {
      const stage = await Stage.open({ updateRecommender });
      expect((await stage.carryOut(await stage.lower(picks))).outcome).toEqual(done);
      expect(stage.sandbox.calls.of('UpdateRecommender').map(({ input }) => input)).toEqual([
        {
          recommenderArn: picks.arn,
          recommenderConfig: { ...recommenderConfig, minRecommendationRequestsPerSecond: 15 },
        },
      ]);
      stage.sandbox.clock.advance(HOUR);
      expect(stage.view.recommender('picks').recommenderConfig).toEqual({
        ...recommenderConfig,
        minRecommendationRequestsPerSecond: 15,
      });
    },
  );

  test('of a resource without a configuration is set without making one up', async () => {
    const stage = await Stage.open();
    expect((await stage.carryOut(await stage.lower(arnOf('campaign/bare')))).outcome).toEqual(done);
    expect(stage.sandbox.calls.of('UpdateCampaign')[0]?.input).toEqual({
      campaignArn: arnOf('campaign/bare').arn,
      minProvisionedTPS: 15,
    });
    const raise = await stage.decide(arnOf('recommender/bare'), {
      kind: 'set-floor',
      from: 1,
      to: 9,
      target: 9,
    });
    expect((await stage.carryOut(raise, 'hand')).outcome).toEqual(done);
    expect(stage.sandbox.calls.of('UpdateRecommender')[0]?.input).toMatchObject({
      recommenderConfig: { minRecommendationRequestsPerSecond: 9 },
    });
  });

  test('of a campaign that follows its solution goes on following it', async () => {
    const stage = await Stage.open({ omittedCampaignConfig: 'dropped' });
    expect((await stage.carryOut(await stage.lower(arnOf('campaign/follows')))).outcome).toEqual(done);
    stage.sandbox.clock.advance(HOUR);
    expect(stage.view.campaign('follows')).toMatchObject({
      solutionVersionArn: expect.stringMatching(/\$LATEST$/),
      campaignConfig: { syncWithLatestSolutionVersion: true },
    });
  });

  test('that is lowered leaves its step in a tag, written before the update', async () => {
    const stage = await Stage.open();
    const change = await stage.lower(home);
    stage.writes();
    await stage.carryOut(change);
    expect(stage.writes()).toEqual(['TagResource', 'UpdateCampaign']);
    expect(Object.fromEntries(stage.view.campaign('home').tags)).toEqual({
      team: 'web',
      [FLOOR_TAG]: `15 ${iso(NOW)}`,
    });
  });

  test('that a person sets leaves none, so that it is held, and needs no look at the tags', async () => {
    const stage = await Stage.open();
    stage.sandbox.faults.add({ operation: 'ListTagsForResource', kind: 'accessDenied' });
    const change = await stage.decide(home, { kind: 'set-floor', from: 20, to: 60, target: 60 });
    expect(await stage.carryOut(change, 'hand')).toMatchObject({ outcome: done, failures: [] });
    expect(stage.writes()).toEqual(['UpdateCampaign']);
    stage.sandbox.clock.advance(HOUR);
    const lower = await stage.decide(home, { kind: 'set-floor', from: 60, to: 45, target: 4 });
    stage.sandbox.faults.clear();
    expect((await stage.carryOut(lower)).outcome).toEqual(refused('held', 'someone else'));
  });

  test('that was just lowered waits for its cooldown', async () => {
    const stage = await Stage.open();
    await stage.carryOut(await stage.lower(home));
    stage.sandbox.clock.advance(HOUR);
    const next = () => stage.decide(home, { kind: 'set-floor', from: 15, to: 11, target: 4 });
    expect((await stage.carryOut(await next())).outcome).toEqual(refused('cooled', 'next step is due'));
    stage.sandbox.clock.advance(23 * HOUR);
    expect((await stage.carryOut(await next())).outcome).toMatchObject({ kind: 'done' });
  });

  test.each([home, picks])(
    'asked for again while the first update is under way is refused, and not set twice',
    async (resource) => {
      const stage = await Stage.open();
      const change = await stage.lower(resource);
      await stage.carryOut(change);
      stage.writes();
      expect((await stage.carryOut(change)).outcome).toEqual(
        refused('pinned', 'an update of it is under way'),
      );
      expect(stage.writes()).toEqual([]);
    },
  );
});

describe('the end of a resource', () => {
  test('a recommender is stopped', async () => {
    const stage = await Stage.open();
    const change = await stage.decide(picks, { kind: 'stop' });
    expect((await stage.carryOut(change)).outcome).toEqual(done);
    stage.sandbox.clock.advance(HOUR);
    expect(stage.view.recommender('picks').status).toBe('INACTIVE');
    expect(stage.saved).toEqual([]);
  });

  test('a campaign is deleted once what recreates it has been saved', async () => {
    const stage = await Stage.open();
    const change = await stage.decide(idle, { kind: 'delete' });
    let deletedBefore = -1;
    const { save } = stage.tools;
    stage.tools = {
      ...stage.tools,
      save: (arn, manifest) => {
        deletedBefore = stage.sandbox.calls.count('DeleteCampaign');
        return save(arn, manifest);
      },
    };
    const result = await stage.carryOut(change);
    expect(result.outcome).toEqual({ ...done, manifest: 'manifests/idle.json' });
    expect(deletedBefore).toBe(0);
    expect(stage.saved).toEqual([result.manifest]);
    expect(result.manifest).toMatchObject({
      arn: idle.arn,
      reason: 'nobody calls it',
      deletedAt: iso(NOW),
      campaign: {
        name: 'idle',
        minProvisionedTPS: 1,
        solutionVersionArn: stage.view.campaign('idle').solutionVersionArn,
        campaignConfig,
        tags: [{ tagKey: 'team', tagValue: 'web' }],
      },
    });
    stage.sandbox.clock.advance(HOUR);
    expect(stage.view.campaigns.map(({ name }) => name)).not.toContain('idle');
  });

  test('is refused without a manifest, and when it cannot be kept', async () => {
    const stage = await Stage.open();
    const change = await stage.decide(idle, { kind: 'delete' });
    stage.tools = { ...stage.tools, save: () => Promise.reject(new Error('ENOSPC: no space left')) };
    const result = await stage.carryOut(change);
    expect(result.outcome).toEqual(refused('undoable', 'ENOSPC: no space left'));
    expect(result).not.toHaveProperty('manifest');
    stage.tools = { ...stage.tools, save: () => Promise.reject('gone') };
    expect((await stage.carryOut(change)).outcome).toEqual(refused('undoable', 'gone'));
    expect(stage.writes()).toEqual([]);
  });

  test('is refused when its ARN stands in the repository, or nobody knows, before anything is saved', async () => {
    const stage = await Stage.open();
    const change = await stage.decide(idle, { kind: 'delete' });
    const hits = [{ file: 'app.yml', line: 3 }];
    stage.tools = { ...stage.tools, references: async () => ({ kind: 'searched', hits }) };
    expect((await stage.carryOut(change)).outcome).toEqual(refused('referenced', 'app.yml:3'));
    stage.tools = { ...stage.tools, references: async () => ({ kind: 'unknown', why: 'EACCES' }) };
    expect((await stage.carryOut(change)).outcome).toEqual(refused('referenced', 'EACCES'));
    expect((await stage.carryOut(change, 'hand')).outcome).toEqual(refused('referenced', 'EACCES'));
    expect([stage.writes(), stage.saved]).toEqual([[], []]);
  });

  test.each([
    ['some', { kind: 'some', what: '1 call' }, 'it is in use: 1 call'],
    ['unknown', { kind: 'unknown', why: 'Forbidden' }, 'could not be read again: Forbidden'],
  ] as const)('is refused when the last look at its requests sees %s', async (_, demand, why) => {
    const stage = await Stage.open();
    stage.tools = { ...stage.tools, demandSince: async () => demand };
    for (const [resource, kind] of [
      [idle, 'delete'],
      [picks, 'stop'],
    ] as const) {
      expect((await stage.carryOut(await stage.decide(resource, { kind }))).outcome).toEqual(
        refused('re-checked', why),
      );
    }
    expect(stage.writes()).toEqual([]);
  });

  test('looks at the requests since the mark, or over the threshold where that is longer, and at nothing after', async () => {
    const stage = await Stage.open();
    const looks: string[] = [];
    stage.tools = {
      ...stage.tools,
      demandSince: async (arn, since) => {
        looks.push(`${arn} ${iso(since)} after ${stage.sandbox.calls.all.at(-1)?.operation}`);
        return { kind: 'some', what: '1 call' };
      },
    };
    const change = await stage.decide(idle, { kind: 'delete' });
    await stage.carryOut(change);
    stage.tools = { ...stage.tools, idleThresholdHours: 720 };
    await stage.carryOut(change);
    stage.tools = { ...stage.tools, graceHours: 0 };
    await stage.carryOut(await stage.decide(home, { kind: 'delete' }));
    expect(looks).toEqual([
      `${idle.arn} ${iso(NOW - 8 * DAY)} after ListTagsForResource`,
      `${idle.arn} ${iso(NOW - 30 * DAY)} after ListTagsForResource`,
      `${home.arn} ${iso(NOW - 30 * DAY)} after ListTagsForResource`,
    ]);
  });

  test('is refused for what is not marked, not for long enough, or was restarted since', async () => {
    const stage = await Stage.open();
    expect((await stage.carryOut(await stage.decide(home, { kind: 'delete' }))).outcome).toEqual(
      refused('marked', 'not marked'),
    );
    stage.view.setTags('home', { [IDLE_SINCE_TAG]: iso(NOW - HOUR) });
    expect((await stage.carryOut(await stage.decide(home, { kind: 'delete' }))).outcome).toEqual(
      refused('marked', 'due at'),
    );
    stage.view.stopRecommender('picks');
    stage.view.startRecommender('picks');
    stage.sandbox.clock.advance(3 * DAY);
    expect((await stage.carryOut(await stage.decide(picks, { kind: 'stop' }))).outcome).toEqual(
      refused('marked', 'restarted since'),
    );
    expect(stage.writes()).toEqual([]);
  });

  test('a person needs no mark and no idleness, but an exemption holds for people too', async () => {
    const stage = await Stage.open();
    stage.tools = { ...stage.tools, demandSince: async () => ({ kind: 'some', what: '9 calls' }) };
    const remove = await stage.decide(home, { kind: 'delete' });
    stage.view.setTags('home', { 'personalize-monitor:exempt': 'true' });
    expect((await stage.carryOut(remove, 'hand')).outcome).toEqual(refused('exempt', 'is true'));
    stage.view.setTags('home', {});
    expect((await stage.carryOut(remove, 'hand')).outcome).toMatchObject({
      kind: 'done',
      manifest: 'manifests/home.json',
    });
    expect((await stage.carryOut(await stage.decide(picks, { kind: 'stop' }), 'hand')).outcome).toEqual(done);
  });
});

describe('guards that are not for every change', () => {
  test('a floor is lowered though it is in use: that is what it is there for', async () => {
    const stage = await Stage.open();
    stage.tools = { ...stage.tools, demandSince: async () => ({ kind: 'some', what: '9 calls' }) };
    expect((await stage.carryOut(await stage.lower(home))).outcome).toEqual(done);
  });

  test('a resource that someone changed today may be marked: its mark changes nothing', async () => {
    const stage = await Stage.open();
    stage.view.updateCampaign('home', {});
    const mark = await stage.decide(home, { kind: 'mark', idleSince: NOW });
    expect((await stage.carryOut(mark)).outcome).toEqual(done);
  });

  test('a recommender is never deleted: nothing would bring it back', async () => {
    const stage = await Stage.open();
    const change = await stage.decide(picks, { kind: 'delete' });
    expect((await stage.carryOut(change)).outcome).toEqual(refused('undoable', 'it is not a campaign'));
    expect(stage.writes()).toEqual([]);
  });
});

describe('marks', () => {
  test('are set with the moment given, beside the other tags, and taken off again', async () => {
    const stage = await Stage.open();
    expect(
      (await stage.carryOut(await stage.decide(home, { kind: 'mark', idleSince: NOW - HOUR }))).outcome,
    ).toEqual(done);
    expect(Object.fromEntries(stage.view.campaign('home').tags)).toEqual({
      team: 'web',
      [IDLE_SINCE_TAG]: iso(NOW - HOUR),
    });
    const unmark = await stage.decide(home, { kind: 'unmark' });
    expect((await stage.carryOut(unmark)).outcome).toEqual(done);
    expect((await stage.carryOut(unmark)).outcome).toEqual(done);
    expect(Object.fromEntries(stage.view.campaign('home').tags)).toEqual({ team: 'web' });
  });

  test('are not set on what is exempt, but taken off it', async () => {
    const stage = await Stage.open();
    stage.view.setTags('home', { 'personalize-monitor:exempt': 'true', ...MARKED });
    expect(
      (await stage.carryOut(await stage.decide(home, { kind: 'mark', idleSince: NOW }))).outcome,
    ).toEqual(refused('exempt', 'is true'));
    expect((await stage.carryOut(await stage.decide(home, { kind: 'unmark' }))).outcome).toEqual(done);
  });
});

describe('a start', () => {
  test('brings a stopped recommender back', async () => {
    const stage = await Stage.open();
    const change = await stage.decide(arnOf('recommender/stopped'), { kind: 'start' });
    expect((await stage.carryOut(change, 'hand')).outcome).toEqual(done);
    stage.sandbox.clock.advance(HOUR);
    expect(stage.view.recommender('stopped').status).toBe('ACTIVE');
  });
});

describe('what moved between decision and execution', () => {
  const every = ['set-floor', 'delete', 'mark', 'unmark'] as const;

  test.each(every)('refuses to %s a campaign whose floor someone changed', async (kind) => {
    const stage = await Stage.open();
    const change = await stage.decide(idle, { kind, to: 1, from: 1, target: 1, idleSince: NOW } as never);
    stage.view.updateCampaign('idle', { minProvisionedTPS: 9 });
    stage.writes();
    expect((await stage.carryOut(change)).outcome).toEqual(refused('pinned', 'its floor is 9, not 1'));
    expect(stage.writes()).toEqual([]);
  });

  test('refuses what was updated to the same floor', async () => {
    const stage = await Stage.open();
    const change = await stage.lower(picks);
    stage.sandbox.clock.advance(MINUTE);
    stage.view.updateRecommender('picks', {});
    expect((await stage.carryOut(change)).outcome).toEqual(refused('pinned', 'after this was decided'));
  });

  test('refuses a recommender that was stopped, and what is gone', async () => {
    const stage = await Stage.open();
    const [stop, lower, remove] = [
      await stage.decide(picks, { kind: 'stop' }),
      await stage.lower(home),
      await stage.decide(idle, { kind: 'delete' }),
    ];
    stage.view.stopRecommender('picks');
    stage.view.deleteCampaign('home');
    stage.view.deleteCampaign('idle');
    expect((await stage.carryOut(stop)).outcome).toEqual(refused('pinned', 'its status is INACTIVE'));
    expect((await stage.carryOut(lower)).outcome).toEqual(refused('pinned', 'it no longer exists'));
    expect((await stage.carryOut(remove)).outcome).toEqual(refused('pinned', 'it no longer exists'));
    expect(stage.writes()).toEqual([]);
  });

  test('refuses what someone is changing at the very moment, and does not call it done', async () => {
    const stage = await Stage.open();
    const changes = [
      await stage.lower(home),
      await stage.lower(picks),
      await stage.decide(idle, { kind: 'delete' }),
      await stage.decide(arnOf('recommender/stopped'), { kind: 'start' }),
    ];
    const inUse: Fault = { kind: 'error', name: 'ResourceInUseException', status: 409 };
    for (const operation of ['UpdateCampaign', 'UpdateRecommender', 'DeleteCampaign', 'StartRecommender']) {
      stage.sandbox.faults.add({ operation, ...inUse });
    }
    for (const change of changes) {
      const authority = change.kind === 'start' ? 'hand' : 'apply';
      expect((await stage.carryOut(change, authority)).outcome).toEqual(
        refused('pinned', 'it is being changed at this moment'),
      );
    }
  });

  test('does not take another floor that is on its way for its own', async () => {
    const stage = await Stage.open();
    const change = await stage.lower(home);
    stage.sandbox.faults.add({
      operation: 'UpdateCampaign',
      kind: 'error',
      name: 'ResourceInUseException',
      status: 409,
      when: ({ minProvisionedTPS }) => {
        if (minProvisionedTPS !== 15) return false;
        stage.sandbox.run('personalize', 'UpdateCampaign', 'us-east-1', {
          campaignArn: home.arn,
          minProvisionedTPS: 16,
        });
        return true;
      },
    });
    expect((await stage.carryOut(change)).outcome).toEqual(
      refused('pinned', 'it is being changed at this moment'),
    );
  });
});

describe('what the service calls in use', () => {
  const inUse: Fault = { kind: 'error', name: 'ResourceInUseException', status: 409 };

  test('is not its own update when the floor came to be through an earlier one', async () => {
    const stage = await Stage.open();
    await stage.carryOut(await stage.lower(home));
    stage.sandbox.clock.advance(HOUR);
    stage.view.updateCampaign('home', { minProvisionedTPS: 20 });
    stage.sandbox.clock.advance(4 * DAY);
    const change = await stage.lower(home);
    stage.sandbox.faults.add({ operation: 'UpdateCampaign', ...inUse });
    expect((await stage.carryOut(change)).outcome).toEqual(refused('pinned', 'being changed at this moment'));
  });

  test('and is gone when it is looked at is a deletion done, and a floor not set', async () => {
    const stage = await Stage.open();
    const [lower, remove] = [await stage.lower(home), await stage.decide(idle, { kind: 'delete' })];
    const goneWith = (name: string) => () => {
      stage.view.deleteCampaign(name);
      return true;
    };
    stage.sandbox.faults.add({ operation: 'UpdateCampaign', ...inUse, when: goneWith('home') });
    stage.sandbox.faults.add({ operation: 'DeleteCampaign', ...inUse, when: goneWith('idle') });
    expect((await stage.carryOut(lower)).outcome).toEqual(refused('pinned', 'being changed at this moment'));
    expect((await stage.carryOut(remove)).outcome).toMatchObject({ kind: 'done' });
  });
});

describe('an answer that was lost', () => {
  const lossy = async (
    operation: string,
    kind: 'dropAfter' | 'drop' | 'truncate',
    transitionMs = 10 * MINUTE,
  ) => {
    const stage = await Stage.open({ transitionMs }, 3);
    stage.sandbox.faults.add({ operation, kind, times: 1 });
    return stage;
  };

  test.each(['dropAfter', 'drop', 'truncate'] as const)(
    'of every write (%s) leaves the change done, and done once',
    async (kind) => {
      const stage = await lossy('UpdateCampaign', kind);
      for (const operation of ['UpdateRecommender', 'DeleteCampaign', 'StartRecommender']) {
        stage.sandbox.faults.add({ operation, kind, times: 1 });
      }
      const results = [
        await stage.carryOut(await stage.lower(home)),
        await stage.carryOut(await stage.lower(picks)),
        await stage.carryOut(await stage.decide(idle, { kind: 'delete' })),
        await stage.carryOut(await stage.decide(arnOf('recommender/stopped'), { kind: 'start' }), 'hand'),
      ];
      expect(results.map(({ outcome }) => outcome.kind)).toEqual(['done', 'done', 'done', 'done']);
      expect(results[2]?.manifest).toBeDefined();
      stage.sandbox.clock.advance(HOUR);
      expect(stage.view.campaign('home').minProvisionedTPS).toBe(15);
      expect(stage.view.recommender('picks').recommenderConfig).toMatchObject({
        minRecommendationRequestsPerSecond: 15,
      });
      expect(stage.view.campaigns.map(({ name }) => name)).not.toContain('idle');
      expect(stage.view.recommender('stopped').status).toBe('ACTIVE');
    },
  );

  test.each([0, 10 * MINUTE])('of a stop leaves it done, when stopping takes %d ms', async (transitionMs) => {
    const stage = await lossy('StopRecommender', 'dropAfter', transitionMs);
    expect((await stage.carryOut(await stage.decide(picks, { kind: 'stop' }))).outcome).toEqual(done);
  });

  test.each([0, 10 * MINUTE])(
    'of a deletion leaves it done with its manifest, when deleting takes %d ms',
    async (transitionMs) => {
      const stage = await lossy('DeleteCampaign', 'dropAfter', transitionMs);
      expect((await stage.carryOut(await stage.decide(idle, { kind: 'delete' }))).outcome).toMatchObject({
        kind: 'done',
        manifest: 'manifests/idle.json',
      });
    },
  );

  test('of a start leaves it done, however fast it was', async () => {
    const stage = await lossy('StartRecommender', 'dropAfter', 0);
    const change = await stage.decide(arnOf('recommender/stopped'), { kind: 'start' });
    expect((await stage.carryOut(change, 'hand')).outcome).toEqual(done);
  });

  test('of the tag written before an update does no harm', async () => {
    const stage = await lossy('TagResource', 'dropAfter');
    expect((await stage.carryOut(await stage.lower(home))).outcome).toEqual(done);
  });
});

describe('a run that was killed', () => {
  test('between the tag and the update: the next run carries the same step out', async () => {
    const stage = await Stage.open();
    const change = await stage.lower(home);
    stage.sandbox.faults.add({ operation: 'UpdateCampaign', kind: 'drop', times: 1 });
    expect((await stage.carryOut(change)).outcome.kind).toBe('failed');
    stage.sandbox.clock.advance(HOUR);
    expect((await stage.carryOut(await stage.lower(home))).outcome.kind).toBe('done');
    expect(stage.sandbox.calls.of('UpdateCampaign').filter(({ outcome }) => outcome === 'ok')).toHaveLength(
      1,
    );
  });

  test('after the update: the next run leaves it to cool', async () => {
    const stage = await Stage.open();
    stage.sandbox.faults.add({ operation: 'UpdateCampaign', kind: 'dropAfter', times: 1 });
    expect((await stage.carryOut(await stage.lower(home))).outcome.kind).toBe('failed');
    stage.sandbox.clock.advance(HOUR);
    const next = await stage.decide(home, { kind: 'set-floor', from: 15, to: 11, target: 4 });
    expect((await stage.carryOut(next)).outcome).toEqual(refused('cooled', 'next step is due'));
  });

  test('after a deletion: what undoes it goes with the failure', async () => {
    const stage = await Stage.open();
    stage.sandbox.faults.add({ operation: 'DeleteCampaign', kind: 'dropAfter', times: 1 });
    const result = await stage.carryOut(await stage.decide(idle, { kind: 'delete' }));
    expect(result.outcome.kind).toBe('failed');
    expect(result.manifest).toEqual(stage.saved[0]);
    expect(result.manifest?.arn).toBe(idle.arn);
  });
});

describe('a deletion of what went in the meantime', () => {
  test('is done', async () => {
    const stage = await Stage.open();
    const change = await stage.decide(idle, { kind: 'delete' });
    stage.sandbox.faults.add({
      operation: 'DeleteCampaign',
      kind: 'error',
      name: 'ResourceNotFoundException',
      status: 404,
    });
    expect((await stage.carryOut(change)).outcome).toMatchObject({ kind: 'done' });
  });

  test('a floor of what went in the meantime is a failure', async () => {
    const stage = await Stage.open();
    const change = await stage.lower(home);
    stage.sandbox.faults.add({
      operation: 'UpdateCampaign',
      kind: 'error',
      name: 'ResourceNotFoundException',
      status: 404,
    });
    expect((await stage.carryOut(change)).outcome.kind).toBe('failed');
  });
});

describe('what AWS refuses', () => {
  const cases = [
    ['DescribeCampaign', 'set the floor of a resource', home, 'set-floor'],
    ['DescribeRecommender', 'stop a recommender', picks, 'stop'],
    ['UpdateCampaign', 'set the floor of a resource', home, 'set-floor'],
    ['UpdateRecommender', 'set the floor of a resource', picks, 'set-floor'],
    ['DeleteCampaign', 'delete a campaign', idle, 'delete'],
    ['StopRecommender', 'stop a recommender', picks, 'stop'],
    ['StartRecommender', 'start a recommender', arnOf('recommender/stopped'), 'start'],
    ['TagResource', 'mark a resource as idle', home, 'mark'],
    ['TagResource', 'set the floor of a resource', home, 'set-floor'],
    ['UntagResource', 'take the mark off a resource', idle, 'unmark'],
  ] as const;

  test.each(cases)(
    'a denied %s is a failure to %s, told with its permission',
    async (operation, what, resource, kind) => {
      const stage = await Stage.open();
      const change = await stage.decide(resource, {
        kind,
        from: 20,
        to: 15,
        target: 4,
        idleSince: NOW,
      } as never);
      stage.writes();
      stage.sandbox.faults.add({ operation, kind: 'accessDenied' });
      const { outcome, failures } = await stage.carryOut(change, kind === 'start' ? 'hand' : 'apply');
      expect(outcome).toEqual({ kind: 'failed', why: expect.stringContaining('AccessDeniedException') });
      expect(failures).toEqual([
        {
          what,
          region: 'us-east-1',
          resource: resource.arn,
          operation: `personalize:${operation}`,
          cause: expect.stringContaining('AccessDeniedException'),
          remedy: expect.stringContaining(`Allow personalize:${operation}`),
        },
      ]);
      expect(
        stage.sandbox.calls
          .writes()
          .filter((call) => call.outcome === 'ok' && call.operation !== 'TagResource'),
      ).toEqual([]);
    },
  );

  test('unreadable tags exempt from everything but the taking off of a mark, and are told', async () => {
    const stage = await Stage.open();
    const changes = [
      await stage.lower(home),
      await stage.decide(idle, { kind: 'delete' }),
      await stage.decide(picks, { kind: 'stop' }),
      await stage.decide(home, { kind: 'mark', idleSince: NOW }),
    ];
    stage.sandbox.faults.add({ operation: 'ListTagsForResource', kind: 'accessDenied' });
    for (const change of changes) {
      const { outcome, failures } = await stage.carryOut(change);
      expect(outcome).toEqual(refused('exempt', 'its tags could not be read'));
      expect(failures).toMatchObject([
        {
          what: 'read the tags of a resource',
          region: 'us-east-1',
          resource: change.resource.arn,
          operation: 'personalize:ListTagsForResource',
        },
      ]);
    }
    expect(stage.writes()).toEqual([]);
  });

  test('a description without a status is not taken for one', async () => {
    const stage = await Stage.open();
    const change = await stage.lower(picks);
    const answer = { recommender: {} };
    stage.tools = { ...stage.tools, personalize: { send: async () => answer } as never };
    expect((await stage.carryOut(change)).outcome).toEqual({
      kind: 'failed',
      why: expect.stringContaining(`DescribeRecommender answered without a recommender for ${picks.arn}`),
    });
  });
});
