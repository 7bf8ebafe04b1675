import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Permissions } from '../sandbox/github/options.ts';
import { type GitHubSandbox, startGitHub } from '../sandbox/github/server.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { none, steady } from '../sandbox/traffic.ts';
import { world } from '../sandbox/world.ts';
import { type ActionResult, runAction } from '../support/action.ts';
import { asText, filledIn } from '../support/workflow/expression.ts';
import { isOurs, workflowIn } from '../support/workflow/file.ts';
import { read } from './readme.ts';

const AREAS = ['contents', 'issues', 'pull-requests'] as const;
const LEVELS = ['none', 'read', 'write'] as const;

type Area = (typeof AREAS)[number];

/** A workflow to paste, as far as it speaks to GitHub. */
interface Example {
  readonly name: string;
  readonly permissions: Readonly<Record<Area, (typeof LEVELS)[number]>>;
  readonly inputs: Readonly<Record<string, string>>;
  readonly onPullRequest: boolean;
}

/** Those of one job that asks something of GitHub. */
const examples = ['monitor', 'plan', 'issues', 'pull-requests', 'apply'].map((name): Example => {
  const { on, jobs } = workflowIn(read(`docs/workflows/${name}.yml`));
  const [job] = Object.values(jobs);
  const contexts = { inputs: {}, runner: { temp: '/tmp' } };
  const inputs = Object.entries(job?.steps.find(isOurs)?.with ?? {}).flatMap(([input, value]) =>
    // In this process there is neither OIDC nor a run before.
    input === 'role-to-assume' || input === 'state-file'
      ? []
      : [[input, asText(filledIn(asText(value), contexts))] as const],
  );
  const of = (area: Area) => job?.permissions[area] ?? 'none';
  return {
    name,
    permissions: { contents: of('contents'), issues: of('issues'), 'pull-requests': of('pull-requests') },
    inputs: Object.fromEntries(inputs),
    onPullRequest: 'pull_request' in on,
  };
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

describe.each(examples)('in a private repository, $name.yml', (example) => {
  test('runs well with the permissions that it grants', async () => {
    const { exitCode, annotations } = await run(example, example.permissions);
    expect(annotations.filter((one) => one.level === 'error')).toEqual([]);
    expect(exitCode).toBe(0);
  });

  // The code is what `actions/checkout` reads, unless it is written.
  const granted = AREAS.filter(
    (area) =>
      example.permissions[area] !== 'none' && !(area === 'contents' && example.permissions[area] === 'read'),
  );

  const missing = 'is told what is missing when it grants less of';
  for (const area of granted) test(`${missing} ${area}`, () => expectTold(area));

  async function expectTold(area: Area): Promise<void> {
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
  }
});
