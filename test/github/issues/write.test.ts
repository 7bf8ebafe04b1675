import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type GitHub, gitHubClient } from '../../../src/github/client.ts';
import { withTicks } from '../../../src/github/issues/boxes.ts';
import type { Box, KeptIssue } from '../../../src/github/issues/issue.ts';
import { keepIssues } from '../../../src/github/issues/keepIssues.ts';
import { readIssues } from '../../../src/github/issues/read.ts';
import type { Result, Standing } from '../../../src/github/issues/standing.ts';
import { AT_ONCE } from '../../../src/github/pace.ts';
import { type GitHubSandbox, startGitHub } from '../../sandbox/github/server.ts';
import { idle, keyOf, NOW, over, wanted } from './subjects.ts';

const ISSUES = /^\/repos\/acme\/shop\/issues$/;
const ONE = /^\/repos\/acme\/shop\/issues\/\d+$/;
const COMMENTS = /^\/repos\/acme\/shop\/issues\/\d+\/comments$/;
const LABELS = /^\/repos\/acme\/shop\/labels$/;

const home = over('home');
const old = idle('old');
const OVER = new Map<string, Standing>([[keyOf(home), { kind: 'over', why: 'it fits' }]]);

let server: GitHubSandbox;
let github: GitHub;

const client = () =>
  gitHubClient({
    ...{ token: server.token, apiUrl: server.url, repository: 'acme/shop', version: '1.2.3', pace: AT_ONCE },
    signal: new AbortController().signal,
  });

beforeEach(async () => {
  server = await startGitHub();
  github = client();
});
afterEach(() => server.close());

async function kept(of: GitHub = github): Promise<readonly KeptIssue[]> {
  const read = await readIssues(of);
  if (read.kind === 'unknown') throw new Error(read.failure.cause);
  return read.issues;
}

async function run(
  standings: ReadonlyMap<string, Standing>,
  { results = new Map<string, Result>(), mode = 'apply' as 'apply' | 'plan', of = github } = {},
) {
  return keepIssues(of, { kept: await kept(of), standings, results, mode, now: NOW });
}

const writes = () =>
  server.calls.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
const person = () => server.octokitOf('maintainer').rest.issues;
const at = { owner: 'acme', repo: 'shop' };
const issue = async (number: number) => (await person().get({ ...at, issue_number: number })).data;
const commentsOf = async (number: number) =>
  (await person().listComments({ ...at, issue_number: number })).data.map(({ body }) => body ?? '');

async function tick(number: number, ...boxes: readonly Box[]): Promise<void> {
  const { body } = await issue(number);
  await person().update({ ...at, issue_number: number, body: withTicks(body ?? '', new Set(boxes)) });
}

const open = async () => (await kept()).filter((each) => each.open).map(({ number }) => number);

describe('issues', () => {
  test('are opened under the label, once, and told with their numbers', async () => {
    const first = await run(wanted(home, old));
    expect(first.failures).toEqual([]);
    expect([...first.numbers.values()].map(({ number }) => number).sort()).toEqual([1, 2]);
    expect(first.upkeep).toMatchObject([
      { action: 'create', target: 'issue', outcome: 'done', number: expect.any(Number) },
      { action: 'create', target: 'issue', outcome: 'done', url: expect.stringContaining('/issues/') },
    ]);
    server.forgetCalls();
    const second = await run(wanted(home, old));
    expect(second).toMatchObject({ upkeep: [], failures: [], notices: [] });
    expect(second.numbers.get(keyOf(home))).toEqual(first.numbers.get(keyOf(home)));
    expect(writes()).toEqual([]);
  });

  test('are brought up to date, closed with a comment, and opened again with one', async () => {
    await run(wanted(home));
    await run(wanted(over('home', 4)));
    expect((await issue(1)).title).toContain('from 10 to 4 TPS');
    await run(OVER);
    expect(await issue(1)).toMatchObject({ state: 'closed', state_reason: 'completed' });
    await run(wanted(home));
    expect(await issue(1)).toMatchObject({ state: 'open' });
    expect(await commentsOf(1)).toEqual([
      expect.stringContaining('the finding is over'),
      expect.stringContaining('the finding is back'),
    ]);
  });

  test('in a plan are told, and nothing is written', async () => {
    await run(wanted(home));
    server.forgetCalls();
    const { upkeep } = await run(new Map([...OVER, ...wanted(old)]), { mode: 'plan' });
    expect(upkeep).toMatchObject([
      { action: 'close', outcome: 'planned', number: 1 },
      { action: 'create', outcome: 'planned' },
    ]);
    expect(writes()).toEqual([]);
  });

  test('of people, with our label and title, are not read as ours', async () => {
    await run(wanted(home));
    const { title } = await issue(1);
    await person().create({ ...at, title, body: 'Is this so?', labels: ['personalize-monitor'] });
    expect((await kept()).map(({ number }) => number)).toEqual([1]);
  });

  test('that cannot all be listed are unknown', async () => {
    for (let number = 0; number < 101; number++) {
      await person().create({ ...at, title: `Mine ${number}`, body: '', labels: ['personalize-monitor'] });
    }
    expect(await kept()).toEqual([]);
    server.fault({ method: 'GET', path: /issues\?.*page=2/, status: 500 });
    expect(await readIssues(github)).toMatchObject({
      kind: 'unknown',
      failure: { what: 'list the issues of this action', cause: expect.stringContaining('HTTP 500') },
    });
  });
});

