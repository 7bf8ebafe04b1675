/** What a stand-in for GitHub is like when it starts. */
export interface GitHubOptions {
  /** Default true. */
  readonly private?: boolean;
  /** Paths and contents, committed to `main` beside a README.md. */
  readonly files?: Readonly<Record<string, string>>;
  /** Of the action's own token, as a workflow's `permissions`. Default write for all. */
  readonly permissions?: Permissions;
  /** Default true. False: 410 wherever an issue is meant. */
  readonly issuesEnabled?: boolean;
  /** Default true. False: 404, as on a server without it. */
  readonly graphql?: boolean;
  /**
   * Deleting a branch closes the pull requests from it, as github.com does. Default false: they stay open, so
   * that whoever relies on it is found out.
   */
  readonly branchDeletionCloses?: boolean;
  /** Unix milliseconds; all times in answers are told by it. Default is the machine's clock. */
  readonly now?: () => number;
}

export type Area = 'issues' | 'pull-requests' | 'contents' | 'actions';
export type Permissions = Partial<Record<Area, 'read' | 'write' | 'none'>>;

/** The role in acme/shop, from most to least. The `action` is held to its permissions instead. */
export type Role = 'admin' | 'write' | 'triage' | 'read' | 'none' | 'action';

export interface Actor {
  readonly login: string;
  readonly role: Role;
  readonly token: string;
}

export const OWNER = 'acme';
export const REPO = 'shop';
export const BOT = 'github-actions[bot]';

/** By login. Their tokens are theirs for good. */
export const PEOPLE: Readonly<Record<string, Role>> = {
  owner: 'admin',
  maintainer: 'write',
  triager: 'triage',
  reader: 'read',
  stranger: 'none',
};

/** Whether the role reaches as far as `needed`. */
export function reaches(role: Role, needed: Role): boolean {
  const ranks: Role[] = ['none', 'read', 'triage', 'write', 'admin'];
  return ranks.indexOf(role) >= ranks.indexOf(needed);
}

/** A person's token. */
export const tokenOf = (login: string) => `ghp_${login}`;
