import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type GitHub, type GitHubOptions, gitHubClient } from '../../src/github/client.ts';
import { AT_ONCE } from '../../src/github/pace.ts';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** `lost`: the connection is closed; `half`: it is closed within the body; `never`: nothing is answered. */
export type Answer =
  | { status: number; headers?: Record<string, string>; json?: unknown }
  | 'lost'
  | 'half'
  | 'never';

export interface Scripted {
  readonly url: string;
  readonly asked: readonly Asked[];
  client(options?: Partial<GitHubOptions>): GitHub;
  close(): Promise<void>;
}

/** A server that answers each request as `answer` says: for what no real server would do at will. */
export async function scripted(answer: (asked: Asked, count: number) => Answer): Promise<Scripted> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { method = '', url: path = '', headers } = request;
    const one = { method, path, headers, body: Buffer.concat(parts).toString() };
    asked.push(one);
    const given = answer(one, asked.length);
    if (given === 'never') return;
    if (given === 'lost') {
      request.socket.destroy();
      return;
    }
    if (given === 'half') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('[{"number":', () => request.socket.destroy());
      return;
    }
    response.writeHead(given.status, { 'content-type': 'application/json; charset=utf-8', ...given.headers });
    response.end(given.json === undefined ? undefined : JSON.stringify(given.json));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked,
    client: (options = {}) =>
      gitHubClient({
        ...{ token: 'ghs_secret', apiUrl: url, repository: 'acme/shop', version: '1.2.3', pace: AT_ONCE },
        signal: new AbortController().signal,
        ...options,
      }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
