import { type ScalarTag, stringify } from 'yaml';
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
  type Policy,
  type PolicyName,
  PROVIDER_HOST,
  ROLES,
  type Role,
} from './roles.ts';

/** `!Ref` or `!Sub` of a text. */
class Intrinsic {
  readonly tag: '!Ref' | '!Sub';
  readonly text: string;

  constructor(tag: '!Ref' | '!Sub', text: string) {
    this.tag = tag;
    this.text = text;
  }
}

const TAGS: ScalarTag[] = (['!Ref', '!Sub'] as const).map((tag) => ({
  tag,
  identify: (value) => value instanceof Intrinsic && value.tag === tag,
  resolve: (text) => new Intrinsic(tag, text),
  stringify: ({ value }) => {
    const { text } = value as Intrinsic;
    return tag === '!Ref' ? text : `'${text}'`;
  },
}));

const ref = (name: ParameterName | 'AWS::NoValue' | 'OidcProvider') => new Intrinsic('!Ref', name);
const sub = (text: string) => new Intrinsic('!Sub', text);
const either = (condition: keyof typeof CONDITIONS, yes: unknown, no: unknown) => ({
  'Fn::If': [condition, yes, no],
});

const parameter = (name: ParameterName) => `\${${name}}`;

const PLACEHOLDERS: Placeholders = {
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: CloudFormation's own templates
  partition: '${AWS::Partition}',
  account: '${AWS::AccountId}',
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: CloudFormation's own templates
  dashboard: parameter('DashboardName'),
  eventBus: parameter('EventBusName'),
  owner: parameter('GitHubOwner'),
  repository: parameter('GitHubRepository'),
  ownerId: parameter('GitHubOwnerId'),
  repositoryId: parameter('GitHubRepositoryId'),
};

const isTrue = (name: ParameterName) => ({ 'Fn::Equals': [ref(name), 'true'] });
const isGiven = (name: ParameterName) => ({ 'Fn::Not': [{ 'Fn::Equals': [ref(name), ''] }] });

const CONDITIONS = {
  MakesOidcProvider: isTrue('CreateOidcProvider'),
  MakesApplyRole: isTrue('CreateApplyRole'),
  Uninstalls: isTrue('AllowUninstall'),
  HasEnvironment: isGiven('Environment'),
  HasEventBus: isGiven('EventBusName'),
};

/** Data of docs/iam with its examples replaced by what the stack knows. */
const inStack = (data: unknown): unknown =>
  mapTexts(data, (text) => {
    const changed = filled(text, PLACEHOLDERS);
    return changed === text ? text : sub(changed);
  });

function trustOf({ trusted }: Role, trust: Policy): unknown {
  const ending = (subject: string, end: string) =>
    sub(filled(subject, PLACEHOLDERS).replace(EXAMPLE_PLACE, () => end));
  const onBranch = `ref:refs/heads/${parameter('DefaultBranch')}`;
  return mapTexts(trust, (text) => {
    if (text.startsWith('arn:')) return either('MakesOidcProvider', ref('OidcProvider'), inStack(text));
    if (!text.startsWith('repo:')) return text;
    if (trusted === 'pull requests') return ending(text, 'pull_request');
    if (trusted === 'default branch') return ending(text, onBranch);
    const inEnvironment = `environment:${parameter('Environment')}`;
    return either('HasEnvironment', ending(text, inEnvironment), ending(text, onBranch));
  });
}

function policyOf(name: PolicyName, { Version, Statement }: Policy): unknown {
  const PolicyDocument = {
    Version,
    Statement: Statement.map((statement) =>
      statement.Sid === FOR_EVENT_BUS
        ? either('HasEventBus', inStack(statement), ref('AWS::NoValue'))
        : inStack(statement),
    ),
  };
  const policy = { PolicyName: name, PolicyDocument };
  return name === 'uninstall' ? either('Uninstalls', policy, ref('AWS::NoValue')) : policy;
}

function resourceOf(role: Role, policies: Policies): unknown {
  return {
    Type: 'AWS::IAM::Role',
    ...(role.id === 'Apply' ? { Condition: 'MakesApplyRole' } : {}),
    Properties: {
      RoleName: role.suffix ? sub(`${parameter('RoleName')}${role.suffix}`) : ref('RoleName'),
      Description: role.description,
      AssumeRolePolicyDocument: trustOf(role, policies.trust),
      Policies: role.policies.map((name) => policyOf(name, policies[name])),
    },
  };
}

function declared({ description, kind, byDefault, pattern }: Parameter): unknown {
  return {
    Description: description,
    Type: 'String',
    ...(byDefault === undefined ? {} : { Default: byDefault }),
    ...(pattern === undefined ? {} : { AllowedPattern: pattern }),
    ...(kind === 'boolean' ? { AllowedValues: ['true', 'false'] } : {}),
  };
}

/** The CloudFormation template that makes the roles of docs/iam. */
export function cloudFormation(policies: Policies): string {
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'The roles that personalize-monitor signs in to from GitHub Actions',
    Parameters: Object.fromEntries(PARAMETERS.map((one) => [one.name, declared(one)])),
    Conditions: CONDITIONS,
    Resources: {
      OidcProvider: {
        Type: 'AWS::IAM::OIDCProvider',
        Condition: 'MakesOidcProvider',
        Properties: { Url: `https://${PROVIDER_HOST}`, ClientIdList: [AUDIENCE] },
      },
      ...Object.fromEntries(ROLES.map((role) => [`${role.id}Role`, resourceOf(role, policies)])),
    },
    Outputs: Object.fromEntries(
      ROLES.map(({ id }) => [
        `${id}RoleArn`,
        {
          ...(id === 'Apply' ? { Condition: 'MakesApplyRole' } : {}),
          Value: sub(`\${${id}Role.Arn}`),
        },
      ]),
    ),
  };
  const text = stringify(template, {
    version: '1.1',
    customTags: TAGS,
    lineWidth: 0,
    singleQuote: true,
    aliasDuplicateObjects: false,
  });
  return `# ${HOW_MADE}\n${text}`;
}
