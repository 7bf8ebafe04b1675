import { isDeepStrictEqual } from 'node:util';
import { toldOf } from './body.ts';
import { type BranchState, blobOf } from './commit.ts';
import { editCapacity, notYetIn } from './edit.ts';
import { declinedIn, hiddenLine, newestFirst, openOf, type Paper, pairText, type Told } from './paper.ts';
import { type Entry, entriesOf, type PullProposal, type Withheld } from './proposal.ts';

/** Everything that is known before anything is written. */
export interface Situation {
  readonly file: string;
  /** The branch of the proposals; `BRANCH` unless given. */
  readonly head?: string;
  /** The text of the config file on the default branch; undefined where there is none. */
  readonly base: string | undefined;
  readonly branch: BranchState;
  /** All that were ever opened from the branch into the default branch. */
  readonly pulls: readonly Paper[];
  /** Those that stand, or stood, in for a pull request. */
  readonly issues: readonly Paper[];
  readonly proposals: readonly PullProposal[];
  /** Of a resource as the file writes it: whether this run cannot tell if anything is to be proposed. */
  readonly isOpenQuestion?: (key: string) => boolean;
}

export type Plan =
  | { readonly kind: 'nothing' }
  /** Someone else's commit is on the branch. `pull`: theirs now, if one is open. */
  | { readonly kind: 'hands-off'; readonly who: string; readonly pull: Paper | undefined }
  /** It proposes something for these, of which it is not known now whether it still holds. */
  | { readonly kind: 'wait'; readonly paper: Paper; readonly keys: readonly string[] }
  | { readonly kind: 'impossible'; readonly why: string }
  /** Close what is open, delete the branch at this commit, or both. */
  | { readonly kind: 'withdraw'; readonly pull: Paper | undefined; readonly branch: string | undefined }
  | Keep;

export interface Keep {
  readonly kind: 'keep';
  readonly entries: readonly Entry[];
  /** Of the config file, as the branch should have it. */
  readonly text: string;
  readonly branch: 'create' | 'rewrite' | 'leave';
  readonly pull:
    | { readonly kind: 'open' }
    | { readonly kind: 'edit'; readonly paper: Paper; readonly why: string }
    | { readonly kind: 'leave'; readonly paper: Paper };
}

export interface Decision {
  readonly plan: Plan;
  readonly withheld: Withheld;
  /** Proposals that someone has before them already, or will after the plan is carried out, by key of the change. */
  readonly delivered: ReadonlySet<string>;
}

/** Of the hidden line: it must fit beside the text that people read. */
const MAX_HIDDEN = 40_000;

/** What becomes of the pull request. */
export function decide(situation: Situation): Decision {
  const { entries, withheld } = entriesOf(situation.proposals);
  const { wanted, left } = undeclined(entries, situation);
  const told = new Map([...withheld, ...left]);
  const decided = (plan: Plan, delivered: readonly Entry[] = []): Decision => ({
    plan,
    withheld: told,
    delivered: new Set(delivered.map(({ change }) => change.key)),
  });
  const branch = settled(situation);
  const pull = openOf(situation.pulls);
  if (branch.kind === 'foreign') {
    if (!pull && wanted.length === 0) return decided({ kind: 'nothing' });
    const theirs = wanted.filter((entry) => pull && proposes(pull, entry));
    for (const entry of wanted.filter((each) => !theirs.includes(each))) {
      told.set(entry.change.key, `a commit by ${branch.who} is on the branch, which is left alone`);
    }
    return decided({ kind: 'hands-off', who: branch.who, pull }, theirs);
  }
  const paper = pull ?? openOf(situation.issues);
  const unsettled = paper ? unsettledIn(paper, wanted, situation) : [];
  if (paper && unsettled.length > 0) {
    const there = wanted.filter((entry) => proposes(paper, entry));
    for (const { change } of wanted.filter((each) => !there.includes(each))) {
      told.set(change.key, `it waits until it is known whether ${unsettled.join(', ')} stays proposed`);
    }
    return decided({ kind: 'wait', paper, keys: unsettled }, there);
  }
  const due = new Set(
    notYetIn(
      situation.base,
      wanted.map(({ edit }) => edit),
    ),
  );
  const open = wanted.filter((entry) => {
    if (!due.has(entry.edit)) return false;
    const paper = mergedOtherwise(entry, situation);
    if (paper === undefined) return true;
    told.set(
      entry.change.key,
      `pull request #${paper.number} proposed ${entry.value}, and was merged with another value`,
    );
    return false;
  });
  const fitting = open.slice(0, howManyFit(open, situation.file));
  for (const { change } of open.slice(fitting.length))
    told.set(change.key, 'the pull request is full; it comes in a later one');
  const edited = editCapacity(
    situation.base,
    fitting.map(({ edit }) => edit),
  );
  if (edited.kind === 'impossible') return decided({ kind: 'impossible', why: edited.why });
  if (edited.kind === 'same') return decided(withdrawal(situation, branch, pull));
  return decided(keep(situation, branch, fitting, edited.text, pull), fitting);
}

