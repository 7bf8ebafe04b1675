/**
 * An HTTP stand-in for GitHub with one repository, acme/shop. npm `emulate` keeps its state; the front before it is
 * as strict as GitHub where emulate is not.
 *
 *     const github = await startGitHub({ files: { 'config.yml': 'version: 1\n' } });
 *     GITHUB_API_URL=github.url, token github.token              // the action, which acts as github-actions[bot]
 *     await github.octokitOf('maintainer').rest.issues.update(…) // a person
 *     github.before({ method: 'PATCH', path: /issues\/1$/ }, async () => { … });  // a person is faster
 *     github.fault({ method: 'POST', path: /\/issues$/, status: 502, afterDoing: true });
 *     await github.close();
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getOctokit } from '@actions/github';
import type { Octokit } from '../../../src/github/client.ts';
import { type Answer, type Asked, refused } from './answers.ts';
import { type Fault, Faults, type Match } from './faults.ts';
import { Front } from './front.ts';
import {
  type Actor,
  BOT,
  type GitHubOptions,
  OWNER,
  PEOPLE,
  type Permissions,
  REPO,
  tokenOf,
} from './options.ts';
import { RateLimit } from './rate.ts';
import { understood } from './request.ts';
import { Times } from './times.ts';
import { startUpstream } from './upstream.ts';
import { etagOf, polished } from './wire.ts';

/** One request that reached the stand-in, in the order in which they were answered. */
export interface GitHubCall {
  readonly method: string;
  /** Without query, decoded. */
  readonly path: string;
  /** With its question mark; empty if there was none. */
  readonly query: string;
  readonly status: number;
  /** Undefined for a token that is nobody's. */
  readonly login: string | undefined;
}

export interface GitHubSandbox {
  /** What GITHUB_API_URL takes. */
  readonly url: string;
  readonly owner: string;
  readonly repo: string;
  /** The action's own; acts as `github-actions[bot]`. */
  readonly token: string;
  /** owner, maintainer (may write), triager, reader (may not write), stranger (no collaborator). */
  tokenOf(login: string): string;
  /** A plain client, without retries, as that person or as the action. */
  octokitOf(login?: string): Octokit;
  readonly calls: readonly GitHubCall[];
  forgetCalls(): void;
  fault(fault: Fault): void;
  /** Once, just before that request is served. What it asks of the stand-in is served first. */
  before(match: Match, act: () => Promise<void>): void;
  /** False: 403 "GitHub Actions is not permitted to create or approve pull requests." */
  allowPullRequests(allowed: boolean): void;
  /** The state of every workflow, such as `disabled_inactivity`; `active` at first. */
  setWorkflowState(state: string): void;
  /** From now on the action's token has these instead. */
  permit(permissions: Permissions): void;
  /** The primary rate limit is used up, for everybody, until so many milliseconds from now. Default one hour. */
  exhaust(ms?: number): void;
  close(): Promise<void>;
}

/** Starts serving acme/shop on 127.0.0.1, on a free port. */
export async function startGitHub(options: GitHubOptions = {}): Promise<GitHubSandbox> {
  const now = options.now ?? Date.now;
  const calls: GitHubCall[] = [];
  const faults = new Faults();
  const times = new Times(options.now);
  const core = new RateLimit('core', now);
  const graphql = new RateLimit('graphql', now);

  let serveWith: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  const server = createServer((request, response) => {
    serveWith(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await times.note();
  const upstream = await startUpstream(url, options.private ?? true, times);
  const front = new Front(upstream, url, options);
  await front.commitFiles(options.files ?? {});

  const actors = new Map<string, Actor>([
    [upstream.token, { login: BOT, role: 'action', token: upstream.token }],
  ]);
  for (const [login, role] of Object.entries(PEOPLE))
    actors.set(tokenOf(login), { login, role, token: tokenOf(login) });

  let turn: Promise<unknown> = Promise.resolve();
  function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const run = turn.then(act);
    turn = run.catch(() => undefined);
    return run;
  }

  serveWith = async (request, response) => {
    const asked = await understood(request);
    const { method = 'GET', url: target = '/' } = request;
    for (const act of faults.takeActs(method, target)) await act();
    await inTurn(async () => {
      await times.note();
      const token = String(request.headers.authorization ?? '').replace(/^(bearer|token)\s+/i, '');
      const actor = actors.get(token);
      const limit = asked.path === '/graphql' ? graphql : core;
      const free = asked.path === '/rate_limit';
      let answer = await answered(asked, target, token, actor);
      const etag = method === 'GET' && answer.status === 200 ? etagOf(answer) : undefined;
      if (etag && bare(request.headers['if-none-match']) === bare(etag)) answer = { status: 304 };
      else if (!free) limit.count(token);
      const headers = { ...limit.headers(token), ...(etag && { etag }), ...answer.headers };
      const query = target.slice(asked.path.length);
      const path = decodeURIComponent(asked.path);
      calls.push({ method, path, query, status: answer.status, login: actor?.login });
      const bytes =
        answer.body instanceof Buffer ? answer.body : Buffer.from(JSON.stringify(answer.body ?? '') ?? '');
      const type = answer.body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' };
      response.writeHead(answer.status, { ...type, ...headers });
      response.end(answer.body === undefined ? undefined : bytes);
    });
  };

  async function answered(
    asked: Asked,
    target: string,
    token: string,
    actor: Actor | undefined,
  ): Promise<Answer> {
    const fault = faults.strike(asked.method, target);
    const failure = fault && {
      ...refused(fault.status, fault.message ?? `A failure on purpose (${fault.status})`),
      headers: fault.headers ?? {},
    };
    if (failure && !fault.afterDoing) return failure;
    const answer = await served(asked, token, actor);
    return failure ?? answer;
  }

  async function served(asked: Asked, token: string, actor: Actor | undefined): Promise<Answer> {
    if (token !== '' && !actor) return refused(401, 'Bad credentials');
    if (asked.path === '/rate_limit') {
      const resources = { core: core.figures(token), graphql: graphql.figures(token) };
      return { status: 200, body: { resources, rate: resources.core } };
    }
    if (asked.path === '/graphql')
      return graphql.refusal(token) ?? front.graphql(asked, actor, graphql.figures(token));
    return core.refusal(token) ?? polished(await front.answer(asked, actor), asked, actor);
  }

  const sandbox: GitHubSandbox = {
    url,
    owner: OWNER,
    repo: REPO,
    token: upstream.token,
    tokenOf: (login) => {
      if (!(login in PEOPLE)) throw new Error(`No ${login} here, but ${Object.keys(PEOPLE).join(', ')}`);
      return tokenOf(login);
    },
    octokitOf: (login) =>
      getOctokit(login === undefined ? upstream.token : sandbox.tokenOf(login), {
        baseUrl: url,
        log: { debug() {}, info() {}, warn() {}, error() {} },
      }),
    calls,
    forgetCalls: () => void calls.splice(0),
    fault: (fault) => faults.add(fault),
    before: (match, act) => faults.addAct(match, act),
    allowPullRequests: (allowed) => {
      front.pullRequestsAllowed = allowed;
    },
    setWorkflowState: (state) => {
      front.workflowState = state;
    },
    permit: (permissions) => {
      front.permissions = permissions;
    },
    exhaust: (ms = 3_600_000) => {
      core.exhaust(ms);
      graphql.exhaust(ms);
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await upstream.close();
    },
  };
  return sandbox;
}

const bare = (etag: string | undefined) => etag?.replace(/^W\//, '');
