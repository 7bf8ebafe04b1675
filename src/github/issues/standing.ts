import type { Change, PinnedState } from '../../changes/change.ts';
import type { Finding } from '../../findings/finding.ts';

export type DeliveredChange = Extract<Change, { kind: 'set-floor' | 'stop' | 'delete' }>;

/** A finding to be put before a person, and the change that its box carries out. */
export interface Subject {
  /** What the account is called in the config file; undefined where that names none. */
  readonly account?: string;
  readonly finding: Finding;
  readonly change: DeliveredChange;
}

/** Undefined for a change that no issue proposes, such as a mark. */
export function subjectOf(finding: Finding, change: Change): Subject | undefined {
  return change.kind === 'set-floor' || change.kind === 'stop' || change.kind === 'delete'
    ? { finding, change }
    : undefined;
}

/**
 * How a finding stands in this run. `open-question`: it is not known, a guard refuses its change for now, or nobody
 * looked: its issue is left alone.
 */
export type Standing =
  | { readonly kind: 'wanted'; readonly subject: Subject }
  | { readonly kind: 'over'; readonly why: string }
  | {
      readonly kind: 'open-question';
      readonly why: string;
      /** As the resource is now, where that is known. */
      readonly live?: PinnedState;
    };

/**
 * What came of a ticked box in this run. `comment` is Markdown, from `doneComment`; `not-counted`: whoever ticked it
 * may not decide.
 */
export type Result =
  | { readonly kind: 'done'; readonly comment: string }
  | { readonly kind: 'refused' | 'failed' | 'not-counted'; readonly why: string };
