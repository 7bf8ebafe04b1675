import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Change } from '../../src/changes/change.ts';
import { manifestSchema } from '../../src/changes/manifest.ts';
import { counts } from '../../src/changes/propose.ts';
import type { Existence, RegionFleet, Resource, Unmonitored } from '../../src/fleet/resource.ts';
import type { CapacityEntry } from '../../src/settings/config/capacity.ts';
import { campaign, recommender } from '../fleet/resources.ts';
import { ACCOUNT, answer, arnOf, entries, FILE, fleetOf, SOLUTION, unserving } from './capacityWorld.ts';
import { iso, NOW } from './fixtures.ts';

const home = campaign({ name: 'home', floor: 8 });
const top = recommender({ name: 'top', floor: 3 });
const approved = (line: number) => ({ kind: 'apply', approval: { by: 'file', file: FILE, line } });

describe('a resource that differs from its entry', () => {
  test('has its floor set to that of the file at once, up or down, and says which line wants it', () => {
    const asked = entries(
      'us-east-1/campaign/home: { min-tps: 5 }',
      'us-east-1/recommender/top: { min-tps: 9 }',
    );
    expect(answer(asked, fleetOf([home, top]))).toEqual({
      proposals: [
        {
          change: {
            kind: 'set-floor',
            resource: home,
            pinned: { status: 'ACTIVE', floor: 8, updatedAt: home.changedAt, updateInProgress: false },
            reason: `config file: min-tps is 5 (${FILE}:3), and its floor is 8`,
            savingUsd: undefined,
            from: 8,
            to: 5,
            target: 5,
            key: `${home.arn} set-floor 5`,
          },
          fate: approved(3),
        },
        {
          change: expect.objectContaining({ kind: 'set-floor', resource: top, from: 3, to: 9, target: 9 }),
          fate: approved(4),
        },
      ],
      notices: [],
      managed: new Map([
        [home.arn, asked[0]],
        [top.arn, asked[1]],
      ]),
    });
  });

  test('is stopped or deleted, pinned to what was seen', () => {
    const asked = entries(
      'us-east-1/recommender/top: { state: stopped, min-tps: 9 }',
      'us-east-1/campaign/home: { state: deleted }',
    );
    const { proposals, notices } = answer(asked, fleetOf([home, top]));
    expect(proposals).toMatchObject([
      {
        change: {
          kind: 'stop',
          pinned: { floor: 3 },
          reason: `config file: state is stopped (${FILE}:3), and it is active`,
          key: `${top.arn} stop`,
        },
        fate: approved(3),
      },
      { change: { kind: 'delete', pinned: { floor: 8 }, key: `${home.arn} delete` }, fate: approved(4) },
    ]);
    expect(notices).toEqual([]);
    expect(proposals.filter(counts)).toHaveLength(2);
  });

  test.each(['{ state: active }', '{ min-tps: 3 }'])('and is stopped is started by %s', (entry) => {
    const fleet = fleetOf([], [unserving('recommender/top', 'INACTIVE')]);
    expect(answer(entries(`us-east-1/recommender/top: ${entry}`), fleet).proposals).toMatchObject([
      {
        change: {
          kind: 'start',
          pinned: { status: 'INACTIVE' },
          reason: `config file: it should be active (${FILE}:3), and it is stopped`,
          key: `${top.arn} start`,
        },
        fate: approved(3),
      },
    ]);
  });

  test('is only reported from a file that is not known to be the default branch’s', () => {
    const asked = entries('us-east-1/campaign/home: { min-tps: 5 }');
    const { proposals, managed } = answer(asked, fleetOf([home]), { trusted: false });
    expect(proposals.map(({ fate }) => fate)).toEqual([{ kind: 'report' }]);
    expect(managed.has(home.arn)).toBe(true);
  });
});

