/** How many characters must be changed, put in or taken out to make one text of the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [done, character] of [...from].entries()) {
    const next = [done + 1];
    for (let at = 1; at <= to.length; at++) {
      const changed = (row[at - 1] ?? 0) + (character === to[at - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

/** Longer ones are no slip of the finger, and comparing them takes time. */
const LONGEST_SLIP = 60;

function nearest(key: string, known: readonly string[]): string | undefined {
  if (key.length > LONGEST_SLIP) return undefined;
  const near = known
    .map((each) => ({ each, away: distance(key.toLowerCase().replaceAll('_', '-'), each) }))
    .filter(({ each, away }) => away <= Math.max(1, Math.floor(each.length / 4)));
  return near.sort((one, other) => one.away - other.away)[0]?.each;
}

/** What to say of a key that this version does not know: the one that was meant, if it is close, or all there are. */
export function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  const rest = meant ? `did you mean ${meant}?` : `it knows ${known.join(', ')}`;
  return `is not something that this version knows here; ${rest}`;
}
