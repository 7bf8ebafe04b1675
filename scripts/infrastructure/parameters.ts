/** What someone who makes the roles has to say, or may. */
export interface Parameter {
  /** As CloudFormation writes it; Terraform's name is the same words in snake case. */
  readonly name: string;
  /** A sentence without quotation marks. */
  readonly description: string;
  readonly kind: 'text' | 'boolean';
  /** None where only the user knows it. */
  readonly byDefault?: string;
  /** What the whole value must look like: letters that mean nothing to IAM. */
  readonly pattern?: string;
}

const NUMBER = '^[0-9]+$';
const NAME = '^[A-Za-z0-9._-]+$';

export const PARAMETERS = [
  {
    name: 'GitHubOwner',
    description: 'The organization or user that owns the repository, in the letters that GitHub shows.',
    kind: 'text',
    pattern: NAME,
  },
  {
    name: 'GitHubRepository',
    description: 'The repository without its owner, in the letters that GitHub shows.',
    kind: 'text',
    pattern: NAME,
  },
  {
    name: 'GitHubOwnerId',
    description: 'The number of the owner.',
    kind: 'text',
    pattern: NUMBER,
  },
  {
    name: 'GitHubRepositoryId',
    description: 'The number of the repository.',
    kind: 'text',
    pattern: NUMBER,
  },
  {
    name: 'DefaultBranch',
    description: 'The branch whose jobs may sign in to the monitor role.',
    kind: 'text',
    byDefault: 'main',
    pattern: '^[A-Za-z0-9._/@+-]+$',
  },
  {
    name: 'Environment',
    description:
      'The GitHub environment whose jobs may sign in to the apply role. Empty for the jobs of the default branch that have no environment.',
    kind: 'text',
    byDefault: 'personalize-apply',
    pattern: '^[A-Za-z0-9._-]*$',
  },
  {
    name: 'RoleName',
    description: 'The name of the monitor role. Those of the others end in -plan and -apply.',
    kind: 'text',
    byDefault: 'personalize-monitor',
    pattern: '^[A-Za-z0-9_+=,.@-]{1,58}$',
  },
  {
    name: 'DashboardName',
    description: 'The input dashboard-name of the action.',
    kind: 'text',
    byDefault: 'Amazon-Personalize-Monitor',
    pattern: '^[A-Za-z0-9_-]+$',
  },
  {
    name: 'EventBusName',
    description: 'The name of the bus in the input event-bus-name of the action. Empty if you set none.',
    kind: 'text',
    byDefault: '',
    pattern: '^[A-Za-z0-9._/-]*$',
  },
  {
    name: 'CreateOidcProvider',
    description: 'Whether to make the OIDC provider of GitHub, of which an account has one at most.',
    kind: 'boolean',
    byDefault: 'true',
  },
  {
    name: 'CreateApplyRole',
    description: 'Whether to make the apply role, which changes capacity, stops and deletes.',
    kind: 'boolean',
    byDefault: 'true',
  },
  {
    name: 'AllowUninstall',
    description: 'Whether the apply role may remove what the action has made.',
    kind: 'boolean',
    byDefault: 'false',
  },
] as const satisfies readonly Parameter[];

export type ParameterName = (typeof PARAMETERS)[number]['name'];
