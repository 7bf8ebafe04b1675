import { createHash } from 'node:crypto';

/** The commit that holds the proposals, and how it is known again. */

export const BRANCH = 'personalize-monitor/capacity';

/** Of a job that is for some accounts only: a branch for each, so that jobs side by side do not take back what others propose. */
export const branchOf = (account: string | undefined): string =>
  account === undefined ? BRANCH : `${BRANCH}-${account}`;

/** What is on the branch. Whose it is follows from its content, since all workflows of a repository have one name. */
export type BranchState =
  | { readonly kind: 'missing' }
  /** One commit of ours and nothing else. `blob`: of the config file in it; `base`: of the one it was made from. */
  | {
      readonly kind: 'ours';
      readonly sha: string;
      readonly file: string;
      readonly blob: string;
      readonly base: string | undefined;
    }
  /** Nothing that the default branch has not. */
  | { readonly kind: 'merged'; readonly sha: string }
  | { readonly kind: 'foreign'; readonly sha: string; readonly who: string };

/** What GitHub tells of the commits between the default branch and another. */
export interface Ahead {
  readonly sha: string;
  readonly commits: readonly {
    readonly message: string;
    /** Login of the author where GitHub knows it, else the name in the commit. */
    readonly author: string | undefined;
  }[];
  readonly files: readonly { readonly name: string; readonly status: string; readonly blob: string }[];
}

const BASE = 'Capacity-Base';
const FILE = 'Capacity-File';
const NONE = 'none';
const TRAILERS = new RegExp(`\\n${BASE}: ([0-9a-f]{40,64}|${NONE})\\n${FILE}: ([0-9a-f]{40,64})\\s*$`);

/** The object name that git gives a file of this text. */
export function blobOf(text: string): string {
  const bytes = Buffer.from(text);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** `base`: the text that the proposals were put into; undefined where there was no file. */
export function commitMessage(title: string, text: string, base: string | undefined): string {
  return [
    title,
    '',
    'Proposed by personalize-monitor. A commit of your own on this branch makes it keep its hands off.',
    '',
    `${BASE}: ${base === undefined ? NONE : blobOf(base)}`,
    `${FILE}: ${blobOf(text)}`,
  ].join('\n');
}

/** Ours is a single commit that changes a single file to exactly what its message says. */
export function stateOf({ sha, commits, files }: Ahead): BranchState {
  const [commit, second] = commits;
  if (!commit) return { kind: 'merged', sha };
  const [file, other] = files;
  const [, base, blob] = TRAILERS.exec(commit.message) ?? [];
  const whole = !second && file && !other && (file.status === 'added' || file.status === 'modified');
  if (whole && blob === file.blob) {
    return { kind: 'ours', sha, file: file.name, blob, base: base === NONE ? undefined : base };
  }
  const foreign = commits.findLast(({ message }) => !TRAILERS.test(message)) ?? commits.at(-1);
  return { kind: 'foreign', sha, who: foreign?.author ?? 'someone' };
}
