/** The recipes of platform-facts 1.5, and what DescribeRecipe calls their kind. */
export const RECIPES: Record<string, string> = {
  'aws-user-personalization-v2': 'USER_PERSONALIZATION',
  'aws-user-personalization': 'USER_PERSONALIZATION',
  'aws-hrnn': 'USER_PERSONALIZATION',
  'aws-hrnn-metadata': 'USER_PERSONALIZATION',
  'aws-hrnn-coldstart': 'USER_PERSONALIZATION',
  'aws-trending-now': 'TRENDING_NOW',
  'aws-popularity-count': 'USER_PERSONALIZATION',
  'aws-similar-items': 'RELATED_ITEMS',
  'aws-sims': 'RELATED_ITEMS',
  'aws-semantic-similarity': 'RELATED_ITEMS',
  'aws-personalized-ranking-v2': 'PERSONALIZED_RANKING',
  'aws-personalized-ranking': 'PERSONALIZED_RANKING',
  'aws-next-best-action': 'PERSONALIZED_ACTIONS',
  'aws-item-affinity': 'USER_SEGMENTATION',
  'aws-item-attribute-affinity': 'USER_SEGMENTATION',
  'aws-ecomm-popular-items-by-views': 'POPULAR_ITEMS',
  'aws-ecomm-popular-items-by-purchases': 'POPULAR_ITEMS',
  'aws-ecomm-frequently-bought-together': 'RELATED_ITEMS',
  'aws-ecomm-customers-who-viewed-x-also-viewed': 'RELATED_ITEMS',
  'aws-ecomm-recommended-for-you': 'USER_PERSONALIZATION',
  'aws-vod-because-you-watched-x': 'RELATED_ITEMS',
  'aws-vod-more-like-x': 'RELATED_ITEMS',
  'aws-vod-most-popular': 'POPULAR_ITEMS',
  'aws-vod-trending-now': 'TRENDING_NOW',
  'aws-vod-top-picks': 'USER_PERSONALIZATION',
};

export function recipeType(arn: string): string {
  return RECIPES[arn.split('/').at(-1) ?? ''] ?? 'CUSTOM';
}
