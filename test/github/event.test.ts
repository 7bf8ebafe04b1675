import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { eventOf } from '../../src/github/event.ts';

const BASE = { ref: 'main', sha: 'b'.repeat(40), repo: { full_name: 'acme/shop' } };
const HEAD = { ref: 'topic', sha: 'a'.repeat(40), repo: { full_name: 'acme/shop' } };
const REPOSITORY = { default_branch: 'main', visibility: 'private', private: true };

const event = (name: string, payload: unknown) =>
  eventOf({ GITHUB_EVENT_NAME: name }, JSON.stringify(payload));
const pull = (head: unknown, base: unknown = BASE, number: unknown = 7) =>
  event('pull_request', { repository: REPOSITORY, pull_request: { number, head, base } }).pullRequest;

describe('eventOf', () => {
  test('tells the event, the repository and the pull request', () => {
    const payload = { repository: REPOSITORY, pull_request: { number: 7, head: HEAD, base: BASE } };
    expect(event('pull_request', payload)).toEqual({
      name: 'pull_request',
      repository: { defaultBranch: 'main', isPublic: false },
      pullRequest: {
        ...{ number: 7, fromFork: false, headRepository: 'acme/shop', baseRef: 'main' },
        ...{ baseSha: 'b'.repeat(40), headSha: 'a'.repeat(40) },
      },
    });
  });

  test('tells the pull request of pull_request_target too', () => {
    const payload = { repository: REPOSITORY, pull_request: { number: 7, head: HEAD, base: BASE } };
    expect(event('pull_request_target', payload)).toMatchObject({
      name: 'pull_request_target',
      pullRequest: { number: 7 },
    });
  });

  test('tells no pull request of a workflow_run, which lists those it knows', () => {
    const payload = {
      repository: REPOSITORY,
      workflow_run: { pull_requests: [{ number: 7, head: HEAD, base: BASE }] },
    };
    const { name, pullRequest } = event('workflow_run', payload);
    expect({ name, pullRequest }).toEqual({ name: 'workflow_run', pullRequest: undefined });
  });

  test.each<[string, unknown, boolean]>([
    ['another repository', { full_name: 'stranger/shop' }, true],
    ['a repository that is gone', null, true],
    ['the same repository, written otherwise', { full_name: 'Acme/Shop' }, false],
  ])('a pull request from %s: from a fork is %3$s', (_name, repo, fromFork) => {
    expect(pull({ ...HEAD, repo })?.fromFork).toBe(fromFork);
  });

  test.each<[string, unknown, unknown, unknown]>([
    ['the repository of its head', { ...HEAD, repo: undefined }, BASE, 7],
    ['the name of that repository', { ...HEAD, repo: {} }, BASE, 7],
    ['the commit of its head', { ...HEAD, sha: undefined }, BASE, 7],
    ['the repository of its base', HEAD, { ...BASE, repo: undefined }, 7],
    ['the branch of its base', HEAD, { ...BASE, ref: '' }, 7],
    ['the commit of its base', HEAD, { ...BASE, sha: 5 }, 7],
    ['a number', HEAD, BASE, '7'],
  ])('tells no pull request without %s', (_name, head, base, number) => {
    expect(pull(head, base, number)).toBeUndefined();
  });

  test.each<[object, boolean | undefined]>([
    [{ visibility: 'public', private: false }, true],
    [{ visibility: 'internal', private: true }, false],
    [{ visibility: 'private' }, false],
    [{ private: true }, false],
    [{ private: false }, undefined],
    [{}, undefined],
  ])('of the repository %j, tells whether it is public: %p', (repository, isPublic) => {
    expect(event('push', { repository }).repository.isPublic).toBe(isPublic);
  });

  test.each([undefined, '', 'no JSON', 'null', '[]', '7', '{}', '{"repository":null,"pull_request":[]}'])(
    'guesses nothing from the payload %p',
    (payload) => {
      expect(eventOf({}, payload)).toEqual({ name: undefined, repository: {} });
    },
  );

  test('reads any payload', () => {
    fc.assert(
      fc.property(fc.json(), (payload) => {
        expect(() => eventOf({ GITHUB_EVENT_NAME: 'push' }, payload)).not.toThrow();
      }),
    );
  });
});
