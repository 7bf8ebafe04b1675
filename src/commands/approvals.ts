import type { Failure } from '../aws/failure.ts';
import type { Approval, Change } from '../changes/change.ts';
import type { Proposal } from '../changes/propose.ts';
import type { GitHub } from '../github/client.ts';
import { type Asked, approvedChange, askedFor, toBeLeftAlone } from '../github/issues/approvals.ts';
import type { KeptIssue } from '../github/issues/issue.ts';
import type { Result, Standing } from '../github/issues/standing.ts';
import { whoTicked } from '../github/tickers/whoTicked.ts';
import type { Notice } from '../outcomes/notice.ts';

/** A change that a person agreed to in an issue, as it is to be carried out. */
export interface Agreed {
  /** Of the issue. */
  readonly key: string;
  readonly change: ReturnType<typeof approvedChange>;
  readonly approval: Extract<Approval, { by: 'issue' }>;
}

export interface Approvals {
  /** Those given, with what people agreed to in place of what was to be put before them. */
  readonly proposals: readonly Proposal[];
  readonly agreed: readonly Agreed[];
  /** What there is to say already of boxes that were ticked, by the key of their issue. */
  readonly results: ReadonlyMap<string, Result>;
  readonly notices: readonly Notice[];
  readonly failures: readonly Failure[];
}

/**
 * Takes up the boxes that people ticked. A tick counts when what the issue describes is still what would be
 * proposed, and when whoever may have ticked it may write to the repository. What cannot be told leaves the tick for
 * a later run.
 */
export async function takeUp(
  github: GitHub | undefined,
  issues: readonly KeptIssue[],
  standings: ReadonlyMap<string, Standing>,
  proposals: readonly Proposal[],
): Promise<Approvals> {
  const agreed: Agreed[] = [];
  const results = new Map<string, Result>();
  const notices: Notice[] = [];
  const failures: Failure[] = [];
  for (const asked of askedFor(issues, standings)) {
    if (!github) break;
    const answer = await answerTo(github, asked);
    if (answer.kind === 'agreed') agreed.push(answer.agreed);
    if (answer.kind === 'result') results.set(asked.key, answer.result);
    if (answer.kind === 'later') notices.push(later(asked.issue, answer.why));
    if (answer.kind === 'later' && answer.failure) failures.push(answer.failure);
  }
  for (const issue of github ? toBeLeftAlone(issues) : []) {
    const ticker = await whoTicked(github as GitHub, issue);
    const why = ticker.kind === 'may-not-write' ? mayNotWrite(ticker.login) : undefined;
    if (why !== undefined) results.set(issue.data.key, { kind: 'not-counted', why });
  }
  return { proposals: replaced(proposals, agreed), agreed, results, notices, failures };
}

type Answer =
  | { readonly kind: 'agreed'; readonly agreed: Agreed }
  | { readonly kind: 'result'; readonly result: Result }
  | { readonly kind: 'later'; readonly why: string; readonly failure?: Failure };

async function answerTo(github: GitHub, { issue, key, subject, verdict }: Asked): Promise<Answer> {
  if (verdict.kind === 'open-question') return { kind: 'later', why: verdict.why };
  if (verdict.kind === 'differs' || !subject) {
    const why = verdict.kind === 'differs' ? verdict.why : 'the finding is over';
    return { kind: 'result', result: { kind: 'refused', why } };
  }
  const ticker = await whoTicked(github, issue);
  switch (ticker.kind) {
    case 'unknown':
      if (!ticker.failure) {
        const why = `it cannot be told who ticked it: ${ticker.why}.`;
        return { kind: 'result', result: { kind: 'not-counted', why } };
      }
      return { kind: 'later', why: `it cannot be told who ticked it: ${ticker.why}`, ...failureIn(ticker) };
    case 'may-not-write': {
      return { kind: 'result', result: { kind: 'not-counted', why: mayNotWrite(ticker.login) } };
    }
    case 'may-write': {
      const { number, url } = issue;
      const { login } = ticker;
      const approval: Agreed['approval'] = { by: 'issue', number, url, ...(login ? { login } : {}) };
      return { kind: 'agreed', agreed: { key, change: approvedChange(subject, issue.data), approval } };
    }
  }
}

const mayNotWrite = (login: string) => `${login} edited this issue, and may not write to this repository.`;

const failureIn = ({ failure }: { readonly failure?: Failure }) => (failure ? { failure } : {});

function later({ number }: KeptIssue, why: string): Notice {
  return {
    level: 'warning',
    text: `The box ticked in issue #${number} is left for a later run: ${why}.`,
  };
}

/** The change of the same resource and kind that was to be put before a person is the one that was agreed to. */
function replaced(proposals: readonly Proposal[], agreed: readonly Agreed[]): readonly Proposal[] {
  return proposals.map((proposal) => {
    const one = agreed.find(({ change }) => isSame(change, proposal.change));
    if (!one || proposal.fate.kind !== 'issue') return proposal;
    return { change: one.change, fate: { kind: 'apply', approval: one.approval } };
  });
}

function isSame(one: Change, other: Change): boolean {
  return one.resource.arn === other.resource.arn && one.kind === other.kind;
}
