import { EventBridgeClient, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { SettledChange } from '../../src/changes/change.ts';
import { emit } from '../../src/notifications/emit.ts';
import { opened } from '../sandbox/testing.ts';
import { world } from '../sandbox/world.ts';
import { done, failed, home, mark, picks, remove, resource, setFloor, stop } from './changes.ts';

const region = 'eu-west-1';
const busName = 'shop';
const clients: EventBridgeClient[] = [];

afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
});

/** A bus in eu-west-1, and a sleeper that only notes how long it was asked to sleep. */
async function withBus() {
  const sandbox = await opened(world({ regions: { [region]: { eventBuses: [busName] }, 'us-east-1': {} } }));
  const credentials = { accessKeyId: 'AKIASANDBOX', secretAccessKey: 'secret' };
  const client = new EventBridgeClient({ endpoint: sandbox.url, region, credentials, maxAttempts: 1 });
  clients.push(client);
  const slept: number[] = [];
  const sleep = async (milliseconds: number) => void slept.push(milliseconds);
  return {
    sandbox,
    slept,
    emitted: (settled: readonly SettledChange[]) => emit({ client, busName, region, settled, sleep }),
    events: (name = region) => sandbox.region(name).events as unknown as PutEventsRequestEntry[],
    requests: () => sandbox.calls.count('eventbridge:PutEvents'),
  };
}

const stops = (number: number): SettledChange[] =>
  Array.from({ length: number }, (_, index) => done(stop(resource('recommender', `r${index}`))));

const arnsOf = (events: readonly PutEventsRequestEntry[]) => events.map(({ Resources }) => Resources?.[0]);

const failure = (arn: string | undefined, cause: string | RegExp) => ({
  what: 'send an event about a change',
  region,
  resource: arn,
  operation: 'events:PutEvents',
  cause: expect.stringMatching(cause),
  remedy: expect.any(String),
});

test('events go to the bus of the one Region it is in, wherever their resources are (defect 18)', async () => {
  const { emitted, events } = await withBus();
  const elsewhere = resource('campaign', 'search', 'ap-southeast-2');
  const settled = [done(setFloor(home, 20, 15)), done(remove(elsewhere)), done(stop(picks))];
  expect(await emitted(settled)).toEqual({ failures: [], emitted: 3 });
  expect(arnsOf(events())).toEqual([home.arn, elsewhere.arn, picks.arn]);
  expect(events('us-east-1')).toEqual([]);
  expect(events()[0]).toMatchObject({ Source: 'personalize.monitor', EventBusName: busName });
});

describe('entries that EventBridge refused in an answer of 200 (defect 18)', () => {
  test.each(['InternalFailure', 'InternalException', 'ThrottlingException'])(
    'with %s are sent again, and only they',
    async (code) => {
      const { sandbox, emitted, events, requests, slept } = await withBus();
      // The sandbox notes an event although the fault refuses it: what counts is what is sent afterwards.
      const settled = stops(3);
      sandbox.faults.add({
        service: 'eventbridge',
        kind: 'partialFailure',
        code,
        times: 1,
        entries: (index) => index === 1,
      });
      expect(await emitted(settled)).toEqual({ failures: [], emitted: 3 });
      expect(requests()).toBe(2);
      expect(slept).toEqual([500]);
      expect(arnsOf(events().slice(3))).toEqual([settled[1]?.change.resource.arn]);
    },
  );

  test('each time are told apart by their place in that request, not in the first', async () => {
    const { sandbox, emitted } = await withBus();
    const settled = stops(4);
    const fault = { service: 'eventbridge', kind: 'partialFailure', times: 1 } as const;
    sandbox.faults.add({ ...fault, entries: (index) => index === 1 || index === 3 });
    sandbox.faults.add({ ...fault, code: 'InvalidArgument', entries: (index) => index === 1 });
    const { failures, emitted: taken } = await emitted(settled);
    expect(taken).toBe(3);
    expect(failures).toEqual([failure(settled[3]?.change.resource.arn, /^InvalidArgument: /)]);
  });

  test('for good are told with code, message and the ARN of the resource, and not sent again', async () => {
    const { sandbox, emitted, requests, slept } = await withBus();
    const settled = stops(3);
    sandbox.faults.add({
      service: 'eventbridge',
      kind: 'partialFailure',
      code: 'NotAuthorizedForSourceException',
      entries: (index) => index === 2,
    });
    const { failures, emitted: taken } = await emitted(settled);
    expect(taken).toBe(2);
    expect(failures).toEqual([
      failure(settled[2]?.change.resource.arn, /^NotAuthorizedForSourceException: It failed on purpose\.$/),
    ]);
    expect(requests()).toBe(1);
    expect(slept).toEqual([]);
  });

  test('again and again are given up after four attempts, each wait twice the last, and told', async () => {
    const { sandbox, emitted, requests, slept } = await withBus();
    const settled = stops(2);
    sandbox.faults.add({ service: 'eventbridge', kind: 'partialFailure' });
    const { failures, emitted: taken } = await emitted(settled);
    expect(taken).toBe(0);
    expect(failures).toEqual(
      settled.map(({ change }) => failure(change.resource.arn, /^InternalFailure: .*\(after 4 attempts\)$/)),
    );
    expect(failures[0]?.remedy).toMatch(/no later run tells of it again\.$/);
    expect(requests()).toBe(4);
    expect(slept).toEqual([500, 1000, 2000]);
  });
});

test('an answer that leaves entries out is told, not taken for a yes', async () => {
  const client = { send: async () => ({ FailedEntryCount: 0 }) } as unknown as EventBridgeClient;
  const sleep = () => Promise.reject(new Error('no sleep'));
  const { failures, emitted } = await emit({ client, busName, region, settled: stops(1), sleep });
  expect(emitted).toBe(0);
  expect(failures).toEqual([failure(stops(1)[0]?.change.resource.arn, /^NoResult: /)]);
});

test('a request that fails whole costs only its own events, each of which is told', async () => {
  const { sandbox, emitted, requests } = await withBus();
  sandbox.faults.add({ service: 'eventbridge', kind: 'accessDenied', times: 1 });
  const settled = stops(12);
  const { failures, emitted: taken } = await emitted(settled);
  expect(taken).toBe(2);
  expect(failures.map((one) => one.resource)).toEqual(
    settled.slice(0, 10).map(({ change }) => change.resource.arn),
  );
  expect(failures[0]?.remedy).toContain('Allow events:PutEvents');
  expect(requests()).toBe(2);
});

test('with no event to send, nothing is asked of EventBridge', async () => {
  const { emitted, requests } = await withBus();
  expect(await emitted([done(mark(home)), failed(stop(picks))])).toEqual({ failures: [], emitted: 0 });
  expect(requests()).toBe(0);
});