describe('what a person does between reading and writing', () => {
  beforeEach(async () => {
    await run(wanted(home));
  });
  const meanwhile = (act: () => Promise<unknown>) =>
    server.before({ method: 'GET', path: ONE }, async () => void (await act()));
  const personally = (body: string) => person().update({ ...at, issue_number: 1, body });

  test('a box ticked stays ticked', async () => {
    meanwhile(() => tick(1, 'snooze'));
    await run(wanted(over('home', 3, 1500)));
    expect((await kept())[0]).toMatchObject({
      data: { finding: { savingUsd: 1500 } },
      ticks: new Set(['snooze']),
    });
  });

  test('a box that carries out what was read is not left beside something else', async () => {
    meanwhile(() => tick(1, 'carry-out'));
    const { notices, upkeep } = await run(wanted(over('home', 4)));
    expect(notices).toMatchObject([{ text: expect.stringContaining('Issue #1 was not written to') }]);
    expect(upkeep).toEqual([]);
    expect((await kept())[0]).toMatchObject({ data: { change: { to: 3 } }, ticks: new Set(['carry-out']) });
  });

  test('words added stay', async () => {
    const { body } = await issue(1);
    meanwhile(() => personally(`${body}\nPlease wait for Ada.`));
    await run(wanted(over('home', 4)));
    expect((await issue(1)).body).toMatch(/to 4 TPS[\s\S]*\nPlease wait for Ada\.$/);
  });

  test('closing it is left as it is, and declines what is read then', async () => {
    meanwhile(() => person().update({ ...at, issue_number: 1, state: 'closed' }));
    const { notices } = await run(wanted(over('home', 3, 1200)));
    expect(notices).toMatchObject([{ text: expect.stringContaining('closed by someone') }]);
    expect(await open()).toEqual([]);
    expect((await run(wanted(over('home', 3, 1200)))).withheld.size).toBe(1);
  });

  test('closing it does not keep from it what was done', async () => {
    await tick(1, 'carry-out');
    meanwhile(() => person().update({ ...at, issue_number: 1, state: 'closed' }));
    const results = new Map<string, Result>([[keyOf(home), { kind: 'done', comment: 'It was done.' }]]);
    await run(wanted(home), { results });
    expect(await commentsOf(1)).toEqual([expect.stringContaining('It was done.')]);
    expect((await kept())[0]).toMatchObject({ open: false, data: { state: 'done' }, ticks: new Set() });
  });

  test('a box unticked is not answered any more', async () => {
    await tick(1, 'never');
    meanwhile(() => tick(1));
    const { notices } = await run(wanted(home));
    expect(notices).toMatchObject([{ text: expect.stringContaining('ticked or unticked by someone') }]);
    expect(await open()).toEqual([1]);
    expect(await commentsOf(1)).toEqual([]);
  });

  test('taking out the hidden data leaves the issue to that person', async () => {
    meanwhile(() => personally('Mine now'));
    const { notices } = await run(wanted(over('home', 4)));
    expect(notices).toHaveLength(1);
    expect((await issue(1)).body).toBe('Mine now');
  });
});

