/** For tests: a sandbox with real SDK clients, closed after each test. */
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { PersonalizeClient } from '@aws-sdk/client-personalize';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import { afterEach } from '@jest/globals';
import { A_TEST } from './call-log.ts';
import { frozenClock } from './clock.ts';
import type { SandboxOptions } from './options.ts';
import { type Sandbox, startSandbox } from './server.ts';
import type { World } from './world.ts';

/** A Monday, 10:00:00 UTC. */
export const NOW = Date.UTC(2026, 10, 23, 10);

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A sandbox that stands still at NOW unless the clock is moved. */
export async function opened(world: World, options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(world, { clock: frozenClock(NOW), ...options });
  cleanups.push(sandbox.close);
  return sandbox;
}

/** Clients that try once, and whose calls do not count as the action's. */
export function clientsOf(sandbox: Pick<Sandbox, 'url'>, region = 'us-east-1', maxAttempts = 1) {
  const credentials = { accessKeyId: 'AKIASANDBOX', secretAccessKey: 'secret' };
  const config = { endpoint: sandbox.url, region, credentials, maxAttempts, customUserAgent: A_TEST };
  const clients = {
    personalize: new PersonalizeClient(config),
    cloudwatch: new CloudWatchClient(config),
    sns: new SNSClient(config),
    sts: new STSClient(config),
  };
  cleanups.push(() => {
    for (const client of Object.values(clients)) client.destroy();
  });
  return clients;
}

/** How a request fails: `Name: message`. A request that succeeds fails the test. */
export async function failureOf(request: Promise<unknown>): Promise<string> {
  const outcome = await request.then(
    () => undefined,
    (error: Error) => `${error.name}: ${error.message}`,
  );
  if (outcome === undefined) throw new Error('The request succeeded');
  return outcome;
}

/** A request as no SDK would send it. */
export async function rawRequest(
  sandbox: Pick<Sandbox, 'url'>,
  target: string,
  input: unknown,
  scope = 'us-east-1/personalize',
  version = '1.1',
): Promise<{ status: number; body: Record<string, unknown> }> {
  const signature = `AWS4-HMAC-SHA256 Credential=AKIA/20261123/${scope}/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`;
  const response = await fetch(sandbox.url, {
    method: 'POST',
    headers: {
      authorization: signature,
      'x-amz-date': '20261123T100000Z',
      'x-amz-target': target,
      'content-type': `application/x-amz-json-${version}`,
    },
    body: JSON.stringify(input),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
