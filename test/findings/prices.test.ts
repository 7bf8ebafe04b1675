import { expect, test } from '@jest/globals';
import { moneyOf, PRICES } from '../../src/findings/prices.ts';
import { campaign, recommender } from '../fleet/resources.ts';

test('money follows the generation of the recipe, in cents', () => {
  expect(moneyOf(campaign({ recipe: 'aws-personalized-ranking-v2' }), 730)).toEqual({
    usd: 394.2,
    basis: 'estimate at 0.54 USD per TPS-hour, the v2 price as of 2026-11-23',
  });
  expect(moneyOf(campaign({ recipe: 'aws-sims' }), 730)).toEqual({
    usd: 146,
    basis: 'estimate at 0.20 USD per TPS-hour, the v1 price as of 2026-11-23',
  });
  expect(moneyOf(campaign({ recipe: 'aws-sims' }), 1 / 3).usd).toBe(0.07);
});

test('money says where a price only stands in', () => {
  expect(moneyOf(recommender({ recipe: 'aws-vod-top-picks-v2' }), 10)).toEqual({
    usd: 2,
    basis:
      'estimate at 0.20 USD per TPS-hour, the v1 price as of 2026-11-23; the v1 price stands in for that of recommenders, which depends on users and hours',
  });
  expect(moneyOf(campaign({ recipe: undefined }), 10).basis).toBe(
    'estimate at 0.20 USD per TPS-hour, the v1 price as of 2026-11-23; the recipe is not known',
  );
});

test('prices of a user stand instead of ours', () => {
  const prices = { asOf: '2027-02-01', tpsHour: { ...PRICES.tpsHour, v2: 0.125 } };
  expect(moneyOf(campaign(), 730, prices)).toEqual({
    usd: 91.25,
    basis: 'estimate at 0.125 USD per TPS-hour, the v2 price as of 2027-02-01',
  });
});
