import type { Box, IssueData, KeptIssue } from './issue.ts';
import type { Subject } from './standing.ts';

interface ActionOf {
  readonly key: string;
  /** What the issue is to keep of itself. */
  readonly data: IssueData;
  /** Why, in a few words, for the report. */
  readonly reason: string;
}

/** Something to write about an issue that is there. */
interface Amendment extends ActionOf {
  readonly issue: KeptIssue;
  /** What its body is made from; undefined where the text stays as it is. */
  readonly subject?: Subject;
  /** Ticks that this action answers or clears. */
  readonly answered: ReadonlySet<Box>;
  /** Said in it, in Markdown. */
  readonly comment?: string;
  /** Written even when someone closed or changed the issue meanwhile: it tells what was done. */
  readonly must?: true;
}

/** What is to be written, as data. */
export type IssueAction =
  | (ActionOf & { readonly kind: 'create'; readonly subject: Subject })
  | (Amendment & { readonly kind: 'update' })
  | (Amendment & { readonly kind: 'close'; readonly as: 'completed' | 'not_planned' })
  | (Amendment & { readonly kind: 'reopen' });

export type Creation = Extract<IssueAction, { kind: 'create' }>;
export type AmendingAction = Exclude<IssueAction, { kind: 'create' }>;
