const SECONDS_PER_HOUR = 3600;

/** Sums of so many neighbours each, from the first on; a last group may be smaller. */
export function grouped(requests: Float64Array, size: number): Float64Array {
  const sums = new Float64Array(Math.ceil(requests.length / size));
  for (const [index, value] of requests.entries()) {
    const group = Math.floor(index / size);
    sums[group] = (sums[group] ?? 0) + value;
  }
  return sums;
}

/**
 * What every floor from 0 to `most` is billed for, in requests; the index is the floor in TPS. An interval is
 * billed for the larger of its requests and what the floor provides (Personalize API reference,
 * `minProvisionedTPS`). Exact while the sums stay whole and under 2^53; in time of intervals plus floors.
 */
export function billOf(requests: Float64Array, intervalSeconds: number, most: number): Float64Array {
  const intervals = new Float64Array(most + 1);
  const sums = new Float64Array(most + 1);
  for (const count of requests) {
    const within = Math.min(most, Math.floor(count / intervalSeconds));
    intervals[within] = (intervals[within] ?? 0) + 1;
    sums[within] = (sums[within] ?? 0) + count;
  }
  const bill = new Float64Array(most + 1);
  let atFloor = requests.length;
  let aboveFloor = 0;
  for (let floor = most; floor >= 0; floor--) {
    atFloor -= intervals[floor] ?? 0;
    aboveFloor += sums[floor] ?? 0;
    bill[floor] = aboveFloor + atFloor * floor * intervalSeconds;
  }
  return bill;
}

/** The largest floor that costs no more than a floor of 1: below it nothing is saved. */
export function freeFloorOf(bill: Float64Array): number {
  return bill.lastIndexOf(bill[1] ?? 0);
}

/** Billed requests in TPS-hours: one request per second for an hour. */
export function tpsHours(requests: number): number {
  return requests / SECONDS_PER_HOUR;
}
