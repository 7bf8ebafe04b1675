import { afterEach, describe, expect, test } from '@jest/globals';
import { isAbort } from '../../src/aws/failure.ts';
import {
  gitHubFailure,
  isForbiddenPullRequest,
  isNotAccessible,
  isStatus,
} from '../../src/github/failure.ts';
import { type Answer, type Scripted, scripted } from './scripted.ts';

let server: Scripted | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

const HERE = { owner: 'acme', repo: 'shop' };

type Octokit = ReturnType<Scripted['client']>['octokit'];

const OPEN_ISSUE = ({ rest }: Octokit) => rest.issues.create({ ...HERE, title: 'One' });

/** What a request throws that is answered so. */
async function thrown(
  answer: Answer,
  act: (octokit: Octokit) => Promise<unknown> = OPEN_ISSUE,
): Promise<unknown> {
  server = await scripted(() => answer);
  return act(server.client().octokit).then(
    () => {
      throw new Error('It did not fail.');
    },
    (error: unknown) => error,
  );
}

const refused = (
  status: number,
  message: string,
  headers: Record<string, string> = {},
  more: object = {},
): Answer => ({
  status,
  headers,
  json: { message, documentation_url: 'https://docs.github.com/rest', ...more },
});

const failureOf = (error: unknown) =>
  gitHubFailure(error, { what: 'open an issue', resource: 'campaign home', operation: 'issues.create' });

describe('a failure', () => {
  test('tells what was done, to what, and GitHub’s own words', async () => {
    expect(failureOf(await thrown(refused(400, 'Problems parsing JSON')))).toEqual({
      what: 'open an issue',
      resource: 'campaign home',
      operation: 'issues.create',
      cause: 'HTTP 400: Problems parsing JSON',
      remedy: expect.stringContaining('defect of personalize-monitor'),
    });
  });

  test.each<[string, Answer, string]>([
    ['a token that GitHub does not know', refused(401, 'Bad credentials'), 'github-token'],
    [
      'a setting that forbids pull requests',
      refused(403, 'GitHub Actions is not permitted to create or approve pull requests.'),
      'Settings > Actions > General > Workflow permissions',
    ],
    ['a refusal of other kinds', refused(403, 'Must have admin rights to Repository.'), '`issues: write`'],
    ['an archived repository', refused(403, 'Repository was archived so is read-only.'), 'unarchive'],
    ['what is not there, or not to be seen', refused(404, 'Not Found'), '`issues: write`'],
    ['a change by someone else', refused(409, 'Conflict'), 'next run'],
    [
      'issues that are turned off',
      refused(410, 'Issues has been disabled in this repository.'),
      'Settings > General > Features',
    ],
    ['a protected branch', refused(422, 'Repository rule violations found'), 'Settings > Rules'],
    ['a server that fails', refused(502, 'Bad gateway'), 'githubstatus.com'],
    ['a lost connection', 'lost', 'proxy'],
  ])('says what to do about %s', async (_name, answer, remedy) => {
    expect(failureOf(await thrown(answer)).remedy).toContain(remedy);
  });

  test('tells the first errors of the fields', async () => {
    const errors = [
      { resource: 'Issue', field: 'title', code: 'missing_field' },
      { message: 'body is too long (maximum is 65536 characters)' },
      'no such label',
      { field: 'assignees', code: 'invalid' },
    ];
    const error = await thrown(refused(422, 'Validation Failed', {}, { errors }));
    expect(failureOf(error).cause).toBe(
      'HTTP 422: Validation Failed (title: missing_field; body is too long (maximum is 65536 characters); no such label; 1 more)',
    );
  });

  test.each<[string, Answer, string]>([
    ['the connection is lost', 'lost', 'UND_ERR_SOCKET'],
    ['an answer breaks off', 'half', 'UND_ERR_SOCKET'],
  ])('tells the error of the network when %s', async (_name, answer, name) => {
    expect(failureOf(await thrown(answer)).cause).toMatch(new RegExp(`^${name}: `));
  });

  test('is an abort where the run was cancelled', () => {
    const error = Object.assign(new Error('The job was cancelled (SIGTERM).'), { name: 'AbortError' });
    expect(isAbort(failureOf(error))).toBe(true);
  });

  test('shows no token, whatever an error says', () => {
    const words =
      'proxy http://user:hunter2@proxy:80 refused ghs_abcDEF.123-4 github_pat_11AB and Bearer eyJhbGciOiJIUzI1NiIs';
    const { cause } = failureOf(new Error(words));
    expect(cause).toBe('Error: proxy http://***@proxy:80 refused *** *** and Bearer ***');
  });

  test.each([undefined, null, 'text', 7, {}, { status: 403 }, { errors: 'no list' }])(
    'is made of anything thrown: %p',
    (error) => {
      expect(failureOf(error)).toMatchObject({ cause: expect.any(String), remedy: expect.any(String) });
    },
  );
});

