import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HOUR } from '../sandbox/traffic.ts';
import { type Box, CONFIG, it, shop, told } from './repository.ts';

const BY_PULL_REQUEST = {
  'auto-adjust-min-tps': 'pull-request',
  'auto-delete-or-stop-idle-resources': 'pull-request',
};
const FILE =
  '# Who pays for what\nversion: 1\n\npolicies:\n  - match: { name: "fits" } # the front page\n    exempt: true\n';

let box: Box;
beforeEach(async () => {
  box = await shop({ [CONFIG]: FILE });
});
afterEach(() => box.close());

const pulls = async () =>
  (await box.github.octokitOf('maintainer').rest.pulls.list({ ...it, state: 'all' })).data;
const branchOf = async () => (await pulls())[0]?.head.ref;

async function merge(): Promise<void> {
  const [pull] = await pulls();
  await box.github.octokitOf('maintainer').rest.pulls.merge({ ...it, pull_number: pull?.number ?? 0 });
}

describe('findings as a pull request', () => {
  test('stand in the config file on a branch, every other line of it as it was', async () => {
    const result = await box.run(BY_PULL_REQUEST);
    expect(result.annotations).toEqual([]);
    expect(result.outputs['pull-request-number']).toBe('1');
    expect(await box.fileOn(await branchOf())).toMatchInlineSnapshot(`
"# Who pays for what
version: 1

policies:
  - match: { name: "fits" } # the front page
    exempt: true

capacity:
  us-east-1/campaign/home: { min-tps: 1 }
  us-east-1/campaign/old:
    state: deleted
    manifest:
      solutionVersionArn: arn:aws:personalize:us-east-1:<account>:solution/old-solution/b8f89db5
      minProvisionedTPS: 2
      tags:
        team: shop
"
`);
    expect(await box.fileOn()).toBe(FILE);
  });

  test('a second run writes nothing', async () => {
    await box.run(BY_PULL_REQUEST);
    box.github.forgetCalls();
    box.sandbox.clock.advance(HOUR);
    const second = await box.run(BY_PULL_REQUEST);
    expect(second.outputs['pull-request-number']).toBe('1');
    expect(box.github.calls.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('are carried out once it is merged, and the campaign comes back once the file says so', async () => {
    await box.run(BY_PULL_REQUEST);
    await merge();
    box.sandbox.clock.advance(HOUR);
    const carriedOut = await box.run(BY_PULL_REQUEST);
    expect(told(carriedOut)).toEqual(['set-floor home done', 'delete old done']);
    expect(carriedOut.report?.changes.map(({ approval }) => approval?.by)).toEqual(['file', 'file']);
    expect(carriedOut.exitCode).toBe(0);
    expect(box.sandbox.region('us-east-1').campaign('old')?.status).toMatch(/^DELETE/);

    box.sandbox.clock.advance(HOUR);
    const after = await box.run(BY_PULL_REQUEST);
    expect(told(after)).toEqual([]);
    expect(after.annotations).toEqual([]);

    const back = ((await box.fileOn()) ?? '').replace('state: deleted', 'state: active');
    const restored = await box.run(BY_PULL_REQUEST, { files: { [CONFIG]: back } });
    expect(told(restored)).toEqual(['start old done']);
    const old = box.sandbox.region('us-east-1').campaign('old');
    expect(old?.minProvisionedTPS).toBe(2);
    expect([...(old?.tags ?? [])]).toEqual([['team', 'shop']]);
  });

  test('that someone closes are not proposed again', async () => {
    await box.run(BY_PULL_REQUEST);
    await box.github.octokitOf('maintainer').rest.pulls.update({ ...it, pull_number: 1, state: 'closed' });
    box.sandbox.clock.advance(HOUR);
    const result = await box.run(BY_PULL_REQUEST);
    expect(result.outputs['pull-request-number'] ?? '').toBe('');
    expect((await pulls()).map(({ state }) => state)).toEqual(['closed']);
    expect(result.summary).toContain('declined');
  });

  test('of a Region that cannot be read stay in it', async () => {
    await box.run(BY_PULL_REQUEST);
    const before = await box.fileOn(await branchOf());
    box.sandbox.faults.add({ operation: 'GetMetricData', kind: 'accessDenied' });
    box.sandbox.clock.advance(HOUR);
    const result = await box.run(BY_PULL_REQUEST);
    expect(result.exitCode).toBe(1);
    expect((await pulls()).map(({ state }) => state)).toEqual(['open']);
    expect(await box.fileOn(await branchOf())).toBe(before);
  });
});

describe('the config file', () => {
  const capacity = (entries: string) => `version: 1\ncapacity:\n${entries}`;

  test('has its floors set, and drift put right', async () => {
    const files = { [CONFIG]: capacity('  us-east-1/campaign/home: { min-tps: 4 }\n') };
    const first = await box.run({}, { files });
    expect(told(first)).toContain('set-floor home done');
    box.sandbox.clock.advance(HOUR);
    expect(told(await box.run({}, { files })).filter((line) => /home (done|failed)/.test(line))).toEqual([]);
    box.sandbox.region('us-east-1').updateCampaign('home', { minProvisionedTPS: 9 });
    box.sandbox.clock.advance(HOUR);
    const drifted = await box.run({}, { files });
    expect(told(drifted)).toContain('set-floor home done');
    expect(drifted.summary).toContain('config file: min-tps is 4');
  });

  test.each([
    ['another branch', { name: 'push', payload: { repository: { default_branch: 'main' } } }, 'topic'],
    [
      'a pull request',
      { name: 'pull_request_target', payload: { repository: { default_branch: 'main' } } },
      'main',
    ],
  ])('is not acted on from %s', async (_name, event, branch) => {
    const files = { [CONFIG]: capacity('  us-east-1/campaign/home: { state: deleted }\n') };
    const result = await box.run({}, { files, event, env: { GITHUB_REF_NAME: branch } });
    expect(told(result).filter((line) => line.endsWith('done'))).toEqual([]);
    expect(box.sandbox.region('us-east-1').campaign('home')?.status).toBe('ACTIVE');
  });

  test('does not end what is in use, whatever it says', async () => {
    const files = { [CONFIG]: capacity('  us-east-1/campaign/home: { state: deleted }\n') };
    const result = await box.run({}, { files });
    expect(told(result)).toContain('delete home refused: re-checked');
    expect(box.sandbox.region('us-east-1').campaign('home')?.status).toBe('ACTIVE');
  });

  test('is not contradicted silently by a command', async () => {
    const files = { [CONFIG]: capacity('  us-east-1/campaign/home: { min-tps: 4 }\n') };
    const arn = 'arn:aws:personalize:us-east-1:123456789012:campaign/home';
    const raised = await box.run({ command: 'set-min-tps', arn, 'min-tps': '60' }, { files });
    expect(told(raised)).toEqual(['set-floor home done']);
    expect(raised.report?.notices.map(({ text }) => text)).toEqual([
      'The config file says otherwise (.github/personalize-monitor.yml:3: min-tps 4). The next run that acts on it sets that back, unless the file is changed too.',
    ]);
  });

  test('tells where in it each resource has its policy from', async () => {
    const { report } = await box.run();
    const sources = report?.regions[0]?.resources.map(({ name, policy }) => [name, policy?.source]);
    expect(sources).toContainEqual(['fits', { kind: 'policy', index: 0, line: 5 }]);
    expect(sources).toContainEqual(['home', { kind: 'inputs' }]);
  });
});

describe('plan on a pull request', () => {
  const event = (fromFork = false) => ({
    name: 'pull_request',
    payload: {
      repository: { default_branch: 'main', visibility: 'private' },
      pull_request: {
        number: 1,
        head: {
          ref: 'topic',
          sha: 'a'.repeat(40),
          repo: { full_name: fromFork ? 'stranger/shop' : 'acme/shop' },
        },
        base: { ref: 'main', sha: 'main', repo: { full_name: 'acme/shop' } },
      },
    },
  });

  async function openPull(): Promise<void> {
    const { git, repos, pulls: api } = box.github.octokitOf('maintainer').rest;
    const { sha } = (await git.getRef({ ...it, ref: 'heads/main' })).data.object;
    await git.createRef({ ...it, ref: 'refs/heads/topic', sha });
    await repos.createOrUpdateFileContents({
      ...it,
      path: 'x',
      branch: 'topic',
      message: 'x',
      content: Buffer.from('x').toString('base64'),
    });
    await api.create({ ...it, title: 'Save', head: 'topic', base: 'main' });
  }
  const comments = async () =>
    (await box.github.octokitOf('maintainer').rest.issues.listComments({ ...it, issue_number: 1 })).data.map(
      ({ body }) => body,
    );

  test('keeps one comment that says what merging would do, and changes nothing in the account', async () => {
    await openPull();
    const head = `${FILE}capacity:\n  us-east-1/campaign/home: { min-tps: 3 }\n  us-east-1/campaign/old: { state: deleted }\n`;
    const options = { event: event(), env: { GITHUB_REF_NAME: '1/merge' }, files: { [CONFIG]: head } };
    const result = await box.run({ command: 'plan' }, options);
    expect(result.annotations).toEqual([]);
    expect(await comments()).toMatchInlineSnapshot(`
[
  "<!-- personalize-monitor:plan {"v":1,"key":"personalize.yml"} -->
### Merging would change 2 resources and save about &#36;3,548 a month.

| Resource | Today → then | Saves a month | Why |
| --- | --- | --: | --- |
| home<br><sub>campaign · us-east-1</sub> | 10&nbsp;→&nbsp;3&nbsp;TPS | &#36;2,759 | config file: min-tps is 3 (.github/personalize-monitor.yml:8), and its floor is 10 |
| old<br><sub>campaign · us-east-1</sub> | 2&nbsp;TPS&nbsp;→&nbsp;deleted | &#36;788 | config file: state is deleted (.github/personalize-monitor.yml:9), and it is active |

The run after the merge looks at each of them again just before it changes it, and leaves alone what is not as it is now. It counts the requests to what is to be stopped or deleted once more. It deletes nothing whose ARN stands elsewhere in the repository, and only once the manifest that recreates it is saved. Amounts are estimates.

<sub>The plan for the whole fleet is in the summary of [this run](https://github.com/acme/shop/actions/runs/17). This comment is kept up to date.</sub>
",
]
`);
    await box.run({ command: 'plan' }, options);
    expect(await comments()).toHaveLength(1);
    expect(box.sandbox.region('us-east-1').campaign('old')?.status).toBe('ACTIVE');
  });

  test('says in that comment what is wrong with the file, with its place, and asks AWS nothing', async () => {
    await openPull();
    const head = `${FILE}capacity:\n  us-east-1/campaign/home: { min-tps: 0 }\n`;
    const options = { event: event(), env: { GITHUB_REF_NAME: '1/merge' }, files: { [CONFIG]: head } };
    box.sandbox.calls.clear();
    const result = await box.run({ command: 'plan' }, options);
    expect(result.exitCode).toBe(1);
    expect(result.annotations.map(({ message }) => message).join()).toContain(`${CONFIG}:8:`);
    const [comment] = await comments();
    expect(comment).toContain('There is no plan: the config file has 1 error.');
    expect(comment).toContain(`${CONFIG}:8:`);
    expect(box.sandbox.calls.all).toEqual([]);
  });
});
