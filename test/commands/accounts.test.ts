import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type Accounts, startAccounts } from '../sandbox/accounts.ts';
import { frozenClock } from '../sandbox/clock.ts';
import { type GitHubSandbox, startGitHub } from '../sandbox/github/server.ts';
import { startTokenService, type TokenService } from '../sandbox/oidc.ts';
import { none, steady } from '../sandbox/traffic.ts';
import { world } from '../sandbox/world.ts';
import { type ActionOptions, runAction } from '../support/action.ts';

const NOON = Date.UTC(2026, 0, 5, 12, 1, 30);
const FILE = '.github/personalize-monitor.yml';
const PROD = '111111111111';
const TRIAL = '222222222222';
const role = (id: string) => `arn:aws:iam::${id}:role/personalize-monitor`;

const file = (rest = '', trial = '') => `version: 1
accounts:
  - { name: prod, role: "${role(PROD)}", regions: [us-east-1, eu-west-1] }
  - { name: trial, role: "${role(TRIAL)}", regions: [us-east-1]${trial} }
${rest}`;

let accounts: Accounts<'prod' | 'trial'>;
let oidc: TokenService;
let github: GitHubSandbox | undefined;

beforeEach(async () => {
  // The toolkit prints what it masks.
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const campaign = { datasetGroup: 'movies', recipe: 'aws-user-personalization-v2' };
  const home = { ...campaign, name: 'home', minProvisionedTPS: 10, traffic: steady(0.4) };
  const old = { ...campaign, name: 'old', minProvisionedTPS: 2, traffic: none };
  const datasetGroups = { movies: {} };
  accounts = await startAccounts(
    {
      prod: world({
        account: PROD,
        regions: { 'us-east-1': { datasetGroups, campaigns: [home] }, 'eu-west-1': {} },
      }),
      trial: world({
        account: TRIAL,
        regions: { 'us-east-1': { datasetGroups, campaigns: [home, old] } },
      }),
    },
    { clock: frozenClock(NOON) },
  );
  oidc = await startTokenService({ clock: accounts.clock });
});

afterEach(async () => {
  jest.restoreAllMocks();
  await accounts.close();
  await oidc.close();
  await github?.close();
  github = undefined;
});

const run = (
  inputs: Record<string, string> = {},
  { files = { [FILE]: file() }, env = {}, ...options }: ActionOptions = {},
) => runAction(accounts, inputs, { files, env: { ...oidc.env, ...env }, ...options });

const titles = async () => {
  const { data } = await (github as GitHubSandbox)
    .octokitOf('maintainer')
    .rest.issues.listForRepo({ owner: 'acme', repo: 'shop', state: 'all' });
  return data.map(({ title }) => title).sort();
};

