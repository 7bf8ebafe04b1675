import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { Permissions } from '../sandbox/github/options.ts';
import { type GitHubSandbox, startGitHub } from '../sandbox/github/server.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { none, steady } from '../sandbox/traffic.ts';
import { world } from '../sandbox/world.ts';
import { type ActionResult, runAction } from '../support/action.ts';
import { codeBlocks, readme } from './readme.ts';

interface Workflow {
  readonly name: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions: Readonly<Record<string, 'read' | 'write'>>;
        readonly steps: readonly {
          readonly uses?: string;
          readonly with?: Readonly<Record<string, string>>;
        }[];
      }
    >
  >;
}

const AREAS = ['contents', 'issues', 'pull-requests'] as const;
const LEVELS = ['none', 'read', 'write'] as const;

type Area = (typeof AREAS)[number];

/** A workflow of the README, as far as it speaks to GitHub. */
interface Example {
  readonly title: string;
  readonly permissions: Readonly<Record<Area, (typeof LEVELS)[number]>>;
  readonly inputs: Readonly<Record<string, string>>;
  readonly onPullRequest: boolean;
}

const examples = codeBlocks(readme(), 'yaml')
  .filter((block) => /^jobs:/m.test(block))
  .flatMap((block): Example[] => {
    const { name, on, jobs } = parse(block) as Workflow;
    return Object.values(jobs).flatMap(({ permissions, steps }) => {
      const inputs = steps.find(({ uses }) => uses?.includes('/personalize-monitor@'))?.with ?? {};
      // The commands by hand ask nothing of GitHub.
      if (inputs['command']?.startsWith('${{')) return [];
      const { 'role-to-assume': role, ...rest } = inputs;
      expect(role).toMatch(/^arn:aws:iam::/);
      const mode = rest['auto-adjust-min-tps'] ?? rest['command'] ?? 'as it comes';
      return [
        {
          title: `${name}, ${mode}`,
          permissions: {
            contents: permissions['contents'] ?? 'none',
            issues: permissions['issues'] ?? 'none',
            'pull-requests': permissions['pull-requests'] ?? 'none',
          },
          inputs: rest,
          onPullRequest: 'pull_request' in on,
        },
      ];
    });
  });

let sandbox: Sandbox;
let github: GitHubSandbox;
const open = async () => {
  sandbox = await startSandbox(fleet());
  github = await startGitHub({ private: true });
};
const close = () => Promise.all([sandbox.close(), github.close()]);
beforeEach(open);
afterEach(close);

/** One floor that is too high, and one idle campaign, in one of the Regions of the examples. */
const fleet = () => {
  const campaign = { datasetGroup: 'movies', recipe: 'aws-user-personalization-v2' };
  return world({
    regions: {
      'us-east-1': {
        datasetGroups: { movies: {} },
        campaigns: [
          { ...campaign, name: 'home', minProvisionedTPS: 10, traffic: steady(0.4) },
          { ...campaign, name: 'old', minProvisionedTPS: 2, traffic: none },
        ],
      },
    },
  });
};

const it = { owner: 'acme', repo: 'shop' };

async function run({ inputs, onPullRequest }: Example, permissions: Permissions): Promise<ActionResult> {
  github.permit({ contents: 'write', issues: 'write', 'pull-requests': 'write' });
  const event = onPullRequest ? await pullRequest() : undefined;
  github.permit(permissions);
  return runAction(sandbox, inputs, { github, ...(event ? { event } : {}) });
}

/** A pull request of someone else, and the event that tells of it. */
async function pullRequest() {
  const { git, repos, pulls } = github.octokitOf('maintainer').rest;
  const { sha } = (await git.getRef({ ...it, ref: 'heads/main' })).data.object;
  await git.createRef({ ...it, ref: 'refs/heads/topic', sha });
  const content = Buffer.from('x').toString('base64');
  await repos.createOrUpdateFileContents({ ...it, path: 'x', branch: 'topic', message: 'x', content });
  const { number } = (await pulls.create({ ...it, title: 'Save', head: 'topic', base: 'main' })).data;
  const repo = { full_name: `${it.owner}/${it.repo}` };
  const pull_request = {
    number,
    head: { ref: 'topic', sha: 'a'.repeat(40), repo },
    base: { ref: 'main', sha, repo },
  };
  return { name: 'pull_request', payload: { repository: { default_branch: 'main' }, pull_request } };
}

test('the README has an example for each way of working, and one that plans', () => {
  expect(examples.map(({ title }) => title)).toEqual([
    'Personalize monitor, as it comes',
    'Personalize plan, plan',
    'Personalize monitor, issue',
    'Personalize monitor, pull-request',
    'Personalize monitor, apply',
  ]);
});

describe.each(examples)('in a private repository, $title', (example) => {
  test('runs well with the permissions that it grants', async () => {
    const { exitCode, annotations } = await run(example, example.permissions);
    expect(annotations.filter((one) => one.level === 'error')).toEqual([]);
    expect(exitCode).toBe(0);
  });

  const granted = AREAS.filter((area) => example.permissions[area] !== 'none');

  test.each(granted)('is told what is missing when it grants less of %s', async (area) => {
    const level = example.permissions[area];
    const less = LEVELS[LEVELS.indexOf(level) - 1] ?? 'none';
    // GitHub takes either for a comment on a pull request.
    const names = example.onPullRequest && level === 'write' ? `(${area}|issues)` : area;
    const remedy = new RegExp(`permissions: \\{ [^}]*\\b${names}: ${level}\\b`);
    const told = async () => {
      const { report } = await run(example, { ...example.permissions, [area]: less });
      return report?.failures.map((failure) => failure.remedy).join('\n') ?? '';
    };
    if (remedy.test(await told())) return;
    // Some are for the issue that stands in for a pull request only.
    await close();
    await open();
    github.allowPullRequests(false);
    expect(await told()).toMatch(remedy);
  });
});
