import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isDefaultBranch } from '../../../src/settings/config/read.ts';

describe('the default branch', () => {
  let directory = '';
  let payload = '';

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'event-'));
    payload = join(directory, 'event.json');
    await writeFile(payload, JSON.stringify({ repository: { default_branch: 'main' } }));
  });

  afterAll(() => rm(directory, { recursive: true }));

  const run = (over: Record<string, string>) =>
    isDefaultBranch({
      GITHUB_EVENT_NAME: 'push',
      GITHUB_REF_NAME: 'main',
      GITHUB_REF_TYPE: 'branch',
      GITHUB_EVENT_PATH: payload,
      ...over,
    });

  test.each(['push', 'workflow_dispatch', 'repository_dispatch', 'schedule'])(
    'is that of a run of %s whose branch the payload names as the default',
    async (event) => {
      expect(await run({ GITHUB_EVENT_NAME: event })).toBe(true);
      expect(await run({ GITHUB_EVENT_NAME: event, GITHUB_REF_NAME: 'feature' })).toBe(false);
    },
  );

  test('is that of a scheduled run of which nothing says otherwise', async () => {
    expect(await isDefaultBranch({ GITHUB_EVENT_NAME: 'schedule' })).toBe(true);
    expect(await run({ GITHUB_EVENT_NAME: 'schedule', GITHUB_EVENT_PATH: '' })).toBe(true);
    const tag = { GITHUB_EVENT_NAME: 'schedule', GITHUB_REF: 'refs/tags/v1' };
    expect(await isDefaultBranch(tag)).toBe(false);
  });

  test('is asked for where the payload does not name it, and the ref may be told alone', async () => {
    const env = { GITHUB_EVENT_NAME: 'workflow_dispatch', GITHUB_REF: 'refs/heads/release/next' };
    expect(await isDefaultBranch(env, async () => 'release/next')).toBe(true);
    expect(await isDefaultBranch(env, async () => 'main')).toBe(false);
    expect(await isDefaultBranch(env, async () => undefined)).toBe(false);
  });

  test.each([
    'pull_request',
    'pull_request_target',
    'workflow_run',
    'merge_group',
    'issue_comment',
    'issues',
  ])('is not that of %s, even where the name is the same: a fork’s may be checked out', async (event) => {
    expect(await run({ GITHUB_EVENT_NAME: event })).toBe(false);
  });

  test('is not that of a tag, of a run without a payload, or of one that cannot be read', async () => {
    expect(await run({ GITHUB_REF_TYPE: 'tag' })).toBe(false);
    expect(await run({ GITHUB_EVENT_PATH: '' })).toBe(false);
    expect(await run({ GITHUB_EVENT_PATH: join(directory, 'none.json') })).toBe(false);
    await writeFile(join(directory, 'bad.json'), '{');
    expect(await run({ GITHUB_EVENT_PATH: join(directory, 'bad.json') })).toBe(false);
    expect(await isDefaultBranch({})).toBe(false);
  });
});
