import { type Context, type Operations, type Output, seconds } from '../service.ts';
import type { Campaign, DatasetGroup, Recommender, Solution } from '../state.ts';
import { string, structure } from '../validation.ts';
import { RECIPES, recipeType } from './recipes.ts';
import { arnShape, find, listShape, output, pageOf, validated } from './shapes.ts';

const times = (one: { createdAt: number; updatedAt?: number }) => ({
  creationDateTime: seconds(one.createdAt),
  lastUpdatedDateTime: seconds(one.updatedAt ?? one.createdAt),
});

/** No floor and no solution version in here (platform-facts 1.1). */
const campaignSummary = (campaign: Campaign) =>
  output({
    name: campaign.name,
    campaignArn: campaign.arn,
    status: campaign.status,
    ...times(campaign),
    failureReason: campaign.failureReason,
  });

function campaignDetails(campaign: Campaign): Output {
  const { latestUpdate: update } = campaign;
  return output({
    ...campaignSummary(campaign),
    solutionVersionArn: campaign.solutionVersionArn,
    minProvisionedTPS: campaign.minProvisionedTPS,
    campaignConfig: campaign.campaignConfig,
    latestCampaignUpdate:
      update &&
      output({
        solutionVersionArn: update.solutionVersionArn,
        minProvisionedTPS: update.minProvisionedTPS,
        campaignConfig: update.campaignConfig,
        status: update.status,
        failureReason: update.failureReason,
        ...times(update),
      }),
  });
}

const recommenderSummary = (recommender: Recommender) =>
  output({
    name: recommender.name,
    recommenderArn: recommender.arn,
    datasetGroupArn: recommender.datasetGroupArn,
    recipeArn: recommender.recipeArn,
    recommenderConfig: recommender.recommenderConfig,
    status: recommender.status,
    ...times(recommender),
  });

function recommenderDetails(recommender: Recommender): Output {
  const { latestUpdate: update } = recommender;
  return output({
    ...recommenderSummary(recommender),
    failureReason: recommender.failureReason,
    latestRecommenderUpdate:
      update &&
      output({
        recommenderConfig: update.recommenderConfig,
        status: update.status,
        failureReason: update.failureReason,
        ...times(update),
      }),
  });
}

const datasetGroup = (group: DatasetGroup) =>
  output({
    name: group.name,
    datasetGroupArn: group.arn,
    status: group.status,
    ...times(group),
    failureReason: group.failureReason,
    domain: group.domain,
  });

const solutionSummary = (solution: Solution) => ({
  name: solution.name,
  solutionArn: solution.arn,
  status: 'ACTIVE',
  ...times(solution),
  recipeArn: solution.recipeArn,
});

const versionSummary = (solution: Solution) => ({
  solutionVersionArn: solution.versionArn,
  status: 'ACTIVE',
  trainingMode: 'FULL',
  trainingType: 'MANUAL',
  ...times(solution),
});

/** A version by its ARN; `<solution>/$LATEST` is no version and is not found. */
function solutionVersion(arn: string, context: Context): Output {
  const versions = new Map([...context.region.solutions.values()].map((one) => [one.versionArn, one]));
  const solution = find(arn, 'solution version', context, versions);
  return {
    ...versionSummary(solution),
    solutionArn: solution.arn,
    performHPO: false,
    performAutoML: false,
    recipeArn: solution.recipeArn,
    datasetGroupArn: solution.datasetGroupArn,
    trainingHours: 1.5,
  };
}

const recipe = (arn: string) => ({
  name: arn.split('/').at(-1),
  recipeArn: arn,
  status: 'ACTIVE',
  creationDateTime: seconds(Date.UTC(2019, 5, 10)),
  lastUpdatedDateTime: seconds(Date.UTC(2024, 4, 2)),
});

function recipes({ region }: Context): Map<string, string> {
  const used = [...region.solutions.values()].map(({ recipeArn }) => recipeArn);
  const known = Object.keys(RECIPES).map((name) => `arn:${region.partition}:personalize:::recipe/${name}`);
  return new Map([...known, ...used].map((arn) => [arn, arn]));
}

