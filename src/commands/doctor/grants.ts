import { ALARM_PREFIX } from '../../alarms/identity.ts';
import { IDLE_SINCE_TAG, PRE_WARM_TAG } from '../../changes/tags.ts';
import { NAMESPACE } from '../../metrics/metrics.ts';
import { TOPIC_NAME } from '../../notifications/topic.ts';
import type { Statement } from '../../outcomes/check.ts';

/** Where permissions are to hold, and by which names. */
export interface Holder {
  readonly account: string;
  readonly partition: string;
  readonly dashboardName: string;
  /** The name or ARN of the bus. */
  readonly eventBus: string;
}

interface Scope {
  readonly resources: (holder: Holder) => readonly string[];
  readonly condition?: Statement['Condition'];
}

const of =
  (...kinds: string[]) =>
  ({ partition, account }: Holder) =>
    kinds.map((kind) => `arn:${partition}:personalize:*:${account}:${kind}/*`);

const TOPIC: Scope = {
  resources: ({ partition, account }) => [`arn:${partition}:sns:*:${account}:${TOPIC_NAME}`],
};

/**
 * What each statement of docs/iam is about, by its Sid: a statement made from here allows what the one there does, which
 * a test holds them to.
 */
export const GRANTS = {
  ListAndMeasure: { resources: () => ['*'] },
  DescribeCampaigns: { resources: of('campaign', 'solution') },
  ReadTags: { resources: of('campaign', 'recommender') },
  PublishMetrics: {
    resources: () => ['*'],
    condition: { StringEquals: { 'cloudwatch:namespace': NAMESPACE } },
  },
  KeepAlarms: {
    resources: ({ partition, account }) => [
      `arn:${partition}:cloudwatch:*:${account}:alarm:${ALARM_PREFIX}*`,
    ],
  },
  KeepDashboard: {
    resources: ({ partition, account, dashboardName }) => [
      `arn:${partition}:cloudwatch::${account}:dashboard/${dashboardName}*`,
    ],
  },
  KeepTopic: TOPIC,
  LookAgain: { resources: of('recommender') },
  ChangeCampaigns: { resources: of('campaign') },
  RecreateCampaigns: { resources: of('campaign', 'solution') },
  ChangeRecommenders: { resources: of('recommender') },
  Tag: { resources: of('campaign', 'recommender') },
  TakeMarksOff: {
    resources: of('campaign', 'recommender'),
    condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': [IDLE_SINCE_TAG, PRE_WARM_TAG] } },
  },
  Tell: TOPIC,
  SendEvents: {
    resources: ({ partition, account, eventBus }) => [
      eventBus.startsWith('arn:') ? eventBus : `arn:${partition}:events:*:${account}:event-bus/${eventBus}`,
    ],
  },
} as const satisfies Readonly<Record<string, Scope>>;

export type Grant = keyof typeof GRANTS;

/** The statements that allow these, one for each grant; without a Sid, which would have to be the only one of its name. */
export function statementsFor(
  permissions: readonly { readonly action: string; readonly grant: Grant }[],
  holder: Holder,
): Statement[] {
  const byGrant = Map.groupBy(permissions, ({ grant }) => grant);
  return [...byGrant].map(([grant, group]) => {
    const { resources, condition }: Scope = GRANTS[grant];
    return {
      Effect: 'Allow',
      Action: [...new Set(group.map(({ action }) => action))],
      Resource: resources(holder),
      ...(condition ? { Condition: condition } : {}),
    };
  });
}
