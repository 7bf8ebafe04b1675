import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListCampaignsCommand } from '@aws-sdk/client-personalize';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runAction } from '../support/action.ts';
import { CALL_LOG } from './call-log.ts';
import { clientsOf, opened, rawRequest } from './testing.ts';
import { world } from './world.ts';

let directory: string;
let log: string;
const logged = () => readFileSync(log, 'utf8').split('\n').filter(Boolean);

const before = process.env[CALL_LOG];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'call-log-'));
  log = join(directory, 'operations');
  writeFileSync(log, '');
  process.env[CALL_LOG] = log;
});
afterEach(() => {
  rmSync(directory, { recursive: true });
  if (before === undefined) delete process.env[CALL_LOG];
  else process.env[CALL_LOG] = before;
});

describe('the call log', () => {
  test("has nothing of a test's own calls, and then what the action calls, once and also where it is refused", async () => {
    const sandbox = await opened(world());
    await clientsOf(sandbox).personalize.send(new ListCampaignsCommand({}));
    await rawRequest(sandbox, 'AmazonPersonalize.ListCampaigns', {});
    expect(sandbox.calls.count('personalize:ListCampaigns')).toBe(2);
    expect(logged()).toEqual([]);

    sandbox.faults.add({ operation: 'PutMetricData', kind: 'accessDenied' });
    await runAction(sandbox);
    await runAction(sandbox);
    const { length } = logged();
    expect(logged()).toEqual(
      expect.arrayContaining(['personalize:ListCampaigns', 'cloudwatch:PutMetricData']),
    );
    expect(new Set(logged()).size).toBe(length);
    expect(new Set(logged())).toEqual(
      new Set(sandbox.calls.all.map((one) => `${one.service}:${one.operation}`)),
    );
  });
});
