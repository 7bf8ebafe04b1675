/** The `emulate` behind the front: it keeps the repository, by rules looser than GitHub's. */
import { createSign, generateKeyPairSync } from 'node:crypto';
import { createEmulator } from 'emulate';
import type { Answer } from './answers.ts';
import { BOT, OWNER, PEOPLE, REPO, tokenOf } from './options.ts';
import type { Times } from './times.ts';

/** The id of the real `github-actions[bot]`, which is in the address that its commits bear. */
const APP_ID = 41898282;
const INSTALLATION_ID = 1;
/** emulate allows 5,000 requests an hour to a token, so that the front reads with many by turns. */
const READERS = 40;

let key: string | undefined;

export interface Upstream {
  /** The action's own token. */
  readonly token: string;
  ask(token: string, method: string, path: string, body?: unknown, accept?: string): Promise<Answer>;
  /** As an administrator, past every rule of the front. Undefined if it is not there. */
  read<T>(path: string): Promise<T | undefined>;
  /** All pages of a list. */
  readAll<T>(path: string): Promise<T[]>;
  close(): Promise<void>;
}

/** Starts emulate with acme/shop and its people. Addresses in its answers begin with `baseUrl`. */
export async function startUpstream(baseUrl: string, isPrivate: boolean, times: Times): Promise<Upstream> {
  key ??= generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey;
  const permissions = { issues: 'write', pull_requests: 'write', contents: 'write' };
  const readers = Array.from({ length: READERS }, (_, i) => `reader-${i}`);
  const tokens = [
    ...Object.keys(PEOPLE).map((login) => [tokenOf(login), login] as const),
    ...readers.map((token) => [token, 'owner'] as const),
  ];
  const emulator = await createEmulator({
    service: 'github',
    port: 0,
    seed: {
      tokens: Object.fromEntries(tokens.map(([token, login]) => [token, { login }])),
      github: {
        users: Object.keys(PEOPLE).map((login) => ({ login, name: login })),
        orgs: [{ login: OWNER, members: [{ login: 'owner', role: 'admin' }] }],
        repos: [{ owner: OWNER, name: REPO, private: isPrivate, default_branch: 'main' }],
        apps: [
          {
            app_id: APP_ID,
            slug: BOT.replace('[bot]', ''),
            name: BOT,
            private_key: key,
            permissions,
            installations: [{ installation_id: INSTALLATION_ID, account: OWNER }],
          },
        ],
      },
    },
  });
  const own = `http://127.0.0.1:${new URL(emulator.url).port}`;
  let turn = 0;

  async function ask(token: string, method: string, path: string, body?: unknown, accept?: string) {
    const response = await fetch(`${own}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(accept && { accept }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const { status } = response;
    const bytes = Buffer.from(await response.arrayBuffer());
    const headers: Record<string, string> = {};
    const link = response.headers.get('link');
    if (link) headers['link'] = link.replaceAll(own, baseUrl);
    const type = response.headers.get('content-type') ?? '';
    if (bytes.length === 0) return { status, headers };
    if (!type.includes('json')) return { status, body: bytes, headers: { ...headers, 'content-type': type } };
    return {
      status,
      body: JSON.parse(bytes.toString().replaceAll(emulator.url, baseUrl), times.told),
      headers,
    };
  }

  async function read<T>(path: string): Promise<T | undefined> {
    const { status, body } = await ask(readers[turn++ % READERS] ?? '', 'GET', path);
    return status === 200 ? (body as T) : undefined;
  }

  async function readAll<T>(path: string): Promise<T[]> {
    const all: T[] = [];
    for (let page = 1; ; page++) {
      const items =
        (await read<T[]>(`${path}${path.includes('?') ? '&' : '?'}per_page=100&page=${page}`)) ?? [];
      all.push(...items);
      if (items.length < 100) return all;
    }
  }

  const repository = `/repos/${OWNER}/${REPO}`;
  const collaborators = { maintainer: 'push', triager: 'triage', reader: 'pull' };
  for (const [login, permission] of Object.entries(collaborators)) {
    await ask(tokenOf('owner'), 'PUT', `${repository}/collaborators/${login}`, { permission });
  }
  const granted = await ask(appToken(key), 'POST', `/app/installations/${INSTALLATION_ID}/access_tokens`, {});
  const { token } = granted.body as { token: string };
  return { token, ask, read, readAll, close: emulator.close };
}

/** As a GitHub App introduces itself. */
function appToken(privateKey: string): string {
  const part = (data: object) => Buffer.from(JSON.stringify(data)).toString('base64url');
  const seconds = Math.floor(Date.now() / 1000);
  const claims = { iss: String(APP_ID), iat: seconds - 60, exp: seconds + 540 };
  const unsigned = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  return `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(privateKey, 'base64url')}`;
}
