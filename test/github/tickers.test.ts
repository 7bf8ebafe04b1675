import { afterEach, describe, expect, test } from '@jest/globals';
import type { GitHub } from '../../src/github/client.ts';
import { gitHubClient } from '../../src/github/client.ts';
import { AT_ONCE } from '../../src/github/pace.ts';
import { suspects, type Writer } from '../../src/github/tickers/decide.ts';
import { whoTicked } from '../../src/github/tickers/whoTicked.ts';
import type { GitHubOptions } from '../sandbox/github/options.ts';
import { type GitHubSandbox, startGitHub } from '../sandbox/github/server.ts';
import { type Scripted, scripted } from './scripted.ts';

const SELF: Writer = { kind: 'self' };
const BOT: Writer = { kind: 'bot', login: 'translator[bot]' };
const DELETED: Writer = { kind: 'deleted' };
const person = (login: string): Writer => ({ kind: 'person', login });

/** Of an issue by `author` with these edits, newest first. */
const judge = (author: Writer, editors: Writer[], complete = true) => suspects({ author, editors, complete });

describe('who may have ticked a box', () => {
  test('is who edited since the action wrote it', () => {
    expect(judge(SELF, [person('ann'), SELF, SELF])).toEqual({ kind: 'people', people: ['ann'] });
  });

  test('is everyone who did, the newest first, each once', () => {
    const found = judge(SELF, [person('ann'), person('bob'), person('ann'), SELF]);
    expect(found).toEqual({ kind: 'people', people: ['ann', 'bob'] });
  });

  test('is nobody who edited before the action did', () => {
    const found = judge(SELF, [person('ann'), SELF, person('reader'), SELF]);
    expect(found).toEqual({ kind: 'people', people: ['ann'] });
  });

  test('is the author of an issue that nobody edited', () => {
    expect(judge(person('ann'), [])).toEqual({ kind: 'people', people: ['ann'] });
  });

  test('is the author too where the action never wrote it', () => {
    const found = judge(person('ann'), [person('bob'), person('ann')]);
    expect(found).toEqual({ kind: 'people', people: ['bob', 'ann'] });
  });

  test('is everyone who ever wrote it where the action wrote it last, as it may have carried the tick over', () => {
    const found = judge(person('ann'), [SELF, person('bob'), SELF]);
    expect(found).toEqual({ kind: 'people', people: ['bob', 'ann'] });
  });

  test.each<[string, Writer, Writer[], boolean]>([
    ['only the action wrote it', SELF, [], true],
    ['only the action ever edited it', SELF, [SELF, SELF], true],
    ['another bot edited it since', SELF, [BOT, SELF], true],
    ['another bot edited it before a person did', SELF, [person('ann'), BOT, SELF], true],
    ['another bot edited it after a person did', SELF, [BOT, person('ann'), SELF], true],
    ['another bot opened it', BOT, [person('ann')], true],
    ['a deleted user edited it since', SELF, [person('ann'), DELETED, SELF], true],
    ['a deleted user opened it', DELETED, [], true],
    ['it has more edits than GitHub lists, and none by the action', SELF, [person('ann')], false],
    [
      'it has more edits than GitHub lists, and the newest is by the action',
      SELF,
      [SELF, person('a')],
      false,
    ],
  ])('is unknown where %s', (_name, author, editors, complete) => {
    expect(judge(author, editors, complete)).toEqual({ kind: 'unknown', why: expect.stringMatching(/\w/) });
  });

  test('does not matter for edits older than the last by the action, however many there are', () => {
    expect(judge(SELF, [person('ann'), SELF, DELETED, BOT], false)).toEqual({
      kind: 'people',
      people: ['ann'],
    });
  });
});

let close: (() => Promise<void>) | undefined;

afterEach(async () => {
  await close?.();
  close = undefined;
});

async function sandbox(options: GitHubOptions = {}): Promise<{ sandbox: GitHubSandbox; github: GitHub }> {
  const started = await startGitHub(options);
  close = () => started.close();
  return { sandbox: started, github: clientOf(started.url, started.token) };
}

