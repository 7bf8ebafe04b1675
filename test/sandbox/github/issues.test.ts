import { describe, expect, test } from '@jest/globals';
import { commit, failureOf, it, opened } from './testing.ts';

describe('issues', () => {
  test('lists have pull requests in them, newest first, and are filtered by state and labels', async () => {
    const { github, action } = await opened();
    await action.issues.create({ ...it, title: 'one', labels: ['x'] });
    await action.issues.create({ ...it, title: 'two', labels: ['x', 'y'] });
    await commit(github, 'proposal', 'a.yml', 'a: 1\n');
    await action.pulls.create({ ...it, head: 'proposal', base: 'main', title: 'three' });
    await action.issues.addLabels({ ...it, issue_number: 3, labels: ['X'] });
    await action.issues.update({ ...it, issue_number: 1, state: 'closed', state_reason: 'not_planned' });
    const list = async (query: object) =>
      (await action.issues.listForRepo({ ...it, ...query })).data.map(({ number }) => number);
    expect(await list({})).toEqual([3, 2]);
    expect(await list({ state: 'all', labels: 'x' })).toEqual([3, 2, 1]);
    expect(await list({ state: 'all', labels: 'x,Y' })).toEqual([2]);
    expect(await list({ state: 'closed', creator: 'github-actions[bot]', direction: 'asc' })).toEqual([1]);
    const { data } = await action.issues.get({ ...it, issue_number: 3 });
    expect(data).toMatchObject({
      title: 'three',
      pull_request: { merged_at: null },
      labels: [{ name: 'x' }],
    });
  });

  test('lists come in pages of a hundred at most, linked by absolute addresses', async () => {
    const { github, action } = await opened();
    for (let i = 0; i < 101; i++) await action.issues.create({ ...it, title: `${i}` });
    const { data, headers } = await action.issues.listForRepo({ ...it, per_page: 1000 });
    expect(data).toHaveLength(100);
    expect(headers.link).toContain(`<${github.url}/repositories/1/issues?per_page=1000&page=2>; rel="next"`);
    const all = await github.octokitOf().paginate(action.issues.listForRepo, { ...it, per_page: 50 });
    expect(new Set(all.map(({ number }) => number)).size).toBe(101);
  });

  test('who edited the text is told, newest first, and the first text is the oldest edit', async () => {
    const { github, action, maintainer } = await opened();
    const query = `query ($owner: String!, $repo: String!, $number: Int!) {
      viewer { login }
      repository(owner: $owner, name: $repo) { issue(number: $number) {
        author { ...who } editor { login } lastEditedAt
        userContentEdits(first: 100) {
          totalCount pageInfo { hasNextPage endCursor }
          nodes { editedAt diff editor { login, ... on Bot { __typename } } }
        }
      } }
    }
    fragment who on Actor { __typename login ... on Node { id } }`;
    const ask = () => github.octokitOf().graphql<never>(query, { ...it, number: 1 });
    await action.issues.create({ ...it, title: 'x', body: 'one' });
    await action.issues.update({ ...it, issue_number: 1, title: 'y', body: 'one' });
    const none = { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };
    const { data } = await action.issues.get({ ...it, issue_number: 1 });
    const bot = { login: 'github-actions', __typename: 'Bot' };
    const author = { ...bot, id: data.user?.node_id };
    expect(await ask()).toEqual({
      viewer: { login: 'github-actions[bot]' },
      repository: { issue: { author, editor: null, lastEditedAt: null, userContentEdits: none } },
    });
    await maintainer.issues.update({ ...it, issue_number: 1, body: 'two' });
    await action.issues.update({ ...it, issue_number: 1, body: 'three' });
    expect(await ask()).toMatchObject({
      repository: {
        issue: {
          editor: { login: 'github-actions' },
          userContentEdits: {
            totalCount: 3,
            nodes: [
              { diff: 'three', editor: bot },
              { diff: 'two', editor: { login: 'maintainer' } },
              { diff: 'one', editor: bot },
            ],
          },
        },
      },
    });
  });

  test.each([
    ['a field that is not there', '{ viewer { nope } }', "Field 'nope' doesn't exist on type 'User'"],
    ['a top field that is not there', '{ nope }', "Field 'nope' doesn't exist on type 'Query'"],
    ['an object without fields', '{ viewer }', 'Field must have selections'],
    [
      'a page without a size',
      '{ repository(owner: "acme", name: "shop") { issue(number: 1) { userContentEdits { totalCount } } } }',
      'You must provide',
    ],
    [
      'a missing issue',
      '{ repository(owner: "acme", name: "shop") { issue(number: 9) { title } } }',
      'Could not resolve to an Issue',
    ],
    ['no end', '{ viewer { login }', 'Unexpected end'],
  ])('GraphQL refuses %s', async (_, query, message) => {
    const { github } = await opened();
    await expect(github.octokitOf().graphql(query)).rejects.toThrow(message);
  });

  test('GraphQL can be missing, as on an old server', async () => {
    const { github } = await opened({ graphql: false });
    await expect(github.octokitOf().graphql('{ viewer { login } }')).rejects.toMatchObject({ status: 404 });
  });

  test('issues can be disabled; pull requests go on', async () => {
    const { github, action } = await opened({ issuesEnabled: false });
    const gone = { status: 410, message: 'Issues has been disabled in this repository.' };
    expect(await failureOf(action.issues.listForRepo(it))).toEqual(gone);
    expect(await failureOf(action.issues.create({ ...it, title: 'x' }))).toEqual(gone);
    expect((await action.repos.get(it)).data.has_issues).toBe(false);
    await commit(github, 'proposal', 'a.yml', 'a: 1\n');
    await action.pulls.create({ ...it, head: 'proposal', base: 'main', title: 'x' });
    await action.issues.createComment({ ...it, issue_number: 1, body: 'x' });
  });
});
