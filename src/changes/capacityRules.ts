import type { Notice } from '../outcomes/notice.ts';
import type { CapacityEntry } from '../settings/config/capacity.ts';
import type { Scope } from '../settings/fields.ts';
import type { Settings } from '../settings/settings.ts';
import { type CapacityAnswer, type CapacityQuestion, capacityChanges } from './capacity.ts';
import type { Change } from './change.ts';
import type { Proposal } from './propose.ts';

/** Changes that make an end of a resource, or announce one. */
const ENDS: ReadonlySet<Change['kind']> = new Set(['stop', 'delete', 'mark']);

/** Fates with which a finding would have something done without the file being changed. */
const GO_ROUND_THE_FILE: ReadonlySet<Proposal['fate']['kind']> = new Set(['apply', 'issue']);

/**
 * What is left of findings' own proposals beside what the file says. What it fixes is refused, unless it is only
 * reported or a pull request changes the file itself. About what it has stopped or deleted, findings propose nothing:
 * the file does.
 */
export function besideFile(
  proposals: readonly Proposal[],
  managed: CapacityAnswer['managed'],
  file: string,
): readonly Proposal[] {
  return proposals.flatMap((proposal): Proposal[] => {
    const { change, fate } = proposal;
    const entry = managed.get(change.resource.arn);
    if (!entry || change.kind === 'unmark') return [proposal];
    if (entry.state !== 'active') return [];
    const fixed = GO_ROUND_THE_FILE.has(fate.kind) ? fixedBy(entry, change) : undefined;
    if (fixed === undefined) return [proposal];
    const why = `the config file ${fixed} (${file}:${entry.line}); change it there`;
    return [{ change, fate: { kind: 'refused', guard: 'held', why } }];
  });
}

function fixedBy({ minTps }: CapacityEntry, { kind }: Change): string | undefined {
  if (ENDS.has(kind)) return 'keeps it active';
  return kind === 'set-floor' && minTps !== undefined ? `says min-tps ${minTps}` : undefined;
}

/** What `head` would have done that `base` does not have done already. */
export function capacityDifference(
  base: readonly CapacityEntry[],
  question: Omit<CapacityQuestion, 'entries'> & { readonly head: readonly CapacityEntry[] },
): CapacityAnswer {
  const before = capacityChanges({ ...question, entries: base });
  const after = capacityChanges({ ...question, entries: question.head });
  const made = new Set(before.proposals.map(({ change }) => contentOf(change)));
  const told = new Set(before.notices.map(subjectOf));
  return {
    ...after,
    proposals: after.proposals.filter(({ change }) => !made.has(contentOf(change))),
    notices: after.notices.filter((notice) => !told.has(subjectOf(notice))),
  };
}

/** All that is done; not where in the file it stands, which moves with every line above it. */
function contentOf(change: Change): string {
  const { reason, resource, ...content } = change;
  const manifest = change.kind === 'create' ? change.manifest.campaign : undefined;
  return JSON.stringify({ ...content, manifest });
}

const subjectOf = ({ level, resource, text }: Notice) =>
  JSON.stringify([level, resource, text.slice(text.indexOf(': '))]);

/** Entries about resources that a run does not look at, told in one notice: none of them is carried out by it. */
export function unlookedAt(
  entries: readonly CapacityEntry[],
  file: string,
  { regions, scope }: Pick<Settings, 'regions' | 'scope'>,
  /** Undefined when it is not known. */
  account: string | undefined,
): readonly Notice[] {
  const others = entries.filter((entry) => {
    const isElsewhere = !regions.includes(entry.region) || isOfAnother(entry, account);
    return isElsewhere || !isIn(scope[entry.kind], entry);
  });
  if (others.length === 0) return [];
  const named = others.slice(0, NAMED).map(({ key, line }) => `${key} (line ${line})`);
  const more = others.length > NAMED ? ` and ${others.length - NAMED} more` : '';
  const text = `This run does not look at all that the section capacity of ${file} is about, and does nothing about the rest, which is of other Regions or accounts, or not in campaign-arns and recommender-arns: ${named.join(', ')}${more}.`;
  return [{ level: 'info', text }];
}

/** As many as a reader looks through. */
const NAMED = 10;

const isOfAnother = ({ account }: CapacityEntry, own: string | undefined): boolean =>
  account !== undefined && own !== undefined && account !== own;

function isIn(scope: Scope, { region, name, account }: CapacityEntry): boolean {
  if (scope.kind !== 'arns') return scope.kind === 'all';
  return scope.arns.some(
    (arn) => arn.region === region && arn.name === name && (account ?? arn.account) === arn.account,
  );
}
