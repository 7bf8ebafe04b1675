import { describe, expect, test } from '@jest/globals';
import { type Failure, failureOf, it, opened, textOf } from './github/testing.ts';

describe('the wire', () => {
  test('what has not changed is told by 304, and costs nothing', async () => {
    const { github, action } = await opened();
    const { headers } = await action.issues.listForRepo(it);
    expect(headers).toMatchObject({ 'x-ratelimit-limit': '1000', 'x-ratelimit-resource': 'core' });
    const again = { ...it, headers: { 'if-none-match': headers.etag ?? '' } };
    expect(await failureOf(action.issues.listForRepo(again))).toMatchObject({ status: 304 });
    const left = (await action.rateLimit.get()).data.resources.core;
    expect(left).toMatchObject({ limit: 1000, used: 1, remaining: 999 });
    await action.issues.create({ ...it, title: 'x' });
    expect((await action.issues.listForRepo(again)).data).toHaveLength(1);
    expect(github.calls.map(({ status }) => status)).toEqual([200, 304, 200, 201, 200]);
  });

  test('the rate limit can be used up, and comes back with its hour', async () => {
    let now = Date.UTC(2026, 10, 23, 10);
    const { github, action } = await opened({ now: () => now });
    github.exhaust(60_000);
    const refused = await action.repos.get(it).catch((error: Failure) => error);
    expect(refused).toMatchObject({
      status: 403,
      response: { headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${now / 1000 + 60}` } },
    });
    now += 60_000;
    expect((await action.repos.get(it)).headers['x-ratelimit-remaining']).toBe('999');
  });

  test('a fault strikes before the request is served, or after; so many times', async () => {
    const { github, action } = await opened();
    const message = 'You have exceeded a secondary rate limit.';
    const headers = { 'retry-after': '1' };
    github.fault({ method: 'POST', path: /\/issues$/, status: 429, message, headers, times: 1 });
    github.fault({ method: 'POST', path: /\/issues$/, status: 502, afterDoing: true, times: 1 });
    const create = () => action.issues.create({ ...it, title: 'x' });
    const throttled = (await create().catch((error: Failure) => error)) as Failure;
    expect(throttled).toMatchObject({ status: 429, response: { headers, data: { message } } });
    expect((await action.issues.listForRepo(it)).data).toHaveLength(0);
    expect(await failureOf(create())).toMatchObject({ status: 502 });
    expect((await action.issues.listForRepo(it)).data).toHaveLength(1);
    expect((await create()).status).toBe(201);
  });

  test('a person can be faster than the action', async () => {
    const { github, action, maintainer } = await opened();
    await action.issues.create({ ...it, title: 'x', body: 'one' });
    github.before({ method: 'PATCH', path: /\/issues\/1$/ }, async () => {
      await maintainer.issues.update({ ...it, issue_number: 1, body: 'two' });
    });
    await action.issues.update({ ...it, issue_number: 1, title: 'y' });
    expect((await action.issues.get({ ...it, issue_number: 1 })).data).toMatchObject({
      title: 'y',
      body: 'two',
    });
    const patches = github.calls.filter(({ method }) => method === 'PATCH');
    expect(patches.map(({ login }) => login)).toEqual(['maintainer', 'github-actions[bot]']);
  });

  test('requests at once are served one after the other', async () => {
    const { action } = await opened();
    const all = await Promise.all(
      Array.from({ length: 20 }, () =>
        action.issues.createLabel({ ...it, name: 'x' }).catch(() => undefined),
      ),
    );
    expect(all.filter(Boolean)).toHaveLength(1);
  });

  test('times are told by the clock that is given, in whole seconds', async () => {
    let now = Date.UTC(2026, 10, 23, 10);
    const { action } = await opened({ now: () => now });
    await action.issues.create({ ...it, title: 'x' });
    now += 3_600_000;
    const { data } = await action.issues.update({ ...it, issue_number: 1, state: 'closed' });
    expect(data).toMatchObject({ created_at: '2026-11-23T10:00:00Z', closed_at: '2026-11-23T11:00:00Z' });
  });

  test('files are committed to main, beside a README', async () => {
    const { github } = await opened({ files: { '.github/personalize.yml': 'version: 1\n' } });
    expect(await textOf(github, '.github/personalize.yml')).toBe('version: 1\n');
    expect(await textOf(github, 'README.md')).toContain('shop');
  });

  test('a fault on a branch is told by its name as it reads', async () => {
    const { github, action } = await opened();
    github.fault({ method: 'DELETE', path: /\/git\/refs\/heads\/proposal$/, status: 500 });
    expect(await failureOf(action.git.deleteRef({ ...it, ref: 'heads/proposal' }))).toMatchObject({
      status: 500,
    });
    expect(github.calls.at(-1)?.path).toBe('/repos/acme/shop/git/refs/heads/proposal');
  });
});
