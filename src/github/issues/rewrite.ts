import { isDeepStrictEqual } from 'node:util';
import type { AmendingAction } from './action.ts';
import { around, withData } from './block.ts';
import { renderBody } from './body.ts';
import { withTicks } from './boxes.ts';
import { BOXES, type KeptIssue } from './issue.ts';

/** What is to be sent, or why the issue is left for the next run. */
export type Rewrite =
  | {
      readonly kind: 'write';
      readonly body: string;
      /** Undefined where the title is a person's. */
      readonly title: string | undefined;
      readonly state: { readonly state: 'open' | 'closed'; readonly state_reason: StateReason } | undefined;
    }
  /** It is to be said what was done, and nothing is left to be written into. */
  | { readonly kind: 'say' }
  | { readonly kind: 'leave'; readonly why: string };

type StateReason = 'completed' | 'not_planned' | 'reopened';

/** An action on an issue as it is at this moment: whatever a person did since it was listed stays, or is decided on by the next run. */
export function rewrite(
  action: AmendingAction,
  fresh: KeptIssue | undefined,
  hide: (text: string) => string,
): Rewrite {
  const why = leftBecause(action, fresh);
  if (why !== undefined) return action.must ? { kind: 'say' } : { kind: 'leave', why };
  if (!fresh) return { kind: 'say' };
  const { answered, subject, data } = action;
  const ticks = new Set([...fresh.ticks].filter((box) => !answered.has(box)));
  return {
    kind: 'write',
    body: subject ? rendered(fresh.body) : withTicks(withData(fresh.body, data), ticks),
    title: subject && fresh.title.trim() === fresh.data.title.trim() ? data.title : undefined,
    state: stateOf(action, fresh),
  };

  function rendered(before: string): string {
    if (!subject) return before;
    const people = around(before);
    const taken = Buffer.byteLength(people.before + people.after);
    return `${people.before}${renderBody({ subject, data, ticks, hide, taken })}${people.after}`;
  }
}

function leftBecause(action: AmendingAction, fresh: KeptIssue | undefined): string | undefined {
  const { issue, must } = action;
  if (!fresh || fresh.data.key !== issue.data.key) return 'its hidden data was taken out';
  if (fresh.data.revision !== issue.data.revision) return 'another run wrote to it';
  if (must) return undefined;
  if (fresh.open !== issue.open) return `it was ${fresh.open ? 'reopened' : 'closed'} by someone`;
  const moved = BOXES.filter((box) => fresh.ticks.has(box) !== issue.ticks.has(box));
  if (moved.length > 0 && action.kind === 'close') return 'its boxes were ticked or unticked by someone';
  return moved.includes('carry-out') && !sameDescription(action)
    ? 'its first box was ticked by someone'
    : undefined;
}

/** Whether a tick still stands beside what it stood beside. */
function sameDescription({ data, issue }: AmendingAction): boolean {
  return isDeepStrictEqual(data.change, issue.data.change);
}

function stateOf(action: AmendingAction, { open }: KeptIssue) {
  if (action.kind === 'close' && open) return { state: 'closed', state_reason: action.as } as const;
  if (action.kind === 'reopen' && !open) return { state: 'open', state_reason: 'reopened' } as const;
  return undefined;
}
