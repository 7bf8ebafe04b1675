import { describe, expect, test } from '@jest/globals';
import { besideFile, capacityDifference, unlookedAt } from '../../src/changes/capacityRules.ts';
import type { Change } from '../../src/changes/change.ts';
import type { Fate, Proposal } from '../../src/changes/propose.ts';
import type { Scope } from '../../src/settings/fields.ts';
import { campaign, recommender } from '../fleet/resources.ts';
import { answer, arnOf, entries, FILE, fleetOf, question, SOLUTION } from './capacityWorld.ts';
import { changeOf } from './fixtures.ts';

const home = campaign({ name: 'home', floor: 8 });
const top = recommender({ name: 'top', floor: 3 });

describe('what findings propose beside the file', () => {
  const lower = (resource = home) => changeOf('set-floor', resource, { from: 8, to: 4, target: 4 });
  const remove = changeOf('delete', home, {});
  const mark = changeOf('mark', home, { idleSince: 0 });
  const unmark = changeOf('unmark', home, {});

  const left = (entry: string, fate: Fate, ...changes: Change[]) => {
    const { managed } = answer(entries(entry), fleetOf([home, top]));
    return besideFile(
      changes.map((change): Proposal => ({ change, fate })),
      managed,
      FILE,
    );
  };
  const told = (...asked: Parameters<typeof left>) =>
    left(...asked).map(
      ({ change, fate }) => `${change.kind} ${fate.kind === 'refused' ? fate.guard : fate.kind}`,
    );

  const TICKED: Fate = {
    kind: 'apply',
    approval: { by: 'issue', number: 7, url: 'https://github.com/acme/shop/issues/7', login: 'ann' },
  };

  test.each([
    ['by the settings', { kind: 'apply' }],
    ['by a tick', TICKED],
    ['in an issue', { kind: 'issue' }],
  ] as const)('is refused %s where the file fixes it, and says which line to change', (_, fate) => {
    expect(left('us-east-1/campaign/home: { min-tps: 5 }', fate, lower())).toEqual([
      {
        change: lower(),
        fate: {
          kind: 'refused',
          guard: 'held',
          why: `the config file says min-tps 5 (${FILE}:3); change it there`,
        },
      },
    ]);
    expect(left('us-east-1/campaign/home: { min-tps: 5 }', fate, remove)).toMatchObject([
      { fate: { guard: 'held', why: `the config file keeps it active (${FILE}:3); change it there` } },
    ]);
    expect(told('us-east-1/campaign/home: { state: active }', fate, remove, mark, unmark)).toEqual([
      'delete held',
      'mark held',
      `unmark ${fate.kind}`,
    ]);
  });

  test.each(['pull-request', 'report'] as const)('stays with "%s"', (kind) => {
    const asked = 'us-east-1/campaign/home: { min-tps: 5, state: active }';
    expect(told(asked, { kind }, lower(), remove)).toEqual([`set-floor ${kind}`, `delete ${kind}`]);
  });

  test('stays as it is where another guard refuses it already', () => {
    const fate: Fate = { kind: 'refused', guard: 'exempt', why: 'its tag says so' };
    expect(told('us-east-1/campaign/home: { min-tps: 5 }', fate, lower())).toEqual(['set-floor exempt']);
  });

  test('stays where the file says nothing of it', () => {
    const fate: Fate = { kind: 'apply' };
    expect(told('us-east-1/campaign/home: { state: active }', fate, lower())).toEqual(['set-floor apply']);
    expect(told('us-east-1/campaign/home: { min-tps: 5 }', fate, lower(top))).toEqual(['set-floor apply']);
  });

  test('is left out about what the file ends: the file does that', () => {
    for (const kind of ['apply', 'issue', 'pull-request', 'report'] as const) {
      expect(
        told('us-east-1/campaign/home: { state: deleted }', { kind }, lower(), remove, mark, unmark),
      ).toEqual([`unmark ${kind}`]);
    }
  });
});

