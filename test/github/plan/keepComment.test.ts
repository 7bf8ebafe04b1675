import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type GitHub, gitHubClient } from '../../../src/github/client.ts';
import { hide } from '../../../src/github/hidden.ts';
import { AT_ONCE } from '../../../src/github/pace.ts';
import { keepPlanComment } from '../../../src/github/plan/keepComment.ts';
import { type GitHubSandbox, startGitHub } from '../../sandbox/github/server.ts';

const KEY = 'personalize.yml';
const MARKER = hide('plan', { v: 1, key: KEY });
const body = (verdict: string, key = KEY) => `${hide('plan', { v: 1, key })}\n### ${verdict}\n`;

const COMMENTS = /\/issues\/\d+\/comments$/;
const READ_ONLY = { issues: 'read', 'pull-requests': 'read', contents: 'read' } as const;

let server: GitHubSandbox;
let github: GitHub;
/** Of the pull request. */
let number: number;

beforeEach(async () => {
  server = await startGitHub({ private: false });
  github = clientOf(server.token);
  number = await openPullRequest();
  server.forgetCalls();
});

afterEach(() => server.close());

function clientOf(token: string): GitHub {
  const { signal } = new AbortController();
  return gitHubClient({
    token,
    apiUrl: server.url,
    repository: `${server.owner}/${server.repo}`,
    signal,
    version: '0.1.0',
    pace: AT_ONCE,
  });
}

const here = () => ({ owner: server.owner, repo: server.repo });

async function openPullRequest(): Promise<number> {
  const { git, repos, pulls } = server.octokitOf('maintainer').rest;
  const { data: main } = await git.getRef({ ...here(), ref: 'heads/main' });
  await git.createRef({ ...here(), ref: 'refs/heads/floors', sha: main.object.sha });
  const content = Buffer.from('version: 1\n').toString('base64');
  const path = '.github/personalize-monitor.yml';
  await repos.createOrUpdateFileContents({ ...here(), path, branch: 'floors', message: 'Floors', content });
  const { data } = await pulls.create({ ...here(), head: 'floors', base: 'main', title: 'Floors' });
  return data.number;
}

async function comment(login: string | undefined, text: string): Promise<number> {
  const { issues } = server.octokitOf(login).rest;
  const { data } = await issues.createComment({ ...here(), issue_number: number, body: text });
  return data.id;
}

async function texts(): Promise<readonly string[]> {
  const octokit = server.octokitOf();
  const about = { ...here(), issue_number: number, per_page: 100 };
  const all = await octokit.paginate(octokit.rest.issues.listComments, about);
  return all.map((each) => each.body ?? '');
}

const writes = () => server.calls.filter(({ method }) => method !== 'GET').map(({ method }) => method);

const keep = (text: string, given: { fromFork?: boolean; mode?: 'apply' | 'plan'; by?: GitHub } = {}) =>
  keepPlanComment(given.by ?? github, {
    number,
    body: text,
    key: KEY,
    fromFork: given.fromFork ?? false,
    ...(given.mode ? { mode: given.mode } : {}),
  });

describe('one comment is kept up to date', () => {
  test('it is created where there is none', async () => {
    const { upkeep, notices, failures } = await keep(body('first'));
    expect(await texts()).toEqual([body('first')]);
    expect(upkeep).toEqual([
      {
        action: 'create',
        target: 'comment',
        name: 'What merging would do',
        reason: 'there is none yet',
        outcome: 'done',
        number,
        url: expect.stringContaining('issuecomment'),
      },
    ]);
    expect({ notices, failures }).toEqual({ notices: [], failures: [] });
  });

  test('it is updated in place when the plan is another', async () => {
    await keep(body('first'));
    const { upkeep } = await keep(body('second'));
    expect(await texts()).toEqual([body('second')]);
    expect(upkeep).toMatchObject([{ action: 'update', outcome: 'done', number }]);
  });

  test('it is not touched when the plan is the same', async () => {
    await keep(body('first'));
    server.forgetCalls();
    expect(await keep(body('first'))).toEqual({ upkeep: [], notices: [], failures: [] });
    expect(writes()).toEqual([]);
  });

  test('line ends that GitHub gave back otherwise are no difference', async () => {
    await comment(undefined, body('first').trimEnd().replaceAll('\n', '\r\n'));
    server.forgetCalls();
    await keep(body('first'));
    expect(writes()).toEqual([]);
  });

  test('it is found on the second page', async () => {
    for (let index = 0; index < 100; index++) await comment('maintainer', `comment ${index}`);
    await comment(undefined, body('first'));
    await keep(body('second'));
    const all = await texts();
    expect(all).toHaveLength(101);
    expect(all[100]).toBe(body('second'));
  });

  test('two workflows have one each', async () => {
    await comment(undefined, body('of another', 'other.yml'));
    await keep(body('first'));
    expect(await texts()).toEqual([body('of another', 'other.yml'), body('first')]);
  });

  test('in a mode that writes nothing it says what it would do', async () => {
    expect((await keep(body('first'), { mode: 'plan' })).upkeep).toMatchObject([
      { action: 'create', outcome: 'planned' },
    ]);
    await comment(undefined, body('first'));
    expect((await keep(body('second'), { mode: 'plan' })).upkeep).toMatchObject([
      { action: 'update', outcome: 'planned' },
    ]);
    expect(await texts()).toEqual([body('first')]);
  });
});

