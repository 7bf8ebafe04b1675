import { hidden } from '../hidden.ts';
import { PLAN } from './comment.ts';

/** As much of a comment of GitHub's as is looked at. */
export interface Comment {
  readonly id: number;
  readonly body?: string | undefined;
  readonly html_url: string;
  readonly author_association?: string | undefined;
  readonly user: { readonly id: number; readonly type: string } | null;
}

/** Those who may write to a repository, whose token may therefore have written a comment of ours. */
const WRITERS: readonly (string | undefined)[] = ['OWNER', 'MEMBER', 'COLLABORATOR'];

/**
 * The first comment that begins with our hidden data of this key: a copy of it is always younger, and data quoted
 * further down is no claim. Unless its author is known, what a person without rights in the repository wrote is not ours.
 */
export function oldest(
  comments: readonly Comment[],
  key: string,
  isOurs: (comment: Comment) => boolean = mayBeOurs,
): Comment | undefined {
  return comments
    .filter((comment) => claims(comment, key) && isOurs(comment))
    .reduce<Comment | undefined>((first, each) => (first && first.id < each.id ? first : each), undefined);
}

/** Whether our hidden data stands at its start. */
export function claims({ body = '' }: Comment, key: string): boolean {
  const data = hidden(PLAN, body.split('\n', 1)[0] ?? '') as { v?: unknown; key?: unknown } | undefined;
  return data?.v === 1 && data.key === key;
}

export function mayBeOurs({ user, author_association }: Comment): boolean {
  return user?.type === 'Bot' || WRITERS.includes(author_association);
}

/** GitHub may keep line ends and the end of a text otherwise than it was given them. */
export function saysTheSame({ body = '' }: Comment, text: string): boolean {
  return normal(body) === normal(text);
}

function normal(text: string): string {
  return text.replaceAll('\r\n', '\n').trim();
}
