/** Operations that change campaigns and recommenders. What they begin ends `transitionMs` later. */

import { campaignUpdate, recommenderUpdate, startServing, stopServing } from '../lifecycle.ts';
import type { Context, Operations } from '../service.ts';
import {
  type Campaign,
  type Change,
  personalizeArn,
  type Recommender,
  type Source,
  tagMap,
  usualRequestMetric,
} from '../state.ts';
import { none } from '../traffic.ts';
import { ServiceError, structure } from '../validation.ts';
import {
  arnShape,
  campaignChangesShape,
  find,
  inUse,
  invalidInput,
  nameShape,
  recommenderConfigShape,
  tagsShape,
  validated,
} from './shapes.ts';

const campaignOf = (arn: string, context: Context) =>
  find(arn, 'campaign', context, context.region.campaigns);
const recommenderOf = (arn: string, context: Context) =>
  find(arn, 'recommender', context, context.region.recommenders);

function requireStatus(resource: Campaign | Recommender, allowed: readonly string[]): void {
  if (!allowed.includes(resource.status) || resource.change !== undefined)
    throw inUse(`${resource.arn} is ${resource.change ? 'being changed' : resource.status}.`);
}

/** Moves the resource's own status, at first to `pending`. */
function begin(
  resource: Campaign | Recommender,
  verb: 'CREATE' | 'DELETE' | 'STOP' | 'START',
  { now, settings }: Context,
  finish: (at: number) => void,
): void {
  const show = (status: string) => {
    resource.status = status;
  };
  const change: Change = {
    startedAt: now,
    endsAt: now + settings.transitionMs,
    pending: `${verb} PENDING`,
    running: `${verb} IN_PROGRESS`,
    show,
    finish,
  };
  show(change.pending);
  resource.change = change;
}

/**
 * The version that a campaign is to serve: one by its ARN, or `<solution>/$LATEST`. A campaign that follows its
 * solution must be given the latter; without following, that is the version of now.
 */
function solutionVersionOf(
  arn: string,
  follows: boolean,
  context: Context,
): { arn: string; recipeArn: string } {
  const solutions = [...context.region.solutions.values()];
  const solution = solutions.find((one) => arn === one.versionArn || arn === `${one.arn}/$LATEST`);
  if (solution === undefined)
    throw new ServiceError('ResourceNotFoundException', `Could not find solution version: ${arn}`, 404);
  if (follows && arn === solution.versionArn)
    throw invalidInput('With syncWithLatestSolutionVersion the solution version must be given as $LATEST.');
  return { arn: follows ? arn : solution.versionArn, recipeArn: solution.recipeArn };
}

/** A campaign that comes back under its old name serves its old traffic. */
function newSource(arn: string, recipeArn: string, context: Context): Source {
  const before = context.region.sources.findLast((source) => source.arn === arn);
  const rest = { errors4xx: none, errors5xx: none, latencyMs: 35, traffic: none, ...before };
  const source = {
    ...rest,
    arn,
    dimension: 'CampaignArn' as const,
    requestMetric: usualRequestMetric(recipeArn),
    serving: [],
  };
  context.region.sources.push(source);
  return source;
}

