import type { getOctokit } from '@actions/github';

export type Octokit = ReturnType<typeof getOctokit>;

/** What was asked of GitHub in a run, and what it allows yet. */
export interface ApiUsage {
  /** Requests sent, those sent again included. */
  readonly requests: number;
  /** Of them, answered with 304 Not Modified, which GitHub does not count against the limit. */
  readonly notModified: number;
  /** Requests an hour that GitHub allows, and how many are left, as its last answer told; undefined when none did. */
  readonly limit: number | undefined;
  readonly remaining: number | undefined;
  /** Unix milliseconds at which the hour is over. */
  readonly resetsAt: number | undefined;
}

/** What this action asks of GitHub, bound to one repository. */
export interface GitHub {
  readonly octokit: Octokit;
  readonly owner: string;
  readonly repo: string;
  usage(): ApiUsage;
}
