import { afterEach, describe, expect, test } from '@jest/globals';
import { gitHubFailure } from '../../src/github/failure.ts';
import { AS_GITHUB_ASKS, AT_ONCE, type Pace } from '../../src/github/pace.ts';
import { type Answer, type Asked, type Scripted, scripted } from './scripted.ts';

let server: Scripted | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function serve(answer: (asked: Asked, count: number) => Answer): Promise<Scripted> {
  server = await scripted(answer);
  return server;
}

const HERE = { owner: 'acme', repo: 'shop' };
const OK: Answer = { status: 200, json: { default_branch: 'main' } };
const slow = (seconds: number): Answer => ({
  status: 403,
  headers: { 'retry-after': String(seconds) },
  json: { message: 'You have exceeded a secondary rate limit. Please wait.' },
});

/** A pace that waits for nothing, and tells how long it was asked to wait. */
function counted(): Pace & { waits: number[] } {
  const waits: number[] = [];
  return { ...AT_ONCE, waits, sleep: async (milliseconds) => void waits.push(milliseconds) };
}

describe('what the client says of itself', () => {
  test('sends the token, its name and version, and the version of the API it was written for', async () => {
    const { client, asked } = await serve(() => OK);
    await client().octokit.rest.repos.get(HERE);
    expect(asked[0]?.headers).toMatchObject({
      authorization: 'token ghs_secret',
      'x-github-api-version': '2022-11-28',
      'user-agent': expect.stringMatching(/^personalize-monitor\/1\.2\.3 /),
    });
  });

  test('keeps the path of the server of an enterprise', async () => {
    const { client, url, asked } = await serve(() => OK);
    await client({ apiUrl: `${url}/api/v3/` }).octokit.rest.repos.get(HERE);
    expect(asked[0]?.path).toBe('/api/v3/repos/acme/shop');
  });

  test.each(['shop', 'acme/', '/shop', 'acme/shop/more'])(
    'takes no %p for a repository',
    async (repository) => {
      const { client } = await serve(() => OK);
      expect(() => client({ repository })).toThrow('owner/name');
    },
  );
});

describe('limits', () => {
  test('asks again after as long as GitHub says, when it asks to slow down', async () => {
    const pace = counted();
    const { client, asked } = await serve((_asked, count) => (count < 3 ? slow(90) : OK));
    const { data } = await client({ pace }).octokit.rest.repos.get(HERE);
    expect(data.default_branch).toBe('main');
    expect(asked).toHaveLength(3);
    expect(pace.waits).toEqual([90_000, 90_000]);
  });

  test('waits a minute where GitHub asks to slow down and says no time', async () => {
    const pace = counted();
    const { client } = await serve((_asked, count) =>
      count < 2 ? { status: 429, json: { message: 'You have exceeded a secondary rate limit.' } } : OK,
    );
    await client({ pace }).octokit.rest.repos.get(HERE);
    expect(pace.waits).toEqual([60_000]);
  });

  test('gives up after three retries, with GitHub’s own words', async () => {
    const lines: string[] = [];
    const { client, asked } = await serve(() => slow(60));
    const error = await client({ log: (line) => lines.push(line) })
      .octokit.rest.repos.get(HERE)
      .catch((thrown: unknown) => thrown);
    expect(asked).toHaveLength(4);
    expect(gitHubFailure(error, { what: 'read', operation: 'repos.get' }).cause).toContain(
      'secondary rate limit',
    );
    expect(lines).toHaveLength(4);
    expect(lines[0]).toContain('asking again in 60 s');
    expect(lines[3]).toContain('given up');
  });

  test('does not wait for longer than is reasonable', async () => {
    const pace = counted();
    const { client, asked } = await serve(() => slow(181));
    await expect(client({ pace }).octokit.rest.repos.get(HERE)).rejects.toThrow('secondary rate limit');
    expect(asked).toHaveLength(1);
    expect(pace.waits).toEqual([]);
  });

  test('waits no longer than a quarter of an hour in a whole run', async () => {
    const pace = counted();
    const { client } = await serve(() => slow(100));
    const { octokit } = client({ pace });
    for (let index = 0; index < 5; index += 1) {
      await octokit.rest.repos.get(HERE).catch(() => {});
    }
    expect(pace.waits).toHaveLength(9);
  });

  test('does not wait for an hour whose end is far', async () => {
    const pace = counted();
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2147000000' };
    const { client, asked } = await serve(() => ({
      status: 403,
      headers,
      json: { message: 'API rate limit exceeded' },
    }));
    await expect(client({ pace }).octokit.rest.repos.get(HERE)).rejects.toThrow('rate limit');
    expect(asked).toHaveLength(1);
    expect(pace.waits).toEqual([]);
  });

  test('asks again once an hour is over that has ended meanwhile', async () => {
    const pace = counted();
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1000' };
    const { client, asked } = await serve((_asked, count) =>
      count === 1 ? { status: 403, headers, json: { message: 'API rate limit exceeded' } } : OK,
    );
    await client({ pace }).octokit.rest.repos.get(HERE);
    expect(asked).toHaveLength(2);
  });
});

