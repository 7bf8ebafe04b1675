import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { desiredAlarms } from '../../src/alarms/desired.ts';
import type { Resource } from '../../src/fleet/resource.ts';
import { gitHubFailure } from '../../src/github/failure.ts';
import { wordsOf } from '../../src/github/issues/boxes.ts';
import { MOST_NEW } from '../../src/github/issues/decide.ts';
import { LABEL } from '../../src/github/issues/issue.ts';
import { BRANCH } from '../../src/github/pull/commit.ts';
import { METRICS, NAMESPACE, RESOURCE_COUNT } from '../../src/metrics/metrics.ts';
import { MODES, type Mode } from '../../src/settings/config/mode.ts';
import { INPUT_NAMES } from '../../src/settings/inputs.ts';
import { DEFAULTS } from '../../src/settings/settings.ts';
import { type Costs, costs, type Fleet, readingCosts } from './costs.ts';
import { actionFile, DOCUMENTS, expectPart, pastedWorkflows, ROOT, read, readme, table } from './readme.ts';

const code = (text: string) => `\`${text}\``;
const usd = (amount: number) => `$${amount.toFixed(2)}`;
const whole = (count: number) => count.toLocaleString('en-US');

const LEVELS: Readonly<Record<Mode, string>> = {
  off: 'Nothing is looked for.',
  report: 'What is found stands in the report, with what should be done about it.',
  issue:
    'Each finding gets an issue, with a box to tick. When someone who may write to the repository ticks it, the next run carries out exactly what stands beside it.',
  'pull-request':
    'One pull request proposes all findings together, as entries of a config file. Once it is merged, the next run carries them out.',
  apply:
    'It is done without asking: floors come down in steps, idle resources are marked and announced a week before they go. Advice to raise a floor is only reported.',
};

describe('the README', () => {
  test('lists the levels, from the least that is done to the most', () => {
    const inputs = ['auto-adjust-min-tps', 'auto-delete-or-stop-idle-resources'] as const;
    const rows = MODES.map((mode) => {
      const isDefault = inputs.every((input) => DEFAULTS[input] === mode);
      return [isDefault ? `${code(mode)} (the default)` : code(mode), LEVELS[mode]];
    });
    expectPart('levels', table(['Level', 'What happens'], rows));
  });

  test('names what the action keeps in a repository, and how to say no, as the action does', () => {
    const boxes = (['carry-out', 'snooze', 'never'] as const).map((box) => {
      const change = {
        kind: 'stop',
        pinned: { status: '', floor: 1, updatedAt: 0, updateInProgress: false },
      };
      const words = wordsOf(box, { key: '', change } as never).source;
      return `*${words.replace(/^\*\*(.*):\*\*.*$/, '$1')}*`;
    });
    const kept = [code(LABEL), code(BRANCH), ...boxes, `${MOST_NEW} new issues at most`];
    expect(kept.filter((words) => !readme().includes(words))).toEqual([]);
  });

  test('names the setting that lets it open pull requests as the error about it does', () => {
    const message = 'GitHub Actions is not permitted to create or approve pull requests.';
    const error = Object.assign(new Error(message), {
      name: 'HttpError',
      status: 403,
      response: { headers: {}, data: { message } },
    });
    const { remedy } = gitHubFailure(error, { what: 'open a pull request', operation: 'pulls.create' });
    const [, setting = ''] = /"([^"]+)"/.exec(remedy) ?? [];
    expect(setting).toMatch(/^Allow GitHub Actions/);
    expect(readme()).toContain(`*${setting}*`);
  });

  test('pins every action of others by commit, in examples that are no whole workflow too', () => {
    const uses = Array.from(readme().matchAll(/uses: (.+)$/gm), ([, action = '']) => action);
    const others = uses.filter((action) => !action.startsWith('OWNER/'));
    expect(others.filter((action) => !/@[\da-f]{40} # v\d+(\.\d+)+$/.test(action))).toEqual([]);
  });

  test('lists the inputs as action.yml declares them', () => {
    const rows = Object.entries(actionFile().inputs).map(([name, { description, default: fallback }]) => [
      code(name),
      fallback ? code(fallback) : '',
      description,
    ]);
    expectPart('inputs', table(['Input', 'Default', 'Meaning'], rows));
  });

  test('lists the outputs as action.yml declares them', () => {
    const rows = Object.entries(actionFile().outputs).map(([name, { description }]) => [
      code(name),
      description,
    ]);
    expectPart('outputs', table(['Output', 'Meaning'], rows));
  });

  test('shows docs/iam/trust.json as it is, and links to the policies', () => {
    expectPart('iam-trust', `\`\`\`json\n${read('docs/iam/trust.json')}\`\`\``);
    const policies = ['monitor', 'plan', 'apply', 'uninstall'].map((name) => `](docs/iam/${name}.json)`);
    expect(policies.filter((link) => !readme().includes(link))).toEqual([]);
  });

  test.each(['monitor', 'plan', 'pull-requests'])('shows docs/workflows/%s.yml as it is', (name) => {
    expectPart(`workflow-${name}`, `\`\`\`yaml\n${read(`docs/workflows/${name}.yml`)}\`\`\``);
  });

  test('links to every workflow to paste', () => {
    const links = pastedWorkflows().map(([name]) => `](docs/workflows/${name}.yml)`);
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((link) => !readme().includes(link))).toEqual([]);
  });

  test('has among its workflows every permission that one to paste has', () => {
    const granted = (text: string) => text.match(/^ {6}[\w-]+: (?:read|write)$/gm) ?? [];
    const shown = new Set(granted(readme()));
    const all = pastedWorkflows().flatMap(([, text]) => granted(text));
    expect(all.filter((line) => !shown.has(line))).toEqual([]);
  });

  test('says what running costs by the arithmetic of its own text', () => {
    const fleets: Fleet[] = [
      { resources: 10, regions: 1, billedMinutes: 1 },
      { resources: 100, regions: 1, billedMinutes: 2 },
    ];
    const row = (fleet: Fleet, minutes: number) => {
      const all: Costs = costs(fleet, minutes);
      const { aws: lean } = costs(fleet, minutes, false);
      return [
        String(fleet.resources),
        `${minutes} min`,
        usd(all.customMetrics),
        usd(all.alarms),
        usd(all.metricsRead),
        `**${usd(all.aws)}**`,
        usd(lean),
        whole(all.runnerMinutes),
        `**${usd(all.github)}**`,
      ];
    };
    const head = ['Resources', 'Every', 'Custom metrics', 'Alarms', 'Metrics read', 'AWS'];
    head.push('AWS with `publish-metrics: false`', 'GitHub minutes', 'GitHub');
    const rows = fleets.flatMap((fleet) => [5, 15, 60].map((minutes) => row(fleet, minutes)));
    expectPart('costs', table(head, rows));
  });

  test('says what looking closer at a resource costs', () => {
    const a = `${usd(readingCosts(3, 15))} a month for each such resource when it runs every 15 minutes`;
    expect(readme()).toContain(a);
  });
});