export const writes: Operations = {
  CreateCampaign: validated(
    structure(
      { name: nameShape, solutionVersionArn: arnShape },
      { ...campaignChangesShape, tags: tagsShape },
    ),
    (input, context) => {
      const { region, now } = context;
      const arn = personalizeArn(region, `campaign/${input.name}`);
      if (region.campaigns.has(arn))
        throw new ServiceError(
          'ResourceAlreadyExistsException',
          `Another resource with Arn ${arn} already exists.`,
          403,
        );
      const follows = input.campaignConfig?.syncWithLatestSolutionVersion === true;
      const version = solutionVersionOf(input.solutionVersionArn, follows, context);
      const campaign: Campaign = {
        name: input.name,
        arn,
        status: 'CREATE PENDING',
        createdAt: now,
        updatedAt: now,
        solutionVersionArn: version.arn,
        minProvisionedTPS: input.minProvisionedTPS ?? 1,
        ...(input.campaignConfig ? { campaignConfig: input.campaignConfig } : {}),
        tags: tagMap(
          Object.fromEntries((input.tags ?? []).map(({ tagKey, tagValue }) => [tagKey, tagValue])),
        ),
        source: newSource(arn, version.recipeArn, context),
      };
      begin(campaign, 'CREATE', context, (at) => {
        campaign.status = 'ACTIVE';
        campaign.updatedAt = at;
        startServing(campaign.source, at);
      });
      region.campaigns.set(arn, campaign);
      return { campaignArn: arn };
    },
  ),

  UpdateCampaign: validated(
    structure({ campaignArn: arnShape }, { solutionVersionArn: arnShape, ...campaignChangesShape }),
    (input, context) => {
      const campaign = campaignOf(input.campaignArn, context);
      requireStatus(campaign, ['ACTIVE', 'CREATE FAILED']);
      const { now, settings } = context;
      const kept = settings.omittedCampaignConfig === 'kept' ? campaign.campaignConfig : {};
      const config = input.campaignConfig ?? kept;
      const follows = config?.['syncWithLatestSolutionVersion'] === true;
      const given = input.solutionVersionArn;
      const version = given && solutionVersionOf(given, follows, context).arn;
      campaign.latestUpdate = {
        solutionVersionArn: version ?? campaign.solutionVersionArn,
        minProvisionedTPS: input.minProvisionedTPS ?? campaign.minProvisionedTPS,
        ...(config ? { campaignConfig: config } : {}),
        status: 'CREATE PENDING',
        createdAt: now,
        updatedAt: now,
      };
      campaign.change = campaignUpdate(campaign, campaign.latestUpdate, now, settings.transitionMs);
      return { campaignArn: campaign.arn };
    },
  ),

  DeleteCampaign: validated(structure({ campaignArn: arnShape }), ({ campaignArn }, context) => {
    const campaign = campaignOf(campaignArn, context);
    requireStatus(campaign, ['ACTIVE', 'CREATE FAILED']);
    begin(campaign, 'DELETE', context, () => context.region.campaigns.delete(campaignArn));
    stopServing(campaign.source, context.now);
    return {};
  }),

  UpdateRecommender: validated(
    structure({ recommenderArn: arnShape, recommenderConfig: recommenderConfigShape }),
    (input, context) => {
      const recommender = recommenderOf(input.recommenderArn, context);
      requireStatus(recommender, ['ACTIVE', 'CREATE FAILED', 'INACTIVE']);
      const { now, settings } = context;
      const before = settings.updateRecommender === 'merge' ? recommender.recommenderConfig : {};
      const recommenderConfig = {
        minRecommendationRequestsPerSecond: 1,
        ...before,
        ...input.recommenderConfig,
      };
      recommender.latestUpdate = {
        recommenderConfig,
        status: 'CREATE PENDING',
        createdAt: now,
        updatedAt: now,
      };
      recommender.change = recommenderUpdate(
        recommender,
        recommender.latestUpdate,
        now,
        settings.transitionMs,
      );
      return { recommenderArn: recommender.arn };
    },
  ),

  StopRecommender: validated(structure({ recommenderArn: arnShape }), ({ recommenderArn }, context) => {
    const recommender = recommenderOf(recommenderArn, context);
    requireStatus(recommender, ['ACTIVE']);
    stopServing(recommender.source, context.now);
    begin(recommender, 'STOP', context, (at) => {
      recommender.status = 'INACTIVE';
      recommender.updatedAt = at;
    });
    return { recommenderArn };
  }),

  StartRecommender: validated(structure({ recommenderArn: arnShape }), ({ recommenderArn }, context) => {
    const recommender = recommenderOf(recommenderArn, context);
    requireStatus(recommender, ['INACTIVE']);
    begin(recommender, 'START', context, (at) => {
      recommender.status = 'ACTIVE';
      recommender.updatedAt = at;
      startServing(recommender.source, at);
    });
    return { recommenderArn };
  }),

  DeleteRecommender: validated(structure({ recommenderArn: arnShape }), ({ recommenderArn }, context) => {
    const recommender = recommenderOf(recommenderArn, context);
    requireStatus(recommender, ['ACTIVE', 'CREATE FAILED', 'INACTIVE']);
    stopServing(recommender.source, context.now);
    begin(recommender, 'DELETE', context, () => context.region.recommenders.delete(recommenderArn));
    return {};
  }),
};