describe('several accounts in one run', () => {
  test('are one report, in which each has its name and none its id where ids are hidden', async () => {
    const { exitCode, report, summary, outputs } = await run();
    expect(report?.failures).toEqual([]);
    expect(exitCode).toBe(0);
    expect(outputs['monitored-resources']).toBe('3');
    expect(report?.accounts).toEqual([
      { name: 'prod', id: PROD, result: 'success' },
      { name: 'trial', id: TRIAL, result: 'success' },
    ]);
    expect(report?.regions.map(({ account, region }) => `${account} ${region}`)).toEqual([
      'prod us-east-1',
      'prod eu-west-1',
      'trial us-east-1',
    ]);
    expect(report?.findings.map(({ account, name }) => `${account} ${name}`)).toEqual([
      'prod home',
      'trial home',
      'trial old',
    ]);
    expect(summary).toContain('### Accounts');
    expect(summary).not.toContain(PROD);
    expect(summary).not.toContain(TRIAL);
  });

  test('are signed in to once each, and have their metrics, alarms and dashboard in themselves', async () => {
    await run();
    for (const name of ['prod', 'trial'] as const) {
      const sandbox = accounts.of(name);
      expect(sandbox.calls.count('sts:AssumeRoleWithWebIdentity')).toBe(1);
      expect(sandbox.region('us-east-1').alarms.length).toBeGreaterThan(0);
      expect(sandbox.dashboards).toHaveLength(1);
    }
    expect(accounts.of('prod').region('us-east-1').alarms).toHaveLength(3);
  });

  test('are monitored although one of them cannot be signed in to, which is a failure of its name', async () => {
    accounts.of('prod').faults.add({
      operation: 'AssumeRoleWithWebIdentity',
      kind: 'error',
      name: 'AccessDenied',
      message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
      status: 403,
    });
    const { exitCode, report, summary } = await run();
    expect(exitCode).toBe(1);
    expect(report?.result).toBe('partial');
    expect(report?.failures).toMatchObject([{ account: 'prod', what: 'sign in to the account' }]);
    expect(report?.accounts?.map(({ name, result }) => `${name} ${result}`)).toEqual([
      'prod failed',
      'trial success',
    ]);
    expect(report?.regions.filter(({ account }) => account === 'prod')).toEqual([
      { account: 'prod', region: 'us-east-1', resources: [], unmonitored: [] },
      { account: 'prod', region: 'eu-west-1', resources: [], unmonitored: [] },
    ]);
    expect(summary).toContain('prod');
    expect(accounts.of('trial').region('us-east-1').alarms.length).toBeGreaterThan(0);
  });

  test('that are not allowed are not signed in to, and nothing is written in them', async () => {
    const { report } = await run({ 'allowed-account-ids': TRIAL });
    expect(report?.failures).toMatchObject([{ account: 'prod' }]);
    expect(accounts.of('prod').calls.all).toEqual([]);
  });

  test('are monitored although a call in one of them is denied, which is a failure of its name', async () => {
    accounts.of('prod').faults.add({ operation: 'ListCampaigns', kind: 'accessDenied' });
    const { report, annotations } = await run();
    expect(report?.result).toBe('partial');
    expect(new Set(report?.failures.map(({ account }) => account))).toEqual(new Set(['prod']));
    expect(report?.accounts?.find(({ name }) => name === 'trial')?.result).toBe('success');
    expect(annotations.some(({ title }) => title?.includes('prod'))).toBe(true);
  });

  test('are all failed when none can be signed in to', async () => {
    oidc.fault({ status: 403 });
    const { exitCode, report } = await run();
    expect([exitCode, report?.result]).toEqual([1, 'failed']);
    expect(report?.failures.map(({ account }) => account)).toEqual(['prod', 'trial']);
  });

  test('are told apart in the comment that says what merging a pull request would do', async () => {
    github = await startGitHub({ now: () => accounts.clock.now(), files: { [FILE]: file() } });
    const { git, repos, pulls, issues } = github.octokitOf('maintainer').rest;
    const at = { owner: 'acme', repo: 'shop' };
    const { sha } = (await git.getRef({ ...at, ref: 'heads/main' })).data.object;
    await git.createRef({ ...at, ref: 'refs/heads/topic', sha });
    const content = Buffer.from('x').toString('base64');
    await repos.createOrUpdateFileContents({ ...at, path: 'x', branch: 'topic', message: 'x', content });
    await pulls.create({ ...at, title: 'Save', head: 'topic', base: 'main' });
    const repo = { full_name: 'acme/shop' };
    const payload = {
      repository: { default_branch: 'main', visibility: 'private' },
      pull_request: {
        number: 1,
        head: { ref: 'topic', sha: 'a'.repeat(40), repo },
        base: { ref: 'main', sha: 'main', repo },
      },
    };
    const proposed = file('capacity:\n  trial/us-east-1/campaign/home: { min-tps: 3 }\n');
    const { annotations } = await run(
      { command: 'plan' },
      { github, files: { [FILE]: proposed }, event: { name: 'pull_request', payload } },
    );
    expect(annotations).toEqual([]);
    const { data } = await issues.listComments({ ...at, issue_number: 1 });
    const [body = ''] = data.map((comment) => comment.body ?? '');
    expect(body).toContain('Merging would change 1 resource');
    expect(body).toContain('campaign · trial · us-east-1');
    expect(body).not.toContain('prod');
  });

  test('share one cap on changes', async () => {
    const { report } = await run({ 'auto-adjust-min-tps': 'apply', 'max-changes': '1' });
    const floors = report?.changes.filter(({ kind }) => kind === 'set-floor') ?? [];
    expect(floors).toHaveLength(2);
    expect(floors.every(({ outcome }) => outcome.kind === 'refused' && outcome.guard === 'capped')).toBe(
      true,
    );
  });

  test('have policies of their own before those of all', async () => {
    const text = file('', ', policies: [{ match: {}, exempt: true }]');
    const { report } = await run({ 'auto-adjust-min-tps': 'apply' }, { files: { [FILE]: text } });
    const fates = report?.changes
      .filter(({ kind }) => kind === 'set-floor')
      .map(({ account, outcome }) => `${account} ${outcome.kind}`);
    expect(fates).toEqual(['prod done', 'trial refused']);
  });

  test('have the capacity that the file says for them alone', async () => {
    github = await startGitHub({ now: () => accounts.clock.now() });
    const text = file('capacity:\n  trial/us-east-1/campaign/home: { min-tps: 3 }\n');
    const { report } = await run(
      { 'auto-adjust-min-tps': 'off', 'auto-delete-or-stop-idle-resources': 'off' },
      { files: { [FILE]: text }, github },
    );
    expect(report?.changes.map(({ account, kind, outcome }) => `${account} ${kind} ${outcome.kind}`)).toEqual(
      ['trial set-floor done'],
    );
    expect(accounts.of('prod').calls.count('personalize:UpdateCampaign')).toBe(0);
  });

  test('are named in the titles of issues, and have one pull request together', async () => {
    github = await startGitHub({ now: () => accounts.clock.now(), files: { [FILE]: file() } });
    await run(
      { 'auto-adjust-min-tps': 'pull-request', 'auto-delete-or-stop-idle-resources': 'issue' },
      { github },
    );
    expect(await titles()).toMatchInlineSnapshot(`
[
  "Delete idle campaign old: saves about $788 a month (trial, us-east-1)",
  "Personalize capacity: lower 2 floors (saves about $7,096 a month)",
]
`);
    const { data } = await github.octokitOf('maintainer').rest.repos.getContent({
      owner: 'acme',
      repo: 'shop',
      path: FILE,
      ref: 'personalize-monitor/capacity',
    });
    const text = 'content' in data ? Buffer.from(data.content, 'base64').toString() : '';
    expect(text).toContain('prod/us-east-1/campaign/home:');
    expect(text).toContain('trial/us-east-1/campaign/home:');
    // Merged:
    const { report } = await run({ 'auto-adjust-min-tps': 'off' }, { github, files: { [FILE]: text } });
    const done = report?.changes.filter(({ outcome }) => outcome.kind === 'done');
    expect(done?.map(({ account, kind, name }) => `${account} ${kind} ${name}`)).toEqual([
      'prod set-floor home',
      'trial set-floor home',
    ]);
  });
});

