import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { GitHub } from '../../../src/github/client.ts';
import { BRANCH } from '../../../src/github/pull/commit.ts';
import { keepPullRequest, type PullOptions } from '../../../src/github/pull/keepPull.ts';
import { toldIn } from '../../../src/github/pull/paper.ts';
import type { PullProposal } from '../../../src/github/pull/proposal.ts';
import { type GitHubSandbox, startGitHub } from '../../sandbox/github/server.ts';
import { FILE, lower, remove, stop, words } from './fixtures.ts';

const CONFIG = '# ours\nversion: 1\n\ncapacity:\n  us-east-1/campaign/kept: { min-tps: 3 } # by hand\n';

let hub: GitHubSandbox;

beforeEach(async () => {
  hub = await startGitHub({ files: { [FILE]: CONFIG } });
});

afterEach(() => hub.close());

const at = { owner: 'acme', repo: 'shop' };
const usage = { requests: 0, notModified: 0, limit: undefined, remaining: undefined, resetsAt: undefined };

function keep(proposals: readonly PullProposal[], over: Partial<PullOptions> = {}) {
  const github: GitHub = { octokit: hub.octokitOf(), owner: hub.owner, repo: hub.repo, usage: () => usage };
  return keepPullRequest(github, { ...words, mode: 'apply', proposals, ...over });
}

/** The writes that a step makes, as `POST /git/blobs`. */
async function writesOf(step: () => Promise<unknown>): Promise<string[]> {
  const before = hub.calls.length;
  await step();
  return hub.calls
    .slice(before)
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => `${method} ${path.replace('/repos/acme/shop', '')}`);
}

const person = () => hub.octokitOf('maintainer').rest;

async function pulls() {
  const { data } = await person().pulls.list({ ...at, state: 'all', direction: 'asc' });
  return data.map(({ number, state, title, body, merged_at, labels }) => ({
    number,
    state: merged_at ? 'merged' : state,
    title,
    body: body ?? '',
    labels: labels.map(({ name }) => name),
    values: toldIn('pull', body ?? '')?.values,
    told: toldIn('pull', body ?? '')?.state,
  }));
}

async function issues() {
  const { data } = await person().issues.listForRepo({ ...at, state: 'all', direction: 'asc' });
  return data
    .filter(({ pull_request }) => !pull_request)
    .map(({ number, state, body }) => ({
      number,
      state,
      body: body ?? '',
      told: toldIn('pull-issue', body ?? ''),
    }));
}

const fileOn = (ref: string) => textOn(ref, FILE);

async function textOn(ref: string, path: string): Promise<string> {
  const { data } = await person().repos.getContent({ ...at, path, ref });
  return Buffer.from((data as { content: string }).content, 'base64').toString();
}

async function tip(branch: string): Promise<string | undefined> {
  return person()
    .git.getRef({ ...at, ref: `heads/${branch}` })
    .then(
      ({ data }) => data.object.sha,
      () => undefined,
    );
}

/** Someone commits to a branch by hand. */
async function commit(branch: string, path: string, content: string): Promise<void> {
  const there = await person()
    .repos.getContent({ ...at, path, ref: branch })
    .then(
      ({ data }) => (data as { sha: string }).sha,
      () => undefined,
    );
  await person().repos.createOrUpdateFileContents({
    ...{ ...at, path, branch, message: 'By hand' },
    content: Buffer.from(content).toString('base64'),
    ...(there ? { sha: there } : {}),
  });
}

const close = (pull_number: number) => person().pulls.update({ ...at, pull_number, state: 'closed' });
const keyOf = ({ change }: PullProposal) => change.key;

