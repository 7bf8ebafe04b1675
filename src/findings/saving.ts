import type { Resource } from '../fleet/resource.ts';
import type { Sizing, SizingResult } from './finding.ts';
import { HOURS_A_MONTH, moneyOf, type Prices } from './prices.ts';

/** What is to become of a resource that serves: another floor, in requests per second, or its end. */
export type Fate = { readonly floor: number } | 'ended';

/**
 * What that saves in USD a month, an estimate; less than nothing for a raise, which is billed as if it were never
 * used. Undefined where the traffic that is billed anyway is not known.
 */
export function savingOf(
  resource: Pick<Resource, 'kind' | 'recipe' | 'floor'>,
  fate: Fate,
  { sizing, isIdle }: { readonly sizing: SizingResult; readonly isIdle: boolean },
  prices: Prices,
): number | undefined {
  const usd = (tpsHours: number) => moneyOf(resource, tpsHours, prices).usd;
  if (fate !== 'ended' && fate.floor > resource.floor) {
    return -usd((fate.floor - resource.floor) * HOURS_A_MONTH);
  }
  const floor = fate === 'ended' ? 0 : fate.floor;
  if (isIdle) return usd((resource.floor - floor) * HOURS_A_MONTH);
  if (sizing.kind === 'unknown' || sizing.sizing.hours === 0) return undefined;
  const [before, after] = [
    billed(sizing.sizing, resource.floor),
    floor === 0 ? 0 : billed(sizing.sizing, floor),
  ];
  return before === undefined || after === undefined ? undefined : usd(before - after);
}

/** TPS-hours a month at a floor. */
function billed({ curve, hours }: Sizing, floor: number): number | undefined {
  const cost = curve.find((one) => one.floor === floor);
  return cost && (cost.tpsHours / hours) * HOURS_A_MONTH;
}
