import { describe, expect, test } from '@jest/globals';
import { commit, failureOf, it, opened, textOf } from './testing.ts';

describe('pull requests', () => {
  const request = { ...it, head: 'proposal', base: 'main', title: 'Proposal' };

  test('are not opened twice, without commits, or from nowhere', async () => {
    const { github, action } = await opened();
    const main = (await action.git.getRef({ ...it, ref: 'heads/main' })).data.object.sha;
    const error = async () => (await failureOf(action.pulls.create(request))).error;
    expect(await error()).toEqual({ resource: 'PullRequest', code: 'invalid', field: 'head' });
    await action.git.createRef({ ...it, ref: 'refs/heads/proposal', sha: main });
    expect(await error()).toMatchObject({ message: 'No commits between main and proposal' });
    await commit(github, 'proposal', 'a.yml', 'a: 1\n');
    await action.pulls.create(request);
    expect(await error()).toMatchObject({ message: 'A pull request already exists for acme:proposal.' });
  });

  test('follow their branch, and tell its commits and files', async () => {
    const { github, action } = await opened({ files: { 'a.yml': 'a: 1\n' } });
    await commit(github, 'proposal', 'a.yml', 'a: 2\n');
    await action.pulls.create(request);
    const tip = await commit(github, 'proposal', 'a.yml', 'a: 3\n', 'maintainer');
    const one = { ...it, pull_number: 1 };
    const { data } = await action.pulls.get(one);
    expect(data).toMatchObject({ head: { sha: tip }, commits: 2, changed_files: 1 });
    const { data: commits } = await action.pulls.listCommits(one);
    expect(commits.map(({ author }) => author?.login)).toEqual(['github-actions[bot]', 'maintainer']);
    expect((await action.pulls.listFiles(one)).data).toMatchObject([
      { filename: 'a.yml', status: 'modified' },
    ]);
    const { data: listed } = await action.pulls.list({ ...it, head: 'acme:proposal' });
    expect(listed).toMatchObject([{ number: 1, head: { sha: tip }, merged_at: null }]);
    expect(listed[0]).not.toHaveProperty('merged');
    expect((await action.pulls.list({ ...it, head: 'acme:other' })).data).toEqual([]);
  });

  test('are merged onto what main has become, or conflict with it', async () => {
    const { github, action, maintainer } = await opened({ files: { 'a.yml': 'a: 1\n' } });
    await commit(github, 'proposal', 'a.yml', 'a: 2\n');
    await commit(github, 'rival', 'a.yml', 'a: 3\n');
    await action.pulls.create(request);
    await action.pulls.create({ ...request, head: 'rival' });
    await commit(github, 'main', 'b.yml', 'b: 1\n', 'maintainer');
    const { data } = await maintainer.pulls.merge({ ...it, pull_number: 1 });
    expect(await textOf(github, 'a.yml')).toBe('a: 2\n');
    expect(await textOf(github, 'b.yml')).toBe('b: 1\n');
    expect((await action.pulls.get({ ...it, pull_number: 1 })).data).toMatchObject({
      state: 'closed',
      merged: true,
      merged_by: { login: 'maintainer' },
      merge_commit_sha: data.sha,
    });
    expect((await action.git.getRef({ ...it, ref: 'heads/main' })).data.object.sha).toBe(data.sha);
    expect(await failureOf(maintainer.pulls.merge({ ...it, pull_number: 2 }))).toMatchObject({ status: 405 });
    const reopening = action.pulls.update({ ...it, pull_number: 1, state: 'open' });
    expect(await failureOf(reopening)).toMatchObject({ status: 422 });
  });

  test.each([
    ['stay open', 'open', {}],
    ['are closed, if asked', 'closed', { branchDeletionCloses: true }],
  ])('%s when their branch is deleted', async (_, state, options) => {
    const { github, action } = await opened(options);
    await commit(github, 'proposal', 'a.yml', 'a: 1\n');
    await action.pulls.create(request);
    await action.git.deleteRef({ ...it, ref: 'heads/proposal' });
    expect((await action.pulls.get({ ...it, pull_number: 1 })).data.state).toBe(state);
  });

  test('who closed one is told by the issue that it is', async () => {
    const { github, action, maintainer } = await opened();
    await commit(github, 'proposal', 'a.yml', 'a: 1\n');
    await action.pulls.create(request);
    await maintainer.pulls.update({ ...it, pull_number: 1, state: 'closed' });
    const closed = { state: 'closed', closed_by: { login: 'maintainer' }, user: { type: 'Bot' } };
    expect((await action.issues.get({ ...it, issue_number: 1 })).data).toMatchObject(closed);
    const tip = await commit(github, 'proposal', 'a.yml', 'a: 2\n');
    const { data } = await action.pulls.get({ ...it, pull_number: 1 });
    expect(data.head.sha).not.toBe(tip);
    await action.pulls.update({ ...it, pull_number: 1, state: 'open' });
    expect((await action.pulls.get({ ...it, pull_number: 1 })).data.head.sha).toBe(tip);
  });
});
