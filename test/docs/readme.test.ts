import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { desiredAlarms } from '../../src/alarms/desired.ts';
import type { Resource } from '../../src/fleet/resource.ts';
import { METRICS, NAMESPACE, RESOURCE_COUNT } from '../../src/metrics/metrics.ts';
import { INPUT_NAMES } from '../../src/settings/inputs.ts';
import { DEFAULTS } from '../../src/settings/settings.ts';
import { type Costs, costs, type Fleet, readingCosts } from './costs.ts';
import { actionFile, DOCUMENTS, expectPart, ROOT, read, readme, table } from './readme.ts';

const code = (text: string) => `\`${text}\``;
const usd = (amount: number) => `$${amount.toFixed(2)}`;
const whole = (count: number) => count.toLocaleString('en-US');

describe('the README', () => {
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

  test.each(['trust', 'monitor', 'plan', 'apply'])('shows docs/iam/%s.json as it is', (name) => {
    expectPart(`iam-${name}`, `\`\`\`json\n${read(`docs/iam/${name}.json`)}\`\`\``);
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

  test('names every metric that is published', () => {
    const names = Object.values(METRICS).flatMap((of) => Object.values(of));
    const missing = [NAMESPACE, RESOURCE_COUNT, ...names].filter((name) => !readme().includes(code(name)));
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
    expect(alarms.map(({ name }) => name).filter((name) => !readme().includes(code(name)))).toEqual([]);
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
  test('declares the inputs that the action reads, with the defaults that it falls back to', () => {
    const declared = Object.entries(actionFile().inputs).map(([name, input]) => [name, input.default ?? '']);
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
