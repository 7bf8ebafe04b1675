/** For tests: what is remembered of a campaign that changed long ago and was described an hour ago. */
import type { CampaignSummary } from '@aws-sdk/client-personalize';
import { parseResourceArn } from '../../src/aws/arn.ts';
import type { Listed, RememberedCampaign } from '../../src/fleet/remembered.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const arnOf = (name: string) => `arn:aws:personalize:us-east-1:123456789012:campaign/${name}`;

export function campaignMemory(
  name: string,
  now: number,
  with_: Partial<RememberedCampaign> = {},
): RememberedCampaign {
  const createdAt = now - 30 * DAY_MS;
  const updatedAt = now - 10 * DAY_MS;
  return {
    arn: arnOf(name),
    describedAt: now - HOUR_MS,
    listed: { createdAt, updatedAt },
    description: {
      solutionVersionArn: `arn:aws:personalize:us-east-1:123456789012:solution/${name}/1a2b3c4d`,
      floor: 5,
      createdAt,
      updatedAt,
      update: { status: 'ACTIVE', createdAt: updatedAt, updatedAt },
    },
    recipe: 'aws-sims',
    datasetGroup: 'movies',
    findings: ['idle'],
    ...with_,
  };
}

/** The campaign in a listing that shows nothing new of it. */
export function listedAs({ arn, listed }: RememberedCampaign, with_: Partial<CampaignSummary> = {}): Listed {
  const parsed = parseResourceArn(arn);
  if (!parsed) throw new Error(`${arn} is no ARN of a campaign`);
  const summary: CampaignSummary = {
    campaignArn: arn,
    status: 'ACTIVE',
    creationDateTime: new Date(listed.createdAt),
    lastUpdatedDateTime: new Date(listed.updatedAt),
    ...with_,
  };
  return { arn: parsed, summary };
}