describe('a campaign that is gone', () => {
  const manifest = `manifest: { solutionVersionArn: "${SOLUTION}", minProvisionedTPS: 2, tags: { team: shop } }`;
  const created = (entry: string) =>
    answer(entries(`us-east-1/campaign/home: { ${entry} }`), fleetOf([])).proposals[0]?.change;

  test('is created again from the manifest in its entry, with the account id filled in', () => {
    const change = created(`state: active, ${manifest}`);
    expect(change).toEqual({
      kind: 'create',
      resource: expect.objectContaining({ arn: home.arn, kind: 'campaign', name: 'home' }),
      pinned: { status: 'gone', floor: 2 },
      reason: `config file: it should be active (${FILE}:3), and it does not exist`,
      savingUsd: undefined,
      key: `${home.arn} create`,
      manifest: {
        version: 1,
        arn: home.arn,
        deletedAt: iso(NOW),
        reason: `restored by ${FILE}:3`,
        campaign: {
          name: 'home',
          solutionVersionArn: SOLUTION.replace('<account>', ACCOUNT),
          minProvisionedTPS: 2,
          tags: [{ tagKey: 'team', tagValue: 'shop' }],
        },
      },
    });
    expect(manifestSchema.safeParse((change as Extract<Change, { kind: 'create' }>).manifest).success).toBe(
      true,
    );
  });

  test('gets the account id in every ARN of its manifest, and nowhere else', () => {
    const tags = `tags: { owner: "arn:aws:iam::<account>:role/shop", note: "<account>" }`;
    const config = 'campaignConfig: { rankingInfluence: { list: ["arn:aws:x::<account>:y", 1, null] } }';
    expect(created(`manifest: { solutionVersionArn: "${SOLUTION}", ${tags}, ${config} }`)).toMatchObject({
      manifest: {
        campaign: {
          campaignConfig: { rankingInfluence: { list: [`arn:aws:x::${ACCOUNT}:y`, 1, null] } },
          tags: [
            { tagKey: 'owner', tagValue: `arn:aws:iam::${ACCOUNT}:role/shop` },
            { tagKey: 'note', tagValue: '<account>' },
          ],
        },
      },
    });
  });

  test('gets the floor of its entry rather than that of its manifest', () => {
    expect(created(`min-tps: 7, ${manifest}`)).toMatchObject({
      manifest: { campaign: { minProvisionedTPS: 7 } },
    });
  });

  test('without a manifest is a warning that says what to paste, and so is a name that never was', () => {
    const asked = entries(
      'us-east-1/campaign/home: { min-tps: 5 }',
      'us-east-1/recommender/tops: { state: active }',
    );
    expect(answer(asked, fleetOf([]))).toMatchObject({
      proposals: [],
      notices: [
        {
          level: 'warning',
          text: expect.stringMatching(
            /^\.github\/personalize-monitor\.yml:3: campaign home cannot be made active: .*put its manifest under the key manifest/,
          ),
          region: 'us-east-1',
          resource: home.arn,
        },
        { level: 'warning', text: expect.stringContaining('there is no such recommender') },
      ],
    });
  });

  test('whose manifest is of another account is a warning, and nothing is created', () => {
    const other = `manifest: { solutionVersionArn: "${SOLUTION.replace('<account>', '210987654321')}" }`;
    const { proposals, notices } = answer(entries(`us-east-1/campaign/home: { ${other} }`), fleetOf([]));
    expect(proposals).toEqual([]);
    expect(notices).toMatchObject([
      { level: 'warning', text: expect.stringContaining('of account 210987654321') },
    ]);
  });
});

describe('nothing is done', () => {
  test.each([
    ['its floor is right', '{ min-tps: 8 }', fleetOf([home])],
    [
      'its floor is right, and an update is under way',
      '{ min-tps: 8 }',
      fleetOf([{ ...home, updateInProgress: true }]),
    ],
    ['it serves, whatever its floor', '{ state: active }', fleetOf([home])],
    ['it is deleted and gone', '{ state: deleted, min-tps: 5 }', fleetOf([])],
    ['nobody knows whether it exists', '{ min-tps: 5 }', fleetOf([], [], 'unknown')],
    ['nobody knows what it is like', '{ state: deleted }', fleetOf([], [], 'active')],
  ])('where %s', (_, entry, fleet) => {
    const manifest = `manifest: { solutionVersionArn: "${SOLUTION}" }`;
    for (const text of [entry, entry.replace('}', `, ${manifest} }`)]) {
      expect(answer(entries(`us-east-1/campaign/home: ${text}`), fleet)).toMatchObject({
        proposals: [],
        notices: [],
      });
    }
  });

  test('where it is stopped and stopped', () => {
    const fleet = fleetOf([], [unserving('recommender/top', 'INACTIVE')]);
    expect(answer(entries('us-east-1/recommender/top: { state: stopped, min-tps: 9 }'), fleet)).toMatchObject(
      {
        proposals: [],
        notices: [],
      },
    );
  });

  test.each([
    ['an update of it is under way', '{ min-tps: 5 }', fleetOf([{ ...home, updateInProgress: true }])],
    ['an update of it is under way', '{ state: deleted }', fleetOf([{ ...home, updateInProgress: true }])],
    [
      'its status is CREATE FAILED',
      '{ min-tps: 5 }',
      fleetOf([], [unserving('campaign/home', 'CREATE FAILED')]),
    ],
    [
      'its status is DELETE IN_PROGRESS',
      '{ state: active }',
      fleetOf([], [unserving('campaign/home', 'DELETE IN_PROGRESS')]),
    ],
    ['its status is INACTIVE', '{ state: active }', fleetOf([], [unserving('campaign/home', 'INACTIVE')])],
  ])('while %s, and that is told', (why, entry, fleet) => {
    expect(answer(entries(`us-east-1/campaign/home: ${entry}`), fleet)).toMatchObject({
      proposals: [],
      notices: [
        {
          level: 'info',
          text: `${FILE}:3: nothing is done about campaign home now: ${why}. The next run looks again.`,
          resource: home.arn,
        },
      ],
    });
  });

  test('about entries of another Region or account', () => {
    const asked = entries(
      'eu-west-1/campaign/home: { min-tps: 5 }',
      `${arnOf('campaign/home', '210987654321')}: { state: deleted }`,
    );
    expect(answer(asked, fleetOf([home]))).toEqual({ proposals: [], notices: [], managed: new Map() });
  });
});

