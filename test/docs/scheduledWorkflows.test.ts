import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { merge, payloadOf, propose, tick } from '../demo/repository.ts';
import { CONFIG, onlyStep, type Pasted, paste } from './pasted.ts';

let repository: Pasted;
beforeEach(async () => {
  repository = await paste();
});
afterEach(() => repository.close());

describe('monitor.yml', () => {
  test('on its schedule publishes, keeps alarms and opens an issue for each finding', async () => {
    const { outputs } = onlyStep(await repository.scheduled('monitor'));
    expect(outputs).toMatchObject({ result: 'success', 'monitored-resources': '3', findings: '2' });
    expect(repository.region().alarms.length).toBeGreaterThan(0);
    expect(await repository.openIssues()).toHaveLength(2);
  });

  test('by hand does what is chosen: plan, monitor or doctor, which says what to put right', async () => {
    const { started, region } = repository;
    onlyStep(await started('monitor', { command: 'plan' }));
    expect(region().alarms).toHaveLength(0);
    const { jobs } = await started('monitor', { command: 'doctor' });
    expect(jobs[0]?.ours[0]?.stepSummary).toContain('monitor.yml is active');
    expect(region().alarms).toHaveLength(0);
    onlyStep(await started('monitor', { command: 'monitor' }));
    expect(region().alarms.length).toBeGreaterThan(0);
  });
});

describe('plan.yml', () => {
  const file = () => 'version: 1\ncapacity:\n  us-east-1/campaign/home: { min-tps: 3 }\n';

  /** A pull request of the maintainer's, and its event. */
  async function proposed() {
    const { github, openPulls } = repository;
    await propose(github, { branch: 'save', title: 'Save', body: '' }, CONFIG, file);
    const number = (await openPulls())[0]?.number ?? 0;
    const payload = (await payloadOf(github, number)) as {
      pull_request: { head: { repo: { full_name: string } } };
    };
    return { number, payload };
  }

  test('by hand writes nothing', async () => {
    onlyStep(await repository.started('plan'));
    expect(repository.region().alarms).toHaveLength(0);
    expect(await repository.openIssues()).toHaveLength(0);
  });

  test('on a pull request says in a comment what merging would do', async () => {
    const { number, payload } = await proposed();
    onlyStep(await repository.run('plan', { name: 'pull_request', payload, pullRequest: number }));
    const issue = { owner: 'acme', repo: 'shop', issue_number: number };
    const { data } = await repository.people.issues.listComments(issue);
    expect(data.map(({ body = '' }) => body.includes('home'))).toEqual([true]);
    expect(repository.region().campaign('home').minProvisionedTPS).toBe(10);
  });

  test('does not run for a pull request from a fork', async () => {
    const { number, payload } = await proposed();
    payload.pull_request.head.repo.full_name = 'stranger/shop';
    const { jobs } = await repository.run('plan', { name: 'pull_request', payload, pullRequest: number });
    expect(jobs).toMatchObject([{ result: 'skipped', ours: [] }]);
  });
});

describe('issues.yml', () => {
  test('carries out what someone ticked, and keeps what recreates a deleted campaign', async () => {
    const { scheduled, started, openIssues, github, region, actions } = repository;
    onlyStep(await scheduled('issues'));
    const old = (await openIssues()).find(({ title }) => title.includes('old'));
    await tick(github, old?.number ?? 0);
    const run = await started('issues', { command: 'monitor' });
    expect(onlyStep(run).outputs).toMatchObject({ 'changes-applied': '1' });
    expect(region().campaign('old').status).toMatch(/^DELETE/);
    expect(actions.artifacts).toEqual([`${run.id}/personalize-monitor`]);
  });

  test('remembers campaigns from run to run, also after one of which a part failed', async () => {
    const { aws, scheduled } = repository;
    const { faults, calls } = aws.of('shop');
    faults.add({ operation: 'PutDashboard', kind: 'accessDenied', times: 1 });
    const first = await scheduled('issues');
    expect(first.jobs).toMatchObject([{ result: 'failure', ours: [{ outputs: { result: 'partial' } }] }]);
    const searches = () => calls.byOperation()['personalize:ListSolutions'] ?? 0;
    expect(searches()).toBeGreaterThan(0);
    calls.clear();
    onlyStep(await scheduled('issues'));
    expect(searches()).toBe(0);
  });
});

describe('pull-requests.yml', () => {
  test('proposes on its schedule, and carries out on the push of the merge', async () => {
    const { scheduled, run, github, region } = repository;
    const { outputs } = onlyStep(await scheduled('pull-requests'));
    await merge(github, Number(outputs['pull-request-number']));
    const payload = { ref: 'refs/heads/main', ...(await payloadOf(github, undefined)) };
    const after = onlyStep(await run('pull-requests', { name: 'push', payload }));
    expect(after.outputs['changes-applied']).toBe('2');
    expect(region().campaign('old').status).toMatch(/^DELETE/);
  });

  test('by hand shows what it would propose', async () => {
    onlyStep(await repository.started('pull-requests', { command: 'plan' }));
    expect(await repository.openPulls()).toHaveLength(0);
  });
});

describe('apply.yml', () => {
  const isMarked = () => repository.region().campaign('old').tags.has('personalize-monitor:idle-since');

  test('lowers a floor by a step and marks what is idle, without writing anything on GitHub', async () => {
    onlyStep(await repository.scheduled('apply'));
    expect(repository.region().campaign('home').latestUpdate?.minProvisionedTPS).toBe(7);
    expect(isMarked()).toBe(true);
    const written = repository.github.calls.filter(
      ({ method, login }) => method !== 'GET' && login !== 'maintainer',
    );
    expect(written).toEqual([]);
  });

  test('by hand shows what it would do', async () => {
    const { stepSummary } = onlyStep(await repository.started('apply', { command: 'plan' }));
    expect(stepSummary).toContain('home');
    expect(isMarked()).toBe(false);
  });
});
