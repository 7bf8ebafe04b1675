/** Repositories as `owner/name`; `head` is undefined when the fork no longer exists. */
export interface ForkedPullRequest {
  readonly head: string | undefined;
  readonly base: string;
}

/**
 * Why a run for a pull request from a fork has no AWS credentials, and how its plan can be had all the same. Rules of
 * GitHub: "Events that trigger workflows", pull requests of forks; and "OpenID Connect" on `id-token`.
 */
export function forkMessage({ head, base }: ForkedPullRequest): string {
  const fork = head === undefined ? 'a fork that no longer exists' : `the fork ${head}`;
  return [
    `There is no plan: this pull request comes from ${fork}, and GitHub gives runs for it no secrets, no OIDC token, and a GITHUB_TOKEN that can only read, so that they have no AWS credentials.`,
    'Nothing is wrong with the pull request or the settings.',
    `To see what merging it would do, a maintainer who has read the change pushes it to a branch of ${base} and opens a pull request from there.`,
    'Do not use pull_request_target instead: it would hand the credentials to what the fork checks in.',
    'To skip this job for forks, give it `if: github.event.pull_request.head.repo.full_name == github.repository`.',
  ].join(' ');
}
