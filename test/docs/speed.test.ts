import { expect, test } from '@jest/globals';
import { MODES, type Mode } from '../../src/settings/config/mode.ts';
import { frozenClock } from '../sandbox/clock.ts';
import { type GitHubSandbox, startGitHub } from '../sandbox/github/server.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { HOUR, none, steady } from '../sandbox/traffic.ts';
import { world } from '../sandbox/world.ts';
import { runAction } from '../support/action.ts';
import { expectPart, table } from './readme.ts';

let sandbox: Sandbox;
let github: GitHubSandbox;
const open = async () => {
  sandbox = await startSandbox(fleet(), { clock: frozenClock('2026-01-05T12:01:30Z') });
  github = await startGitHub({ now: () => sandbox.clock.now() });
};
const close = () => Promise.all([sandbox.close(), github.close()]);

/** One floor that is too high, and one idle campaign. */
const fleet = () => {
  const campaign = { datasetGroup: 'movies', recipe: 'aws-user-personalization-v2' };
  return world({
    regions: {
      'us-east-1': {
        datasetGroups: { movies: {} },
        campaigns: [
          { ...campaign, name: 'home', minProvisionedTPS: 10, traffic: steady(0.4) },
          { ...campaign, name: 'old', minProvisionedTPS: 2, traffic: none },
        ],
      },
    },
  });
};

/** Requests to GitHub, those of them that write, and reads of tags, in one run. */
async function asked(mode: Mode) {
  github.forgetCalls();
  sandbox.calls.clear();
  const inputs = { 'auto-adjust-min-tps': mode, 'auto-delete-or-stop-idle-resources': mode };
  const { exitCode } = await runAction(sandbox, inputs, { github });
  expect(exitCode).toBe(0);
  sandbox.clock.advance(HOUR);
  return {
    requests: github.calls.length,
    writes: github.calls.filter(({ method }) => method !== 'GET').length,
    tags: sandbox.calls.byOperation()['personalize:ListTagsForResource'] ?? 0,
  };
}

test('what a run asks of GitHub, and reads of tags, is told as it is', async () => {
  const rows: string[][] = [];
  for (const mode of MODES) {
    await open();
    const first = await asked(mode);
    const steady = await asked(mode);
    expect(steady.writes).toBe(0);
    rows.push([`\`${mode}\``, ...[first.requests, first.writes, steady.requests, steady.tags].map(String)]);
    await close();
  }
  const head = ['Level', 'First run', 'of them writes', 'Steady run', 'Tags read in it'];
  expectPart('github-requests', table(head, rows), 'docs/speed.md');
});