function clientOf(apiUrl: string, token: string): GitHub {
  const { signal } = new AbortController();
  return gitHubClient({ apiUrl, token, repository: 'acme/shop', signal, version: '1', pace: AT_ONCE });
}

const HERE = { owner: 'acme', repo: 'shop' };
const OURS = { login: 'github-actions[bot]', isBot: true };

/** An issue opened by `opener`, the action unless told, and then edited by each of `editors`. */
async function issueBy(
  { octokitOf }: GitHubSandbox,
  editors: readonly (string | undefined)[],
  opener?: string,
): Promise<number> {
  const { data } = await octokitOf(opener).rest.issues.create({ ...HERE, title: 'Idle', body: '- [ ] box' });
  for (const [index, editor] of editors.entries()) {
    const body = `- [x] box, edit ${index}`;
    await octokitOf(editor).rest.issues.update({ ...HERE, issue_number: data.number, body });
  }
  return data.number;
}

describe('whoTicked', () => {
  test.each(['maintainer', 'owner'])('counts the tick of a %s', async (login) => {
    const { sandbox: server, github } = await sandbox();
    const number = await issueBy(server, [login]);
    expect(await whoTicked(github, { number, author: OURS })).toEqual({ kind: 'may-write', login });
  });

  test.each(['reader', 'triager', 'stranger'])(
    'does not count the tick of a %s in an issue of their own',
    async (login) => {
      const { sandbox: server, github } = await sandbox({ private: false });
      const number = await issueBy(server, [login], login);
      const ticker = await whoTicked(github, { number, author: { login, isBot: false } });
      expect(ticker).toEqual({ kind: 'may-not-write', login });
    },
  );

  test('does not count a tick where someone who may not write edited it too', async () => {
    const { sandbox: server, github } = await sandbox();
    const number = await issueBy(server, ['reader', 'maintainer'], 'reader');
    const ticker = await whoTicked(github, { number, author: { login: 'reader', isBot: false } });
    expect(ticker).toEqual({ kind: 'may-not-write', login: 'reader' });
  });

  test('looks only at edits since the action wrote it', async () => {
    const { sandbox: server, github } = await sandbox();
    const number = await issueBy(server, ['reader', undefined, 'maintainer'], 'reader');
    const ticker = await whoTicked(github, { number, author: { login: 'reader', isBot: false } });
    expect(ticker).toEqual({ kind: 'may-write', login: 'maintainer' });
  });

  test('does not count a tick that only the action can have made', async () => {
    const { sandbox: server, github } = await sandbox();
    const number = await issueBy(server, [undefined]);
    expect(await whoTicked(github, { number, author: OURS })).toMatchObject({ kind: 'unknown' });
  });

  test('asks for the permission of a person once in a run', async () => {
    const { sandbox: server, github } = await sandbox();
    const numbers = [await issueBy(server, ['maintainer']), await issueBy(server, ['maintainer'])];
    await Promise.all(numbers.map((number) => whoTicked(github, { number, author: OURS })));
    expect(server.calls.filter(({ path }) => path.endsWith('/permission'))).toHaveLength(1);
  });

  test.each<[string, number]>([
    ['/graphql', 500],
    ['/permission', 403],
    ['/permission', 502],
  ])('does not count a tick when %s fails with %d', async (path, status) => {
    const { sandbox: server, github } = await sandbox();
    const number = await issueBy(server, ['maintainer']);
    server.fault({ path: new RegExp(`${path}$`), status, times: 10 });
    expect(await whoTicked(github, { number, author: OURS })).toMatchObject({
      kind: 'unknown',
      failure: {
        what: 'see who ticked a box',
        resource: `issue #${number}`,
        cause: expect.stringMatching(`HTTP ${status}`),
      },
    });
  });

  test('does not count a tick in an issue that is gone', async () => {
    const { github } = await sandbox();
    expect(await whoTicked(github, { number: 99, author: OURS })).toMatchObject({
      kind: 'unknown',
      failure: { cause: expect.stringMatching(/^GraphQL NOT_FOUND/) },
    });
  });

  describe('on a server without GraphQL', () => {
    test('counts ticks in issues of bots, which only those can edit who may write', async () => {
      const { sandbox: server, github } = await sandbox({ graphql: false });
      const number = await issueBy(server, ['maintainer']);
      const ticker = await whoTicked(github, { number, author: OURS });
      expect(ticker).toEqual({ kind: 'may-write', login: undefined });
    });

    test.each<[string, string]>([
      ['maintainer', 'may-write'],
      ['reader', 'may-not-write'],
    ])('judges an issue of a %s by that person', async (login, kind) => {
      const { sandbox: server, github } = await sandbox({ graphql: false });
      const number = await issueBy(server, [], login);
      const told = kind === 'may-write' ? undefined : login;
      expect(await whoTicked(github, { number, author: { login, isBot: false } })).toEqual({
        kind,
        login: told,
      });
    });
  });
});

