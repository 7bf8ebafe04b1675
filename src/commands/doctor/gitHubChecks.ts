import type { Failure } from '../../aws/failure.ts';
import type { GitHub } from '../../github/client.ts';
import { gitHubFailure, isForbiddenPullRequest, isStatus } from '../../github/failure.ts';
import type { Check } from '../../outcomes/check.ts';
import type { Configuration } from './configuration.ts';

const AREA = { area: 'github' } as const;

export interface GitHubChecked {
  readonly checks: readonly Check[];
  readonly failures: readonly Failure[];
}

type Asked = Pick<Configuration, 'issues' | 'pullRequests'>;

/** What issues and pull requests need of the repository and of the token. Nothing is written. Never throws. */
export async function checkGitHub(github: GitHub, { issues, pullRequests }: Asked): Promise<GitHubChecked> {
  const repository = await checkRepository(github, issues);
  const permissions: GitHubChecked[] = [];
  const tries = [...(issues ? [ISSUES] : []), ...(pullRequests ? [CONTENTS, PULL_REQUESTS] : [])];
  for (const one of tries) permissions.push(await tryPermission(github, one));
  const setting = pullRequests ? [await checkSetting(github)] : [];
  const parts = [repository, ...permissions];
  return {
    checks: [...parts.flatMap(({ checks }) => checks), ...withoutRepetition(parts, setting)],
    failures: parts.flatMap(({ failures }) => failures),
  };
}

const SETTING = 'Allow GitHub Actions to create and approve pull requests';

/** Opening one may have told already that the setting is off. */
function withoutRepetition(parts: readonly GitHubChecked[], setting: readonly Check[]): readonly Check[] {
  const told = parts.some(({ checks }) => checks.some(({ name }) => name === SETTING));
  return told ? [] : setting;
}

async function checkRepository({ octokit, owner, repo }: GitHub, issues: boolean): Promise<GitHubChecked> {
  try {
    const { data } = await octokit.rest.repos.get({ owner, repo });
    const checks: Check[] = [
      data.archived
        ? {
            ...AREA,
            name: 'repository',
            result: 'wrong',
            found: `${owner}/${repo} is archived, so that nothing can be written in it and no schedule runs`,
            remedy: 'Unarchive it under Settings > General, or move the workflow to another repository.',
          }
        : { ...AREA, name: 'repository', result: 'ok', found: `${owner}/${repo} can be read` },
      ...(issues ? [issuesEnabled(data.has_issues)] : []),
    ];
    return { checks, failures: [] };
  } catch (error) {
    return failed('repository', error, 'read the repository', 'GET /repos/{owner}/{repo}');
  }
}

function issuesEnabled(enabled: boolean): Check {
  const check = { ...AREA, name: 'issues' } as const;
  if (enabled) return { ...check, result: 'ok', found: 'they are turned on' };
  return {
    ...check,
    result: 'wrong',
    found: 'they are turned off in this repository, so that findings cannot be put before people in them',
    remedy: 'Turn them on under Settings > General > Features, or choose another mode than issue.',
  };
}

interface Permission {
  readonly line: string;
  readonly why: string;
  readonly route: string;
  readonly body: object;
}

/**
 * Each asks for something to be made and leaves out what it cannot be made without, so that nothing is: GitHub looks
 * at the token's permission first (403), and then at the request (422).
 */
const ISSUES: Permission = {
  line: 'issues: write',
  why: 'issues are written',
  route: 'POST /repos/{owner}/{repo}/issues',
  body: {},
};
const CONTENTS: Permission = {
  line: 'contents: write',
  why: 'proposals are committed to a branch',
  route: 'POST /repos/{owner}/{repo}/git/refs',
  body: {},
};
const PULL_REQUESTS: Permission = {
  line: 'pull-requests: write',
  why: 'pull requests are opened',
  route: 'POST /repos/{owner}/{repo}/pulls',
  body: {},
};

async function tryPermission(
  { octokit, owner, repo }: GitHub,
  { line, why, route, body }: Permission,
): Promise<GitHubChecked> {
  const check = { ...AREA, name: line } as const;
  try {
    await octokit.request(route, { owner, repo, ...body });
    return { checks: [{ ...check, result: 'ok', found: 'allowed' }], failures: [] };
  } catch (error) {
    if (isForbiddenPullRequest(error)) return { checks: [settingOff()], failures: [] };
    if (isStatus(error, 422) || isStatus(error, 410)) {
      const found = 'allowed, to all appearances';
      return { checks: [{ ...check, result: 'ok', found }], failures: [] };
    }
    if (!isStatus(error, 401) && !isStatus(error, 403) && !isStatus(error, 404)) {
      return failed(line, error, 'try a permission of the token', route);
    }
    const { cause, remedy } = gitHubFailure(error, { what: 'try a permission', operation: route });
    const wrong: Check = { ...check, result: 'wrong', found: `missing, though ${why}: ${cause}`, remedy };
    return { checks: [wrong], failures: [] };
  }
}

function settingOff(): Check {
  return {
    ...AREA,
    name: SETTING,
    result: 'wrong',
    found: 'it is off, so that proposals come as an issue with a link that opens the pull request',
    remedy: `Turn on "${SETTING}" under Settings > Actions > General > Workflow permissions, in the repository, or in its organization where that holds it off. Or pass a token of a GitHub App as github-token.`,
  };
}

/** Only a token that may read the repository's administration is told. */
async function checkSetting({ octokit, owner, repo }: GitHub): Promise<Check> {
  try {
    const { data } = await octokit.rest.actions.getGithubActionsDefaultWorkflowPermissionsRepository({
      owner,
      repo,
    });
    if (!data.can_approve_pull_request_reviews) return settingOff();
    return { ...AREA, name: SETTING, result: 'ok', found: 'it is on' };
  } catch {
    return {
      ...AREA,
      name: SETTING,
      result: 'unknown',
      found: 'GitHub does not tell it to the token of a job',
      remedy: 'Look under Settings > Actions > General > Workflow permissions: it has to be on.',
    };
  }
}

function failed(name: string, error: unknown, what: string, operation: string): GitHubChecked {
  const failure = gitHubFailure(error, { what, operation });
  const { cause: found, remedy } = failure;
  return { checks: [{ ...AREA, name, result: 'unknown', found, remedy }], failures: [failure] };
}
