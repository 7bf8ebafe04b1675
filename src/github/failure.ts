import type { Failure } from '../aws/failure.ts';
import { permissionFor } from './permission.ts';
import {
  graphQlErrors,
  isAborted,
  isForbiddenPullRequest,
  isNotAccessible,
  messageOf,
  rateLimitOf,
  statusOf,
} from './refusal.ts';

export { isForbiddenPullRequest, isNotAccessible, isStatus } from './refusal.ts';

/** GitHub lists an error for each field; the first ones tell enough. */
const ERRORS_TOLD = 3;

export interface GitHubContext {
  /** What was being done, such as `open an issue`. */
  readonly what: string;
  /** Such as `issue #12`. */
  readonly resource?: string;
  /** Octokit's method (`issues.create`) or the route (`POST /repos/{owner}/{repo}/issues`). */
  readonly operation: string;
}

/** A failure from what a request to GitHub threw: GitHub's own words, and the remedy of their class. */
export function gitHubFailure(error: unknown, context: GitHubContext): Failure {
  return { ...context, cause: withoutSecrets(causeOf(error)), remedy: remedyFor(error, context.operation) };
}

function causeOf(error: unknown): string {
  if (isAborted(error)) return `AbortError: ${messageOf(error)}`;
  const status = statusOf(error);
  if (status !== undefined) return `HTTP ${status}: ${messageOf(error)}${validation(error)}`;
  const [first] = graphQlErrors(error);
  if (first) return `GraphQL ${first.type ?? 'error'}: ${first.message}`;
  return `${networkError(error)}: ${messageOf(error)}`;
}

/** Octokit's error holds that of `fetch`, which holds that of the network; the innermost tells most. */
function networkError(error: unknown): string {
  let name = 'Error';
  let inner = error as { name?: unknown; code?: unknown; cause?: unknown } | undefined;
  while (typeof inner?.name === 'string') {
    name = typeof inner.code === 'string' ? inner.code : inner.name;
    inner = inner.cause as typeof inner;
  }
  return name;
}

/** What GitHub found wrong with the fields of a request, as ` (title: missing_field; ...)`. */
function validation(error: unknown): string {
  const errors = (error as { response: { data?: { errors?: unknown } } }).response.data?.errors;
  if (!Array.isArray(errors) || errors.length === 0) return '';
  const words = errors.slice(0, ERRORS_TOLD).map((one) => {
    if (typeof one === 'string') return one;
    const { field, code, message } = (one ?? {}) as Record<string, unknown>;
    return [field, message ?? code].filter((part) => typeof part === 'string').join(': ');
  });
  const more = errors.length > ERRORS_TOLD ? `; ${errors.length - ERRORS_TOLD} more` : '';
  return ` (${words.filter(Boolean).join('; ')}${more})`;
}

/** Tokens of GitHub by their prefixes, what follows an authorization scheme, and user names in addresses. */
function withoutSecrets(text: string): string {
  return text
    .replace(/\b(gh[a-z]_|github_pat_)[\w.-]+/g, '***')
    .replace(/\b(bearer|token|basic) [\w.+/=-]{16,}/gi, '$1 ***')
    .replace(/\/\/[^/@\s]+@/g, '//***@');
}

function remedyFor(error: unknown, operation: string): string {
  if (isAborted(error)) return 'The run was cancelled. The next run does what is left.';
  const limit = rateLimitOf(error);
  if (limit) return limitRemedy(limit);
  if (isForbiddenPullRequest(error)) {
    return 'Turn on "Allow GitHub Actions to create and approve pull requests" under Settings > Actions > General > Workflow permissions, in the repository, or in its organization where that holds it off. Or pass a token of a GitHub App as github-token.';
  }
  const permission = permissionFor(error, operation);
  if (isNotAccessible(error)) return permissionRemedy(permission);
  const status = statusOf(error) ?? graphQlStatus(error);
  if (status === undefined) {
    return 'GitHub did not answer, after retries: check the network, the proxy settings and https://www.githubstatus.com. The next run does what is left.';
  }
  return statusRemedy(status, messageOf(error), permission);
}

function limitRemedy({ kind, until }: { kind: 'primary' | 'secondary'; until?: string }): string {
  if (kind === 'secondary') {
    return 'GitHub asked to slow down (its secondary rate limit), and still did after waiting. The next run does what is left; run fewer jobs at the same time that write to GitHub with this token.';
  }
  return `The requests that GitHub allows in an hour are used up${until ? ` until ${until}` : ''}. A run after that does what is left; all workflows of the repository share the limit of its GITHUB_TOKEN, and a token of a GitHub App has its own.`;
}

function permissionRemedy(permission: string | undefined): string {
  const line = permission
    ? `Give the job \`permissions: { ${permission} }\`, beside those it has`
    : 'Give the job the `permissions:` that the README lists for this mode';
  return `${line}, and check that github-token is that job's. In a run for a pull request from a fork the token can only read, whatever the workflow says.`;
}

function graphQlStatus(error: unknown): number | undefined {
  const [first] = graphQlErrors(error);
  return first && (first.type === 'NOT_FOUND' ? 404 : 422);
}

function statusRemedy(status: number, message: string, permission: string | undefined): string {
  const needs = permission ? ` (\`${permission}\`)` : '';
  if (status === 401) {
    return "GitHub does not know the token: leave github-token at its default, the job's own, or pass one that has not expired or been revoked.";
  }
  if (status === 410 || /issues (has been|are) disabled/i.test(message)) {
    return 'Turn issues on under Settings > General > Features, or choose another mode than `issue`.';
  }
  if (/archived/i.test(message)) return 'The repository is archived: unarchive it, or stop the workflow.';
  if (status === 403) {
    return `GitHub refuses this to the token: check the job's \`permissions:\`${needs} and the rules of the repository and its organization.`;
  }
  if (status === 404) {
    return `It does not exist, or the token may not see it, which GitHub does not tell apart: check that it exists, and that the job's \`permissions:\` allow it${needs}.`;
  }
  if (status === 409) return 'Someone changed it at the same time. The next run looks again.';
  if (status >= 500) {
    return 'GitHub failed on its side, after retries: see https://www.githubstatus.com. The next run does what is left.';
  }
  if (/protected branch|rule violations|ruleset/i.test(message)) {
    return 'A rule of the repository protects the branch: let the workflow write to it under Settings > Rules.';
  }
  return 'Read the message: GitHub refused the request as it stands. If nothing in your settings explains it, report it as a defect of personalize-monitor.';
}