export const reads: Operations = {
  ListCampaigns: validated(listShape({ solutionArn: arnShape }), (input, context) => {
    const all = [...context.region.campaigns.values()].filter(
      ({ solutionVersionArn }) =>
        input.solutionArn === undefined || solutionVersionArn.startsWith(`${input.solutionArn}/`),
    );
    const { items, next } = pageOf(context, 'ListCampaigns', input, all);
    return output({ campaigns: items.map(campaignSummary), nextToken: next });
  }),

  ListRecommenders: validated(listShape({ datasetGroupArn: arnShape }), (input, context) => {
    const all = [...context.region.recommenders.values()].filter(
      ({ datasetGroupArn }) =>
        input.datasetGroupArn === undefined || datasetGroupArn === input.datasetGroupArn,
    );
    const { items, next } = pageOf(context, 'ListRecommenders', input, all);
    return output({ recommenders: items.map(recommenderSummary), nextToken: next });
  }),

  ListDatasetGroups: validated(listShape({}), (input, context) => {
    const { items, next } = pageOf(context, 'ListDatasetGroups', input, [
      ...context.region.datasetGroups.values(),
    ]);
    return output({ datasetGroups: items.map(datasetGroup), nextToken: next });
  }),

  ListSolutions: validated(listShape({ datasetGroupArn: arnShape }), (input, context) => {
    const all = [...context.region.solutions.values()].filter(
      ({ datasetGroupArn }) =>
        input.datasetGroupArn === undefined || datasetGroupArn === input.datasetGroupArn,
    );
    const { items, next } = pageOf(context, 'ListSolutions', input, all);
    return output({ solutions: items.map(solutionSummary), nextToken: next });
  }),

  ListSolutionVersions: validated(listShape({ solutionArn: arnShape }), (input, context) => {
    const all = [...context.region.solutions.values()].filter(
      ({ arn }) => input.solutionArn === undefined || arn === input.solutionArn,
    );
    const { items, next } = pageOf(context, 'ListSolutionVersions', input, all);
    return output({ solutionVersions: items.map(versionSummary), nextToken: next });
  }),

  ListRecipes: validated(
    listShape({
      recipeProvider: string({ oneOf: ['SERVICE'] }),
      domain: string({ oneOf: ['ECOMMERCE', 'VIDEO_ON_DEMAND'] }),
    }),
    (input, context) => {
      const all = [...recipes(context).keys()].filter(
        (arn) =>
          input.domain === undefined ||
          arn.includes(input.domain === 'ECOMMERCE' ? '/aws-ecomm-' : '/aws-vod-'),
      );
      const { items, next } = pageOf(context, 'ListRecipes', input, all);
      return output({ recipes: items.map(recipe), nextToken: next });
    },
  ),

  DescribeCampaign: validated(structure({ campaignArn: arnShape }), ({ campaignArn }, context) => ({
    campaign: campaignDetails(find(campaignArn, 'campaign', context, context.region.campaigns)),
  })),

  DescribeRecommender: validated(structure({ recommenderArn: arnShape }), ({ recommenderArn }, context) => ({
    recommender: recommenderDetails(
      find(recommenderArn, 'recommender', context, context.region.recommenders),
    ),
  })),

  DescribeSolution: validated(structure({ solutionArn: arnShape }), ({ solutionArn }, context) => {
    const solution = find(solutionArn, 'solution', context, context.region.solutions);
    const { datasetGroupArn } = solution;
    return {
      solution: {
        ...solutionSummary(solution),
        datasetGroupArn,
        latestSolutionVersion: versionSummary(solution),
      },
    };
  }),

  DescribeSolutionVersion: validated(structure({ solutionVersionArn: arnShape }), (input, context) => ({
    solutionVersion: solutionVersion(input.solutionVersionArn, context),
  })),

  DescribeDatasetGroup: validated(
    structure({ datasetGroupArn: arnShape }),
    ({ datasetGroupArn }, context) => ({
      datasetGroup: datasetGroup(
        find(datasetGroupArn, 'dataset-group', context, context.region.datasetGroups),
      ),
    }),
  ),

  DescribeRecipe: validated(structure({ recipeArn: arnShape }), ({ recipeArn }, context) => {
    const arn = find(recipeArn, 'recipe', context, recipes(context));
    return { recipe: { ...recipe(arn), recipeType: recipeType(arn) } };
  }),
};
