import { expect, test } from '@jest/globals';
import { frozenClock } from '../sandbox/clock.ts';
import { startSandbox } from '../sandbox/server.ts';
import { steady } from '../sandbox/traffic.ts';
import { world } from '../sandbox/world.ts';
import { runAction } from '../support/action.ts';

const HOUR = 3_600_000;

test('calls since a mark are found however long ago it was set: CloudWatch keeps five-minute sums for 63 days only', async () => {
  const campaigns = [{ name: 'old', datasetGroup: 'movies', ageDays: 40 }];
  const sandbox = await startSandbox(
    world({ regions: { 'us-east-1': { datasetGroups: { movies: {} }, campaigns } } }),
    {
      clock: frozenClock('2026-01-05T12:01:30Z'),
    },
  );
  const view = sandbox.region('us-east-1');
  const apply = { 'auto-delete-or-stop-idle-resources': 'apply' };
  try {
    await runAction(sandbox, apply);
    expect(view.campaign('old').tags.has('personalize-monitor:idle-since')).toBe(true);
    sandbox.clock.advance(72 * HOUR);
    view.setTraffic('old', steady(1));
    sandbox.clock.advance(2 * HOUR);
    view.setTraffic('old', () => 0);
    sandbox.clock.advance(70 * 24 * HOUR);
    const { report } = await runAction(sandbox, apply);
    expect(sandbox.calls.count('DeleteCampaign')).toBe(0);
    expect(report?.changes).toMatchObject([
      { kind: 'mark', reason: expect.stringContaining('in use since it was marked') },
    ]);
    sandbox.clock.advance(169 * HOUR);
    await runAction(sandbox, apply);
    expect(sandbox.calls.count('DeleteCampaign')).toBe(1);
  } finally {
    await sandbox.close();
  }
});
