import {
  CreateCampaignCommand,
  DeleteCampaignCommand,
  DescribeCampaignCommand,
  DescribeRecommenderCommand,
  DescribeSolutionCommand,
  DescribeSolutionVersionCommand,
  ListCampaignsCommand,
  ListDatasetGroupsCommand,
  ListRecommendersCommand,
  ListSolutionsCommand,
  ListTagsForResourceCommand,
  StartRecommenderCommand,
  StopRecommenderCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateCampaignCommand,
  UpdateRecommenderCommand,
} from '@aws-sdk/client-personalize';
import { IDLE_SINCE_TAG } from '../../changes/tags.ts';
import type { Probe, Target } from './probe.ts';

const nameOf = ({ id }: Target) => `personalize-monitor-doctor-${id}`;

/** The ARN of something that does not exist. */
const arnOf = (target: Target, kind: string) =>
  `arn:${target.partition}:personalize:${target.region}:${target.account}:${kind}/${nameOf(target)}`;

const campaign = (target: Target) => arnOf(target, 'campaign');
const recommender = (target: Target) => arnOf(target, 'recommender');
const solution = (target: Target) => arnOf(target, 'solution');
const version = (target: Target) => `${solution(target)}/00000000`;

type Client = Target['clients']['personalize'];

const read = (send: (client: Client, target: Target) => Promise<unknown>): Probe => ({
  kind: 'read',
  send: (target) => send(target.clients.personalize, target),
});
const refused = (send: (client: Client, target: Target) => Promise<unknown>): Probe => ({
  kind: 'refused',
  send: (target) => send(target.clients.personalize, target),
});

/** What is changed here does not exist, and so cannot be. */
export const PERSONALIZE_PROBES: Readonly<Record<string, Probe>> = {
  'personalize:ListCampaigns': read((to) => to.send(new ListCampaignsCommand({ maxResults: 1 }))),
  'personalize:ListRecommenders': read((to) => to.send(new ListRecommendersCommand({ maxResults: 1 }))),
  'personalize:ListDatasetGroups': read((to) => to.send(new ListDatasetGroupsCommand({ maxResults: 1 }))),
  'personalize:ListSolutions': read((to) => to.send(new ListSolutionsCommand({ maxResults: 1 }))),
  'personalize:DescribeCampaign': read((to, target) =>
    to.send(new DescribeCampaignCommand({ campaignArn: campaign(target) })),
  ),
  'personalize:DescribeSolution': read((to, target) =>
    to.send(new DescribeSolutionCommand({ solutionArn: solution(target) })),
  ),
  'personalize:DescribeSolutionVersion': read((to, target) =>
    to.send(new DescribeSolutionVersionCommand({ solutionVersionArn: version(target) })),
  ),
  'personalize:DescribeRecommender': read((to, target) =>
    to.send(new DescribeRecommenderCommand({ recommenderArn: recommender(target) })),
  ),
  'personalize:ListTagsForResource': read((to, target) =>
    to.send(new ListTagsForResourceCommand({ resourceArn: campaign(target) })),
  ),
  'personalize:UpdateCampaign': refused((to, target) =>
    to.send(new UpdateCampaignCommand({ campaignArn: campaign(target), minProvisionedTPS: 1 })),
  ),
  'personalize:DeleteCampaign': refused((to, target) =>
    to.send(new DeleteCampaignCommand({ campaignArn: campaign(target) })),
  ),
  'personalize:CreateCampaign': refused((to, target) =>
    to.send(new CreateCampaignCommand({ name: nameOf(target), solutionVersionArn: version(target) })),
  ),
  'personalize:UpdateRecommender': refused((to, target) =>
    to.send(new UpdateRecommenderCommand({ recommenderArn: recommender(target), recommenderConfig: {} })),
  ),
  'personalize:StopRecommender': refused((to, target) =>
    to.send(new StopRecommenderCommand({ recommenderArn: recommender(target) })),
  ),
  'personalize:StartRecommender': refused((to, target) =>
    to.send(new StartRecommenderCommand({ recommenderArn: recommender(target) })),
  ),
  'personalize:TagResource': refused((to, target) =>
    to.send(
      new TagResourceCommand({
        resourceArn: campaign(target),
        tags: [{ tagKey: IDLE_SINCE_TAG, tagValue: 'doctor' }],
      }),
    ),
  ),
  'personalize:UntagResource': refused((to, target) =>
    to.send(new UntagResourceCommand({ resourceArn: campaign(target), tagKeys: [IDLE_SINCE_TAG] })),
  ),
};