describe('docs/reference.md', () => {
  const reference = read('docs/reference.md');

  test('names every metric that is published', () => {
    const names = Object.values(METRICS).flatMap((of) => Object.values(of));
    const missing = [NAMESPACE, RESOURCE_COUNT, ...names].filter((name) => !reference.includes(code(name)));
    expect(missing).toEqual([]);
  });

  test('names every alarm that is made', () => {
    const resource = (kind: Resource['kind']): Resource => ({
      arn: `arn:aws:personalize:us-east-1:111122223333:${kind}/NAME`,
      partition: 'aws',
      region: 'us-east-1',
      account: '111122223333',
      kind,
      name: 'NAME',
      floor: 2,
      floorSince: { kind: 'creation' },
      recipe: undefined,
      requestMetrics: { kind: 'known', names: ['GetRecommendations'] },
      datasetGroup: undefined,
      createdAt: 0,
      changedAt: 0,
      updateInProgress: false,
    });
    const alarms = desiredAlarms({
      region: 'us-east-1',
      resources: [resource('campaign'), resource('recommender')],
      settings: { utilizationThreshold: 100, idleThresholdHours: 24, heartbeatHours: 6 },
      now: 0,
    });
    expect(alarms.map(({ name }) => name).filter((name) => !reference.includes(code(name)))).toEqual([]);
  });
});

describe.each(DOCUMENTS)('%s', (document) => {
  test('links to files and headings that exist', () => {
    const targets = Array.from(read(document).matchAll(/\]\(([^)\s]+)\)/g), ([, target = '']) => target);
    const broken = targets.filter((target) => {
      if (target.startsWith('https://')) return false;
      const [path = '', heading] = target.split('#');
      const file = path === '' ? resolve(ROOT, document) : resolve(ROOT, dirname(document), path);
      if (!existsSync(file)) return true;
      return heading !== undefined && !headingsOf(read(file)).includes(heading);
    });
    expect(broken).toEqual([]);
  });
});

describe('action.yml', () => {
  test('has GitHub fill in the token of the job, and nothing else', () => {
    const filledIn = Object.entries(actionFile().inputs).filter(([, input]) =>
      input.default?.includes('${{'),
    );
    expect(filledIn.map(([name]) => name)).toEqual(['github-token']);
    expect(filledIn[0]?.[1].default).toMatch(/^\$\{\{ github\.token \}\}$/);
  });

  test('declares the inputs that the action reads, with the defaults that it falls back to', () => {
    // What GitHub fills in is not there outside of GitHub.
    const own = ({ default: text = '' }: { default?: string }) => (text.startsWith('${{') ? '' : text);
    const declared = Object.entries(actionFile().inputs).map(([name, input]) => [name, own(input)]);
    const read = INPUT_NAMES.map((name) => [name, DEFAULTS[name] ?? '']);
    expect(declared).toEqual(read);
  });
});

function headingsOf(markdown: string): string[] {
  return Array.from(markdown.matchAll(/^#+ (.+)$/gm), ([, heading = '']) => anchorOf(heading));
}

/** As GitHub makes it of a heading without markup. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}
