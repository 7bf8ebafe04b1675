import { type Config, parseConfig } from '../../../src/settings/config/config.ts';
import type { ConfigError } from '../../../src/settings/config/errors.ts';
import type { PolicyFacts } from '../../../src/settings/config/policy.ts';
import type { PolicySettings } from '../../../src/settings/config/policySettings.ts';

export const FILE = '.github/personalize-monitor.yml';

/** The config in a text that is valid. */
export function config(text: string): Config {
  const parsed = parseConfig(text, FILE);
  if (parsed.kind === 'config') return parsed.config;
  throw new Error(parsed.errors.map((error) => JSON.stringify(error)).join('\n'));
}

/** What is wrong with a text that is not valid. */
export function errors(text: string): readonly ConfigError[] {
  const parsed = parseConfig(text, FILE);
  if (parsed.kind === 'invalid') return parsed.errors;
  throw new Error('The config was accepted.');
}

/** A valid file with these policies, written as JSON, which is YAML. */
export function withPolicies(...policies: readonly object[]): string {
  return JSON.stringify({ version: 1, policies }, null, 1);
}

export const home: PolicyFacts = {
  name: 'home',
  kind: 'campaign',
  region: 'us-east-1',
  datasetGroup: 'retail',
  tags: new Map([
    ['env', 'prod'],
    ['keep', ''],
    ['path', 'team/a.b'],
  ]),
};

export const inputs: PolicySettings = {
  adjust: 'report',
  end: 'report',
  idleThresholdHours: 24,
  graceHours: 168,
  lookbackDays: 14,
  stepPercent: 25,
  cooldownHours: 24,
  utilizationThreshold: 100,
  utilizationAlarms: true,
  idleAlarms: true,
};

export const NOON = Date.UTC(2026, 10, 23, 12);
