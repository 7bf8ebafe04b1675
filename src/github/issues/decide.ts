import { usd } from '../../report/figures.ts';
import type { AmendingAction, Creation, IssueAction } from './action.ts';
import { closedStands } from './closed.ts';
import { duplicateComment } from './comments.ts';
import { describe } from './describe.ts';
import type { KeptIssue } from './issue.ts';
import { openStands } from './open.ts';
import { type Ours, oursByKey } from './ours.ts';
import type { Result, Standing, Subject } from './standing.ts';

/** New issues that one run opens at most. */
export const MOST_NEW = 10;

export interface DecideInput {
  readonly kept: readonly KeptIssue[];
  /** By key. What is not in it is left alone. */
  readonly standings: ReadonlyMap<string, Standing>;
  /** What came in this run of boxes that were ticked, by key. */
  readonly results: ReadonlyMap<string, Result>;
  /** Unix milliseconds. */
  readonly now: number;
  readonly mostNew?: number;
  /** Hides account ids, where they are to be hidden. */
  readonly hide?: (text: string) => string;
}

export interface Decided {
  readonly actions: readonly IssueAction[];
  /** Findings that no open issue tells of, and why not. */
  readonly withheld: ReadonlyMap<string, string>;
  /** Findings that an issue tells of which was there before, by its number. */
  readonly delivered: ReadonlyMap<string, number>;
}

/** What one key comes to. */
export interface Decision {
  readonly action?: IssueAction;
  readonly withheld?: string;
  readonly delivered?: number;
}

/** What is known when one issue is decided on. */
export interface Circumstances {
  readonly key: string;
  readonly standing: Standing | undefined;
  readonly result: Result | undefined;
  readonly now: number;
  readonly hide: (text: string) => string;
}

/** What to write so that every finding has one issue, and every issue is as its people left it. Writes nothing itself. */
export function decideIssues(input: DecideInput): Decided {
  const { kept, standings, results, now, mostNew = MOST_NEW, hide = (text) => text } = input;
  const ours = oursByKey(kept);
  const keys = [...new Set([...standings.keys(), ...results.keys()])].sort();
  const decisions = keys.map((key): [string, Decision] => {
    const circumstances = { key, standing: standings.get(key), result: results.get(key), now, hide };
    return [key, decideOne(ours.get(key)?.main, circumstances)];
  });
  const wanted = decisions.flatMap(([, { action }]) => (action?.kind === 'create' ? [action] : []));
  const { now: first, later } = limited(wanted, mostNew);
  const withheld = decisions.flatMap(([key, decision]) =>
    decision.withheld === undefined ? [] : [[key, decision.withheld] as const],
  );
  return {
    actions: [
      ...keys.flatMap((key) => (standings.has(key) ? duplicatesOf(ours.get(key)) : [])),
      ...decisions.flatMap(([, { action }]) => (action && action.kind !== 'create' ? [action] : [])),
      ...first,
    ],
    withheld: new Map([...withheld, ...later.map(({ key }) => [key, tooMany(mostNew)] as const)]),
    delivered: new Map(
      decisions.flatMap(([key, { delivered }]) =>
        delivered === undefined ? [] : [[key, delivered] as const],
      ),
    ),
  };
}

function decideOne(main: KeptIssue | undefined, circumstances: Circumstances): Decision {
  const { key, standing, hide } = circumstances;
  if (main) return main.open ? openStands(main, circumstances) : closedStands(main, circumstances);
  if (standing?.kind !== 'wanted') return {};
  const { subject } = standing;
  const data = describe(key, subject, 0, hide);
  return { action: { kind: 'create', key, subject, data, reason: reasonOf(subject) } };
}

function reasonOf({ finding, change }: Subject): string {
  const { savingUsd } = change;
  return savingUsd === undefined ? finding.kind : `${finding.kind}, ${usd(savingUsd)} a month`;
}

/** Harm to callers first, then the largest saving. */
function limited(wanted: readonly Creation[], most: number) {
  const worth = ({ subject }: Creation) => subject.change.savingUsd ?? Number.MAX_VALUE;
  const sorted = wanted.toSorted((a, b) => worth(b) - worth(a));
  return { now: sorted.slice(0, most), later: sorted.slice(most) };
}

function tooMany(most: number): string {
  return `a run opens ${most} new issues at most; a later run opens this one`;
}

/** Two runs at once may each have opened one: the oldest stays. */
function duplicatesOf(ours: Ours | undefined): readonly IssueAction[] {
  const main = ours?.main;
  if (!main) return [];
  return ours.duplicates.map((issue) => duplicate(issue, main.number));
}

/** Closes an issue that tells the same as an older one. */
export function duplicate(issue: KeptIssue, of: number): AmendingAction {
  const { data } = issue;
  return {
    kind: 'close',
    as: 'not_planned',
    key: data.key,
    issue,
    data: { ...data, revision: data.revision + 1, state: 'duplicate' },
    answered: issue.ticks,
    comment: duplicateComment(of),
    reason: `the same as #${of}`,
  };
}