const campaign = { datasetGroup: 'movies', recipe: 'aws-user-personalization-v2' };
/** Both accounts have a campaign of this name that nobody calls. */
async function bothIdle(): Promise<void> {
  await accounts.close();
  const old = { ...campaign, name: 'old', minProvisionedTPS: 2, traffic: none };
  const regions = { 'us-east-1': { datasetGroups: { movies: {} }, campaigns: [old] } };
  accounts = await startAccounts(
    {
      prod: world({ account: PROD, regions: { ...regions, 'eu-west-1': {} } }),
      trial: world({ account: TRIAL, regions }),
    },
    { clock: accounts.clock },
  );
}

describe('what undoes a deletion', () => {
  test('is kept for each of two accounts whose campaigns have one name, and restore finds each', async () => {
    await bothIdle();
    const directory = await mkdtemp(join(tmpdir(), 'report-'));
    try {
      const ending = { 'auto-delete-or-stop-idle-resources': 'apply', 'idle-grace-hours': '0' };
      const { report } = await run({ ...ending, 'report-directory': directory });
      expect(
        report?.changes.map(({ account, kind, outcome }) => `${account} ${kind} ${outcome.kind}`),
      ).toEqual(['prod delete done', 'trial delete done']);
      expect((await readdir(join(directory, 'manifests'))).sort()).toEqual([
        `${PROD}-us-east-1-campaign-old.json`,
        `${TRIAL}-us-east-1-campaign-old.json`,
      ]);
      for (const id of [PROD, TRIAL]) {
        const arn = `arn:aws:personalize:us-east-1:${id}:campaign/old`;
        accounts.clock.advance(3_600_000);
        const restored = await run({ command: 'restore', arn, 'report-directory': directory });
        expect(restored.annotations).toEqual([]);
      }
      for (const name of ['prod', 'trial'] as const)
        expect(accounts.of(name).calls.count('personalize:CreateCampaign')).toBe(1);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});

describe('a schedule for nothing', () => {
  const schedules = `schedules:
  - match: { name: old }
    cron: "0 3 1 1 *"
    timezone: UTC
    duration-hours: 2
    min-tps: 60
  - match: { name: odl }
    cron: "0 3 1 1 *"
    timezone: UTC
    duration-hours: 2
    min-tps: 60
`;
  const files = { [FILE]: file(schedules) };
  const OFF = { 'auto-adjust-min-tps': 'off', 'auto-delete-or-stop-idle-resources': 'off' };
  const forNothing = async (inputs: Record<string, string> = {}) => {
    const { report } = await run({ ...OFF, ...inputs }, { files });
    return report?.notices.flatMap(
      ({ text }) => /^schedules\[\d\].* is for no campaign/.exec(text)?.[0] ?? [],
    );
  };

  test('is told where all accounts were looked at', async () => {
    expect(await forNothing()).toEqual([expect.stringContaining('schedules[1]')]);
  });

  test('is not told in the job of some accounts: others may have what it is for', async () => {
    expect(await forNothing({ account: 'prod' })).toEqual([]);
    expect(await forNothing({ account: 'trial' })).toEqual([]);
  });

  test('is not told where an account could not be signed in to, or a Region not be listed', async () => {
    const mend = accounts.of('trial').faults.add({
      operation: 'AssumeRoleWithWebIdentity',
      kind: 'error',
      name: 'AccessDenied',
      message: 'Not authorized',
      status: 403,
    });
    expect(await forNothing()).toEqual([]);
    mend();
    accounts.of('prod').faults.add({ operation: 'ListCampaigns', kind: 'accessDenied' });
    expect(await forNothing()).toEqual([]);
  });
});

describe('doctor', () => {
  test('says whose role a statement is for, and shows no id where ids are hidden', async () => {
    accounts.of('trial').faults.add({ operation: 'PutMetricAlarm', kind: 'accessDenied' });
    const { report, summary, log, annotations } = await run({
      command: 'doctor',
      'redact-account-ids': 'true',
    });
    expect(report?.diagnosis?.missing).toMatchObject([
      { account: 'trial', Action: ['cloudwatch:PutMetricAlarm'] },
    ]);
    expect(report?.accounts).toEqual([
      { name: 'prod', id: PROD, result: 'success' },
      { name: 'trial', id: TRIAL, result: 'failed' },
    ]);
    expect(summary).toContain('Add to a policy of the role of account **trial**');
    for (const id of [PROD, TRIAL]) {
      expect(summary).not.toContain(id);
      expect(log.join('\n')).not.toContain(id);
      expect(JSON.stringify(annotations)).not.toContain(id);
    }
  });
});

describe('uninstall for some accounts', () => {
  test('leaves the issues, branches and alarms of the others as they are', async () => {
    github = await startGitHub({ now: () => accounts.clock.now(), files: { [FILE]: file() } });
    const asks = { 'auto-adjust-min-tps': 'pull-request', 'auto-delete-or-stop-idle-resources': 'issue' };
    await bothIdle();
    for (const account of ['prod', 'trial']) await run({ account, ...asks }, { github });
    const { git, issues } = github.octokitOf('maintainer').rest;
    const at = { owner: 'acme', repo: 'shop' };
    const { sha } = (await git.getRef({ ...at, ref: 'heads/main' })).data.object;
    for (const name of ['', '-prod', '-trial'])
      await git.createRef({ ...at, ref: `refs/heads/personalize-monitor/capacity${name}`, sha });
    const alarms = accounts.of('prod').region('us-east-1').alarms.length;

    const { exitCode, report } = await run({ command: 'uninstall', account: 'trial' }, { github });

    expect(exitCode).toBe(0);
    expect(report?.accounts).toEqual([{ name: 'trial', id: TRIAL, result: 'success' }]);
    const { data: open } = await issues.listForRepo({ ...at, state: 'open' });
    expect(open.map(({ title }) => title)).toEqual([expect.stringContaining('(prod, us-east-1)')]);
    const { data: refs } = await git.listMatchingRefs({ ...at, ref: 'heads/personalize-monitor' });
    expect(refs.map(({ ref }) => ref).sort()).toEqual([
      'refs/heads/personalize-monitor/capacity',
      'refs/heads/personalize-monitor/capacity-prod',
    ]);
    expect(alarms).toBeGreaterThan(0);
    expect(accounts.of('prod').region('us-east-1').alarms).toHaveLength(alarms);
    expect(accounts.of('trial').region('us-east-1').alarms).toEqual([]);

    await run({ command: 'uninstall' }, { github });
    expect((await issues.listForRepo({ ...at, state: 'open' })).data).toEqual([]);
  });
});

describe('a job for some accounts', () => {
  test('covers those alone, and has a branch for each', async () => {
    github = await startGitHub({ now: () => accounts.clock.now() });
    const { report } = await run({ account: 'trial', 'auto-adjust-min-tps': 'pull-request' }, { github });
    expect(report?.accounts?.map(({ name }) => name)).toEqual(['trial']);
    expect(accounts.of('prod').calls.all).toEqual([]);
    const pulls = await github.octokitOf('maintainer').rest.pulls.list({ owner: 'acme', repo: 'shop' });
    expect(pulls.data.map(({ head, title }) => `${head.ref} ${title}`)).toMatchInlineSnapshot(`
[
  "personalize-monitor/capacity-trial Personalize capacity of trial: lower 1 floor (saves about $3,548 a month)",
]
`);
  });

  test('leaves the pull requests of other jobs as they are', async () => {
    github = await startGitHub({ now: () => accounts.clock.now() });
    const mode = { 'auto-adjust-min-tps': 'pull-request' };
    await run({ account: 'prod', ...mode }, { github });
    await run({ account: 'trial', ...mode }, { github });
    await run({ account: 'prod', ...mode }, { github });
    const pulls = await github.octokitOf('maintainer').rest.pulls.list({ owner: 'acme', repo: 'shop' });
    expect(pulls.data.map(({ head, state }) => `${head.ref} ${state}`).sort()).toEqual([
      'personalize-monitor/capacity-prod open',
      'personalize-monitor/capacity-trial open',
    ]);
  });

  test('is refused for a name that the file does not have', async () => {
    const { exitCode, annotations } = await run({ account: 'prd' });
    expect(exitCode).toBe(1);
    expect(annotations[0]?.message).toContain(
      'must be names in the section accounts of the config file; those are prod, trial',
    );
  });
});

describe('inputs beside accounts', () => {
  test('role-to-assume is refused, since each account has its own', async () => {
    const { exitCode, annotations } = await run({ 'role-to-assume': role(PROD) });
    expect(exitCode).toBe(1);
    expect(annotations[0]?.message).toContain('role-to-assume');
    expect(oidc.calls).toEqual([]);
  });

  test('need no Region', async () => {
    const { exitCode } = await run({}, { env: { AWS_REGION: '' } });
    expect(exitCode).toBe(0);
  });

  test('a proposed file cannot name roles to a run that has the token of the default branch', async () => {
    github = await startGitHub({ now: () => accounts.clock.now() });
    const event = { name: 'pull_request_target', payload: {} };
    const { exitCode, annotations } = await run({ command: 'plan' }, { github, event });
    expect(exitCode).toBe(1);
    expect(annotations[0]?.message).toContain('pull_request_target');
    expect(oidc.calls).toEqual([]);
  });

  test('a change by hand signs in to the role of the account of its resource', async () => {
    const arn = `arn:aws:personalize:us-east-1:${TRIAL}:campaign/home`;
    await run();
    const { exitCode, annotations } = await run({ command: 'set-min-tps', arn, 'min-tps': '4' });
    expect(annotations).toEqual([]);
    expect(exitCode).toBe(0);
    expect(accounts.of('trial').calls.count('personalize:UpdateCampaign')).toBe(1);
  });
});

describe('plan-matrix', () => {
  test('gives the names of the accounts as a matrix, without any call', async () => {
    const { exitCode, outputs } = await run({ 'plan-matrix': 'true' });
    expect(exitCode).toBe(0);
    expect(JSON.parse(outputs['matrix'] ?? '')).toEqual({
      include: [{ account: 'prod' }, { account: 'trial' }],
    });
    expect(oidc.calls).toEqual([]);
    expect([...accounts.of('prod').calls.all, ...accounts.of('trial').calls.all]).toEqual([]);
  });

  test('is refused without accounts, and with an error in the file', async () => {
    const without = await run({ 'plan-matrix': 'true' }, { files: { [FILE]: 'version: 1\n' } });
    expect(without.annotations[0]?.message).toContain('plan-matrix');
    const wrong = await run({ 'plan-matrix': 'true' }, { files: { [FILE]: 'version: 2\n' } });
    expect(wrong.annotations[0]?.message).toContain('must be 1');
    expect([without.exitCode, wrong.exitCode]).toEqual([1, 1]);
  });
});
