import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { ListCampaignsCommand } from '@aws-sdk/client-personalize';
import { afterEach, describe, expect, test } from '@jest/globals';
import { clientsOf, NOW, opened } from './testing.ts';
import { HOUR, MINUTE } from './traffic.ts';
import { bench } from './worlds/bench.ts';
import { WORLDS } from './worlds/index.ts';
import { shop } from './worlds/shop.ts';

describe('worlds', () => {
  test.each(Object.entries(WORLDS))('%s can be served', async (_, build) => {
    const sandbox = await opened(build());
    expect(sandbox.regions.length).toBeGreaterThan(0);
  });

  test('bench is as large as told, and keeps to the quota of five in a dataset group', async () => {
    const sandbox = await opened(bench({ campaigns: 12, recommenders: 7, regions: 3 }));
    expect(sandbox.regions).toHaveLength(3);
    const { campaigns, recommenders } = sandbox.region('us-east-2');
    expect([campaigns.length, recommenders.length]).toEqual([12, 7]);
    const groups = Map.groupBy(recommenders, ({ datasetGroupArn }) => datasetGroupArn);
    expect([...groups.values()].map(({ length }) => length)).toEqual([5, 2]);
  });

  test('shop moves on: what was being created serves, what was being updated is updated', async () => {
    const sandbox = await opened(shop());
    const [us, eu] = [sandbox.region('us-east-1'), sandbox.region('eu-west-1')];
    expect(us.campaign('new-home-page').status).toBe('CREATE IN_PROGRESS');
    expect(eu.campaign('headlines').minProvisionedTPS).toBe(8);
    sandbox.clock.advance(HOUR);
    expect(us.campaign('new-home-page').status).toBe('ACTIVE');
    expect(us.requests('new-home-page', NOW, NOW + 10 * MINUTE)).toBe(0);
    expect(us.requests('new-home-page', NOW + 10 * MINUTE, NOW + HOUR)).toBeGreaterThan(1000);
    expect(eu.campaign('headlines').minProvisionedTPS).toBe(6);
  });
});

describe('the command line', () => {
  let child: ChildProcess | undefined;
  afterEach(() => {
    child?.kill('SIGKILL');
  });

  test('serves a named world until it is told to stop', async () => {
    child = spawn(
      process.execPath,
      ['test/sandbox/cli.ts', '--world', 'bench', '--now', '2026-11-23T10:00:00Z'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    if (child.stdout === null) throw new Error('No output');
    const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
    const { campaigns } = await clientsOf({ url }).personalize.send(new ListCampaignsCommand({}));
    expect(campaigns).toHaveLength(50);
    const { now } = (await (await fetch(`${url}/__sandbox/clock`)).json()) as { now: number };
    expect(now - NOW).toBeLessThan(MINUTE);
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });

  test('says which worlds there are when there is none of that name', async () => {
    child = spawn(process.execPath, ['test/sandbox/cli.ts', '--world', 'moon'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (child.stderr === null) throw new Error('No output');
    const [line] = (await once(createInterface(child.stderr), 'line')) as [string];
    expect(line).toBe('There is no world moon. There are: shop, empty, bench, bench-10-regions.');
  });
});
