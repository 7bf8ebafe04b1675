import type { Kind } from '../../aws/arn.ts';
import type { ChangeReport } from '../../report/run.ts';

/** A resource that the policies of the pull request treat otherwise than those of today, each in words. */
export interface PolicyChange {
  readonly arn: string;
  readonly name: string;
  /** What the account is called in the config file; undefined where that names none. */
  readonly account?: string;
  readonly region: string;
  readonly resourceKind: Kind;
  readonly before: string;
  readonly after: string;
}

/** What merging a pull request would do, as far as it is known. */
export interface MergePlan {
  /** What the `capacity` section would have done; what a guard would refuse today is refused in it. */
  readonly capacity:
    | { readonly kind: 'known'; readonly changes: readonly ChangeReport[] }
    | { readonly kind: 'unknown'; readonly why: string };
  readonly policies:
    | { readonly kind: 'known'; readonly changed: readonly PolicyChange[] }
    | { readonly kind: 'unknown'; readonly why: string };
  /** The config file, as its path in the repository. */
  readonly file: string;
}

type Foreseen = ChangeReport['outcome']['kind'];

/** The changes of a merge that would, as things are now, come to one of these ends. */
export function changesOf({ capacity }: MergePlan, ...ends: readonly Foreseen[]): readonly ChangeReport[] {
  return capacity.kind === 'known'
    ? capacity.changes.filter(({ outcome }) => ends.includes(outcome.kind))
    : [];
}