describe('limits', () => {
  test('tells when the hour is over', async () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2147000000' };
    const { remedy } = failureOf(await thrown(refused(403, 'API rate limit exceeded', headers)));
    expect(remedy).toContain('until 2038-01-13 12:53 UTC');
  });

  test('tells when GitHub asked to slow down', async () => {
    const { remedy } = failureOf(await thrown(refused(403, 'You have exceeded a secondary rate limit')));
    expect(remedy).toContain('slow down');
  });

  test('tells the limit of GraphQL', async () => {
    const answer: Answer = {
      status: 200,
      headers: { 'x-ratelimit-reset': '2147000000' },
      json: { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] },
    };
    const error = await thrown(answer, (octokit) => octokit.graphql('{ viewer { login } }'));
    expect(failureOf(error).remedy).toContain('until 2038-01-13 12:53 UTC');
  });
});

describe('a permission that the workflow lacks', () => {
  const LACKING = 'Resource not accessible by integration';

  test.each<[string, (octokit: Octokit) => Promise<unknown>]>([
    ['issues: write', OPEN_ISSUE],
    ['issues: read', ({ rest }) => rest.issues.listForRepo(HERE)],
    ['issues: write', ({ rest }) => rest.issues.createLabel({ ...HERE, name: 'one' })],
    ['issues: write', ({ rest }) => rest.issues.createComment({ ...HERE, issue_number: 1, body: 'one' })],
    ['pull-requests: write', ({ rest }) => rest.pulls.create({ ...HERE, head: 'one', base: 'main' })],
    ['contents: write', ({ rest }) => rest.git.createRef({ ...HERE, ref: 'refs/heads/one', sha: 'a' })],
    ['contents: read', ({ rest }) => rest.repos.getContent({ ...HERE, path: 'one' })],
    ['issues: read', ({ graphql }) => graphql('{ viewer { login } }')],
  ])('is named: %s', async (line, act) => {
    const error = await thrown(refused(403, LACKING), act);
    expect(failureOf(error).remedy).toContain(`\`permissions: { ${line} }\``);
    expect(isNotAccessible(error)).toBe(true);
  });

  test('is what GitHub says where it does', async () => {
    const headers = { 'x-accepted-github-permissions': 'pull_requests=write,contents=read; issues=write' };
    const { remedy } = failureOf(await thrown(refused(403, LACKING, headers)));
    expect(remedy).toContain('`permissions: { pull-requests: write, contents: read }`');
  });

  test('is told in GraphQL too', async () => {
    const answer: Answer = {
      status: 200,
      json: { data: null, errors: [{ type: 'FORBIDDEN', path: ['repository', 'issue'], message: LACKING }] },
    };
    const error = await thrown(answer, ({ graphql }) => graphql('{ viewer { login } }'));
    expect(isNotAccessible(error)).toBe(true);
    expect(failureOf(error).cause).toBe(`GraphQL FORBIDDEN: ${LACKING}`);
  });

  test.each([
    ['issues.create', 'issues: write'],
    ['issues.listForRepo', 'issues: read'],
    ['POST /repos/{owner}/{repo}/pulls', 'pull-requests: write'],
    ['GET /repos/{owner}/{repo}/contents/{path}', 'contents: read'],
  ])('is told by the operation %s where the error tells no request', (operation, line) => {
    const error = Object.assign(new Error(LACKING), {
      status: 403,
      response: { data: { message: LACKING } },
    });
    expect(gitHubFailure(error, { what: 'do', operation }).remedy).toContain(`{ ${line} }`);
  });
});

describe('what an error is', () => {
  test('has the status of GitHub’s answer', async () => {
    const error = await thrown(refused(404, 'Not Found'));
    expect(isStatus(error, 404)).toBe(true);
    expect(isStatus(error, 403)).toBe(false);
  });

  test('has no status when there was no answer', async () => {
    expect(isStatus(await thrown('lost'), 500)).toBe(false);
  });

  test('knows a repository that lets no workflow open pull requests', async () => {
    const message = 'GitHub Actions is not permitted to create or approve pull requests.';
    expect(isForbiddenPullRequest(await thrown(refused(403, message)))).toBe(true);
    expect(isForbiddenPullRequest(new Error('other'))).toBe(false);
  });
});
