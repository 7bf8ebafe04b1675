/**
 * The floor after one step towards a target, in whole TPS. A step lowers by `stepPercent` at most, rounded down to
 * a whole TPS and so by 1 at least, and never goes under the target. A floor at or under its target stays.
 */
export function nextFloor(floor: number, target: number, stepPercent: number): number {
  if (floor <= target) return floor;
  const lowered = Math.floor((floor * (100 - stepPercent)) / 100);
  return Math.max(target, 1, Math.min(lowered, floor - 1));
}
