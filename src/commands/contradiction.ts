import type { ResourceArn } from '../aws/arn.ts';
import type { Notice } from '../outcomes/notice.ts';
import type { CapacityEntry } from '../settings/config/capacity.ts';
import { readConfig } from '../settings/config/read.ts';
import type { Order } from '../settings/order.ts';
import type { Context } from './context.ts';

/**
 * Says where the config file has another word on what a person asks for by name: it is done, and does not last. A file
 * that cannot be read, or has errors, stands in nobody's way.
 */
export async function contradictions(
  { workspace, settings }: Context,
  arn: ResourceArn,
  order: Order,
): Promise<readonly Notice[]> {
  const file = await readConfig(workspace, settings.configFile).catch(() => undefined);
  const entry = file?.capacity.find((one) => isOf(one, arn));
  const says = entry && wordAgainst(entry, order);
  if (!file || says === undefined) return [];
  const text = `The config file says otherwise (${file.file}:${entry?.line}: ${says}). The next run that acts on it sets that back, unless the file is changed too.`;
  return [{ level: 'warning', text, region: arn.region, resource: arn.arn }];
}

function isOf({ region, kind, name, account }: CapacityEntry, arn: ResourceArn): boolean {
  return (
    region === arn.region &&
    kind === arn.kind &&
    name === arn.name &&
    (account ?? arn.account) === arn.account
  );
}

function wordAgainst({ state, minTps }: CapacityEntry, order: Order): string | undefined {
  switch (order.kind) {
    case 'set-min-tps':
      if (state !== 'active') return `state ${state}`;
      return minTps !== undefined && minTps !== order.minTPS ? `min-tps ${minTps}` : undefined;
    case 'stop':
      return state === 'active' ? 'it is to be active' : undefined;
    case 'restore':
      return state === 'active' ? undefined : `state ${state}`;
  }
}
