import type { Configuration } from './configuration.ts';
import type { Grant } from './grants.ts';

/** A permission that this action may need, and what for. */
export interface Permission {
  readonly action: string;
  readonly grant: Grant;
  /** What needs it in this configuration, in a few words; undefined where nothing does. */
  readonly neededFor: (configuration: Configuration) => string | undefined;
}

/** A permission that is needed. */
export interface Need extends Pick<Permission, 'action' | 'grant'> {
  readonly why: string;
}

type When = Permission['neededFor'];

const always =
  (why: string): When =>
  () =>
    why;
const campaigns =
  (why: string): When =>
  ({ kinds }) =>
    kinds.has('campaign') ? why : undefined;
const recommenders =
  (why: string): When =>
  ({ kinds }) =>
    kinds.has('recommender') ? why : undefined;
const changesOf =
  (kind: 'campaign' | 'recommender', by: 'adjusts' | 'ends' | 'starts'): When =>
  (configuration) =>
    configuration.kinds.has(kind) ? configuration[by] : undefined;
const changes: When = ({ adjusts, ends, starts }) => adjusts ?? ends ?? starts;

const READING = 'reading what there is';
const MEASURING = 'measuring traffic';
const ALARMS = 'keeping the alarms';
const TOPIC = 'keeping the topic';

const rows = (grant: Grant, neededFor: When, ...actions: string[]): Permission[] =>
  actions.map((action) => ({ action, grant, neededFor }));

const dashboard: When = (configuration) => (configuration.dashboard ? 'keeping the dashboard' : undefined);

/** Every permission that the whole run can need, in the order of docs/iam. */
export const PERMISSIONS: readonly Permission[] = [
  ...rows('ListAndMeasure', campaigns(READING), 'personalize:ListCampaigns'),
  ...rows('ListAndMeasure', recommenders(READING), 'personalize:ListRecommenders'),
  ...rows('ListAndMeasure', always(READING), 'personalize:ListDatasetGroups'),
  ...rows('ListAndMeasure', campaigns(READING), 'personalize:ListSolutions'),
  ...rows('ListAndMeasure', always(MEASURING), 'cloudwatch:GetMetricData', 'cloudwatch:ListMetrics'),
  ...rows('ListAndMeasure', always(ALARMS), 'cloudwatch:DescribeAlarms'),
  ...rows(
    'DescribeCampaigns',
    campaigns(READING),
    'personalize:DescribeCampaign',
    'personalize:DescribeSolution',
    'personalize:DescribeSolutionVersion',
  ),
  ...rows(
    'ReadTags',
    (configuration) => (configuration.matchesTags ? 'policies that go by tags' : changes(configuration)),
    'personalize:ListTagsForResource',
  ),
  ...rows('PublishMetrics', always('publishing metrics'), 'cloudwatch:PutMetricData'),
  ...rows(
    'KeepAlarms',
    always(ALARMS),
    'cloudwatch:ListTagsForResource',
    'cloudwatch:PutMetricAlarm',
    'cloudwatch:SetAlarmState',
    'cloudwatch:DeleteAlarms',
    'cloudwatch:TagResource',
  ),
  ...rows(
    'KeepDashboard',
    dashboard,
    'cloudwatch:GetDashboard',
    'cloudwatch:PutDashboard',
    'cloudwatch:DeleteDashboards',
    'cloudwatch:TagResource',
  ),
  ...rows(
    'KeepTopic',
    always(TOPIC),
    'sns:GetTopicAttributes',
    'sns:CreateTopic',
    'sns:TagResource',
    'sns:SetTopicAttributes',
  ),
  ...rows(
    'KeepTopic',
    ({ endpoints }) => (endpoints ? 'notification-endpoint' : undefined),
    'sns:ListSubscriptionsByTopic',
    'sns:Subscribe',
  ),
  ...rows(
    'LookAgain',
    (configuration) => (configuration.kinds.has('recommender') ? changes(configuration) : undefined),
    'personalize:DescribeRecommender',
  ),
  ...rows('ChangeCampaigns', changesOf('campaign', 'adjusts'), 'personalize:UpdateCampaign'),
  ...rows('ChangeCampaigns', changesOf('campaign', 'ends'), 'personalize:DeleteCampaign'),
  ...rows('RecreateCampaigns', changesOf('campaign', 'starts'), 'personalize:CreateCampaign'),
  ...rows('ChangeRecommenders', changesOf('recommender', 'adjusts'), 'personalize:UpdateRecommender'),
  ...rows('ChangeRecommenders', changesOf('recommender', 'ends'), 'personalize:StopRecommender'),
  ...rows('ChangeRecommenders', changesOf('recommender', 'starts'), 'personalize:StartRecommender'),
  ...rows('Tag', changes, 'personalize:TagResource'),
  ...rows(
    'TakeMarksOff',
    (configuration) => (configuration.marks ? changes(configuration) : undefined),
    'personalize:UntagResource',
  ),
  ...rows('Tell', changes, 'sns:Publish'),
  ...rows(
    'SendEvents',
    (configuration) => (configuration.eventBus === undefined ? undefined : changes(configuration)),
    'events:PutEvents',
  ),
];

/** The permissions that this configuration needs. */
export function needsOf(configuration: Configuration): Need[] {
  return PERMISSIONS.flatMap(({ action, grant, neededFor }) => {
    const why = neededFor(configuration);
    return why === undefined ? [] : [{ action, grant, why }];
  });
}