describe('what GitHub tells of edits', () => {
  const actor = (login: string, type = 'User') => ({ __typename: type, login, id: `${type}_${login}` });
  const SELF_AS_BOT = actor('github-actions', 'Bot');

  /** `editors` newest first, an hour between them. */
  async function told(
    editors: (object | null)[],
    more: { viewer?: object; hasNextPage?: boolean; editor?: object } = {},
  ) {
    const times = editors.map((_editor, index) => new Date(2e12 - index * 3.6e6).toISOString());
    const issue = {
      author: SELF_AS_BOT,
      editor: more.editor ?? editors[0] ?? null,
      lastEditedAt: more.editor ? new Date(2e12 + 1000).toISOString() : (times[0] ?? null),
      userContentEdits: {
        pageInfo: { hasNextPage: more.hasNextPage === true },
        nodes: editors.map((editor, index) => ({ editedAt: times[index], editor })),
      },
    };
    const viewer = more.viewer ?? { login: 'github-actions[bot]', id: 'viewer' };
    const server: Scripted = await scripted(({ path }) =>
      path === '/graphql'
        ? { status: 200, json: { data: { viewer, repository: { issue } } } }
        : { status: 200, json: { permission: path.includes('ann') ? 'write' : 'read' } },
    );
    close = () => server.close();
    return whoTicked(server.client(), { number: 1, author: OURS });
  }

  test('knows the action though its name lacks `[bot]` there', async () => {
    expect(await told([actor('ann'), SELF_AS_BOT])).toEqual({ kind: 'may-write', login: 'ann' });
  });

  test('knows the action by its id where its own name lacks `[bot]` too', async () => {
    const viewer = { login: 'github-actions', id: SELF_AS_BOT.id };
    expect(await told([actor('ann'), SELF_AS_BOT], { viewer })).toEqual({ kind: 'may-write', login: 'ann' });
  });

  test('does not take a person for the bot of the same name', async () => {
    const ticker = await told([actor('github-actions'), SELF_AS_BOT]);
    expect(ticker).toEqual({ kind: 'may-not-write', login: 'github-actions' });
  });

  test('does not count a tick when another bot edited in between', async () => {
    const ticker = await told([actor('ann'), actor('translator', 'Bot'), SELF_AS_BOT]);
    expect(ticker).toEqual({ kind: 'unknown', why: expect.stringContaining('translator[bot]') });
  });

  test('does not count a tick when a user who edited is gone', async () => {
    expect(await told([actor('ann'), null, SELF_AS_BOT])).toMatchObject({ kind: 'unknown' });
  });

  test('counts the last editor even where the list of edits lacks the edit', async () => {
    const ticker = await told([actor('ann'), SELF_AS_BOT], { editor: actor('reader') });
    expect(ticker).toEqual({ kind: 'may-not-write', login: 'reader' });
  });

  test('does not count a tick when there are more edits than it lists', async () => {
    const ticker = await told([actor('ann')], { hasNextPage: true });
    expect(ticker).toEqual({ kind: 'unknown', why: expect.stringContaining('too often') });
  });

  test('is read as the person whose token the action has', async () => {
    const viewer = { login: 'machine', id: 'User_machine' };
    const ticker = await told([actor('ann'), actor('machine')], { viewer });
    expect(ticker).toEqual({ kind: 'may-write', login: 'ann' });
  });
});
