import type { Kind } from '../aws/arn.ts';
import type { Resource } from '../fleet/resource.ts';
import type { Reading } from '../usage/reading.ts';
import { type Span, WINDOW_SECONDS } from '../usage/windows.ts';
import { billOf, freeFloorOf, grouped, tpsHours } from './bill.ts';
import { exposureOf, rampFloorOf } from './exposure.ts';
import type { FloorCost, Sizing, SizingResult } from './finding.ts';
import { type History, historyOf } from './history.ts';
import { HOURS_A_MONTH } from './prices.ts';

/** The interval over which usage is averaged before it is compared with the floor (Personalize pricing). */
export const BILLING_MINUTES: Readonly<Record<Kind, number>> = { campaign: 5, recommender: 60 };

export interface SizingSettings {
  readonly lookbackDays: number;
  /** How many times its capacity a resource serves while it scales out; 2 unless told. */
  readonly factor?: number;
  /** Percent of all requests that a lower floor may expose in addition to today's; 0.1 unless told. */
  readonly tolerancePercent?: number;
  /** Multiples of 5 that divide an hour. */
  readonly billingMinutes?: Readonly<Record<Kind, number>>;
  /** The resource's own minimum, in TPS; 1 unless told. */
  readonly minimum?: number;
}

export interface SizingInput {
  readonly resource: Resource;
  /** Successful requests in five-minute sums. */
  readonly requests: Reading;
  /** What the reading covers: `sizingSpan`, or less. */
  readonly span: Span;
  readonly settings: SizingSettings;
}

/**
 * What floor a resource needs, from a replay of its bill and of its load for every floor from 1 to today's. A floor
 * of 1 needs no history: nothing lower exists.
 */
export function sizeOf({ resource, requests, span, settings }: SizingInput): SizingResult {
  const history = historyOf({ resource, requests, span, lookbackDays: settings.lookbackDays });
  if (history.kind === 'known') return { kind: 'sized', sizing: replay(resource, history, settings) };
  return resource.floor === 1 ? { kind: 'sized', sizing: LOWEST } : history;
}

const LOWEST: Sizing = {
  floor: 1,
  freeFloor: 1,
  rampFloor: 1,
  target: 1,
  curve: [{ floor: 1, tpsHours: 0, exposurePercent: 0 }],
  hours: 0,
  coverage: 0,
  wasteTpsHours: 0,
  savingTpsHours: 0,
};

function replay(
  { kind, floor }: Resource,
  { requests, hours, coverage }: Extract<History, { kind: 'known' }>,
  { factor = 2, tolerancePercent = 0.1, billingMinutes = BILLING_MINUTES, minimum = 1 }: SizingSettings,
): Sizing {
  const billingSeconds = billingMinutes[kind] * 60;
  const bill = billOf(grouped(requests, billingSeconds / WINDOW_SECONDS), billingSeconds, floor);
  const exposure = exposureOf(requests, factor, floor);
  const freeFloor = freeFloorOf(bill);
  const rampFloor = rampFloorOf(exposure, tolerancePercent);
  const target = Math.min(floor, Math.max(freeFloor, rampFloor, minimum));
  const sparedAt = (lower: number) =>
    (tpsHours((bill[floor] ?? 0) - (bill[lower] ?? 0)) * HOURS_A_MONTH) / hours;
  return {
    floor,
    freeFloor,
    rampFloor,
    target,
    curve: curveOf(bill, exposure),
    hours,
    coverage,
    wasteTpsHours: sparedAt(freeFloor),
    savingTpsHours: sparedAt(target),
  };
}

function curveOf(bill: Float64Array, exposure: Float64Array): FloorCost[] {
  const costs = Array.from(bill, (cost, floor) => ({
    floor,
    tpsHours: tpsHours(cost),
    exposurePercent: exposure[floor] ?? 0,
  }));
  return costs.slice(1);
}