/** The pull request that proposed this value last and was merged, though the file does not have it: a person decided otherwise. */
function mergedOtherwise(entry: Entry, { pulls }: Situation): Paper | undefined {
  const newest = newestFirst(pulls).find(({ told }) => told?.values.some(([key]) => key === entry.edit.key));
  return newest?.status === 'merged' && proposes(newest, entry) ? newest : undefined;
}

const proposes = ({ told }: Paper, entry: Entry): boolean =>
  told?.values.some((value) => isDeepStrictEqual(value, pairOf(entry))) ?? false;

/** What a paper proposes and this run neither proposes again nor knows to be over. Unknown takes nothing back. */
function unsettledIn(
  { told }: Paper,
  wanted: readonly Entry[],
  { isOpenQuestion = () => false }: Situation,
): readonly string[] {
  const again = new Set(wanted.map(({ edit }) => edit.key));
  return [...new Set(told?.values.map(([key]) => key))].filter(
    (key) => !again.has(key) && isOpenQuestion(key),
  );
}

function keep(
  { base, file, head }: Situation,
  branch: BranchState,
  entries: readonly Entry[],
  text: string,
  pull: Paper | undefined,
): Keep {
  const current =
    branch.kind === 'ours' &&
    branch.file === file &&
    branch.blob === blobOf(text) &&
    branch.base === (base === undefined ? undefined : blobOf(base));
  const stale = pull && staleness(pull.told, toldOf(entries, file, head));
  return {
    kind: 'keep',
    entries,
    text,
    branch: branch.kind === 'missing' ? 'create' : current ? 'leave' : 'rewrite',
    pull: !pull
      ? { kind: 'open' }
      : stale
        ? { kind: 'edit', paper: pull, why: stale }
        : { kind: 'leave', paper: pull },
  };
}

/** Why the text of a paper must be written anew; undefined while it need not be. */
export function staleness(told: Told | undefined, now: Told): string | undefined {
  if (!told) return 'it was opened by a person';
  if (told.state !== 'open') return 'it was reopened';
  if (told.file !== now.file) return 'the config file is another one';
  if (!isDeepStrictEqual(told.values, now.values)) return 'the proposals changed';
  const change = Math.abs(now.usd - told.usd);
  return change > 1 && change > Math.abs(told.usd) / 10 ? 'the saving changed' : undefined;
}

function withdrawal({ pulls }: Situation, branch: BranchState, pull: Paper | undefined): Plan {
  const sha = branch.kind === 'missing' ? undefined : branch.sha;
  // A person who closed a pull request can reopen it only while its branch is there.
  const kept = pulls.some(({ status, told, headSha }) => {
    return status === 'closed' && told?.state !== 'withdrawn' && headSha === sha;
  });
  const goes = kept ? undefined : sha;
  return pull || goes !== undefined ? { kind: 'withdraw', pull, branch: goes } : { kind: 'nothing' };
}

/** What others put on the branch is no longer at stake once a pull request has merged all of it. */
function settled({ branch, pulls }: Situation): BranchState {
  if (branch.kind !== 'foreign') return branch;
  const merged = pulls.some(({ status, headSha }) => status === 'merged' && headSha === branch.sha);
  return merged ? { kind: 'merged', sha: branch.sha } : branch;
}

function undeclined(entries: readonly Entry[], { pulls, issues }: Situation) {
  const declined = declinedIn([...pulls, ...issues]);
  const left = new Map<string, string>();
  const wanted = entries.filter((entry) => {
    const paper = declined.get(pairText(pairOf(entry)));
    if (!paper) return true;
    const what = paper.kind === 'pull' ? 'pull request' : 'issue';
    left.set(
      entry.change.key,
      `declined: ${what} #${paper.number}, which proposed ${entry.value}, was closed`,
    );
    return false;
  });
  return { wanted, left };
}

function howManyFit(entries: readonly Entry[], file: string): number {
  let many = entries.length;
  while (many > 1 && hiddenLine('pull', toldOf(entries.slice(0, many), file)).length > MAX_HIDDEN) many -= 1;
  return many;
}

const pairOf = ({ edit, value }: Entry) => [edit.key, value] as const;
