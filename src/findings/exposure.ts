import { WINDOW_SECONDS } from '../usage/windows.ts';

/**
 * What every floor from 0 to `most` leaves exposed, in percent of all requests; the index is the floor in TPS. A
 * five-minute interval can serve `factor` times the larger of the floor and the interval before it; what came
 * beyond that came faster than capacity could follow. Never grows with the floor; in time of intervals plus floors.
 */
export function exposureOf(requests: Float64Array, factor: number, most: number): Float64Array {
  const total = requests.reduce((sum, count) => sum + count, 0);
  const exposed = exposedRequests(requests, factor, most);
  return exposed.map((count) => (total === 0 ? 0 : (count / total) * 100));
}

/** The smallest floor from 1 on that adds no more than the tolerance to the exposure of the highest. */
export function rampFloorOf(exposure: Float64Array, tolerancePercent: number): number {
  const allowed = (exposure.at(-1) ?? 0) + tolerancePercent;
  return exposure.findIndex((percent, floor) => floor >= 1 && percent <= allowed);
}

/**
 * An interval of `count` requests after one of `before` exposes count - factor x before while the floor is under
 * `before`; from there it falls with the floor until it is zero. So each interval adds to three sums over floors
 * 0 to some limit, kept at that limit and added up from the top. They stay whole: `factor` comes in at the end.
 */
function exposedRequests(requests: Float64Array, factor: number, most: number): Float64Array {
  const counts = new Float64Array(most + 1);
  const befores = new Float64Array(most + 1);
  const falling = new Float64Array(most + 1);
  let before = 0;
  for (const count of requests) {
    if (count > factor * before) {
      const flatUntil = Math.min(most, Math.floor(before / WINDOW_SECONDS));
      const anyUntil = Math.max(flatUntil, Math.min(most, Math.floor(count / (factor * WINDOW_SECONDS))));
      counts[anyUntil] = (counts[anyUntil] ?? 0) + count;
      befores[flatUntil] = (befores[flatUntil] ?? 0) + before;
      falling[anyUntil] = (falling[anyUntil] ?? 0) + 1;
      falling[flatUntil] = (falling[flatUntil] ?? 0) - 1;
    }
    before = count;
  }
  const exposed = new Float64Array(most + 1);
  let countSum = 0;
  let beforeSum = 0;
  let fallingSum = 0;
  let higher = 0;
  for (let floor = most; floor >= 0; floor--) {
    countSum += counts[floor] ?? 0;
    beforeSum += befores[floor] ?? 0;
    fallingSum += falling[floor] ?? 0;
    const here = countSum - factor * (beforeSum + fallingSum * floor * WINDOW_SECONDS);
    // A factor that is not whole rounds: what a higher floor exposes, this one does too.
    higher = Math.max(higher, here);
    exposed[floor] = higher;
  }
  return exposed;
}
