import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { frozenClock } from '../sandbox/clock.ts';
import { type GitHubSandbox, startGitHub } from '../sandbox/github/server.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { HOUR, none, steady } from '../sandbox/traffic.ts';
import { world } from '../sandbox/world.ts';
import { type ActionOptions, runAction } from '../support/action.ts';

const NOON = Date.UTC(2026, 0, 5, 12, 1, 30);
const it = { owner: 'acme', repo: 'shop' };

let sandbox: Sandbox;
let github: GitHubSandbox;

beforeEach(async () => {
  const campaign = { datasetGroup: 'movies', recipe: 'aws-user-personalization-v2' };
  sandbox = await startSandbox(
    world({
      regions: {
        'us-east-1': {
          datasetGroups: { movies: {} },
          campaigns: [
            { ...campaign, name: 'home', minProvisionedTPS: 10, traffic: steady(0.4) },
            { ...campaign, name: 'old', minProvisionedTPS: 2, traffic: none },
            { ...campaign, name: 'fits', minProvisionedTPS: 1, traffic: steady(3) },
          ],
        },
      },
    }),
    { clock: frozenClock(NOON) },
  );
  github = await startGitHub({ now: () => sandbox.clock.now() });
});

afterEach(async () => {
  await sandbox.close();
  await github.close();
});

const run = (inputs: Record<string, string> = {}, options: ActionOptions = {}) =>
  runAction(sandbox, inputs, { github, ...options });

const maintainer = () => github.octokitOf('maintainer').rest;
const issues = async () => (await maintainer().issues.listForRepo({ ...it, state: 'all' })).data;

async function tick(number: number, login = 'maintainer', box = 0) {
  const as = github.octokitOf(login).rest;
  const body = (await as.issues.get({ ...it, issue_number: number })).data.body ?? '';
  let seen = -1;
  const ticked = body.replace(/- \[ \]/g, (empty) => (++seen === box ? '- [x]' : empty));
  await as.issues.update({ ...it, issue_number: number, body: ticked });
}

describe('findings as issues', () => {
  test('open one issue each, and a second run writes nothing', async () => {
    const first = await run();
    expect(first.annotations).toEqual([]);
    expect(first.exitCode).toBe(0);
    expect((await issues()).map(({ title, state }) => `${state} ${title}`)).toMatchInlineSnapshot(`
[
  "open Delete idle campaign old: saves about $788 a month (us-east-1)",
  "open Lower campaign home from 10 to 1 TPS: saves about $3,548 a month (us-east-1)",
]
`);
    github.forgetCalls();
    sandbox.clock.advance(HOUR);
    const second = await run();
    expect(second.exitCode).toBe(0);
    expect(github.calls.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('a box that a maintainer ticks is carried out exactly, said in the issue, which is closed', async () => {
    await run();
    const [home] = (await issues()).filter(({ title }) => title.includes('home'));
    await tick(home?.number ?? 0);
    sandbox.clock.advance(HOUR);
    const result = await run();
    expect(result.exitCode).toBe(0);
    expect(result.outputs['changes-applied']).toBe('1');
    const after = (await issues()).find(({ number }) => number === home?.number);
    expect(after?.state).toBe('closed');
    const comments = await maintainer().issues.listComments({ ...it, issue_number: home?.number ?? 0 });
    expect(comments.data.map(({ body }) => body)).toMatchInlineSnapshot(`
[
  "<!-- personalize-monitor:comment {"revision":1,"of":"7841ce10"} -->

**Done, as ticked by maintainer:** the floor of campaign home in us-east-1 was set from 10 to 1 TPS. To undo it, run the workflow with \`command: set-min-tps\` and \`min-tps: 10\`.
",
]
`);
  });

  test('a box that a reader ticks is not carried out', async () => {
    await run();
    const [home] = (await issues()).filter(({ title }) => title.includes('home'));
    await expect(tick(home?.number ?? 0, 'reader')).rejects.toThrow();
  });
});
