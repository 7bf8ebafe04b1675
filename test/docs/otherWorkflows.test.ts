import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { commit } from '../demo/repository.ts';
import { HOUR } from '../sandbox/traffic.ts';
import { ACCOUNT, arnOf, CONFIG, onlyStep, type Pasted, paste, TRIAL } from './pasted.ts';
import { read } from './readme.ts';

let repository: Pasted;
beforeEach(async () => {
  repository = await paste();
});
afterEach(() => repository.close());

/** As the monitoring workflow leaves it. */
const withTopic = () => {
  const topic = { Name: 'PersonalizeMonitorNotifications' };
  repository.aws.of('shop').run('sns', 'CreateTopic', 'us-east-1', topic);
};

const floorOf = (name: string) => repository.region().campaign(name).minProvisionedTPS;

/** Updates, stops and deletions take minutes. */
const wait = () => repository.aws.clock.advance(HOUR);

describe('by-hand.yml', () => {
  beforeEach(withTopic);
  const by = (inputs: Record<string, string>) => repository.started('by-hand', inputs);

  test('sets a floor before a sale', async () => {
    onlyStep(
      await by({ command: 'set-min-tps', arn: arnOf('campaign/home'), 'min-tps': '40', reason: 'sale' }),
    );
    wait();
    expect(floorOf('home')).toBe(40);
  });

  test('stops a recommender, and starts it again', async () => {
    const arn = arnOf('recommender/top');
    onlyStep(await by({ command: 'stop', arn }));
    wait();
    expect(repository.region().recommender('top').status).toBe('INACTIVE');
    onlyStep(await by({ command: 'restore', arn }));
    wait();
    expect(repository.region().recommender('top').status).toBe('ACTIVE');
  });

  test('deletes a campaign, and creates it again from what that run kept', async () => {
    const arn = arnOf('campaign/old');
    const deleted = await by({ command: 'stop', arn });
    onlyStep(deleted);
    wait();
    expect(repository.region().campaigns.map(({ name }) => name)).toEqual(['home']);
    onlyStep(await by({ command: 'restore', arn, 'run-id': deleted.id }));
    wait();
    expect(floorOf('old')).toBe(2);
  });
});

describe('events.yml', () => {
  beforeEach(withTopic);
  const home = arnOf('campaign/home');
  const top = arnOf('recommender/top');

  test('raises the floor of a campaign when it is told to, with the reason', async () => {
    const detail = { ARN: home, NewMinTPS: 40, Reason: 'before the sale' };
    const event = 'UpdatePersonalizeCampaignMinProvisionedTPS';
    const { stepSummary } = onlyStep(await repository.dispatched('events', event, detail));
    expect(stepSummary).toContain('before the sale');
    wait();
    expect(floorOf('home')).toBe(40);
  });

  test('raises the floor of a recommender', async () => {
    const event = 'UpdatePersonalizeRecommenderMinRecommendationRPS';
    onlyStep(await repository.dispatched('events', event, { ARN: top, NewMinTPS: 5 }));
    wait();
    const { recommenderConfig } = repository.region().recommender('top');
    expect(recommenderConfig).toMatchObject({ minRecommendationRequestsPerSecond: 5 });
  });

  test('deletes a campaign and keeps what recreates it, stops a recommender', async () => {
    const old = { ARN: arnOf('campaign/old') };
    const run = await repository.dispatched('events', 'DeletePersonalizeCampaign', old);
    onlyStep(run);
    onlyStep(await repository.dispatched('events', 'StopPersonalizeRecommender', { ARN: top }));
    wait();
    expect(repository.region().campaigns.map(({ name }) => name)).toEqual(['home']);
    expect(repository.region().recommender('top').status).toBe('INACTIVE');
    expect(repository.actions.artifacts).toContain(`${run.id}/personalize-monitor`);
  });

  test('leaves the order to build the dashboard to the monitoring workflow, which takes it when told', async () => {
    const { actions, aws } = repository;
    const trigger = 'repository_dispatch: { types: [BuildPersonalizeMonitorDashboard] }';
    expect(read('docs/moving.md')).toContain(trigger);
    const text = read('docs/workflows/monitor.yml').replace('  schedule:', `  ${trigger}\n  schedule:`);
    const payload = { action: 'BuildPersonalizeMonitorDashboard', client_payload: {} };
    onlyStep(await actions.run('.github/workflows/m.yml', text, { name: 'repository_dispatch', payload }));
    expect(aws.of('shop').dashboards).toHaveLength(1);
  });

  test('refuses an event without a resource, and says what is missing', async () => {
    const { jobs } = await repository.dispatched('events', 'StopPersonalizeRecommender', {});
    expect(jobs).toMatchObject([{ result: 'failure' }]);
    expect(jobs[0]?.ours[0]?.stdout).toContain('arn');
  });
});

