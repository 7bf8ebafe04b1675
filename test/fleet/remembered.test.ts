import type { CampaignSummary } from '@aws-sdk/client-personalize';
import { describe, expect, test } from '@jest/globals';
import {
  isRefuted,
  type RememberedCampaign,
  recalledCampaign,
  remembered,
  rememberedOrigin,
  sparing,
} from '../../src/fleet/remembered.ts';
import { campaignMemory, listedAs } from './remembering.ts';

const NOW = Date.UTC(2026, 0, 5, 12);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NAMES = ['a', 'b', 'c', 'd', 'e'];

/** Whether the description of `e` is spared, four others being older. */
function isSpared(
  with_: Partial<RememberedCampaign> = {},
  listing: Partial<CampaignSummary> | 'not listed' = {},
  now = NOW,
): boolean {
  const older = NAMES.slice(0, 4).map((name) => campaignMemory(name, NOW, { describedAt: NOW - DAY_MS }));
  const memory = campaignMemory('e', NOW, with_);
  const listed =
    listing === 'not listed' ? { ...listedAs(memory), summary: undefined } : listedAs(memory, listing);
  const campaigns = new Map([...older, memory].map((one) => [one.arn, one]));
  const { recalled } = sparing([...older.map((one) => listedAs(one)), listed], { campaigns, now });
  return recalled.some(({ arn }) => arn.name === 'e');
}

describe('a description is spared', () => {
  test('while the listing shows nothing new', () => {
    expect(isSpared()).toBe(true);
    expect(isSpared({ findings: [] })).toBe(true);
  });

  test.each<[string, Partial<RememberedCampaign>, Partial<CampaignSummary> | 'not listed']>([
    ['of a campaign that was named and not listed', {}, 'not listed'],
    ['once it was updated', {}, { lastUpdatedDateTime: new Date(NOW - 9 * DAY_MS) }],
    ['of a new campaign with its name', {}, { creationDateTime: new Date(NOW - 9 * DAY_MS) }],
    ['while it is being deleted', {}, { status: 'DELETE PENDING' }],
    ['while its status is not plainly ACTIVE', {}, { status: 'UPDATE IN_PROGRESS' }],
    ['that was made in the future', { describedAt: NOW + 1 }, {}],
    [
      'that showed an update under way',
      { description: { floor: 5, update: { status: 'CREATE IN_PROGRESS' } } },
      {},
    ],
    ['that was made soon after a change', { describedAt: NOW - 10 * DAY_MS + HOUR_MS }, {}],
  ])('but not %s', (_, memory, listing) => {
    expect(isSpared(memory, listing)).toBe(false);
  });

  test('but not that of over a week ago, however still the listing stands', () => {
    expect(isSpared({}, {}, NOW + 6 * DAY_MS)).toBe(true);
    expect(isSpared({}, {}, NOW + 7 * DAY_MS)).toBe(false);
  });

  test('but not without dates in the listing', () => {
    const { arn, summary } = listedAs(campaignMemory('a', NOW));
    const undated = { arn, summary: { ...summary, lastUpdatedDateTime: undefined } };
    const described = { describedAt: NOW, findings: [] };
    const origin = { recipe: undefined, datasetGroup: undefined };
    expect(remembered(undated, {}, origin, described)).toBeUndefined();
  });

  test('for all but the three described longest ago', () => {
    const memories = NAMES.map((name, index) =>
      campaignMemory(name, NOW, { describedAt: NOW - (10 - index) * HOUR_MS }),
    );
    const campaigns = new Map(memories.map((one) => [one.arn, one]));
    const listed = memories.map((one) => listedAs(one));
    const { anew, recalled } = sparing(listed, { campaigns, now: NOW });
    expect(anew.map(({ arn }) => arn.name)).toEqual(['a', 'b', 'c']);
    expect(recalled.map(({ arn }) => arn.name)).toEqual(['d', 'e']);
    expect(sparing(listed, undefined)).toEqual({ anew: listed, recalled: [] });
  });
});

describe('a campaign', () => {
  const memory = campaignMemory('home', NOW);
  const { summary } = listedAs(memory);

  test('comes back from memory as it was described', () => {
    const campaign = recalledCampaign(memory);
    expect(isRefuted(memory, summary, campaign)).toBe(false);
    const origin = { recipe: 'aws-sims', datasetGroup: 'movies' };
    const described = { describedAt: memory.describedAt, findings: memory.findings };
    expect(remembered(listedAs(memory), campaign, origin, described)).toEqual(memory);
  });

  test.each([
    ['its floor', { minProvisionedTPS: 6 }],
    ['its solution version', { solutionVersionArn: 'arn:aws:personalize:us-east-1:1:solution/home/2' }],
    ['an update of it', { latestCampaignUpdate: { status: 'CREATE PENDING' } }],
  ])('refutes its listing where %s changed and the listing stood still', (_, change) => {
    const campaign = { ...recalledCampaign(memory), ...change };
    expect(isRefuted(memory, summary, campaign)).toBe(true);
    expect(isRefuted(memory, { ...summary, lastUpdatedDateTime: new Date(NOW) }, campaign)).toBe(false);
    expect(isRefuted(undefined, summary, campaign)).toBe(false);
  });
});

test('a description made during an update is not refuted by what became of the update', () => {
  const underWay = { floor: 5, update: { status: 'CREATE PENDING' } };
  const memory = campaignMemory('home', NOW, { description: underWay });
  const campaign = { ...recalledCampaign(memory), latestCampaignUpdate: { status: 'ACTIVE' } };
  expect(isRefuted(memory, listedAs(memory).summary, campaign)).toBe(false);
});

describe('where a campaign comes from', () => {
  const origin = { recipe: 'aws-sims', datasetGroup: 'movies' };
  const latest = 'arn:aws:personalize:us-east-1:123456789012:solution/home/$LATEST';
  const memory = campaignMemory('home', NOW);
  const { summary } = listedAs(memory);
  const changed = { ...summary, lastUpdatedDateTime: new Date(NOW) };

  test('is remembered as long as its solution version is the same', () => {
    const campaign = recalledCampaign(memory);
    expect(rememberedOrigin(memory, changed, campaign)).toEqual(origin);
    expect(rememberedOrigin(memory, summary, { ...campaign, solutionVersionArn: latest })).toBeUndefined();
    expect(rememberedOrigin(memory, summary, {})).toBeUndefined();
  });

  test('is asked anew of one that follows its solution, once it changed', () => {
    const following = campaignMemory('home', NOW, { description: { solutionVersionArn: latest } });
    expect(rememberedOrigin(following, summary, recalledCampaign(following))).toEqual(origin);
    expect(rememberedOrigin(following, changed, recalledCampaign(following))).toBeUndefined();
  });

  test('is asked anew while part of it is not known', () => {
    const partly = campaignMemory('home', NOW, { recipe: undefined });
    expect(rememberedOrigin(partly, summary, recalledCampaign(partly))).toBeUndefined();
  });
});