describe('two runs at once', () => {
  test('leave one open issue for each finding', async () => {
    await Promise.all([run(wanted(home, old)), run(wanted(home, old), { of: client() })]);
    const keys = (await kept()).filter((each) => each.open).map(({ data }) => data.key);
    expect(keys.sort()).toEqual([keyOf(home), keyOf(old)].sort());
    server.forgetCalls();
    await run(wanted(home, old));
    expect(writes()).toEqual([]);
  });

  test('do not write over each other', async () => {
    await run(wanted(home));
    const seen = await kept();
    await run(wanted(over('home', 4)));
    const late = await keepIssues(github, {
      ...{ kept: seen, standings: wanted(over('home', 5)), results: new Map(), mode: 'apply', now: NOW },
    });
    expect(late.notices).toMatchObject([{ text: expect.stringContaining('another run wrote to it') }]);
    expect((await issue(1)).title).toContain('from 10 to 4 TPS');
  });

  test('close an issue with one comment', async () => {
    await run(wanted(home));
    const other = client();
    const seen = await kept(other);
    await run(OVER);
    const late = await keepIssues(other, {
      ...{ kept: seen, standings: OVER, results: new Map(), mode: 'apply', now: NOW },
    });
    expect(late).toMatchObject({ upkeep: [], failures: [], notices: [{ level: 'info' }] });
    expect(await commentsOf(1)).toHaveLength(1);
  });
});

describe('an answer that is lost', () => {
  test('after an issue was opened leaves one open, and no failure', async () => {
    server.fault({ method: 'POST', path: ISSUES, status: 502, times: 1, afterDoing: true });
    const { failures, numbers } = await run(wanted(home));
    expect(failures).toEqual([]);
    expect(await open()).toEqual([1]);
    expect(numbers.get(keyOf(home))?.number).toBe(1);
  });

  test('every time leaves one open all the same', async () => {
    server.fault({ method: 'POST', path: ISSUES, status: 502, afterDoing: true });
    const { failures } = await run(wanted(home));
    expect(failures).toEqual([]);
    expect(await open()).toEqual([1]);
  });

  test('after a comment says it once', async () => {
    await run(wanted(home));
    server.fault({ method: 'POST', path: COMMENTS, status: 502, times: 1, afterDoing: true });
    const { failures } = await run(OVER);
    expect(failures).toEqual([]);
    expect(await commentsOf(1)).toHaveLength(1);
  });
});

describe('a write that fails', () => {
  test.each([
    ['the label', LABELS, 'make the label for issues'],
    ['an issue', ISSUES, 'open an issue'],
  ])('of %s opens nothing, and is told', async (_, path, what) => {
    server.fault({ method: 'POST', path, status: 403 });
    const { failures, upkeep } = await run(wanted(home));
    expect(failures).toMatchObject([{ what, cause: expect.stringContaining('HTTP 403') }]);
    expect(upkeep).toMatchObject([{ action: 'create', outcome: 'failed' }]);
    expect(await kept()).toEqual([]);
  });

  test.each([
    ['the issue', 'PATCH', ONE],
    ['what is said in it', 'POST', COMMENTS],
    ['reading it again', 'GET', ONE],
  ])('of %s costs only that, and the next run mends it', async (_, method, path) => {
    await run(wanted(home));
    server.fault({ method, path, status: 403, times: 1 });
    const { failures, upkeep } = await run(new Map([...OVER, ...wanted(old)]));
    expect(failures).toMatchObject([{ what: 'close an issue', resource: 'issue #1' }]);
    expect(upkeep).toMatchObject([
      { outcome: 'failed', number: 1 },
      { action: 'create', outcome: 'done' },
    ]);
    expect((await run(OVER)).failures).toEqual([]);
    expect(await open()).toEqual([2]);
    expect(await commentsOf(1)).toHaveLength(1);
    const said = server.calls.filter((call) => call.method === 'POST' && COMMENTS.test(call.path));
    expect(said.filter(({ status }) => status === 201)).toHaveLength(1);
  });

  test('of the second list leaves what was opened, and is told', async () => {
    const before = await kept();
    server.fault({ method: 'GET', path: ISSUES, status: 403 });
    const told = await keepIssues(github, {
      ...{ kept: before, standings: wanted(home), results: new Map(), mode: 'apply', now: NOW },
    });
    expect(told.failures).toMatchObject([{ what: 'list the issues of this action' }]);
    expect(told.upkeep).toMatchObject([{ action: 'create', outcome: 'done', number: 1 }]);
  });
});
