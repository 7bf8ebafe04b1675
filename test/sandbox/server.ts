/**
 * An HTTP stand-in for Amazon Personalize, CloudWatch, SNS, EventBridge and STS.
 *
 *     const sandbox = await startSandbox(world({ regions: { 'us-east-1': { ... } } }), { clock: frozenClock(NOW) });
 *     const client = new PersonalizeClient({ endpoint: sandbox.url, region: 'us-east-1', credentials });
 *     sandbox.clock.advance(HOUR);                        // and traffic, metrics and updates have moved on
 *     sandbox.faults.add({ operation: 'DescribeCampaign', kind: 'throttle', times: 2 });
 *     sandbox.calls.count('personalize:DescribeCampaign'); // every request, with input and outcome
 *     sandbox.region('us-east-1').alarms;                 // state, and mutators behind the API's back
 *     await sandbox.close();
 *
 * For a process of its own: AWS_ENDPOINT_URL=<url> and any AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. One server
 * has all Regions: a request's Region and service are those of its SigV4 credential scope. Service names in calls and
 * faults: personalize, cloudwatch, sns, eventbridge, sts. Options: options.ts; fixtures: world.ts, traffic.ts.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildAccount } from './build.ts';
import { Calls } from './calls.ts';
import { type Clock, runningClock } from './clock.ts';
import { evaluateAlarms } from './cloudwatch/alarm-evaluation.ts';
import { answerControl } from './control.ts';
import { Faults } from './faults.ts';
import { Gateway } from './gateway.ts';
import { type SandboxOptions, settingsOf } from './options.ts';
import { populate } from './populate.ts';
import { viewOf } from './region-view.ts';
import type { World } from './world.ts';

export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

const MOST_BODY_BYTES = 16 * 1024 * 1024;

/** Starts serving `world` on 127.0.0.1. Rejects if the world contradicts itself or the port is taken. */
export async function startSandbox(world: World, options: SandboxOptions = {}) {
  const settings = settingsOf(options);
  const clock: Clock = options.clock ?? runningClock();
  const account = buildAccount(world, clock.now(), settings.transitionMs);
  const calls = new Calls();
  const faults = new Faults();
  const gateway = new Gateway({ account, settings, clock, calls, faults });
  populate(world, gateway);

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const waiting = new Set<NodeJS.Timeout>();

  const sandbox = {
    url: `http://127.0.0.1:${port}`,
    account: account.id,
    clock,
    calls,
    faults,
    /** The Region's state. A Region that the world does not mention is empty. */
    region: (name: string) => viewOf(() => gateway.context(name)),
    get regions() {
      return [...account.regions.keys()];
    },
    /** Dashboards are the account's, not a Region's. */
    get dashboards() {
      return [...account.dashboards.values()];
    },
    /** The body of a dashboard as data, or undefined. */
    dashboard: (name: string): unknown => {
      const found = account.dashboards.get(name);
      return found && JSON.parse(found.body);
    },
    /** Carries out a request without HTTP, log, faults and latency, as validated as any. Returns its output. */
    run: gateway.run.bind(gateway),
    /** Brings all metric alarms to the state that CloudWatch would have them in now, and fires their actions. */
    evaluateAlarms: () => {
      for (const name of account.regions.keys()) evaluateAlarms(gateway.context(name));
    },
    /** Ends the server and every connection, also those that hang. */
    close: async () => {
      for (const timer of waiting) clearTimeout(timer);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (request.url?.startsWith('/__sandbox/')) return answerControl(request, response, body, sandbox);
    const { answer, delayMs, end } = gateway.handle(
      request.headers,
      body,
      request.url ?? '/',
      request.method ?? '',
    );
    const wait = delayMs + settings.latencyMs;
    if (wait > 0) await sleep(wait);
    if (end === 'drop') return void request.socket.destroy();
    if (end === 'hang' || answer === undefined) return;
    const whole = Buffer.from(answer.body);
    // The caller's own time, whatever clock it lives by: the SDK takes another Date for a skewed clock, and retries.
    const date = callerDate(request.headers['x-amz-date']);
    response.writeHead(answer.status, { ...answer.headers, ...date, 'content-length': whole.length });
    if (end !== 'truncate') return void response.end(whole);
    response.write(whole.subarray(0, Math.floor(whole.length / 2)), () => request.socket.destroy());
  }

  function sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        waiting.delete(timer);
        resolve();
      }, ms);
      waiting.add(timer);
    });
  }

  return sandbox;
}

/** From `20261123T101500Z`. */
function callerDate(stamp: string | string[] | undefined): { date?: string } {
  const iso = String(stamp).replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5');
  const time = Date.parse(iso);
  return Number.isNaN(time) ? {} : { date: new Date(time).toUTCString() };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > MOST_BODY_BYTES) throw new Error('The request is too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