describe('faults', () => {
  test.each<[string, Answer]>([
    ['the server fails', { status: 502, json: { message: 'Bad gateway' } }],
    ['the connection is lost', 'lost'],
    ['the answer breaks off', 'half'],
  ])('asks again when %s', async (_name, fault) => {
    const { client, asked } = await serve((_asked, count) => (count < 3 ? fault : OK));
    const { data } = await client().octokit.rest.repos.get(HERE);
    expect(data.default_branch).toBe('main');
    expect(asked).toHaveLength(3);
  });

  test('gives up after three retries', async () => {
    const { client, asked } = await serve(() => ({ status: 500, json: { message: 'Server Error' } }));
    await expect(client().octokit.rest.repos.get(HERE)).rejects.toThrow('Server Error');
    expect(asked).toHaveLength(4);
  });

  test('counts the retries of each request by itself', async () => {
    const { client } = await serve(() => ({ status: 500, json: { message: 'Server Error' } }));
    const { octokit } = client();
    await octokit.rest.repos.get(HERE).catch(() => {});
    expect(octokit.request.endpoint.DEFAULTS['request']).not.toHaveProperty('retryCount');
  });

  test('sends a write again whose answer was lost, which may do it twice', async () => {
    const { client, asked } = await serve((_asked, count) =>
      count === 1 ? 'lost' : { status: 201, json: { number: 2 } },
    );
    const { data } = await client().octokit.rest.issues.create({ ...HERE, title: 'One' });
    expect(data.number).toBe(2);
    expect(asked.map(({ method }) => method)).toEqual(['POST', 'POST']);
  });

  test.each([400, 401, 403, 404, 405, 409, 410, 422, 429, 451])(
    'does not ask again after %d',
    async (status) => {
      const { client, asked } = await serve(() => ({ status, json: { message: 'No' } }));
      await expect(client().octokit.rest.repos.get(HERE)).rejects.toThrow('No');
      expect(asked).toHaveLength(1);
    },
  );

  test('does not wait for a server that never answers', async () => {
    const { client, asked } = await serve(() => 'never');
    const pace = { ...AT_ONCE, answerTimeoutMs: 20 };
    const error = await client({ pace })
      .octokit.rest.repos.get(HERE)
      .catch((thrown: unknown) => thrown);
    expect(asked).toHaveLength(4);
    const failure = gitHubFailure(error, { what: 'read', operation: 'repos.get' });
    expect(failure.cause).toBe('TimeoutError: no answer within 0.02 s');
    expect(failure.remedy).toContain('did not answer');
  });
});

describe('cancelling', () => {
  const operation = { what: 'read', operation: 'repos.get' };

  test('ends a request under way', async () => {
    const cancelled = new AbortController();
    const { client, asked } = await serve(() => {
      cancelled.abort(new Error('The job was cancelled (SIGTERM).'));
      return 'never';
    });
    const error = await client({ signal: cancelled.signal })
      .octokit.rest.repos.get(HERE)
      .catch((thrown: unknown) => thrown);
    expect(gitHubFailure(error, operation).cause).toBe('AbortError: The job was cancelled (SIGTERM).');
    expect(asked).toHaveLength(1);
  });

  test('ends the wait for a limit, and sends nothing after it', async () => {
    const cancelled = new AbortController();
    const pace: Pace = {
      ...AT_ONCE,
      sleep: (milliseconds, signal) => {
        cancelled.abort();
        return AS_GITHUB_ASKS.sleep(milliseconds, signal);
      },
    };
    const { client, asked } = await serve(() => slow(60));
    const error = await client({ pace, signal: cancelled.signal })
      .octokit.rest.repos.get(HERE)
      .catch((thrown: unknown) => thrown);
    expect(gitHubFailure(error, operation).cause).toMatch(/^AbortError:/);
    expect(asked).toHaveLength(1);
  });

  test('sends nothing once cancelled', async () => {
    const { client, asked } = await serve(() => OK);
    const { octokit, usage } = client({ signal: AbortSignal.abort() });
    await expect(octokit.rest.repos.get(HERE)).rejects.toMatchObject({ name: 'AbortError' });
    expect(asked).toHaveLength(0);
    expect(usage().requests).toBe(0);
  });
});

