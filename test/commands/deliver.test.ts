import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Context } from '../../src/commands/context.ts';
import { deliver } from '../../src/commands/deliver.ts';
import { gitHubClient } from '../../src/github/client.ts';
import { issueKey } from '../../src/github/issues/key.ts';
import { AT_ONCE } from '../../src/github/pace.ts';
import { over } from '../github/issues/subjects.ts';
import { type GitHubSandbox, startGitHub } from '../sandbox/github/server.ts';

let github: GitHubSandbox;
beforeEach(async () => {
  github = await startGitHub();
});
afterEach(() => github.close());

test('what goes wrong in putting findings before people is told, and loses nothing of what was done before', async () => {
  const { signal } = new AbortController();
  const { url: apiUrl, token, owner, repo } = github;
  const repository = `${owner}/${repo}`;
  const client = gitHubClient({ token, apiUrl, repository, signal, version: '1', pace: AT_ONCE });
  const subject = over('home');
  const done = { change: subject.change, outcome: { kind: 'done', at: 0 } } as const;
  const settings = { isForSomeAccounts: false };
  const context = { github: client, signal, settings, now: () => 0 } as unknown as Context;
  const key = issueKey(subject.change.resource, 'over-provisioned');
  const delivered = await deliver(
    context,
    { repository: undefined, issues: [], failures: [] },
    {
      regions: [],
      settled: [done],
      standings: new Map([[key, { kind: 'wanted', subject }]]),
      approvals: { agreed: [], results: new Map() },
      hide: () => {
        throw new Error('a defect in a text');
      },
    },
    'apply',
  );
  expect(delivered.settled).toEqual([done]);
  expect(delivered.failures.map(({ what, cause }) => `${what}: ${cause}`).join()).toContain(
    'a defect in a text',
  );
});
