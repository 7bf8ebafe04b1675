import type { ResourceArn } from '../aws/arn.ts';
import { type Cover, coversOf, openAt } from '../changes/scheduleCover.ts';
import { highest, placeOf } from '../changes/scheduleQuestion.ts';
import { windowInWords } from '../changes/scheduleWindows.ts';
import type { Notice } from '../outcomes/notice.ts';
import type { CapacityEntry } from '../settings/config/capacity.ts';
import type { Config } from '../settings/config/config.ts';
import { readConfig } from '../settings/config/read.ts';
import type { Order } from '../settings/order.ts';
import type { Context } from './context.ts';

/**
 * Says where the config file has another word on what a person asks for by name: it is done, and does not last. A file
 * that cannot be read, or has errors, stands in nobody's way.
 */
export async function contradictions(
  { workspace, settings, now }: Context,
  arn: ResourceArn,
  order: Order,
): Promise<readonly Notice[]> {
  const file = await readConfig(workspace, settings.configFile).catch(() => undefined);
  if (!file) return [];
  const texts = [...byCapacity(file, arn, order), ...bySchedules(file, arn, order, now())];
  return texts.map((text) => ({ level: 'warning', text, region: arn.region, resource: arn.arn }));
}

function byCapacity({ file, capacity }: Config, arn: ResourceArn, order: Order): string[] {
  const entry = capacity.find((one) => isOf(one, arn));
  const says = entry && wordAgainst(entry, order);
  if (says === undefined) return [];
  return [
    `The config file says otherwise (${file}:${entry?.line}: ${says}). The next run that acts on it sets that back, unless the file is changed too.`,
  ];
}

/** Neither its tags nor its dataset group are asked for: a schedule that hangs on them may be for it. */
function bySchedules({ file, schedules }: Config, arn: ResourceArn, order: Order, now: number): string[] {
  if (order.kind !== 'set-min-tps') return [];
  const covers = coversOf(schedules, { ...arn, datasetGroup: undefined, tags: undefined }).filter(
    ({ schedule }) => schedule.minTps > order.minTPS,
  );
  const certain = highest(openAt(covers.filter(isCertain), now));
  const window = certain ?? highest(openAt(covers, now));
  if (!window) return [];
  const { schedule } = window;
  const raises = `raises it to ${schedule.minTps}${certain ? '' : ' if that schedule is for it'}`;
  return [
    `A window is open that says otherwise: ${placeOf(schedule, file)}, min-tps ${schedule.minTps} for ${windowInWords(window)}. The next run that acts on it ${raises}, unless it is exempt or the file is changed too.`,
  ];
}

const isCertain = ({ missing }: Cover) => missing.length === 0;

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
