import type { GitHub } from '../client.ts';
import { isStatus } from '../failure.ts';

/** What was learnt of people, for each client, which lives as long as a run. */
const LEARNT = new WeakMap<GitHub, Map<string, Promise<boolean>>>();

/** Whether a person may write to the repository. Asked once for each person; rejects when the reading fails. */
export function mayWrite(github: GitHub, login: string): Promise<boolean> {
  const learnt = LEARNT.get(github) ?? new Map<string, Promise<boolean>>();
  LEARNT.set(github, learnt);
  const key = login.toLowerCase();
  const known = learnt.get(key) ?? readPermission(github, login);
  learnt.set(key, known);
  known.catch(() => learnt.delete(key));
  return known;
}

/**
 * `permission` is one of admin, write, read and none: the role maintain is told as write, and triage as read (GitHub
 * docs, "Get repository permissions for a user").
 */
async function readPermission({ octokit, owner, repo }: GitHub, username: string): Promise<boolean> {
  try {
    const { data } = await octokit.rest.repos.getCollaboratorPermissionLevel({ owner, repo, username });
    return data.permission === 'admin' || data.permission === 'write';
  } catch (error) {
    if (isStatus(error, 404)) return false;
    throw error;
  }
}
