import type { Failure } from '../../aws/failure.ts';
import type { GitHub } from '../client.ts';
import { gitHubFailure, isStatus } from '../failure.ts';
import { LABEL } from './issue.ts';

const COLOR = 'f59f00';
/** GitHub allows 100 characters. */
const DESCRIPTION = 'Findings about Amazon Personalize capacity, kept by personalize-monitor';

/** Makes the label unless it is there. Without it an issue would not be found again, and opened anew by every run. */
export async function ensureLabel({ octokit, owner, repo }: GitHub): Promise<Failure | undefined> {
  const label = { name: LABEL, color: COLOR, description: DESCRIPTION };
  try {
    await octokit.rest.issues.createLabel({ owner, repo, ...label });
    return undefined;
  } catch (error) {
    // 422 `already_exists`; any other reason to refuse these words shows when the label is asked for.
    if (isStatus(error, 422)) return missing({ octokit, owner, repo });
    return labelFailure(error);
  }
}

async function missing({
  octokit,
  owner,
  repo,
}: Pick<GitHub, 'octokit' | 'owner' | 'repo'>): Promise<Failure | undefined> {
  try {
    await octokit.rest.issues.getLabel({ owner, repo, name: LABEL });
    return undefined;
  } catch (error) {
    return labelFailure(error);
  }
}

function labelFailure(error: unknown): Failure {
  return gitHubFailure(error, {
    what: 'make the label for issues',
    resource: LABEL,
    operation: 'POST /repos/{owner}/{repo}/labels',
  });
}