describe("other people's comments are left alone", () => {
  test('one that quotes our hidden data', async () => {
    const quoted = `Look what it says:\n\n${MARKER}\n> nothing\n`;
    await comment('maintainer', quoted);
    await keep(body('first'));
    expect(await texts()).toEqual([quoted, body('first')]);
  });

  test('one that begins with our hidden data, by a person without rights here', async () => {
    await comment('stranger', body('nothing to see'));
    await keep(body('first'));
    expect(await texts()).toEqual([body('nothing to see'), body('first')]);
  });

  test('a whole copy of ours, since it is younger', async () => {
    await keep(body('first'));
    await comment('maintainer', body('first'));
    await keep(body('second'));
    expect(await texts()).toEqual([body('second'), body('first')]);
  });
});

describe('two runs at once leave one comment', () => {
  test('the later one takes its own away, and leaves its text', async () => {
    server.before({ method: 'POST', path: COMMENTS }, async () => {
      await comment(undefined, body('of the other run'));
    });
    const { upkeep, failures } = await keep(body('ours'));
    expect(await texts()).toEqual([body('ours')]);
    expect(failures).toEqual([]);
    expect(upkeep).toMatchObject([
      { action: 'create', outcome: 'done' },
      { action: 'update', outcome: 'done' },
    ]);
  });

  test('a copy that a person made meanwhile is not ours to give way to', async () => {
    server.before({ method: 'POST', path: COMMENTS }, async () => {
      await comment('maintainer', body('a copy'));
    });
    await keep(body('ours'));
    expect(await texts()).toEqual([body('a copy'), body('ours')]);
  });

  test.each([1, 2, 99])('an answer that was lost leaves one comment too: %i times', async (times) => {
    server.fault({ method: 'POST', path: COMMENTS, status: 502, afterDoing: true, times });
    const { upkeep, failures } = await keep(body('first'));
    expect(await texts()).toEqual([body('first')]);
    expect(upkeep).toMatchObject([{ action: 'create', outcome: 'done' }]);
    expect(failures).toEqual([]);
  });

  test('a request that was not carried out is a failure', async () => {
    server.fault({ method: 'POST', path: COMMENTS, status: 502, times: 99 });
    const { upkeep, failures } = await keep(body('first'));
    expect(await texts()).toEqual([]);
    expect(upkeep).toMatchObject([{ action: 'create', outcome: 'failed' }]);
    expect(failures).toMatchObject([{ what: 'comment on a pull request' }]);
  });
});

test('a token whose user GitHub does not call a collaborator keeps one comment too', async () => {
  const by = clientOf(server.tokenOf('stranger'));
  await keep(body('first'), { by });
  await keep(body('second'), { by });
  expect(await texts()).toEqual([body('second')]);
});

describe('what GitHub refuses', () => {
  test('a list that failed creates nothing', async () => {
    server.fault({ method: 'GET', path: COMMENTS, status: 500, times: 99 });
    const { upkeep, failures } = await keep(body('first'));
    expect(writes()).toEqual([]);
    expect(upkeep).toEqual([]);
    expect(failures).toMatchObject([
      { what: 'list the comments of a pull request', resource: `pull request #${number}` },
    ]);
  });

  test('a list of which the second page failed creates nothing', async () => {
    for (let index = 0; index < 101; index++) await comment('maintainer', `comment ${index}`);
    server.forgetCalls();
    server.fault({ method: 'GET', path: /comments\?.*page=2/, status: 500, times: 99 });
    expect((await keep(body('first'))).failures).toHaveLength(1);
    expect(writes()).toEqual([]);
  });

  test('on the pull request of a fork, whose token can only read, is told as a notice', async () => {
    server.permit(READ_ONLY);
    const { upkeep, notices, failures } = await keep(body('first'), { fromFork: true });
    expect({ upkeep, failures }).toEqual({ upkeep: [], failures: [] });
    expect(notices).toMatchObject([{ level: 'info', text: expect.stringContaining('job summary') }]);
  });

  test('on any other pull request is a failure', async () => {
    server.permit(READ_ONLY);
    const { upkeep, notices, failures } = await keep(body('first'));
    expect(upkeep).toMatchObject([{ action: 'create', outcome: 'failed' }]);
    expect(notices).toEqual([]);
    expect(failures).toMatchObject([
      { what: 'comment on a pull request', remedy: expect.stringMatching(/write/) },
    ]);
  });

  test('a limit that was met is a failure on the pull request of a fork too', async () => {
    const message = 'You have exceeded a secondary rate limit.';
    server.fault({ method: 'POST', path: COMMENTS, status: 403, message, times: 99 });
    const { notices, failures } = await keep(body('first'), { fromFork: true });
    expect(notices).toEqual([]);
    expect(failures).toHaveLength(1);
  });

  test('an update that failed leaves the comment as it is, and is a failure', async () => {
    await keep(body('first'));
    server.fault({ method: 'PATCH', path: /comments\/\d+$/, status: 500, times: 99 });
    const { upkeep, failures } = await keep(body('second'));
    expect(upkeep).toMatchObject([{ action: 'update', outcome: 'failed' }]);
    expect(failures).toMatchObject([{ what: 'update the comment with the plan' }]);
    expect(await texts()).toEqual([body('first')]);
  });
});
