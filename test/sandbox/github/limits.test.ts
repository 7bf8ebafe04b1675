import { describe, expect, test } from '@jest/globals';
import { base64, commit, failureOf, it, long, opened } from './testing.ts';

describe('what is too long, or there already', () => {
  const tooLong = (resource: string, field: string, most: number) => ({
    status: 422,
    message: 'Validation Failed',
    error: {
      resource,
      code: 'custom',
      field,
      message: `${field} is too long (maximum is ${most} characters)`,
    },
  });

  test('texts of issues, pull requests and comments', async () => {
    const { action } = await opened();
    await action.issues.create({ ...it, title: 'x', body: long.slice(1) });
    const body = (resource: string) => tooLong(resource, 'body', 65536);
    expect(await failureOf(action.issues.create({ ...it, title: 'x', body: long }))).toEqual(body('Issue'));
    expect(await failureOf(action.issues.update({ ...it, issue_number: 1, body: long }))).toEqual(
      body('Issue'),
    );
    const request = { ...it, head: 'a', base: 'main', title: 'x', body: long };
    expect(await failureOf(action.pulls.create(request))).toEqual(body('PullRequest'));
    const comment = { ...it, issue_number: 1, body: long };
    expect(await failureOf(action.issues.createComment(comment))).toEqual(body('IssueComment'));
    const title = long.slice(0, 257);
    expect(await failureOf(action.issues.create({ ...it, title }))).toEqual(tooLong('Issue', 'title', 256));
  });

  test('labels', async () => {
    const { action } = await opened();
    await action.issues.createLabel({ ...it, name: 'ours', description: long.slice(0, 100) });
    const failure = (label: { name: string; description?: string }) =>
      failureOf(action.issues.createLabel({ ...it, ...label }));
    expect(await failure({ name: 'x', description: long.slice(0, 101) })).toEqual(
      tooLong('Label', 'description', 100),
    );
    expect(await failure({ name: long.slice(0, 51) })).toEqual(tooLong('Label', 'name', 50));
    expect(await failure({ name: 'Ours' })).toMatchObject({
      status: 422,
      error: { resource: 'Label', code: 'already_exists', field: 'name' },
    });
  });

  test('branches, and what is not there or not ahead', async () => {
    const { github, action } = await opened();
    const main = (await action.git.getRef({ ...it, ref: 'heads/main' })).data.object.sha;
    const tip = await commit(github, 'proposal', 'a.yml', 'a: 1\n');
    const change = { ...it, ref: 'heads/proposal', sha: main };
    const create = { ...it, ref: 'refs/heads/proposal', sha: main };
    const message = async (request: Promise<unknown>) => (await failureOf(request)).message;
    expect(await message(action.git.createRef(create))).toBe('Reference already exists');
    expect(await message(action.git.createRef({ ...create, sha: '0'.repeat(40) }))).toBe(
      'Object does not exist',
    );
    expect(await message(action.git.updateRef(change))).toBe('Update is not a fast-forward');
    expect(await message(action.git.updateRef({ ...change, ref: 'heads/x' }))).toBe(
      'Reference does not exist',
    );
    expect(await message(action.git.deleteRef({ ...it, ref: 'heads/x' }))).toBe('Reference does not exist');
    await action.git.updateRef({ ...change, force: true });
    await action.git.updateRef({ ...change, sha: tip });
    const write = { ...it, path: 'a.yml', branch: 'proposal', message: 'x', content: base64('x') };
    expect(await failureOf(action.repos.createOrUpdateFileContents(write))).toMatchObject({ status: 422 });
    const stale = { ...write, sha: main };
    expect(await failureOf(action.repos.createOrUpdateFileContents(stale))).toMatchObject({ status: 409 });
  });
});
