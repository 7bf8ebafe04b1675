import type { ResourceArn } from '../aws/arn.ts';
import type { BadInput } from './invalid.ts';

/** A change that a person asks for by name. */
export type Order =
  | {
      readonly kind: 'set-min-tps';
      readonly arn: ResourceArn;
      readonly minTPS: number;
      readonly reason: string;
    }
  | { readonly kind: 'stop'; readonly arn: ResourceArn; readonly reason: string }
  | {
      readonly kind: 'restore';
      readonly arn: ResourceArn | undefined;
      /** Path of a manifest. */
      readonly manifest: string | undefined;
      readonly reason: string;
    };

interface OrderInputs {
  readonly command: string;
  readonly arn?: ResourceArn | undefined;
  readonly 'min-tps'?: number | undefined;
  readonly reason?: string | undefined;
  readonly manifest?: string | undefined;
}

/** True for the commands that change one resource by name. */
export const isOrder = (command: string | undefined) =>
  command === 'set-min-tps' || command === 'stop' || command === 'restore';

/** Inputs that a command cannot do without. */
export function missingFor({
  command,
  arn,
  manifest,
  ...given
}: Record<string, string | undefined>): BadInput[] {
  const missing = (name: string, allowed: string) => [{ name, value: '', allowed }];
  const bad: BadInput[] = [];
  if (command === 'report' && given['reports'] === undefined) {
    bad.push(...missing('reports', 'must be given with command: report'));
  }
  if ((command === 'set-min-tps' || command === 'stop') && arn === undefined) {
    bad.push(...missing('arn', `must be given with command: ${command}`));
  }
  if (command === 'set-min-tps' && given['min-tps'] === undefined) {
    bad.push(...missing('min-tps', 'must be given with command: set-min-tps'));
  }
  if (command === 'restore' && arn === undefined && manifest === undefined) {
    bad.push(...missing('arn', 'or manifest must be given with command: restore'));
  }
  return bad;
}

/** What would write all the same must not be asked to only tell. */
export function unsuitedToDryRun({ command, ...given }: Record<string, string | undefined>): BadInput[] {
  const value = given['dry-run'] ?? '';
  if (command === 'uninstall' || !/^(true|yes|1)$/i.test(value)) return [];
  const allowed = 'is only for command: uninstall; command: plan shows what monitor would write';
  return [{ name: 'dry-run', value, allowed }];
}

/** The order that valid inputs give; undefined for the other commands. */
export function orderOf(values: OrderInputs): Order | undefined {
  const { command, arn, manifest, reason = 'by hand' } = values;
  const minTPS = values['min-tps'];
  if (command === 'set-min-tps' && arn && minTPS !== undefined) return { kind: command, arn, minTPS, reason };
  if (command === 'stop' && arn) return { kind: command, arn, reason };
  return command === 'restore' ? { kind: command, arn, manifest, reason } : undefined;
}
