import type { Resource } from '../fleet/resource.ts';
import type { Demand } from '../usage/demand.ts';
import type { Assessment, Finding, Money, Sizing, SizingResult, Verdict } from './finding.ts';
import { HOURS_A_MONTH, moneyOf, type Prices } from './prices.ts';
import type { RaiseAdvice } from './raise.ts';
import { days, tps } from './words.ts';

/** A smaller reduction than this is not worth a redeployment. */
const NEEDED_REDUCTION_PERCENT = 10;

export interface AssessInput {
  readonly resource: Resource;
  readonly verdict: Verdict;
  readonly sizing: SizingResult;
  /** Over the look-back; only to be told, and left out where it is unknown. */
  readonly demand: Demand;
  readonly raise?: RaiseAdvice | undefined;
  readonly prices: Prices;
  /** Whether idle resources, and floors, are to be found at all: the inputs that say `off`. */
  readonly idleEnabled: boolean;
  readonly sizingEnabled: boolean;
}

/** What was found out about one resource, and its part of the waste. Where the verdict is unknown nothing is found. */
export function assess(input: AssessInput): Assessment {
  const { resource, verdict, sizing } = input;
  return { resource, verdict, sizing, findings: findingsOf(input), waste: wasteOf(input) };
}

function findingsOf(input: AssessInput): Finding[] {
  const { resource, verdict, sizing, raise, prices, idleEnabled, sizingEnabled } = input;
  if (verdict.kind === 'unknown') return [];
  if (verdict.kind === 'idle' && idleEnabled) {
    const { reason, hours } = verdict;
    return [{ kind: 'idle', resource, reason, hours, waste: wholeBill(resource, prices) }];
  }
  if (!sizingEnabled) return [];
  // A floor that harms its callers is not lowered, whatever else it costs.
  if (verdict.kind === 'busy' && raise) return [{ kind: 'under-provisioned', resource, ...raise }];
  return sizing.kind === 'sized' && worthChanging(sizing.sizing)
    ? [overProvisioned(input, sizing.sizing)]
    : [];
}

function wasteOf({ resource, verdict, sizing, prices }: AssessInput): Money | undefined {
  if (verdict.kind === 'idle') return wholeBill(resource, prices);
  if (verdict.kind === 'unknown' || sizing.kind === 'unknown') return undefined;
  const { wasteTpsHours } = sizing.sizing;
  return wasteTpsHours > 0 ? moneyOf(resource, wasteTpsHours, prices) : undefined;
}

function wholeBill(resource: Resource, prices: Prices): Money {
  return moneyOf(resource, resource.floor * HOURS_A_MONTH, prices);
}

function worthChanging({ floor, target }: Sizing): boolean {
  return (floor - target) * 100 >= floor * NEEDED_REDUCTION_PERCENT;
}

function overProvisioned({ resource, demand, prices }: AssessInput, sizing: Sizing): Finding {
  return {
    kind: 'over-provisioned',
    resource,
    reason: [usage(sizing, demand), cheapest(sizing), whyNotLower(sizing)].filter(Boolean).join('; '),
    sizing,
    waste: moneyOf(resource, sizing.wasteTpsHours, prices),
    saving: moneyOf(resource, sizing.savingTpsHours, prices),
  };
}

function usage({ floor, hours }: Sizing, demand: Demand): string {
  const used =
    demand.kind === 'known'
      ? ` against ${tps(demand.averageTPS)} used on average, ${tps(demand.peakTPS)} at most`
      : '';
  return `bill of ${tps(floor)}${used} in the last ${days(hours)}`;
}

function cheapest({ freeFloor }: Sizing): string {
  return freeFloor > 1 ? `${tps(freeFloor)} would cost as little as 1` : 'every TPS less would cost less';
}

function whyNotLower({ freeFloor, rampFloor, target }: Sizing): string {
  if (target === freeFloor) return '';
  return target === rampFloor
    ? `${tps(target)} serve sudden traffic about as well as today's floor`
    : `${tps(target)} is the minimum set for it`;
}

/** The fleet's waste in USD a month, an estimate. */
export interface FleetWaste {
  readonly usd: number;
  /** How many resources waste something. */
  readonly resources: number;
  /** Of how many it is not known what they waste: they are not in the sum. */
  readonly unknown: number;
}

export function monthlyWaste(assessments: readonly Assessment[]): FleetWaste {
  const wasted = assessments.flatMap(({ waste }) => waste ?? []);
  const cents = wasted.reduce((sum, { usd }) => sum + Math.round(usd * 100), 0);
  return { usd: cents / 100, resources: wasted.length, unknown: assessments.filter(isUnknown).length };
}

function isUnknown({ verdict, sizing }: Assessment): boolean {
  return verdict.kind === 'unknown' || (verdict.kind === 'busy' && sizing.kind === 'unknown');
}
