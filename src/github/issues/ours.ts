import type { KeptIssue } from './issue.ts';

/** The issues of one key. */
export interface Ours {
  /** The one that counts: the oldest that is open, or else the oldest that is no duplicate. */
  readonly main: KeptIssue | undefined;
  /** Other open ones of ours. */
  readonly duplicates: readonly KeptIssue[];
}

/**
 * The issues of each key. A copy that someone made of one of ours, hidden data and all, is that person's own: ours
 * are those by the author of the first, and a bot comes before people.
 */
export function oursByKey(issues: readonly KeptIssue[]): ReadonlyMap<string, Ours> {
  const sorted = issues.toSorted((a, b) => a.number - b.number);
  const groups = Map.groupBy(sorted, ({ data }) => data.key);
  return new Map([...groups].map(([key, group]) => [key, oursOf(group)]));
}

function oursOf(oldestFirst: readonly KeptIssue[]): Ours {
  const first = oldestFirst.find(({ author }) => author.isBot) ?? oldestFirst[0];
  const ours = oldestFirst.filter(({ author }) => author.login === first?.author.login);
  const [oldest, ...duplicates] = ours.filter(({ open }) => open);
  return { main: oldest ?? ours.find(({ data }) => data.state !== 'duplicate'), duplicates };
}
