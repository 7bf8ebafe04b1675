import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { cloudFormation } from '../../../scripts/infrastructure/cloudformation.ts';
import { PARAMETERS, type Parameter } from '../../../scripts/infrastructure/parameters.ts';
import { ROLES } from '../../../scripts/infrastructure/roles.ts';
import { snake, terraform } from '../../../scripts/infrastructure/terraform.ts';
import { actionFile, table } from '../readme.ts';
import { FOLDER, policies } from './roles.ts';

const PAGE = `${FOLDER}.md`;

/** The file holds exactly this; with UPDATE_GOLDEN=1 it is written instead. */
function expectFile(path: string, content: string): void {
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  expect(existsSync(path) ? readFileSync(path, 'utf8') : 'no such file').toBe(content);
}

describe('docs/infrastructure', () => {
  test('is made from docs/iam', () => {
    expectFile(join(FOLDER, 'cloudformation.yml'), cloudFormation(policies));
    for (const [name, content] of Object.entries(terraform(policies)))
      expectFile(join(FOLDER, 'terraform', name), content);
  });

  test('names the dashboard as the action does', () => {
    const dashboard: Parameter | undefined = PARAMETERS.find(({ name }) => name === 'DashboardName');
    expect(dashboard?.byDefault).toBe(actionFile().inputs['dashboard-name']?.default);
  });

  test('is explained with every parameter, by both of its names', () => {
    const rows = PARAMETERS.map((one) => [
      `\`${one.name}\``,
      `\`${snake(one.name)}\``,
      'byDefault' in one ? (one.byDefault === '' ? 'empty' : `\`${one.byDefault}\``) : '',
      one.description,
    ]);
    const content = table(['CloudFormation', 'Terraform', 'Default', 'Meaning'], rows);
    const part = /(?<=<!-- parameters -->\n)[\s\S]*(?=<!-- \/parameters -->)/;
    const page = readFileSync(PAGE, 'utf8').replace(part, () => `${content}\n`);
    expectFile(PAGE, page);
  });

  test('tells in the page of each role, of each policy and of both forms of sub', () => {
    const page = readFileSync(PAGE, 'utf8');
    for (const { id, suffix, policies: may } of ROLES) {
      expect(page).toContain(`| \`personalize-monitor${suffix}\` |`);
      expect(page).toContain(`\`${id}RoleArn\``);
      expect(page).toContain(`\`${id.toLowerCase()}_role_arn\``);
      for (const name of may) expect(page).toContain(`(iam/${name}.json)`);
    }
    for (const end of ['pull_request', 'ref:refs/heads/main', 'environment:personalize-apply'])
      expect(page).toContain(`| \`repo:O/R:${end}\` | \`repo:O@1/R@2:${end}\` |`);
  });

  test('links only to what is there', () => {
    const links = Array.from(readFileSync(PAGE, 'utf8').matchAll(/\]\(([^)#]+)/g), ([, link = '']) => link);
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((link) => !existsSync(join(dirname(PAGE), link)))).toEqual([]);
  });
});
