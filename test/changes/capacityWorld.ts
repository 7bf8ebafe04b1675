import { parseResourceArn } from '../../src/aws/arn.ts';
import { type CapacityQuestion, capacityChanges } from '../../src/changes/capacity.ts';
import type { Existence, RegionFleet, Resource, Unmonitored } from '../../src/fleet/resource.ts';
import { existenceOf } from '../../src/fleet/status.ts';
import type { CapacityEntry } from '../../src/settings/config/capacity.ts';
import { parseConfig } from '../../src/settings/config/config.ts';
import { NOW } from './fixtures.ts';

export const FILE = '.github/personalize-monitor.yml';
export const ACCOUNT = '123456789012';
export const SOLUTION = 'arn:aws:personalize:us-east-1:<account>:solution/shop/0123abcd';

/** The entries of a file, the first of which stands in its third line. */
export function entries(...lines: string[]): readonly CapacityEntry[] {
  const text = `version: 1\ncapacity:\n${lines.map((line) => `  ${line}\n`).join('')}`;
  const parsed = parseConfig(text, FILE);
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.errors));
  return parsed.config.capacity;
}

export const arnOf = (path: string, account = ACCOUNT) => `arn:aws:personalize:us-east-1:${account}:${path}`;

/** What is listed and does not serve. */
export function unserving(path: string, status: string): Unmonitored {
  const arn = parseResourceArn(arnOf(path));
  if (!arn) throw new Error(path);
  return { ...arn, status };
}

/** A Region in which what is neither serving nor listed is gone, or of which nobody knows. */
export function fleetOf(
  resources: readonly Resource[],
  unmonitored: readonly Unmonitored[] = [],
  others: Existence = 'gone',
): RegionFleet {
  const known = new Map<string, Existence>([
    ...resources.map(({ arn }) => [arn, 'active'] as const),
    ...unmonitored.map(({ arn, status }) => [arn, existenceOf(status)] as const),
  ]);
  return {
    region: 'us-east-1',
    resources,
    unmonitored,
    complete: others === 'gone',
    existence: (arn) => known.get(arn) ?? others,
  };
}

export const question = (
  asked: readonly CapacityEntry[],
  fleet: RegionFleet,
  over: Partial<CapacityQuestion> = {},
): CapacityQuestion => ({
  entries: asked,
  file: FILE,
  trusted: true,
  account: ACCOUNT,
  partition: 'aws',
  fleet,
  now: NOW,
  ...over,
});

export const answer = (...asked: Parameters<typeof question>) => capacityChanges(question(...asked));
