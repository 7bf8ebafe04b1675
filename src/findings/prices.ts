import type { Resource } from '../fleet/resource.ts';
import type { Money } from './finding.ts';
import { unitPrice } from './words.ts';

/** Hours that AWS counts in a month (AWS Pricing Calculator). */
export const HOURS_A_MONTH = 730;

/** USD for one request per second provided for an hour, by generation of the recipe. */
export interface Prices {
  /** Day that the prices were looked up, as `2026-11-23`. */
  readonly asOf: string;
  readonly tpsHour: { readonly v1: number; readonly v2: number };
}

/**
 * Real-time prices as third parties report them, since the price list names no TPS-hour: 0.0556 USD a 1,000
 * requests in the first tier for v1 recipes and 0.15 USD for v2, times 3,600 requests a TPS-hour.
 */
export const PRICES: Prices = { asOf: '2026-11-23', tpsHour: { v1: 0.2, v2: 0.54 } };

/** An estimate of what so many TPS-hours a month cost. */
export function moneyOf(
  resource: Pick<Resource, 'kind' | 'recipe'>,
  tpsHoursAMonth: number,
  prices: Prices = PRICES,
): Money {
  const { generation, note } = generationOf(resource);
  const price = prices.tpsHour[generation];
  const basis = `estimate at ${unitPrice(price)} per TPS-hour, the ${generation} price as of ${prices.asOf}${note}`;
  return { usd: Math.round(tpsHoursAMonth * price * 100) / 100, basis };
}

/** Recipes of the second generation have names that end in `-v2` (Personalize guide, "Choosing a recipe"). */
function generationOf({ kind, recipe }: Pick<Resource, 'kind' | 'recipe'>): {
  generation: 'v1' | 'v2';
  note: string;
} {
  if (kind === 'recommender') {
    return {
      generation: 'v1',
      note: '; the v1 price stands in for that of recommenders, which depends on users and hours',
    };
  }
  if (recipe === undefined) return { generation: 'v1', note: '; the recipe is not known' };
  return { generation: recipe.endsWith('-v2') ? 'v2' : 'v1', note: '' };
}
