/** What this action asks of GitHub, bound to one repository. */
export interface GitHub {
  readonly owner: string;
  readonly repo: string;
}