describe('what a pull request changes', () => {
  const difference = (base: string[], head: string[], fleet = fleetOf([home, top])) => {
    const { entries: none, ...rest } = question([], fleet);
    return capacityDifference(entries(...base), { ...rest, head: entries(...head) });
  };
  const floor = (tps: number) => `us-east-1/campaign/home: { min-tps: ${tps} }`;
  const stop = 'us-east-1/recommender/top: { state: stopped }';

  test('is what its file would have done and the default branch’s does not, wherever it stands', () => {
    expect(difference([floor(5)], [stop, floor(5)]).proposals).toMatchObject([
      { change: { kind: 'stop', resource: top } },
    ]);
    expect(difference([floor(5)], [floor(6)]).proposals).toMatchObject([{ change: { to: 6 } }]);
    expect(difference([floor(5)], [floor(8)]).proposals).toEqual([]);
    expect(difference([], [floor(5), stop]).proposals).toHaveLength(2);
  });

  test('is another manifest of the same campaign', () => {
    const entry = (floorOf: number) =>
      `us-east-1/campaign/old: { manifest: { solutionVersionArn: "${SOLUTION}", minProvisionedTPS: ${floorOf} } }`;
    expect(difference([entry(1)], ['# moved', entry(1)]).proposals).toEqual([]);
    expect(difference([entry(1)], [entry(2)]).proposals).toMatchObject([{ change: { kind: 'create' } }]);
  });

  test('tells only of what it brings', () => {
    const gone = 'us-east-1/campaign/old: { min-tps: 1 }';
    expect(difference([gone], [floor(8), gone]).notices).toEqual([]);
    expect(difference([], [gone]).notices).toHaveLength(1);
  });
});

describe('entries about what a run does not look at', () => {
  const ALL: Scope = { kind: 'all' };
  const asked = entries(
    'us-east-1/campaign/home: { min-tps: 5 }',
    'eu-west-1/campaign/home: { min-tps: 5 }',
    'us-east-1/recommender/top: { state: stopped }',
    `${arnOf('campaign/theirs', '210987654321')}: { min-tps: 5 }`,
  );
  const told = (campaigns: Scope, recommenders: Scope, account?: string) =>
    unlookedAt(
      asked,
      FILE,
      { regions: ['us-east-1'], scope: { campaign: campaigns, recommender: recommenders } },
      account,
    );

  test('are told in one notice, by key and line', () => {
    const [notice, ...rest] = told(ALL, { kind: 'none' }, '123456789012');
    expect(rest).toEqual([]);
    expect(notice?.level).toBe('info');
    expect(notice?.text).toContain(
      `: eu-west-1/campaign/home (line 4), us-east-1/recommender/top (line 5), ${arnOf('campaign/theirs', '210987654321')} (line 6).`,
    );
  });

  test('are those not among the ARNs given', () => {
    const arns = { kind: 'arns', arns: [home] } as const;
    expect(told(arns, ALL)[0]?.text).not.toContain('us-east-1/campaign/home');
    expect(told(arns, ALL)[0]?.text).toContain('campaign/theirs');
    expect(told({ kind: 'arns', arns: [campaign({ name: 'other' })] }, ALL)[0]?.text).toContain(
      'us-east-1/campaign/home (line 3)',
    );
  });

  test('are counted where there are many', () => {
    const many = entries(
      ...Array.from({ length: 25 }, (_, at) => `eu-west-1/campaign/c${at}: { min-tps: 5 }`),
    );
    const scope = { campaign: ALL, recommender: ALL };
    expect(unlookedAt(many, FILE, { regions: ['us-east-1'], scope }, undefined)[0]?.text).toMatch(
      / and 15 more\.$/,
    );
  });

  test('are no notice where there are none', () => {
    const scope = { campaign: ALL, recommender: ALL };
    expect(unlookedAt(asked.slice(0, 1), FILE, { regions: ['us-east-1'], scope }, undefined)).toEqual([]);
  });
});
