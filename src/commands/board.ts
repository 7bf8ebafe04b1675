import type { Failure } from '../aws/failure.ts';
import { gitHubFailure } from '../github/failure.ts';
import type { KeptIssue } from '../github/issues/issue.ts';
import { readIssues } from '../github/issues/read.ts';
import { type RepositoryFacts, readRepository } from '../github/repository.ts';
import type { Context } from './context.ts';
import { modesOf } from './modes.ts';

/** What this run knows of its repository on GitHub. */
export interface Board {
  /** Undefined where nothing is asked of GitHub, or it did not tell. */
  readonly repository: RepositoryFacts | undefined;
  /** The issues of this action. Undefined: unknown, so that none is written. */
  readonly issues: readonly KeptIssue[] | undefined;
  readonly failures: readonly Failure[];
}

const NO_BOARD: Board = { repository: undefined, issues: undefined, failures: [] };

/** Reads the repository and the issues of ours in it. */
export async function readBoard(context: Context): Promise<Board> {
  const { github } = context;
  if (!github) return NO_BOARD;
  const [repository, issues] = await Promise.all([
    readRepository(github).catch((error: unknown) =>
      gitHubFailure(error, { what: 'read the repository', operation: 'repos.get' }),
    ),
    readIssues(github),
  ]);
  const facts = 'cause' in repository ? undefined : repository;
  const disabled = facts?.hasIssues === false;
  // Where nothing asks for issues, a token need not be able to read them.
  const needless = issues.kind === 'unknown' && issues.forbidden && !modesOf(context).has('issue');
  return {
    repository: facts,
    issues: disabled ? [] : issues.kind === 'read' ? issues.issues : undefined,
    failures: [
      ...('cause' in repository ? [repository] : []),
      ...(issues.kind === 'unknown' && !disabled && !needless ? [issues.failure] : []),
    ],
  };
}

/** Account ids are hidden unless it is known that nobody else reads them, or that the user wants them shown. */
export function hidesAccountIds({ settings, event }: Context, board: Board = NO_BOARD): boolean {
  const { redactAccountIds } = settings;
  if (redactAccountIds !== 'auto') return redactAccountIds;
  return event.repository.isPublic ?? board.repository?.isPublic ?? true;
}