describe('whatever the file says and the account is like', () => {
  const names = ['a', 'b', 'c'];
  const entry = (kind: string, name: string): fc.Arbitrary<string> =>
    fc
      .record({
        floor: fc.option(fc.integer({ min: 1, max: 9 })),
        state: fc.constantFrom('active', kind === 'campaign' ? 'deleted' : 'stopped'),
        manifest: fc.boolean(),
      })
      .map(({ floor, state, manifest }) =>
        [
          `us-east-1/${kind}/${name}: { state: ${state}`,
          ...(floor === null ? [] : [`min-tps: ${floor}`]),
          ...(manifest && kind === 'campaign' ? [`manifest: { solutionVersionArn: "${SOLUTION}" }`] : []),
        ].join(', '),
      )
      .map((text) => `${text} }`);
  const file = fc
    .tuple(
      ...['campaign', 'recommender'].flatMap((kind) => names.map((name) => fc.option(entry(kind, name)))),
    )
    .map((lines) => entries(...lines.flatMap((line) => line ?? [])));
  const found = (kind: 'campaign' | 'recommender', name: string) =>
    fc.oneof(
      fc.constant(undefined),
      fc
        .record({ floor: fc.integer({ min: 1, max: 9 }), updateInProgress: fc.boolean() })
        .map((over) => (kind === 'campaign' ? campaign({ name, ...over }) : recommender({ name, ...over }))),
      fc
        .constantFrom('INACTIVE', 'CREATE FAILED', 'STOP IN_PROGRESS')
        .map((status) => unserving(`${kind}/${name}`, status)),
    );
  const parts = fc
    .tuple(
      ...(['campaign', 'recommender'] as const).flatMap((kind) => names.map((name) => found(kind, name))),
    )
    .map((all) => all.flatMap((one) => one ?? []));
  const others = fc.constantFrom<Existence>('gone', 'unknown');
  const fleet = fc.tuple(parts, others).map(([all, rest]) =>
    fleetOf(
      all.filter((one): one is Resource => 'floor' in one),
      all.filter((one): one is Unmonitored => !('floor' in one)),
      rest,
    ),
  );
  const every = (holds: (asked: readonly CapacityEntry[], fleet: RegionFleet) => void) =>
    fc.assert(fc.property(file, fleet, holds), { numRuns: 500 });

  test('carrying it out leaves nothing to do, in two rounds at most: a start shows what floor it has', () => {
    every((asked, before) => {
      let now = before;
      for (let round = 0; round < 2; round++) {
        now = answer(asked, now).proposals.reduce((at, { change }) => after(at, change), now);
      }
      expect(answer(asked, now).proposals).toEqual([]);
      expect(answer(asked, before)).toEqual(answer(asked, before));
    });
  });

  test('what nobody knows of is not changed, nor what is being changed', () => {
    every((asked, now) => {
      for (const { change } of answer(asked, now).proposals) {
        const { arn } = change.resource;
        expect(now.existence(arn)).not.toBe('unknown');
        expect(now.existence(arn)).not.toBe('changing');
        expect(now.resources.find((one) => one.arn === arn)?.updateInProgress).not.toBe(true);
      }
    });
  });

  test('each resource is changed at most once, and every change is approved by its own line', () => {
    every((asked, now) => {
      const { proposals, managed } = answer(asked, now);
      expect(new Set(proposals.map(({ change }) => change.resource.arn)).size).toBe(proposals.length);
      for (const { change, fate } of proposals) {
        expect(fate).toEqual(approved(managed.get(change.resource.arn)?.line ?? 0));
      }
    });
  });

  /** The fleet once a change was carried out and came into force. */
  function after(fleet: RegionFleet, change: Change): RegionFleet {
    const { arn, kind, name } = change.resource;
    const resources = fleet.resources.filter((one) => one.arn !== arn);
    const unmonitored = fleet.unmonitored.filter((one) => one.arn !== arn);
    const others = fleet.complete ? 'gone' : 'unknown';
    const serving = (floor: number) =>
      fleetOf(
        [...resources, kind === 'campaign' ? campaign({ name, floor }) : recommender({ name, floor })],
        unmonitored,
        others,
      );
    switch (change.kind) {
      case 'set-floor':
        return serving(change.to);
      case 'start':
        return serving(1);
      case 'create':
        return serving(change.manifest.campaign.minProvisionedTPS);
      case 'stop':
        return fleetOf(resources, [...unmonitored, unserving(`${kind}/${name}`, 'INACTIVE')], others);
      default:
        return fleetOf(resources, unmonitored, others);
    }
  }
});
