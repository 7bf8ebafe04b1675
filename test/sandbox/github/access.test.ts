import { describe, expect, test } from '@jest/globals';
import { commit, type Failure, failureOf, it, opened } from './testing.ts';

describe('who may do what', () => {
  test('the action acts as a bot, and what it writes shows it', async () => {
    const { github, action } = await opened();
    const { data } = await action.issues.create({ ...it, title: 'Idle' });
    expect(data.user).toMatchObject({ login: 'github-actions[bot]', type: 'Bot' });
    await commit(github, 'proposal', 'a.yml', 'a: 1\n');
    const { data: commits } = await action.repos.listCommits({ ...it, sha: 'proposal', per_page: 1 });
    expect(commits[0]?.author).toMatchObject({ login: 'github-actions[bot]', type: 'Bot' });
    expect(await failureOf(action.users.getAuthenticated())).toMatchObject({ status: 403 });
  });

  test('a person without write access may write issues, but not edit, close or label what is not theirs', async () => {
    const { action, reader, maintainer } = await opened();
    await action.issues.create({ ...it, title: 'Idle', labels: ['ours'] });
    const own = await reader.issues.create({ ...it, title: 'Mine', labels: ['ours'] });
    expect(own.data.labels).toEqual([]);
    const refusal = { status: 403, message: 'Must have admin rights to Repository.' };
    expect(await failureOf(reader.issues.update({ ...it, issue_number: 1, body: 'x' }))).toEqual(refusal);
    expect(await failureOf(reader.issues.update({ ...it, issue_number: 1, state: 'closed' }))).toEqual(
      refusal,
    );
    const label = { ...it, issue_number: 1, labels: ['x'] };
    expect(await failureOf(reader.issues.addLabels(label))).toEqual(refusal);
    await reader.issues.update({ ...it, issue_number: 2, body: 'x', state: 'closed' });
    await reader.issues.createComment({ ...it, issue_number: 1, body: 'Why?' });
    const { data } = await maintainer.issues.update({ ...it, issue_number: 1, body: 'x', labels: ['a'] });
    expect(data).toMatchObject({ body: 'x', labels: [{ name: 'a' }], user: { type: 'Bot' } });
  });

  test('a triager closes and labels, and does not edit', async () => {
    const { action, as } = await opened();
    await action.issues.create({ ...it, title: 'Idle' });
    const { issues } = as('triager');
    await issues.update({ ...it, issue_number: 1, state: 'closed', labels: ['x'] });
    expect(await failureOf(issues.update({ ...it, issue_number: 1, body: 'x' }))).toMatchObject({
      status: 403,
    });
  });

  test('comments are changed by who wrote them or may write', async () => {
    const { action, reader, maintainer } = await opened();
    await action.issues.create({ ...it, title: 'Idle' });
    const { data } = await action.issues.createComment({ ...it, issue_number: 1, body: 'a' });
    const change = { ...it, comment_id: data.id, body: 'b' };
    expect(await failureOf(reader.issues.updateComment(change))).toMatchObject({ status: 403 });
    await maintainer.issues.updateComment(change);
    expect((await action.issues.getComment(change)).data).toMatchObject({ body: 'b', user: { type: 'Bot' } });
  });

  test('code is written by those who may write, and is not there for others', async () => {
    const { github } = await opened();
    await commit(github, 'main', 'a.yml', 'a: 1\n', 'maintainer');
    expect(await failureOf(commit(github, 'main', 'a.yml', 'a: 2\n', 'reader'))).toMatchObject({
      status: 404,
    });
  });

  test('a private repository is not there for a stranger; a public one is', async () => {
    const hidden = await opened();
    expect(await failureOf(hidden.as('stranger').repos.get(it))).toMatchObject({ status: 404 });
    const open = await opened({ private: false });
    await open.as('stranger').issues.create({ ...it, title: 'Hello' });
  });

  test.each([
    ['maintainer', 'write', 'write'],
    ['triager', 'read', 'triage'],
    ['reader', 'read', 'read'],
    ['stranger', 'none', 'none'],
    ['owner', 'admin', 'admin'],
  ])('the permission of %s is %s, by the role %s', async (username, permission, role_name) => {
    const { action } = await opened();
    const { data } = await action.repos.getCollaboratorPermissionLevel({ ...it, username });
    expect(data).toMatchObject({ permission, role_name, user: { login: username } });
  });

  test('a token that is nobody’s is refused', async () => {
    const { github } = await opened();
    const headers = { authorization: 'token ghs_other' };
    expect((await fetch(`${github.url}/repos/acme/shop`, { headers })).status).toBe(401);
  });
});

