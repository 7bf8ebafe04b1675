import { expect, test } from '@jest/globals';
import { forkMessage } from '../../../src/github/plan/fork.ts';

test('a pull request from a fork is told why it has no plan, and how to get one', () => {
  const message = forkMessage({ head: 'jo/shop', base: 'acme/shop' });
  expect(message).toMatch(/^There is no plan: this pull request comes from the fork jo\/shop, /);
  expect(message).toContain('no secrets, no OIDC token, and a GITHUB_TOKEN that can only read');
  expect(message).toContain('a maintainer who has read the change pushes it to a branch of acme/shop');
  expect(message).toContain('Do not use pull_request_target');
  expect(message).not.toContain('\n');
});

test('a fork that is gone has no name', () => {
  expect(forkMessage({ head: undefined, base: 'acme/shop' })).toContain('from a fork that no longer exists,');
});
