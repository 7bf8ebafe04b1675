import { block, Expression, hcl, members } from './hcl.ts';
import { PARAMETERS, type Parameter, type ParameterName } from './parameters.ts';
import {
  AUDIENCE,
  EXAMPLE_PLACE,
  FOR_EVENT_BUS,
  filled,
  HOW_MADE,
  mapTexts,
  type Placeholders,
  type Policies,
  type PolicyName,
  PROVIDER_HOST,
  ROLES,
  type Role,
} from './roles.ts';

/** `GitHubOwnerId` as `github_owner_id`. */
export const snake = (name: ParameterName): string =>
  name
    .replace('GitHub', 'Github')
    .replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`)
    .toLowerCase();

const variable = (name: ParameterName) => `var.${snake(name)}`;
const inText = (code: string) => `\${${code}}`;

const PLACEHOLDERS: Placeholders = {
  partition: inText('local.partition'),
  account: inText('local.account'),
  dashboard: inText(variable('DashboardName')),
  eventBus: inText(variable('EventBusName')),
  owner: inText(variable('GitHubOwner')),
  repository: inText(variable('GitHubRepository')),
  ownerId: inText(variable('GitHubOwnerId')),
  repositoryId: inText(variable('GitHubRepositoryId')),
};

const inModule = (data: unknown): unknown => mapTexts(data, (text) => filled(text, PLACEHOLDERS));

/** Ends of the `sub` that a role trusts. */
const PLACES: Readonly<Record<Role['trusted'], Expression | string>> = {
  'pull requests': 'pull_request',
  'default branch': `ref:refs/heads/${inText(variable('DefaultBranch'))}`,
  environment: new Expression(
    `${variable('Environment')} == "" ? "ref:refs/heads/${inText(variable('DefaultBranch'))}" : "environment:${inText(variable('Environment'))}"`,
  ),
};

/** What each role trusts, by the name of the role. */
function trusts(policies: Policies): string {
  const trust = mapTexts(policies.trust, (text) => {
    if (text.startsWith('arn:')) return new Expression('local.oidc_provider');
    return filled(text, PLACEHOLDERS).replace(EXAMPLE_PLACE, () => inText('place'));
  });
  return `{ for role, place in local.places : role => jsonencode(${hcl(trust, '  ')}) }`;
}

function policyOf(name: PolicyName, policies: Policies): Expression {
  const { Version, Statement } = policies[name];
  if (!Statement.some(({ Sid }) => Sid === FOR_EVENT_BUS))
    return new Expression(`jsonencode(${hcl(inModule(policies[name]), '    ')})`);
  const chosen = `[for statement in ${hcl(inModule(Statement), '      ')} : statement if statement.Sid != "${FOR_EVENT_BUS}" || ${variable('EventBusName')} != ""]`;
  return new Expression(`jsonencode(${hcl({ Version, Statement: new Expression(chosen) }, '    ')})`);
}

const ON_APPLY = new Expression(`${variable('CreateApplyRole')} ? 1 : 0`);
const ON_UNINSTALL = new Expression(
  `${variable('CreateApplyRole')} && ${variable('AllowUninstall')} ? 1 : 0`,
);

function resourcesOf({ id, suffix, description, policies }: Role): string[] {
  const name = id.toLowerCase();
  const isOptional = id === 'Apply';
  const role = `aws_iam_role.${name}${isOptional ? '[0]' : ''}`;
  return [
    block(`resource "aws_iam_role" "${name}"`, {
      ...(isOptional ? { count: ON_APPLY } : {}),
      name: suffix ? `${inText(variable('RoleName'))}${suffix}` : new Expression(variable('RoleName')),
      description,
      assume_role_policy: new Expression(`local.trusts.${name}`),
    }),
    ...policies.map((policy) =>
      block(`resource "aws_iam_role_policy" "${name}_${policy}"`, {
        ...(isOptional ? { count: policy === 'uninstall' ? ON_UNINSTALL : ON_APPLY } : {}),
        name: policy,
        role: new Expression(`${role}.id`),
        policy: new Expression(`local.policies.${policy}`),
      }),
    ),
  ];
}

function declared({
  name,
  description,
  kind,
  byDefault,
  pattern,
}: Parameter & { readonly name: ParameterName }): string {
  const body = members(
    {
      description,
      type: new Expression(kind === 'boolean' ? 'bool' : 'string'),
      nullable: new Expression('false'),
      ...(byDefault === undefined
        ? {}
        : { default: kind === 'boolean' ? new Expression(byDefault) : byDefault }),
    },
    '  ',
  );
  const validation = pattern
    ? `\n  validation {\n${members(
        {
          condition: new Expression(`can(regex(${JSON.stringify(pattern)}, ${variable(name)}))`),
          error_message: `It must match ${pattern}`,
        },
        '    ',
      )}  }\n`
    : '';
  return `variable "${snake(name)}" {\n${body}${validation}}\n`;
}

const VERSIONS = `terraform {
  required_version = ">= 1.3"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.81"
    }
  }
}
`;

/** The module that makes the roles of docs/iam, by the names of its files. */
export function terraform(policies: Policies): Readonly<Record<string, string>> {
  const names: readonly PolicyName[] = ['plan', 'monitor', 'apply', 'uninstall'];
  const locals = block('locals', {
    partition: new Expression('data.aws_partition.current.partition'),
    account: new Expression('data.aws_caller_identity.current.account_id'),
    oidc_provider: new Expression(
      `${variable('CreateOidcProvider')} ? aws_iam_openid_connect_provider.github[0].arn : "${filled(`arn:aws:iam::111122223333:oidc-provider/${PROVIDER_HOST}`, PLACEHOLDERS)}"`,
    ),
    places: Object.fromEntries(ROLES.map(({ id, trusted }) => [id.toLowerCase(), PLACES[trusted]])),
    trusts: new Expression(trusts(policies)),
    policies: Object.fromEntries(names.map((name) => [name, policyOf(name, policies)])),
  });
  const provider = block('resource "aws_iam_openid_connect_provider" "github"', {
    count: new Expression(`${variable('CreateOidcProvider')} ? 1 : 0`),
    url: `https://${PROVIDER_HOST}`,
    client_id_list: new Expression(`["${AUDIENCE}"]`),
  });
  const outputs = ROLES.map(({ id }) =>
    block(`output "${id.toLowerCase()}_role_arn"`, {
      value: new Expression(
        id === 'Apply' ? 'one(aws_iam_role.apply[*].arn)' : `aws_iam_role.${id.toLowerCase()}.arn`,
      ),
    }),
  );
  const file = (parts: readonly string[]) => `# ${HOW_MADE}\n\n${parts.join('\n')}`;
  return {
    'main.tf': file([
      VERSIONS,
      'data "aws_partition" "current" {}\n',
      'data "aws_caller_identity" "current" {}\n',
      locals,
      provider,
      ...ROLES.flatMap(resourcesOf),
    ]),
    'variables.tf': file(PARAMETERS.map(declared)),
    'outputs.tf': file(outputs),
  };
}
