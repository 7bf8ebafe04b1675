import { z } from 'zod';
import { hidden, hide } from '../hidden.ts';

export type Value = readonly [key: string, value: string];

/** What a pull request, or the issue that stands in for one, tells of itself in a comment that nobody sees. */
const toldSchema = z.object({
  v: z.literal(1),
  /** `withdrawn`: closed by this action, which says nothing of what a person thinks of the values. */
  state: z.enum(['open', 'withdrawn']),
  values: z.array(z.tuple([z.string(), z.string()])),
  file: z.string(),
  branch: z.string(),
  /** USD a month, when its text was written. */
  usd: z.number(),
});

export type Told = z.infer<typeof toldSchema>;

/** A pull request from the branch, or an issue that stands in for one. */
export interface Paper {
  readonly kind: 'pull' | 'pull-issue';
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly status: 'open' | 'closed' | 'merged';
  readonly labels: readonly string[];
  /** Of a pull request: the commit at the head of its branch, or that was there when it was closed. */
  readonly headSha: string | undefined;
  /** Undefined where there is nothing of ours that can be read. */
  readonly told: Told | undefined;
}

export function toldIn(kind: Paper['kind'], body: string): Told | undefined {
  return toldSchema.safeParse(hidden(kind, body)).data;
}

export function hiddenLine(kind: Paper['kind'], told: Told): string {
  return hide(kind, told);
}

/** The paper that is open; the newest, should there be several. */
export function openOf(papers: readonly Paper[]): Paper | undefined {
  return newestFirst(papers).find(({ status }) => status === 'open');
}

export function newestFirst(papers: readonly Paper[]): Paper[] {
  return papers.toSorted((one, other) => other.number - one.number);
}

/**
 * Where each value was declined, by `key value`. The newest word of a person on a value counts: closing says no to
 * what the paper proposed, merging it or having it open says yes, and opening one by hand says yes to all.
 */
export function declinedIn(papers: readonly Paper[]): ReadonlyMap<string, Paper> {
  const declined = new Map<string, Paper>();
  for (const paper of newestFirst(papers).reverse()) {
    const { told, status } = paper;
    if (!told && status !== 'closed') declined.clear();
    if (told?.state === 'withdrawn' && status === 'closed') continue;
    for (const value of told?.values ?? []) {
      if (status === 'closed') declined.set(pairText(value), paper);
      else declined.delete(pairText(value));
    }
  }
  return declined;
}

export function pairText([key, value]: Value): string {
  return `${key} ${value}`;
}