describe('reading again', () => {
  /** Two pages of issues, whose tags are told by `tag`. */
  const issues =
    (tag: (page: number) => string) =>
    ({ path, headers }: Asked): Answer => {
      const page = Number(new URL(path, 'http://github.test').searchParams.get('page') ?? '1');
      const etag = `W/"${tag(page)}"`;
      if (headers['if-none-match'] === etag) return { status: 304, headers: { etag } };
      const next = `<http://${headers.host}/repos/acme/shop/issues?per_page=1&page=2>; rel="next"`;
      return {
        status: 200,
        headers: { etag, ...(page === 1 ? { link: next } : {}) },
        json: [{ number: page, title: tag(page) }],
      };
    };

  test('asks only for what has changed, page by page', async () => {
    let second = 'b';
    const { client, asked } = await serve(issues((page) => (page === 1 ? 'a' : second)));
    const { octokit, usage } = client();
    const read = () => octokit.paginate(octokit.rest.issues.listForRepo, { ...HERE, per_page: 1 });
    const once = await read();
    const twice = await read();
    second = 'c';
    const thrice = await read();
    expect(once.map(({ title }) => title)).toEqual(['a', 'b']);
    expect(twice).toEqual(once);
    expect(thrice.map(({ title }) => title)).toEqual(['a', 'c']);
    expect(asked).toHaveLength(6);
    expect(usage()).toMatchObject({ requests: 6, notModified: 3 });
  });

  test('gives copies, so that nobody changes what another reads', async () => {
    const { client } = await serve(issues(() => 'a'));
    const { octokit } = client();
    const read = async () => (await octokit.rest.issues.listForRepo(HERE)).data;
    const first = await read();
    first.splice(0);
    const second = await read();
    expect(second).toHaveLength(1);
    second.splice(0);
    expect(await read()).toHaveLength(1);
  });

  test('does not take one form of an answer for another', async () => {
    const { client, asked } = await serve(() => ({
      ...(OK as object),
      status: 200,
      headers: { etag: '"a"' },
    }));
    const { octokit } = client();
    await octokit.rest.repos.get(HERE);
    await octokit.rest.repos.get({ ...HERE, mediaType: { format: 'raw' } });
    expect(asked[1]?.headers['if-none-match']).toBeUndefined();
  });

  test('remembers nothing of a write', async () => {
    const { client, asked } = await serve(() => ({
      status: 201,
      headers: { etag: '"a"' },
      json: { number: 1 },
    }));
    const { octokit } = client();
    await octokit.rest.issues.create({ ...HERE, title: 'One' });
    await octokit.rest.issues.create({ ...HERE, title: 'One' });
    expect(asked[1]?.headers['if-none-match']).toBeUndefined();
  });
});

describe('usage', () => {
  test('counts what was sent, retries included, and tells the newest limit', async () => {
    const { client } = await serve((_asked, count) => ({
      status: count === 1 ? 500 : 200,
      headers: {
        'x-ratelimit-limit': '1000',
        'x-ratelimit-remaining': String(1000 - count),
        'x-ratelimit-reset': '1800000000',
      },
      json: {},
    }));
    const { octokit, usage } = client();
    expect(usage()).toEqual({ requests: 0, notModified: 0 });
    await octokit.rest.repos.get(HERE);
    expect(usage()).toEqual({
      ...{ requests: 2, notModified: 0, limit: 1000, remaining: 998 },
      resetsAt: 1_800_000_000_000,
    });
  });

  test('does not take the limit of GraphQL for that of the REST API', async () => {
    const { client } = await serve(() => ({
      status: 200,
      headers: { 'x-ratelimit-limit': '5000', 'x-ratelimit-resource': 'graphql' },
      json: { data: {} },
    }));
    const { octokit, usage } = client();
    await octokit.graphql('{ viewer { login } }');
    expect(usage()).toMatchObject({ requests: 1, limit: undefined });
  });
});
