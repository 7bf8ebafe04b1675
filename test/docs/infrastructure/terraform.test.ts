import { describe, expect, test } from '@jest/globals';
import { PARAMETERS } from '../../../scripts/infrastructure/parameters.ts';
import type { PolicyName } from '../../../scripts/infrastructure/roles.ts';
import { snake } from '../../../scripts/infrastructure/terraform.ts';
import { read } from '../readme.ts';
import { bodyOf, dataIn, told } from './module.ts';
import { GIVEN, policies, rolesOf, subjects, trusting } from './roles.ts';

const moduleFile = (name: string) => read(`docs/infrastructure/terraform/${name}`);

describe('the Terraform module', () => {
  const main = moduleFile('main.tf');
  const variables = moduleFile('variables.tf');
  const VALUES = {
    'local.partition': 'aws',
    'local.account': '111122223333',
    'var.dashboard_name': 'Amazon-Personalize-Monitor',
    'var.event_bus_name': 'default',
    'var.github_owner': 'acme',
    'var.github_repository': 'shop',
    'var.github_owner_id': '17',
    'var.github_repository_id': '4711',
    'var.default_branch': 'main',
    'var.environment': 'personalize-apply',
  };
  const locals = bodyOf(main, /^locals \{$/);

  test.each<PolicyName>(['plan', 'monitor', 'uninstall'])('has docs/iam/%s.json to the letter', (name) => {
    const body = bodyOf(
      bodyOf(locals, /^ {2}policies = \{$/),
      new RegExp(`^ {4}${name} = jsonencode\\(\\{$`),
    );
    expect(dataIn(`{\n${told(body, VALUES)}\n}`)).toEqual(policies[name]);
  });

  test('has docs/iam/apply.json to the letter, without the sending of events where there is no bus', () => {
    const body = bodyOf(bodyOf(locals, /^ {2}policies = \{$/), /^ {4}apply = jsonencode\(\{$/);
    const [head, , tail] = body.split('\n').filter((line) => /^ {6}\S/.test(line));
    expect(head).toMatch(/^ +Version += "2012-10-17"$/);
    expect(tail).toBe('      ] : statement if statement.Sid != "SendEvents" || var.event_bus_name != ""]');
    const statements = bodyOf(body, /^ {6}Statement = \[for statement in \[$/);
    expect(dataIn(`[\n${told(statements, VALUES)}\n]`)).toEqual(policies.apply.Statement);
  });

  test('trusts both forms of sub, each role for its place', () => {
    const places = bodyOf(locals, /^ {2}places = \{$/);
    expect(told(places, VALUES).trim().split(/\n\s*/)).toEqual([
      'plan    = "pull_request"',
      'monitor = "ref:refs/heads/main"',
      'apply   = var.environment == "" ? "ref:refs/heads/main" : "environment:personalize-apply"',
    ]);
    const body = bodyOf(
      locals,
      /^ {2}trusts = \{ for role, place in local\.places : role => jsonencode\(\{$/,
    );
    const provider = '"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"';
    const document = told(body, { ...VALUES, place: 'pull_request' }).replace(
      'local.oidc_provider',
      provider,
    );
    expect(dataIn(`{\n${document}\n}`)).toEqual(trusting(subjects('pull_request')));
    expect(told(locals, { ...VALUES, place: 'x' })).toContain(`github[0].arn : ${provider}\n`);
  });

  test('gives each role its own trust, and the policies that the CloudFormation template gives it', () => {
    const granted = Array.from(
      main.matchAll(/^resource "aws_iam_role_policy" "(\w+?)_(\w+)" \{\n([\s\S]*?)^\}$/gm),
      ([, role = '', policy = '', body = '']) => {
        expect(body).toMatch(new RegExp(`^ +role += aws_iam_role\\.${role}(\\[0\\])?\\.id$`, 'm'));
        expect(body).toMatch(new RegExp(`^ +policy = local\\.policies\\.${policy}$`, 'm'));
        return `${role}: ${policy}`;
      },
    );
    const roles = Object.entries(rolesOf(GIVEN)).flatMap(([name, { may }]) =>
      Object.keys(may).map((policy) => `${/-(plan|apply)$/.exec(name)?.[1] ?? 'monitor'}: ${policy}`),
    );
    expect(granted).toEqual(roles);
    for (const role of ['plan', 'monitor', 'apply'])
      expect(bodyOf(main, new RegExp(`^resource "aws_iam_role" "${role}" \\{$`))).toMatch(
        new RegExp(`assume_role_policy = local\\.trusts\\.${role}$`, 'm'),
      );
  });

  test('declares the same parameters, and every variable that it uses', () => {
    const declared = Array.from(variables.matchAll(/^variable "(\w+)" \{$/gm), ([, name]) => name);
    expect(declared).toEqual(PARAMETERS.map(({ name }) => snake(name)));
    const used = Array.from(main.matchAll(/\bvar\.(\w+)/g), ([, name = '']) => name);
    expect([...new Set(used)].sort()).toEqual(declared.toSorted());
    for (const parameter of PARAMETERS) {
      const body = bodyOf(variables, new RegExp(`^variable "${snake(parameter.name)}" \\{$`));
      if ('pattern' in parameter)
        expect(body).toContain(`can(regex("${parameter.pattern}", var.${snake(parameter.name)}))`);
      if ('byDefault' in parameter) expect(body).toMatch(/^ {2}default +=/m);
      else expect(body).not.toMatch(/default +=/);
    }
  });
});
