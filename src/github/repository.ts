import type { GitHub } from './client.ts';

/** What the repository is like that the action works for. */
export interface RepositoryFacts {
  readonly defaultBranch: string;
  /** Whether anyone may read it; an internal one only members of its enterprise may. */
  readonly isPublic: boolean;
  readonly hasIssues: boolean;
  /** Its page. */
  readonly url: string;
}

/** Rejects with Octokit's error, of which `gitHubFailure` makes a failure. */
export async function readRepository({ octokit, owner, repo }: GitHub): Promise<RepositoryFacts> {
  const { data } = await octokit.rest.repos.get({ owner, repo });
  return {
    defaultBranch: data.default_branch,
    // Only `visibility` tells internal from public; a server too old to tell it has no internal repositories.
    isPublic: data.visibility === undefined ? data.private === false : data.visibility === 'public',
    hasIssues: data.has_issues,
    url: data.html_url,
  };
}
