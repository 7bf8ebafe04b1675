/** The files of docs/iam that say what a role may do. */
export type PolicyName = 'plan' | 'monitor' | 'apply' | 'uninstall';

export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly [member: string]: unknown;
}

export interface Policy {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

/** docs/iam, read. */
export type Policies = Readonly<Record<PolicyName | 'trust', Policy>>;

/** Which jobs of the repository may sign in, by the end of their `sub`. */
export type Trusted = 'pull requests' | 'default branch' | 'environment';

export interface Role {
  readonly id: 'Plan' | 'Monitor' | 'Apply';
  /** After the parameter RoleName. */
  readonly suffix: string;
  readonly description: string;
  readonly trusted: Trusted;
  readonly policies: readonly PolicyName[];
}

export const ROLES: readonly Role[] = [
  {
    id: 'Plan',
    suffix: '-plan',
    description: 'Reads Amazon Personalize and what personalize-monitor keeps',
    trusted: 'pull requests',
    policies: ['plan'],
  },
  {
    id: 'Monitor',
    suffix: '',
    description: 'Publishes metrics and keeps the alarms, dashboards and topic of personalize-monitor',
    trusted: 'default branch',
    policies: ['monitor'],
  },
  {
    id: 'Apply',
    suffix: '-apply',
    description: 'Does what personalize-monitor does, and changes the capacity of Amazon Personalize',
    trusted: 'environment',
    policies: ['monitor', 'apply', 'uninstall'],
  },
];

/** The statement that is only for those who have an event bus. */
export const FOR_EVENT_BUS = 'SendEvents';

/** How a template writes what docs/iam leaves to its reader. */
export interface Placeholders {
  readonly partition: string;
  readonly account: string;
  readonly dashboard: string;
  readonly eventBus: string;
  readonly owner: string;
  readonly repository: string;
  readonly ownerId: string;
  readonly repositoryId: string;
}

/** A text of docs/iam with its examples replaced. */
export function filled(text: string, by: Placeholders): string {
  return text
    .replace(/^arn:aws:/, () => `arn:${by.partition}:`)
    .replace('111122223333', () => by.account)
    .replace(/(?<=:dashboard\/)Amazon-Personalize-Monitor/, () => by.dashboard)
    .replace(/(?<=:event-bus\/)default$/, () => by.eventBus)
    .replace('YOUR-ORG', () => by.owner)
    .replace('YOUR-REPO', () => by.repository)
    .replace('OWNER-ID', () => by.ownerId)
    .replace('REPO-ID', () => by.repositoryId);
}

/** Data with each text in it put through `change`; names of members stay. */
export function mapTexts(data: unknown, change: (text: string) => unknown): unknown {
  if (typeof data === 'string') return change(data);
  if (Array.isArray(data)) return data.map((item) => mapTexts(item, change));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, mapTexts(value, change)]));
}

/** The end of the `sub` in docs/iam/trust.json. */
export const EXAMPLE_PLACE = 'ref:refs/heads/main';

export const PROVIDER_HOST = 'token.actions.githubusercontent.com';

export const AUDIENCE = 'sts.amazonaws.com';

export const HOW_MADE =
  'Made from docs/iam by "npm run golden -- test/docs/infrastructure". See docs/infrastructure.md.';
