import type { PinnedState } from '../../changes/change.ts';
import { boxesIn, wordsOf } from './boxes.ts';
import type { IssueData, KeptIssue } from './issue.ts';
import { oursByKey } from './ours.ts';
import type { DeliveredChange, Standing, Subject } from './standing.ts';

/** An issue whose first box is ticked, and whether its change may be carried out as it is described there. */
export interface Asked {
  readonly issue: KeptIssue;
  readonly key: string;
  /** The finding as it stands in this run, where it does. */
  readonly subject?: Subject;
  readonly verdict: ApprovalVerdict;
}

/** `differs`: to be said, unticked and proposed anew. `open-question`: the tick stays for a later run. */
export type ApprovalVerdict =
  | { readonly kind: 'as-described' }
  | { readonly kind: 'differs' | 'open-question'; readonly why: string };

/** What people ask for: the first box ticked and no other, in the one open issue of each key. Who ticked it is not known here. */
export function askedFor(
  kept: readonly KeptIssue[],
  standings: ReadonlyMap<string, Standing>,
): readonly Asked[] {
  return [...oursByKey(kept)].flatMap(([key, { main }]) => {
    if (!main?.open || main.data.state !== 'open') return [];
    if (!main.ticks.has('carry-out') || main.ticks.size > 1) return [];
    const standing = standings.get(key);
    const subject = standing?.kind === 'wanted' ? { subject: standing.subject } : {};
    return [{ issue: main, key, ...subject, verdict: verdictOn(main, standing) }];
  });
}

/** Open issues in which a person ticked to be left alone. Whether that person may decide is not known here. */
export function toBeLeftAlone(kept: readonly KeptIssue[]): readonly KeptIssue[] {
  return [...oursByKey(kept)].flatMap(([, { main }]) => {
    const asked = main?.ticks.has('snooze') || main?.ticks.has('never');
    return main?.open && main.data.state === 'open' && asked ? [main] : [];
  });
}

function verdictOn(issue: KeptIssue, standing: Standing | undefined): ApprovalVerdict {
  if (!standing) return { kind: 'open-question', why: 'its resource was not looked at in this run' };
  if (standing.kind === 'open-question') {
    const moved = standing.live && movedSince(issue.data.change.pinned, standing.live);
    return moved === undefined ? { kind: 'open-question', why: standing.why } : differs(moved);
  }
  if (standing.kind === 'over') return differs(`the finding is over: ${standing.why}`);
  const words = boxesIn(issue.body).get('carry-out')?.words;
  if (words !== wordsOf('carry-out', issue.data).source) {
    return differs('the words beside the box are not those that this action wrote there');
  }
  const why = difference(issue.data, standing.subject);
  return why === undefined ? { kind: 'as-described' } : differs(why);
}

function differs(why: string): ApprovalVerdict {
  return { kind: 'differs', why };
}

/** What is not as the issue describes it. A floor that could be lower still than described is no difference. */
function difference({ change: described }: IssueData, { change }: Subject): string | undefined {
  if (described.kind !== change.kind) {
    return `the issue describes ${described.kind}, and ${change.kind} is proposed now`;
  }
  const moved = movedSince(described.pinned, change.pinned);
  if (moved !== undefined) return moved;
  if (described.kind !== 'set-floor' || change.kind !== 'set-floor') return undefined;
  const { from, to } = described;
  if (from !== change.from || to < from !== change.to < change.from || to === from) {
    return `a floor of ${to} TPS from ${from} is not the way that is proposed now, ${change.to} from ${change.from}`;
  }
  return change.target > to
    ? `a floor of ${change.target} TPS is proposed now, which is more than the ${to} that the issue describes`
    : undefined;
}

function movedSince(described: PinnedState, live: PinnedState): string | undefined {
  if (live.status !== described.status) {
    return `its status is ${live.status} now, and was ${described.status} when this was described`;
  }
  if (live.floor !== described.floor) {
    return `its floor is ${live.floor} TPS now, and was ${described.floor} when this was described`;
  }
  if (live.updatedAt !== described.updatedAt || live.updateInProgress !== described.updateInProgress) {
    return 'it was updated after this was described';
  }
  return undefined;
}

/** The change that a person agreed to: today's, with exactly the floor that the issue described. */
export function approvedChange({ change }: Subject, { change: described }: IssueData): DeliveredChange {
  if (change.kind !== 'set-floor' || described.kind !== 'set-floor') return change;
  return { ...change, to: described.to, target: described.to };
}
