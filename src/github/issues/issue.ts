import { z } from 'zod';
import type { PinnedState } from '../../changes/change.ts';

/** Every issue of ours has it, which is how they are found; what makes one ours is the hidden data in its body. */
export const LABEL = 'personalize-monitor';

/** Raised when the body says or looks otherwise: issues of an older layout are written anew. */
export const LAYOUT = 1;

/** What a person may tick. */
export const BOXES = ['carry-out', 'snooze', 'never'] as const;

export type Box = (typeof BOXES)[number];

const pinned = z.object({
  status: z.string(),
  floor: z.number(),
  updatedAt: z.number(),
  updateInProgress: z.boolean(),
}) satisfies z.ZodType<PinnedState>;

const change = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('set-floor'), from: z.number(), to: z.int().min(1), pinned }),
  z.object({ kind: z.literal('stop'), pinned }),
  z.object({ kind: z.literal('delete'), pinned }),
]);

/** The change that an issue describes, and that its box carries out. Floors are in requests per second. */
export type DescribedChange = z.infer<typeof change>;

/**
 * What an issue keeps of itself in its body, unseen; nothing in it names an account.
 *
 * `state` is what this action last made of the issue, so that an issue which is closed while it says `open` was
 * closed by a person, and one that is open while it says anything else was reopened by one.
 */
export const issueData = z.object({
  v: z.literal(1),
  layout: z.int(),
  /** Raised by one whenever this action writes the issue: how one run sees that another came before it. */
  revision: z.int().min(0),
  key: z.string().min(1).max(300),
  /** As this action wrote it: another one is a person's, and stays. */
  title: z.string(),
  state: z.enum(['open', 'resolved', 'done', 'duplicate', 'snoozed', 'never']),
  /** When `snoozed`: until when. */
  until: z.iso.datetime().optional(),
  change,
  finding: z.object({
    kind: z.enum(['idle', 'over-provisioned', 'under-provisioned']),
    /** USD a month, an estimate. */
    savingUsd: z.number().optional(),
  }),
});

export type IssueData = z.infer<typeof issueData>;

/** An issue of ours as GitHub has it. */
export interface KeptIssue {
  readonly number: number;
  readonly url: string;
  readonly open: boolean;
  readonly title: string;
  readonly body: string;
  readonly author: { readonly login: string; readonly isBot: boolean };
  readonly data: IssueData;
  readonly ticks: ReadonlySet<Box>;
  readonly locked: boolean;
  /** ISO 8601, as GitHub tells it. */
  readonly updatedAt: string;
}

export type { DeliveredChange, Result, Standing, Subject } from './standing.ts';
