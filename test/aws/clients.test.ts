import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ListCampaignsCommand } from '@aws-sdk/client-personalize';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CallMeter } from '../../src/aws/calls.ts';
import { type ClientOptions, clientFactory, environmentRegion } from '../../src/aws/clients.ts';
import { failureOf, isAccessDenied, isNotFound, isThrottled } from '../../src/aws/errors.ts';
import { userChoseRetries } from '../../src/aws/retry.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { world } from '../sandbox/world.ts';

const ENVIRONMENT = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
const before = { ...process.env };

let sandbox: Sandbox;
let meter: CallMeter;

beforeEach(async () => {
  sandbox = await startSandbox(world({ regions: { 'us-east-1': {}, 'eu-west-1': {} } }));
  meter = new CallMeter();
  Object.assign(process.env, ENVIRONMENT, { AWS_ENDPOINT_URL: sandbox.url });
});

afterEach(async () => {
  process.env = { ...before };
  await sandbox.close();
});

function clients(over: Partial<ClientOptions> = {}, region = 'us-east-1') {
  const signal = new AbortController().signal;
  return clientFactory({ meter, signal, patient: true, env: {}, ...over })(region);
}

const list = (over?: Partial<ClientOptions>) => clients(over).personalize.send(new ListCampaignsCommand({}));
const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a client', () => {
  test('asks the Region that it is for', async () => {
    await clients({}, 'eu-west-1').personalize.send(new ListCampaignsCommand({}));
    expect(sandbox.calls.of('ListCampaigns').map(({ region }) => region)).toEqual(['eu-west-1']);
  });

  test('gives up a call that hangs, after trying it again, and says what to do', async () => {
    sandbox.faults.add({ operation: 'ListCampaigns', kind: 'hang' });
    const error = await errorOf(list({ answerTimeoutMs: 40 }));
    expect(sandbox.calls.count('ListCampaigns')).toBe(3);
    const failure = failureOf(error, { what: 'list campaigns', operation: 'personalize:ListCampaigns' });
    expect(failure.cause).toMatch(/^TimeoutError: .*\(after 3 attempts\)$/);
    expect(failure.remedy).toContain('did not answer');
  });

  test.each([
    ['throttling', { kind: 'throttle', times: 2 }],
    ['a failing service', { kind: 'error', status: 500, name: 'InternalFailure', times: 2 }],
    ['a dropped connection', { kind: 'drop', times: 2 }],
  ] as const)('comes through %s', async (_, fault) => {
    sandbox.faults.add({ operation: 'ListCampaigns', ...fault });
    expect((await list()).campaigns).toEqual([]);
    expect(sandbox.calls.count('ListCampaigns')).toBe(3);
    expect(meter.counts()).toEqual([
      {
        operation: 'personalize:ListCampaigns',
        sent: 3,
        throttled: fault.kind === 'throttle' ? 2 : 0,
        failed: 2,
      },
    ]);
  });

  test('does not ask again where it is not allowed to', async () => {
    sandbox.faults.add({ operation: 'ListCampaigns', kind: 'accessDenied' });
    const error = await errorOf(list());
    expect(isAccessDenied(error)).toBe(true);
    expect(sandbox.calls.count('ListCampaigns')).toBe(1);
  });

  test('does not ask again where a quota is used up, and says so', async () => {
    sandbox.faults.add({
      operation: 'ListCampaigns',
      kind: 'error',
      status: 400,
      name: 'LimitExceededException',
    });
    const error = await errorOf(list());
    expect(sandbox.calls.count('ListCampaigns')).toBe(1);
    expect(isThrottled(error)).toBe(false);
    expect(failureOf(error, { what: 'x' }).remedy).toContain('Service Quotas');
  });

  test('leaves retrying to the settings of the SDK where the user made any', async () => {
    expect(await userChoseRetries()).toBe(false);
    process.env['AWS_MAX_ATTEMPTS'] = '1';
    expect(await userChoseRetries()).toBe(true);
    sandbox.faults.add({ operation: 'ListCampaigns', kind: 'throttle' });
    expect(isThrottled(await errorOf(list({ patient: false })))).toBe(true);
    expect(sandbox.calls.count('ListCampaigns')).toBe(1);
  });

  test('stops at once when the run is cancelled, also while it waits to try again', async () => {
    const cancel = new AbortController();
    const when = () => {
      setImmediate(() => cancel.abort());
      return true;
    };
    sandbox.faults.add({ operation: 'ListCampaigns', kind: 'throttle', when });
    expect(await errorOf(list({ signal: cancel.signal }))).toMatchObject({ name: 'AbortError' });
    expect(sandbox.calls.count('ListCampaigns')).toBe(1);
  });

  test('goes through the proxy of the environment', async () => {
    const asked: string[] = [];
    const proxy: Server = createServer((incoming, outgoing) => {
      asked.push(incoming.url ?? '');
      const { method = 'POST', headers, url = '' } = incoming;
      const onward = request(url, { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      });
      incoming.pipe(onward);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    await list({ env: { HTTP_PROXY: `http://127.0.0.1:${port}` } });
    expect(asked).toEqual([`${sandbox.url}/`]);
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
  });
});

test('the Region of the environment is that of AWS_REGION, and none is undefined', async () => {
  process.env['AWS_REGION'] = 'ap-south-1';
  expect(await environmentRegion()).toBe('ap-south-1');
  delete process.env['AWS_REGION'];
  process.env['AWS_CONFIG_FILE'] = '/dev/null';
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = '/dev/null';
  expect(await environmentRegion()).toBeUndefined();
});

describe('a failure', () => {
  const named = (name: string, more: object = {}) => Object.assign(new Error('message'), { name, ...more });

  test('of permission names the action to allow', () => {
    const failure = failureOf(named('AccessDenied'), { what: 'x', operation: 'cloudwatch:PutDashboard' });
    expect(failure.remedy).toContain('Allow cloudwatch:PutDashboard');
  });

  test('is known by either of the names that CloudWatch gives it', () => {
    expect(isNotFound(named('Error', { Code: 'ResourceNotFound' }))).toBe(true);
    expect(isNotFound(named('DashboardNotFoundError'))).toBe(true);
    expect(isNotFound(named('Throttling'))).toBe(false);
  });

  test.each([
    ['ENOTFOUND', 'no such host'],
    ['ExpiredTokenException', 'Sign in'],
    ['ThrottlingException', 'kept throttling'],
    ['ResourceNotFoundException', 'still exists'],
    ['LimitExceededFault', 'Service Quotas'],
    ['InvalidInputException', 'Read the message'],
  ])('of class %s says what to do about it', (name, remedy) => {
    expect(failureOf(named(name), { what: 'x' }).remedy).toContain(remedy);
  });

  test('that is not even an error is told all the same', () => {
    expect(failureOf('out of order', { what: 'x' }).cause).toBe('Error: out of order');
  });
});