describe('the pull request', () => {
  test('is opened from one commit that edits the config file and nothing else', async () => {
    const proposals = [lower('home', 5), stop('top'), remove('old')];
    const result = await keep(proposals);
    expect(result.failures).toEqual([]);
    expect(result.notices).toEqual([]);
    expect(result.number).toBe(1);
    expect(result.upkeep).toMatchObject([
      { action: 'create', target: 'pull-request', outcome: 'done', number: 1 },
    ]);
    expect([...result.delivered].sort()).toEqual(proposals.map(keyOf).sort());
    const [pull] = await pulls();
    expect(pull).toMatchObject({ state: 'open', labels: ['personalize-monitor'], told: 'open' });
    expect(pull?.values).toEqual([
      ['us-east-1/campaign/home', 'min-tps: 5'],
      ['us-east-1/campaign/old', 'state: deleted'],
      ['us-east-1/recommender/top', 'state: stopped'],
    ]);
    const text = await fileOn(BRANCH);
    expect(text.startsWith(CONFIG)).toBe(true);
    expect(Object.keys(parse(text).capacity)).toHaveLength(4);
    expect(text + pull?.body + pull?.title).not.toContain('123456789012');
    const { data } = await person().pulls.listFiles({ ...at, pull_number: 1 });
    expect(data.map(({ filename }) => filename)).toEqual([FILE]);
  });

  test('creates the config file where there is none', async () => {
    await keep([lower('home', 5)], { file: 'conf/other.yml' });
    const { data } = await person().pulls.listFiles({ ...at, pull_number: 1 });
    expect(data).toMatchObject([{ filename: 'conf/other.yml', status: 'added' }]);
  });

  test('is left as it is while nothing changed, without a write', async () => {
    const proposals = [lower('home', 5), remove('old')];
    await keep(proposals);
    const other = [lower('home', 5, 401), remove('old')];
    expect(await writesOf(() => keep(other))).toEqual([]);
    expect((await keep(other)).delivered.size).toBe(2);
  });

  test('is not so much as thought of when there is nothing to propose', async () => {
    const before = hub.calls.length;
    await keep([]);
    expect(hub.calls.slice(before).filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(hub.calls.length - before).toBe(3);
  });

  test('is brought up to date in place', async () => {
    await keep([lower('home', 5), stop('top')]);
    const result = await keep([lower('home', 4), lower('b', 2)]);
    expect(result.upkeep).toMatchObject([{ action: 'update', number: 1, reason: 'the proposals changed' }]);
    expect(await pulls()).toMatchObject([{ number: 1, state: 'open' }]);
    expect(parse(await fileOn(BRANCH)).capacity).toEqual({
      'us-east-1/campaign/kept': { 'min-tps': 3 },
      'us-east-1/campaign/b': { 'min-tps': 2 },
      'us-east-1/campaign/home': { 'min-tps': 4 },
    });
  });

  test('follows the config file on the default branch', async () => {
    await keep([lower('home', 5)]);
    await commit('main', FILE, CONFIG.replace('# ours', '# ours, edited'));
    const writes = await writesOf(() => keep([lower('home', 5)]));
    expect(writes.some((write) => write.startsWith('PATCH /git/refs'))).toBe(true);
    expect(writes.some((write) => write.startsWith('PATCH /pulls'))).toBe(false);
    expect(await fileOn(BRANCH)).toContain('# ours, edited');
    await commit('main', 'README.md', 'other\n');
    expect(await writesOf(() => keep([lower('home', 5)]))).toEqual([]);
  });

  test('has the newest manifest of a campaign, without a new text for that', async () => {
    await keep([remove('old')]);
    await keep([remove('old', 1971, 'ffff')]);
    expect(await fileOn(BRANCH)).toContain('<account>:solution/shop/ffff');
  });

  test('is withdrawn when nothing is left, and opened anew when there is again', async () => {
    await keep([lower('home', 5)]);
    const result = await keep([]);
    expect(result.upkeep.map(({ action }) => action)).toEqual(['close', 'delete']);
    expect(await pulls()).toMatchObject([{ state: 'closed', told: 'withdrawn' }]);
    expect(await tip(BRANCH)).toBeUndefined();
    expect(await writesOf(() => keep([]))).toEqual([]);
    expect((await keep([lower('home', 5)])).number).toBe(2);
  });

  test('is withdrawn when its values came to the default branch another way', async () => {
    await keep([lower('home', 5)]);
    await commit('main', FILE, `${CONFIG}  us-east-1/campaign/home:\n    min-tps: 5\n`);
    await keep([lower('home', 5)]);
    expect(await pulls()).toMatchObject([{ state: 'closed', told: 'withdrawn' }]);
  });

  test('once closed is declined for its values and no others, until it is reopened', async () => {
    const proposals = [lower('home', 5), stop('top')];
    await keep(proposals);
    await close(1);
    const result = await keep(proposals);
    expect(await pulls()).toHaveLength(1);
    expect([...result.declined.values()][0]).toBe(
      'declined: pull request #1, which proposed min-tps: 5, was closed',
    );
    expect(result.delivered.size).toBe(0);
    expect(await writesOf(() => keep(proposals))).toEqual([]);
    await person().pulls.update({ ...at, pull_number: 1, state: 'open' });
    expect(await writesOf(() => keep(proposals))).toEqual([]);
    expect((await keep(proposals)).number).toBe(1);
    await close(1);
    const other = await keep([lower('home', 4), stop('top')]);
    expect(other.number).toBe(2);
    expect((await pulls())[1]?.values).toEqual([['us-east-1/campaign/home', 'min-tps: 4']]);
    expect(other.declined.size).toBe(1);
  });

  test('once merged proposes what is left in a new one', async () => {
    await keep([lower('home', 5)]);
    await person().pulls.merge({ ...at, pull_number: 1, merge_method: 'squash' });
    expect((await keep([lower('home', 5), stop('top')])).number).toBe(2);
    expect((await pulls())[1]?.values).toEqual([['us-east-1/recommender/top', 'state: stopped']]);
    await person().pulls.merge({ ...at, pull_number: 2 });
    await keep([]);
    expect(await tip(BRANCH)).toBeUndefined();
    expect((await keep([lower('home', 4)])).number).toBe(3);
  });

  test('is left to whoever commits to its branch, and that is said', async () => {
    await keep([lower('home', 5)]);
    await commit(BRANCH, FILE, `${CONFIG}  us-east-1/campaign/home: { min-tps: 9 }\n`);
    const both = [lower('home', 5), stop('top')];
    let result = await keep(both);
    expect(await writesOf(async () => (result = await keep(both)))).toEqual([]);
    expect(result.notices).toMatchObject([
      { level: 'warning', text: expect.stringContaining('A commit by maintainer') },
    ]);
    expect([...result.delivered]).toEqual([keyOf(lower('home', 5))]);
    expect(result.declined.get(keyOf(stop('top')))).toContain('is left alone');
    expect(await writesOf(() => keep([]))).toEqual([]);
    await person().pulls.merge({ ...at, pull_number: 1, merge_method: 'squash' });
    expect((await keep([stop('top')])).number).toBe(2);
  });

  test('is left alone when another file was committed to its branch, or the branch was merged into', async () => {
    await keep([lower('home', 5)]);
    await commit(BRANCH, 'notes.md', 'mine\n');
    expect(await writesOf(() => keep([lower('home', 4)]))).toEqual([]);
  });

  test('adopts one that a person opened from its branch', async () => {
    hub.allowPullRequests(false);
    await keep([lower('home', 5)]);
    hub.allowPullRequests(true);
    await person().pulls.create({ ...at, title: 'Mine', body: 'opened by hand', head: BRANCH, base: 'main' });
    const result = await keep([lower('home', 5)]);
    expect(result.number).toBe(2);
    expect(await pulls()).toMatchObject([{ told: 'open', labels: ['personalize-monitor'] }]);
    expect(await issues()).toMatchObject([{ state: 'closed', told: { state: 'withdrawn' } }]);
    expect(await writesOf(() => keep([lower('home', 5)]))).toEqual([]);
  });

  test('is only planned by plan, which writes nothing', async () => {
    expect(
      await writesOf(async () => {
        const { upkeep } = await keep([lower('home', 5)], { mode: 'plan' });
        expect(upkeep).toMatchObject([{ action: 'create', outcome: 'planned' }]);
      }),
    ).toEqual([]);
    await keep([lower('home', 5)]);
    expect(
      await writesOf(async () => {
        const { upkeep, number } = await keep([lower('home', 4)], { mode: 'plan' });
        expect(upkeep).toMatchObject([{ action: 'update', outcome: 'planned', number: 1 }]);
        expect(number).toBe(1);
        expect((await keep([], { mode: 'plan' })).upkeep.map(({ action }) => action)).toEqual([
          'close',
          'delete',
        ]);
      }),
    ).toEqual([]);
  });

  test('a config file that cannot be edited is a failure, and nothing is written', async () => {
    await commit('main', FILE, 'capacity: [\n');
    const writes = await writesOf(async () => {
      const { failures } = await keep([lower('home', 5)]);
      expect(failures).toMatchObject([{ resource: FILE, cause: expect.stringContaining('not valid YAML') }]);
    });
    expect(writes).toEqual([]);
  });

  test.each([/\/pulls/, /\/git\/ref\//, /\/contents\//, /\/issues/])(
    'a read of %s that fails leads to no write, and is told',
    async (path) => {
      hub.fault({ method: 'GET', path, status: 502 });
      const writes = await writesOf(async () => {
        const result = await keep([lower('home', 5)]);
        expect(result.failures).toHaveLength(1);
        expect(result.delivered.size).toBe(0);
      });
      expect(writes).toEqual([]);
    },
  );

  const OPENING = [/git\/blobs/, /git\/trees/, /git\/commits/, /git\/refs/, /\/pulls$/, /labels/];

  test.each(OPENING.flatMap((path) => [false, true].map((afterDoing) => ({ path, afterDoing }))))(
    'opening that breaks off at $path (done: $afterDoing) is mended by the next run',
    async ({ path, afterDoing }) => {
      hub.fault({ method: 'POST', path, status: 502, afterDoing, times: 1 });
      const first = await keep([lower('home', 5)]);
      expect(first.failures.length + first.notices.length).toBeGreaterThan(0);
      const second = await keep([lower('home', 5)]);
      expect(second.failures).toEqual([]);
      expect(await pulls()).toMatchObject([{ state: 'open', told: 'open', labels: ['personalize-monitor'] }]);
      expect(await writesOf(() => keep([lower('home', 5)]))).toEqual([]);
    },
  );

  test.each(
    [
      ...[/git\/refs/, /\/pulls\/1/].map((path) => ({ method: 'PATCH', path, next: [lower('home', 4)] })),
      ...[
        { method: 'PATCH', path: /\/pulls\/1/, next: [] },
        { method: 'POST', path: /comments/, next: [] },
        { method: 'DELETE', path: /git\/refs/, next: [] },
      ],
    ].flatMap((each) => [false, true].map((afterDoing) => ({ ...each, afterDoing }))),
  )(
    'what breaks off at $method $path (done: $afterDoing) with $next.length proposals is mended by the next run',
    async ({ method, path, next, afterDoing }) => {
      await keep([lower('home', 5)]);
      hub.fault({ method, path, status: 502, afterDoing, times: 1 });
      expect((await keep(next)).failures).toHaveLength(1);
      expect((await keep(next)).failures).toEqual([]);
      expect(await writesOf(() => keep(next))).toEqual([]);
      const [pull] = await pulls();
      expect(pull).toMatchObject(
        next.length > 0
          ? { state: 'open', values: [['us-east-1/campaign/home', 'min-tps: 4']] }
          : { state: 'closed', told: 'withdrawn' },
      );
      expect((await tip(BRANCH)) === undefined).toBe(next.length === 0);
    },
  );

  test('two runs at once end with one branch and one pull request', async () => {
    const results = await Promise.all([keep([lower('home', 5)]), keep([lower('home', 5)])]);
    expect(results.flatMap(({ failures }) => failures)).toEqual([]);
    expect(results.map(({ number }) => number)).toEqual([1, 1]);
    expect(await pulls()).toHaveLength(1);
    expect(await writesOf(() => keep([lower('home', 5)]))).toEqual([]);
  });

  test('one that another run opened just before is taken as it is', async () => {
    hub.before({ method: 'POST', path: /\/pulls$/ }, async () => {
      await keep([lower('home', 5)]);
    });
    const result = await keep([lower('home', 5)]);
    expect(result).toMatchObject({ number: 1, failures: [] });
    expect(await pulls()).toHaveLength(1);
  });

  test('a person who pushes between reading and writing loses nothing', async () => {
    await keep([lower('home', 5)]);
    hub.before({ method: 'POST', path: /git\/commits/ }, () => commit(BRANCH, 'notes.md', 'mine\n'));
    const result = await keep([lower('home', 4)]);
    expect(result.notices).toMatchObject([
      { text: expect.stringContaining('was moved by a commit by maintainer') },
    ]);
    expect(result.delivered.size).toBe(0);
    expect(await textOn(BRANCH, 'notes.md')).toBe('mine\n');
  });

  test('one that a person closes between reading and writing stays as it is', async () => {
    await keep([lower('home', 5)]);
    hub.before({ method: 'POST', path: /git\/commits/ }, async () => {
      await close(1);
    });
    await keep([lower('home', 4)]);
    expect(await pulls()).toMatchObject([
      { state: 'closed', values: [['us-east-1/campaign/home', 'min-tps: 5']] },
    ]);
  });
});

describe('where GitHub Actions may not open pull requests', () => {
  beforeEach(() => hub.allowPullRequests(false));

  test('one issue has the link and the setting, and is kept up to date', async () => {
    const result = await keep([lower('home', 5)]);
    expect(result).toMatchObject({ issue: { number: 1 }, failures: [] });
    expect(result.number).toBeUndefined();
    expect(result.delivered.size).toBe(1);
    expect(result.notices).toHaveLength(1);
    const [issue] = await issues();
    expect(issue?.body).toContain('/compare/main...personalize-monitor/capacity?quick%5Fpull=1');
    expect(await writesOf(() => keep([lower('home', 5)]))).toEqual(['POST /pulls']);
    await keep([lower('home', 4)]);
    expect(await issues()).toMatchObject([{ told: { values: [['us-east-1/campaign/home', 'min-tps: 4']] } }]);
    await keep([]);
    expect(await issues()).toMatchObject([{ state: 'closed', told: { state: 'withdrawn' } }]);
    expect(await writesOf(() => keep([]))).toEqual([]);
  });

  test('closing that issue declines its values', async () => {
    await keep([lower('home', 5)]);
    await person().issues.update({ ...at, issue_number: 1, state: 'closed' });
    const result = await keep([lower('home', 5)]);
    expect([...result.declined.values()]).toEqual([
      'declined: issue #1, which proposed min-tps: 5, was closed',
    ]);
    expect(await issues()).toHaveLength(1);
    expect((await keep([lower('home', 4)])).issue?.number).toBe(2);
  });

  test('whoever opens the pull request may close the issue: it is adopted, not withdrawn', async () => {
    await keep([lower('home', 5)]);
    hub.allowPullRequests(true);
    await person().pulls.create({ ...at, title: 'Mine', head: BRANCH, base: 'main' });
    await person().issues.update({ ...at, issue_number: 1, state: 'closed' });
    expect((await keep([lower('home', 5)])).number).toBe(2);
    expect((await keep([lower('home', 5)])).number).toBe(2);
    expect(await pulls()).toMatchObject([{ state: 'open', told: 'open' }]);
  });

  test('two runs at once leave one open issue', async () => {
    await Promise.all([keep([lower('home', 5)]), keep([lower('home', 5)])]);
    expect((await issues()).filter(({ state }) => state === 'open')).toHaveLength(1);
  });

  test.each([false, true])(
    'an issue that could not be opened (done: %s) is by the next run',
    async (afterDoing) => {
      hub.fault({ method: 'POST', path: /\/issues$/, status: 502, afterDoing, times: 1 });
      expect((await keep([lower('home', 5)])).failures).toHaveLength(1);
      expect((await keep([lower('home', 5)])).issue?.number).toBe(1);
      expect(await issues()).toHaveLength(1);
    },
  );
});
