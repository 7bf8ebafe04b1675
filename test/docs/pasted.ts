/** The workflows of docs/workflows in a repository of the stand-ins, as someone who pasted them there. */
import { expect } from '@jest/globals';
import { payloadOf } from '../demo/repository.ts';
import { startAccounts } from '../sandbox/accounts.ts';
import { startGitHub } from '../sandbox/github/server.ts';
import { none, steady } from '../sandbox/traffic.ts';
import { world } from '../sandbox/world.ts';
import type { StepResult } from '../support/process.ts';
import { Actions, type Event, type WorkflowRun } from '../support/workflow/run.ts';
import { read } from './readme.ts';

/** As in the roles of the workflows. */
export const ACCOUNT = '111122223333';
export const TRIAL = '444455556666';
export const CONFIG = '.github/personalize-monitor.yml';
const it = { owner: 'acme', repo: 'shop' };

export const arnOf = (name: string) => `arn:aws:personalize:us-east-1:${ACCOUNT}:${name}`;

const campaign = { datasetGroup: 'movies', recipe: 'aws-user-personalization-v2', ageDays: 60 };
const home = { ...campaign, name: 'home', minProvisionedTPS: 10, traffic: steady(0.4) };

/** A floor that is too high, an idle campaign and a recommender; and another account with one campaign. */
const worlds = () => ({
  shop: world({
    account: ACCOUNT,
    regions: {
      'us-east-1': {
        datasetGroups: { movies: {}, shop: { domain: 'ECOMMERCE' } },
        campaigns: [home, { ...campaign, name: 'old', minProvisionedTPS: 2, traffic: none }],
        recommenders: [
          {
            name: 'top',
            datasetGroup: 'shop',
            recipe: 'aws-ecomm-recommended-for-you',
            ageDays: 60,
            traffic: steady(0.5),
          },
        ],
      },
      'eu-west-1': {},
    },
  }),
  trial: world({
    account: TRIAL,
    regions: { 'us-east-1': { datasetGroups: { movies: {} }, campaigns: [{ ...home, name: 'trial' }] } },
  }),
});

export type Pasted = Awaited<ReturnType<typeof paste>>;

export async function paste() {
  const aws = await startAccounts(worlds());
  const github = await startGitHub({ now: () => aws.clock.now() });
  const actions = await Actions.start(aws, github);
  const people = github.octokitOf('maintainer').rest;
  const run = (name: string, event: Event): Promise<WorkflowRun> =>
    actions.run(`.github/workflows/${name}.yml`, read(`docs/workflows/${name}.yml`), event);
  const base = async () => ({ ...(await payloadOf(github, undefined)) });
  return {
    aws,
    github,
    people,
    actions,
    run,
    scheduled: async (name: string) => run(name, { name: 'schedule', payload: await base() }),
    started: async (name: string, inputs: NonNullable<Event['inputs']> = {}) =>
      run(name, { name: 'workflow_dispatch', payload: { ...(await base()), inputs }, inputs }),
    dispatched: async (name: string, action: string, client_payload: object) =>
      run(name, { name: 'repository_dispatch', payload: { ...(await base()), action, client_payload } }),
    region: () => aws.of('shop').region('us-east-1'),
    openIssues: async () =>
      (await people.issues.listForRepo({ ...it, state: 'open' })).data.filter((issue) => !issue.pull_request),
    openPulls: async () => (await people.pulls.list({ ...it, state: 'open' })).data,
    close: () => Promise.all([aws.close(), github.close(), actions.close()]),
  };
}

/** What this action came to in a run with one step of it, which went well. */
export function onlyStep({ jobs }: WorkflowRun): StepResult {
  const steps = jobs.flatMap(({ ours }) => ours);
  const told = steps.map(({ exitCode, stderr, stdout }) => [exitCode, stderr, exitCode === 0 ? '' : stdout]);
  expect(told).toEqual([[0, '', '']]);
  expect(jobs.map(({ result }) => result)).toEqual(['success']);
  return steps[0] as StepResult;
}
