import type { Kind } from '../aws/arn.ts';

/**
 * Recipes that serve `GetRecommendations`, by name (Personalize guide, "Choosing a recipe"). Recommenders serve
 * nothing else, whatever their recipe.
 */
const RECOMMENDATIONS = new Set([
  'aws-user-personalization-v2',
  'aws-user-personalization',
  'aws-hrnn',
  'aws-hrnn-metadata',
  'aws-hrnn-coldstart',
  'aws-trending-now',
  'aws-popularity-count',
  'aws-similar-items',
  'aws-sims',
  'aws-semantic-similarity',
]);

const RANKING = new Set(['aws-personalized-ranking-v2', 'aws-personalized-ranking']);

/**
 * The metric of `AWS/Personalize` that counts the requests of a resource with this recipe; undefined when the
 * recipe does not tell. A next-best-action campaign is such a case: AWS documents no request metric for it.
 */
export function requestMetricOf(kind: Kind, recipe: string | undefined): string | undefined {
  if (kind === 'recommender') return 'GetRecommendations';
  if (recipe === undefined) return undefined;
  if (RANKING.has(recipe)) return 'GetPersonalizedRanking';
  return RECOMMENDATIONS.has(recipe) ? 'GetRecommendations' : undefined;
}
