import type { IssueAction } from './action.ts';
import { SNOOZE_DAYS } from './boxes.ts';
import {
  clearedComment,
  contradictionComment,
  neverComment,
  notDoneComment,
  overComment,
  snoozedComment,
} from './comments.ts';
import type { Circumstances, Decision } from './decide.ts';
import { describe, outdated } from './describe.ts';
import type { Box, IssueData, KeptIssue } from './issue.ts';
import type { Result, Subject } from './standing.ts';

const DAY_MS = 86_400_000;

/** What is to be written about an issue that is open. */
export function openStands(issue: KeptIssue, circumstances: Circumstances): Decision {
  const { standing, result } = circumstances;
  if (result) return answered(issue, result, circumstances);
  if (!standing || standing.kind === 'open-question') return {};
  if (standing.kind === 'over') {
    return {
      action: closing(
        issue,
        'completed',
        { state: 'resolved' },
        overComment(circumstances.hide(standing.why)),
        'the finding is over',
      ),
    };
  }
  const { subject } = standing;
  if (issue.data.state !== 'open') return reopenedByAPerson(issue, subject, circumstances);
  return ticked(issue, subject, circumstances) ?? upToDate(issue, subject, circumstances);
}

/** What came of a tick is said once: the box is unticked, or the issue closed. */
function answered(issue: KeptIssue, result: Result, circumstances: Circumstances): Decision {
  const { standing, hide } = circumstances;
  if (result.kind === 'done') {
    const action = closing(issue, 'completed', { state: 'done' }, result.comment, 'carried out');
    return { action: { ...action, must: true } };
  }
  const comment = notDoneComment({ ...result, why: hide(result.why) }, standing?.kind === 'wanted');
  if (standing?.kind === 'over') {
    const both = `${notDoneComment({ ...result, why: hide(result.why) }, 'closed')}\n\n${overComment(hide(standing.why))}`;
    return { action: closing(issue, 'completed', { state: 'resolved' }, both, 'the finding is over') };
  }
  const subject = standing?.kind === 'wanted' ? standing.subject : undefined;
  const reason =
    result.kind === 'not-counted'
      ? 'its tick does not count'
      : `its change was ${result.kind === 'failed' ? 'not carried out: it failed' : 'refused'}`;
  return said(issue, subject, comment, reason, circumstances);
}

function reopenedByAPerson(issue: KeptIssue, subject: Subject, { key, hide }: Circumstances): Decision {
  const data = describe(key, subject, issue.data.revision + 1, hide);
  const comment = issue.ticks.size > 0 ? { comment: clearedComment() } : {};
  return {
    action: {
      ...{ kind: 'update', key, issue, subject, data, answered: issue.ticks, ...comment },
      reason: 'a person reopened it',
    },
    delivered: issue.number,
  };
}

function ticked(issue: KeptIssue, subject: Subject, circumstances: Circumstances): Decision | undefined {
  const { ticks } = issue;
  const { now } = circumstances;
  if (ticks.has('carry-out') && ticks.size > 1) {
    return said(issue, subject, contradictionComment(), 'its ticks contradict each other', circumstances);
  }
  if (ticks.has('never')) {
    return {
      action: closing(
        issue,
        'not_planned',
        { state: 'never' },
        neverComment(),
        'a person ticked: never again',
      ),
      withheld: withheldForever(issue.number),
    };
  }
  if (ticks.has('snooze')) {
    const until = new Date(now + SNOOZE_DAYS * DAY_MS).toISOString();
    return {
      action: closing(
        issue,
        'not_planned',
        { state: 'snoozed', until },
        snoozedComment(until),
        `a person ticked: leave it alone for ${SNOOZE_DAYS} days`,
      ),
      withheld: withheldUntil(issue.number, until),
    };
  }
  // Nobody answered this tick yet: what it stands beside must not change.
  return ticks.has('carry-out') ? { delivered: issue.number } : undefined;
}

export function withheldForever(number: number): string {
  return `a person ticked in issue #${number} that it is never to be proposed again`;
}

export function withheldUntil(number: number, until: string): string {
  return `a person ticked in issue #${number} that it is to be left alone until ${until.slice(0, 10)}`;
}

function upToDate(issue: KeptIssue, subject: Subject, { key, hide }: Circumstances): Decision {
  const reason = outdated(issue.data, subject);
  if (reason === undefined) return { delivered: issue.number };
  const data = describe(key, subject, issue.data.revision + 1, hide);
  return {
    action: { kind: 'update', key, issue, subject, data, answered: NONE, reason },
    delivered: issue.number,
  };
}

const NONE: ReadonlySet<Box> = new Set();

/** Says something and unticks; the text is brought up to date where the finding is there. */
function said(
  issue: KeptIssue,
  subject: Subject | undefined,
  comment: string,
  reason: string,
  { key, hide }: Circumstances,
): Decision {
  const revision = issue.data.revision + 1;
  const data = subject ? describe(key, subject, revision, hide) : { ...issue.data, revision };
  const about = subject ? { subject } : {};
  return {
    action: { kind: 'update', key, issue, ...about, data, answered: issue.ticks, comment, reason },
    ...(subject ? { delivered: issue.number } : {}),
  };
}

function closing(
  issue: KeptIssue,
  as: 'completed' | 'not_planned',
  state: Pick<IssueData, 'state' | 'until'>,
  comment: string,
  reason: string,
): Extract<IssueAction, { kind: 'close' }> {
  const { until: _, ...before } = issue.data;
  const data: IssueData = { ...before, ...state, revision: issue.data.revision + 1 };
  return { kind: 'close', as, key: data.key, issue, data, answered: issue.ticks, comment, reason };
}
