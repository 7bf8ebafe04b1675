import { backComment, materialComment, snoozeOverComment } from './comments.ts';
import type { Circumstances, Decision } from './decide.ts';
import { describe, material } from './describe.ts';
import type { KeptIssue } from './issue.ts';
import { withheldForever, withheldUntil } from './open.ts';
import type { Subject } from './standing.ts';

/** What is to be written about an issue that is closed, when its finding is there. */
export function closedStands(issue: KeptIssue, { key, standing, now, hide }: Circumstances): Decision {
  if (standing?.kind !== 'wanted') return {};
  const { subject } = standing;
  const { number, data } = issue;
  const again = (comment: string, reason: string): Decision => ({
    action: {
      ...{ kind: 'reopen', key, issue, subject, comment, reason },
      ...{ data: describe(key, subject, data.revision + 1, hide), answered: issue.ticks },
    },
    delivered: number,
  });
  switch (data.state) {
    case 'never':
      return { withheld: withheldForever(number) };
    case 'snoozed':
      return data.until !== undefined && now < Date.parse(data.until)
        ? { withheld: withheldUntil(number, data.until) }
        : again(snoozeOverComment(), 'it was left alone for long enough');
    case 'resolved':
    case 'done':
      return again(backComment(data.state), 'the finding is back');
    case 'open':
    case 'duplicate':
      return declined(issue, subject, again);
  }
}

/** A person closed it. */
function declined(
  { number, data }: KeptIssue,
  subject: Subject,
  again: (comment: string, reason: string) => Decision,
): Decision {
  const why = material(data, subject);
  return why === undefined
    ? { withheld: `a person closed issue #${number} about it; reopen that to have it proposed again` }
    : again(materialComment(why), 'the finding changed materially since it was declined');
}
