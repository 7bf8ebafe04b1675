import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type GitHubSandbox, startGitHub } from '../sandbox/github/server.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { none } from '../sandbox/traffic.ts';
import { world } from '../sandbox/world.ts';
import { runStep } from '../support/process.ts';

const it = { owner: 'acme', repo: 'shop' };

let sandbox: Sandbox;
let github: GitHubSandbox;
beforeEach(async () => {
  const old = { name: 'old', datasetGroup: 'movies', minProvisionedTPS: 5, traffic: none };
  sandbox = await startSandbox(
    world({ regions: { 'us-east-1': { datasetGroups: { movies: {} }, campaigns: [old] } } }),
  );
  github = await startGitHub();
});
afterEach(async () => {
  await sandbox.close();
  await github.close();
});

async function run(inputs: Record<string, string> = {}) {
  const workspace = await mkdtemp(join(tmpdir(), 'workspace-'));
  await writeFile(join(workspace, 'README.md'), '# A shop\n');
  return runStep({
    url: sandbox.url,
    inputs: { 'github-token': github.token, ...inputs },
    env: {
      GITHUB_API_URL: github.url,
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_WORKSPACE: workspace,
      GITHUB_EVENT_NAME: 'schedule',
    },
  });
}

const people = () => github.octokitOf('maintainer').rest;
const issues = async () =>
  (await people().issues.listForRepo({ ...it, state: 'all' })).data.filter((issue) => !issue.pull_request);

describe('the bundle, with GitHub', () => {
  test('in two jobs at once leaves one open issue for one finding', async () => {
    const both = await Promise.all([run(), run()]);
    expect(both.map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    expect((await issues()).filter(({ state }) => state === 'open')).toHaveLength(1);
  });

  test('carries out what someone ticked, says so and closes the issue; waits where GitHub asks it to', async () => {
    await run();
    const [issue] = await issues();
    const issue_number = issue?.number ?? 0;
    const body = issue?.body?.replace('- [ ]', '- [x]') ?? '';
    await people().issues.update({ ...it, issue_number, body });
    const headers = { 'retry-after': '1' };
    const message = 'You have exceeded a secondary rate limit. Please wait a few minutes.';
    github.fault({ method: 'GET', path: /\/issues\?/, status: 429, headers, message, times: 1 });
    const second = await run();
    expect(second.outputs).toMatchObject({ result: 'success', 'changes-applied': '1' });
    expect(sandbox.region('us-east-1').campaign('old')?.status).toMatch(/^DELETE/);
    expect((await issues()).map(({ state }) => state)).toEqual(['closed']);
    const said = (await people().issues.listComments({ ...it, issue_number })).data;
    expect(said.map(({ body: text }) => text).join()).toContain('solutionVersionArn');
    expect(github.calls.filter(({ status }) => status === 429)).toHaveLength(1);
  });

  test('opens nothing and turns red where its issues cannot be listed', async () => {
    github.fault({
      method: 'GET',
      path: /\/issues\?/,
      status: 403,
      message: 'Resource not accessible by integration',
    });
    const { exitCode, outputs, stdout } = await run();
    expect([exitCode, outputs['result']]).toEqual([1, 'partial']);
    expect(stdout).toContain('issues: ');
    expect(github.calls.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});
