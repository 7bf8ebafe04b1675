/**
 * Several accounts behind one address, each a world of its own. A request belongs to the account whose role its
 * credentials are of, as STS gave them out for an OIDC token; any others belong to the first account.
 *
 *     const accounts = await startAccounts({ prod: world({ account: '111111111111' }), test: ... }, { clock });
 *     accounts.of('prod').calls.count();
 */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, runningClock } from './clock.ts';
import type { SandboxOptions } from './options.ts';
import { type Sandbox, startSandbox } from './server.ts';
import type { World } from './world.ts';

export type Accounts<Name extends string = string> = Awaited<ReturnType<typeof startAccounts<Name>>>;

export async function startAccounts<Name extends string>(
  worlds: Readonly<Record<Name, World>>,
  options: Omit<SandboxOptions, 'port'> = {},
) {
  const clock: Clock = options.clock ?? runningClock();
  const sandboxes = new Map<string, Sandbox>();
  for (const [name, world] of Object.entries<World>(worlds)) {
    sandboxes.set(name, await startSandbox(world, { ...options, clock }));
  }
  const all = [...sandboxes.values()];
  /** Account id by access key. */
  const keys = new Map<string, string>();
  const belonging = (headers: IncomingMessage['headers'], body: string): Sandbox | undefined => {
    const key = /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? '';
    const role = /(?:^|&)RoleArn=arn%3A[\w-]+%3Aiam%3A%3A(\d{12})/.exec(body)?.[1];
    const id = headers.authorization === undefined ? role : keys.get(key);
    return all.find(({ account }) => account === id) ?? all[0];
  };

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await incoming.toArray());
    const sandbox = belonging(incoming.headers, body.toString('latin1'));
    const { method, url = '/', headers } = incoming;
    const onward = request(new URL(url, sandbox?.url), { method, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', () => response.destroy());
      answer.on('end', () => {
        const whole = Buffer.concat(chunks);
        const issued = /<AccessKeyId>([^<]+)</.exec(whole.toString())?.[1];
        if (issued && sandbox) keys.set(issued, sandbox.account);
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        response.end(whole);
      });
    });
    onward.on('error', () => response.destroy());
    onward.end(body);
  }

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    clock,
    /** The account of that name in `worlds`. */
    of(name: Name): Sandbox {
      const sandbox = sandboxes.get(name);
      if (!sandbox) throw new Error(`There is no account ${name}`);
      return sandbox;
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      for (const sandbox of all) await sandbox.close();
    },
  };
}