describe('the permissions of the action’s token', () => {
  const refusal = { status: 403, message: 'Resource not accessible by integration' };

  test('what is missing is refused, and told', async () => {
    const { github, action } = await opened({ permissions: { issues: 'read', contents: 'none' } });
    await action.issues.listForRepo(it);
    const creating = action.issues.create({ ...it, title: 'x' });
    expect(await failureOf(creating)).toEqual(refusal);
    const { response } = (await creating.catch((error: Failure) => error)) as Failure;
    expect(response?.headers['x-accepted-github-permissions']).toBe('issues=write');
    expect(await failureOf(action.git.getRef({ ...it, ref: 'heads/main' }))).toEqual(refusal);
    github.permit({ issues: 'none', 'pull-requests': 'none' });
    expect(await failureOf(action.issues.listForRepo(it))).toEqual(refusal);
    expect(await failureOf(action.pulls.list(it))).toEqual(refusal);
  });

  test('administration is never among them', async () => {
    const { action } = await opened();
    expect(await failureOf(action.repos.update({ ...it, description: 'x' }))).toEqual(refusal);
    expect(
      await failureOf(commit(await workflowless(), 'main', '.github/workflows/x.yml', 'on: push\n')),
    ).toEqual(refusal);
  });

  const workflowless = async () => (await opened()).github;

  test('pull requests may be forbidden by the repository’s settings', async () => {
    const { github, action, maintainer } = await opened();
    await commit(github, 'proposal', 'a.yml', 'a: 1\n');
    github.allowPullRequests(false);
    const request = { ...it, head: 'proposal', base: 'main', title: 'x' };
    expect(await failureOf(action.pulls.create(request))).toEqual({
      status: 403,
      message: 'GitHub Actions is not permitted to create or approve pull requests.',
    });
    await maintainer.pulls.create(request);
  });

  test('the state of a workflow is told to who may read actions, the settings of actions only to an administrator', async () => {
    const { github, action, as } = await opened();
    const workflow = { ...it, workflow_id: 'x.yml' };
    expect((await action.actions.getWorkflow(workflow)).data.state).toBe('active');
    github.setWorkflowState('disabled_inactivity');
    expect((await action.actions.getWorkflow(workflow)).data.state).toBe('disabled_inactivity');
    github.permit({ actions: 'none' });
    expect(await failureOf(action.actions.getWorkflow(workflow))).toEqual(refusal);
    const setting = (rest: typeof action) =>
      rest.actions.getGithubActionsDefaultWorkflowPermissionsRepository(it);
    expect(await failureOf(setting(action))).toEqual(refusal);
    expect((await setting(as('owner'))).data.can_approve_pull_request_reviews).toBe(true);
  });

  test('permission is looked at before a request that lacks what it needs is refused for that', async () => {
    const { github, action } = await opened();
    const incomplete = () => [
      action.issues.create({ ...it } as never),
      action.pulls.create({ ...it } as never),
      action.git.createRef({ ...it } as never),
    ];
    const statuses = async () => (await Promise.all(incomplete().map(failureOf))).map(({ status }) => status);
    expect(await statuses()).toEqual([422, 422, 422]);
    github.permit({ issues: 'read', 'pull-requests': 'read', contents: 'read' });
    expect(await statuses()).toEqual([403, 403, 403]);
  });
});
