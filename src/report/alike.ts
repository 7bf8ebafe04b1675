/** Things that one row can tell: of one kind, in any number of places. */
export interface Alike<T> {
  readonly first: T;
  readonly all: readonly T[];
}

/** Groups in the order in which their first member came. */
export function groupAlike<T>(things: readonly T[], keyOf: (thing: T) => string): readonly Alike<T>[] {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const group = groups.get(key);
    if (group) group.push(thing);
    else groups.set(key, [thing]);
  }
  return [...groups.values()].map((all) => ({ first: all[0] as T, all }));
}
