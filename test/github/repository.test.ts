import { afterEach, describe, expect, test } from '@jest/globals';
import { gitHubFailure } from '../../src/github/failure.ts';
import { readRepository } from '../../src/github/repository.ts';
import { type Answer, type Scripted, scripted } from './scripted.ts';

let server: Scripted | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function read(answer: Answer) {
  server = await scripted(() => answer);
  return readRepository(server.client());
}

const DATA = {
  default_branch: 'trunk',
  visibility: 'public',
  private: false,
  has_issues: true,
  html_url: 'https://github.com/acme/shop',
};

describe('readRepository', () => {
  test('tells the branch, who may read, whether there are issues, and where it is', async () => {
    expect(await read({ status: 200, json: DATA })).toEqual({
      defaultBranch: 'trunk',
      isPublic: true,
      hasIssues: true,
      url: 'https://github.com/acme/shop',
    });
  });

  test.each<[string | undefined, boolean, boolean]>([
    ['public', false, true],
    ['private', true, false],
    ['internal', true, false],
    ['internal', false, false],
    [undefined, false, true],
    [undefined, true, false],
  ])(
    'with visibility %s and private %s, says that it is public: %s',
    async (visibility, isPrivate, isPublic) => {
      const facts = await read({ status: 200, json: { ...DATA, visibility, private: isPrivate } });
      expect(facts.isPublic).toBe(isPublic);
    },
  );

  test('fails with what GitHub said', async () => {
    const error = await read({ status: 404, json: { message: 'Not Found' } }).catch(
      (thrown: unknown) => thrown,
    );
    expect(gitHubFailure(error, { what: 'read the repository', operation: 'repos.get' })).toMatchObject({
      cause: 'HTTP 404: Not Found',
      remedy: expect.stringContaining('the token may not see it'),
    });
  });
});
