import type { Failure } from '../../aws/failure.ts';
import type { GitHub } from '../client.ts';
import { gitHubFailure } from '../failure.ts';
import { readAuthorship } from './authorship.ts';
import { type Suspects, suspects } from './decide.ts';
import { mayWrite } from './permissions.ts';

/** Whether a tick in an issue comes from someone who may write to the repository. Only `may-write` approves. */
export type Ticker =
  /** `login` is the last person who edited the body; undefined where GitHub does not tell who did. */
  | { readonly kind: 'may-write'; readonly login: string | undefined }
  | { readonly kind: 'may-not-write'; readonly login: string }
  /** `why` ends the sentence "It cannot be told who ticked the box: ...". */
  | { readonly kind: 'unknown'; readonly why: string; readonly failure?: Failure };

/** An issue as the REST API tells it: `isBot` where its author's `type` is `Bot`. */
export interface TickedIssue {
  readonly number: number;
  readonly author: { readonly login: string; readonly isBot: boolean };
}

/**
 * Who may have ticked a box in the body of an issue. All of those must be able to write; see `suspects`.
 *
 * A server without GraphQL does not tell who edited an issue. Only those who may write can edit one that a bot
 * wrote (GitHub docs, "Repository roles for an organization"); one that a person wrote, that person can edit too.
 */
export async function whoTicked(github: GitHub, issue: TickedIssue): Promise<Ticker> {
  const resource = `issue #${issue.number}`;
  try {
    const authorship = await readAuthorship(github, issue.number);
    if (authorship) return await judged(github, suspects(authorship));
    if (issue.author.isBot) return { kind: 'may-write', login: undefined };
    const found = await judged(github, { kind: 'people', people: [issue.author.login] });
    return found.kind === 'may-write' ? { ...found, login: undefined } : found;
  } catch (error) {
    const context = { what: 'see who ticked a box', resource, operation: 'POST /graphql' };
    return { kind: 'unknown', why: 'GitHub did not say', failure: gitHubFailure(error, context) };
  }
}

async function judged(github: GitHub, found: Suspects): Promise<Ticker> {
  if (found.kind === 'unknown') return found;
  for (const login of found.people) {
    if (!(await mayWrite(github, login))) return { kind: 'may-not-write', login };
  }
  return { kind: 'may-write', login: found.people[0] };
}