describe('accounts.yml', () => {
  const role = (id: string) => `arn:aws:iam::${id}:role/personalize-monitor`;
  const FILE = `version: 1
accounts:
  - { name: shop, role: "${role(ACCOUNT)}", regions: [us-east-1, eu-west-1] }
  - { name: trial, role: "${role(TRIAL)}", regions: [us-east-1] }
`;
  beforeEach(() => commit(repository.github, CONFIG, () => FILE));

  test('works in a job for each account, and merges their reports into one summary', async () => {
    const { jobs } = await repository.scheduled('accounts');
    expect(jobs.map(({ id, result }) => `${id} ${result}`)).toEqual([
      'accounts success',
      'monitor success',
      'monitor success',
      'summary success',
    ]);
    const summary = jobs.at(-1)?.ours[0];
    expect(summary?.outputs).toMatchObject({ 'monitored-resources': '4', findings: '3' });
    for (const name of ['shop', 'trial']) expect(summary?.stepSummary).toContain(name);
    for (const name of ['shop', 'trial'] as const) {
      expect(repository.aws.of(name).region('us-east-1').alarms.length).toBeGreaterThan(0);
    }
    expect(await repository.openIssues()).toHaveLength(3);
  });

  test('by hand and on the day that one account cannot be signed in to, monitors the other and says so', async () => {
    const { faults } = repository.aws.of('trial');
    faults.add({ operation: 'AssumeRoleWithWebIdentity', kind: 'accessDenied' });
    const { jobs } = await repository.started('accounts');
    expect(jobs.map(({ id, result }) => `${id} ${result}`)).toEqual([
      'accounts success',
      'monitor success',
      'monitor failure',
      'summary failure',
    ]);
    expect(jobs.at(-1)?.ours[0]?.outputs).toMatchObject({ result: 'partial', 'monitored-resources': '3' });
  });
});

describe('clean-up.yml', () => {
  test('leaves nothing of ours, in AWS and on GitHub, after it showed what would go', async () => {
    const { scheduled, started, region, aws, openPulls, people } = repository;
    onlyStep(await scheduled('apply'));
    onlyStep(await scheduled('pull-requests'));
    expect(await openPulls()).toHaveLength(1);
    const ours = () => [...region().alarms, ...region().topics, ...aws.of('shop').dashboards].length;
    const before = ours();
    expect(before).toBeGreaterThan(5);
    const shown = onlyStep(await started('clean-up', { 'dry-run': true }));
    expect(shown.stepSummary).toContain('PersonalizeMonitor-Heartbeat');
    expect(ours()).toBe(before);

    onlyStep(await started('clean-up', { 'dry-run': false }));

    expect(ours()).toBe(0);
    expect(region().campaigns.flatMap(({ tags }) => [...tags.keys()])).toEqual([]);
    expect(await openPulls()).toEqual([]);
    const branches = (await people.repos.listBranches({ owner: 'acme', repo: 'shop' })).data;
    expect(branches.map(({ name }) => name)).toEqual(['main']);
  });
});
