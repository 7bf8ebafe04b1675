/** The event that started the workflow, as GitHub hands it to the job. Nothing is guessed: what is not told is undefined. */

export interface PullRequestEvent {
  readonly number: number;
  /** True also when the fork is gone. */
  readonly fromFork: boolean;
  /** `owner/name`; undefined when it is gone. */
  readonly headRepository: string | undefined;
  readonly baseRef: string;
  readonly baseSha: string;
  readonly headSha: string;
}

export interface WorkflowEvent {
  /** `GITHUB_EVENT_NAME`, such as `schedule`, `pull_request`, `pull_request_target` or `workflow_run`. */
  readonly name: string | undefined;
  readonly repository: {
    readonly defaultBranch?: string;
    /** Whether anyone may read it; an internal one only members of its enterprise may. */
    readonly isPublic?: boolean;
  };
  /**
   * Of an event whose payload has the pull request itself. That of `workflow_run` has only a list, which is empty
   * for pull requests from forks, and gives none.
   */
  readonly pullRequest?: PullRequestEvent;
}

/** `payload` is the text of the file at `GITHUB_EVENT_PATH`; undefined when it could not be read. */
export function eventOf(
  env: Readonly<Record<string, string | undefined>>,
  payload: string | undefined,
): WorkflowEvent {
  const event = at(parsed(payload));
  const repository = event.at('repository');
  const defaultBranch = repository.text('default_branch');
  const isPublic = publicity(repository);
  const pullRequest = pullRequestOf(event);
  return {
    name: env['GITHUB_EVENT_NAME'] || undefined,
    repository: {
      ...(defaultBranch === undefined ? {} : { defaultBranch }),
      ...(isPublic === undefined ? {} : { isPublic }),
    },
    ...(pullRequest ? { pullRequest } : {}),
  };
}

/** `visibility` where it is told; `private: false` alone would take an internal repository of old servers for public. */
function publicity(repository: Cursor): boolean | undefined {
  const visibility = repository.text('visibility');
  if (visibility !== undefined) return visibility === 'public';
  return repository.value('private') === true ? false : undefined;
}

function pullRequestOf(event: Cursor): PullRequestEvent | undefined {
  const pull = event.at('pull_request');
  const [head, base] = [pull.at('head'), pull.at('base')];
  const number = pull.value('number');
  const [baseRef, baseSha, headSha] = [base.text('ref'), base.text('sha'), head.text('sha')];
  if (!Number.isSafeInteger(number) || !baseRef || !baseSha || !headSha) return undefined;
  const fromFork = isFork(head.value('repo'), head, base);
  if (fromFork === undefined) return undefined;
  const headRepository = head.at('repo').text('full_name');
  return { number: number as number, fromFork, headRepository, baseRef, baseSha, headSha };
}

/** GitHub sends `null` for the repository of a fork that was deleted. */
function isFork(repo: unknown, head: Cursor, base: Cursor): boolean | undefined {
  if (repo === null) return true;
  const [from, to] = [head.at('repo').text('full_name'), base.at('repo').text('full_name')];
  return from && to ? from.toLowerCase() !== to.toLowerCase() : undefined;
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

/** A place in foreign JSON; a step to where nothing is leads to a place where nothing is. */
interface Cursor {
  at(key: string): Cursor;
  value(key: string): unknown;
  text(key: string): string | undefined;
}

function at(place: unknown): Cursor {
  const value = (key: string) =>
    typeof place === 'object' && place !== null && Object.hasOwn(place, key)
      ? (place as Record<string, unknown>)[key]
      : undefined;
  return {
    value,
    at: (key) => at(value(key)),
    text: (key) => {
      const found = value(key);
      return typeof found === 'string' && found !== '' ? found : undefined;
    },
  };
}
