import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Campaign, PersonalizeClient } from '@aws-sdk/client-personalize';
import pLimit from 'p-limit';
import type { ResourceArn } from '../aws/arn.ts';
import { errorName, failureOf } from '../aws/errors.ts';
import type { Failure } from '../aws/failure.ts';
import { campaignResource } from './campaigns.ts';
import { findRequestMetrics } from './requestMetrics.ts';
import type { Resource } from './resource.ts';
import { describeOrigin, listOrigins, type Origin, originOperation, solutionOf } from './solutions.ts';

const AT_ONCE = 8;

export interface Identified<T> {
  readonly campaigns: readonly { readonly of: T; readonly resource: Resource; readonly origin: Origin }[];
  readonly failures: readonly Failure[];
}

interface Clients {
  readonly region: string;
  readonly personalize: PersonalizeClient;
  readonly cloudWatch: CloudWatchClient;
}

/** A campaign as it was described; with its origin, if that is known already. */
interface Described {
  readonly arn: ResourceArn;
  readonly campaign: Campaign;
  readonly origin: Origin | undefined;
}

/** Finds out recipe, dataset group and request metrics of campaigns: what could not be found out stays unknown. */
export async function identify<T extends Described>(
  clients: Clients,
  campaigns: readonly T[],
): Promise<Identified<T>> {
  const failures: Failure[] = [];
  const wanted = campaigns.flatMap(({ campaign, origin }) =>
    campaign.solutionVersionArn && !origin ? solutionOf(campaign.solutionVersionArn) : [],
  );
  const { personalize, region } = clients;
  const listed = wanted.length > 0 ? await listOrigins(personalize, region, new Set(wanted)) : NOTHING_LISTED;
  failures.push(...listed.failures);
  const limit = pLimit(AT_ONCE);
  const identified = await Promise.all(
    campaigns.map((one) =>
      limit(async () => {
        const origin = one.origin ?? (await originOf(clients, one, listed.origins, failures));
        const resource = campaignResource(one.arn, one.campaign, origin);
        return { of: one, origin, resource: await withRequestMetrics(clients, resource, failures) };
      }),
    ),
  );
  return { campaigns: identified, failures };
}

const NOTHING_LISTED: Awaited<ReturnType<typeof listOrigins>> = { origins: new Map(), failures: [] };

async function originOf(
  { personalize, region }: Clients,
  { arn, campaign: { solutionVersionArn } }: Described,
  listed: ReadonlyMap<string, Origin>,
  failures: Failure[],
): Promise<Origin> {
  const unknown: Origin = { recipe: undefined, datasetGroup: undefined };
  if (!solutionVersionArn) return unknown;
  const known = listed.get(solutionOf(solutionVersionArn)) ?? unknown;
  if (known.recipe && known.datasetGroup) return known;
  try {
    const told = await describeOrigin(personalize, solutionVersionArn);
    return { recipe: known.recipe ?? told.recipe, datasetGroup: known.datasetGroup ?? told.datasetGroup };
  } catch (error) {
    const what = 'find out the recipe of a campaign';
    const operation = `personalize:${originOperation(solutionVersionArn)}`;
    failures.push(failureOf(error, { what, region, resource: arn.arn, operation }));
    return known;
  }
}

/** Asks CloudWatch which request metrics there are, where the recipe does not tell. */
async function withRequestMetrics(
  { cloudWatch, region }: Clients,
  resource: Resource,
  failures: Failure[],
): Promise<Resource> {
  if (resource.requestMetrics.kind === 'known') return resource;
  try {
    const found = await findRequestMetrics(cloudWatch, resource);
    if (found.kind === 'known') return { ...resource, requestMetrics: found };
    const why = `${resource.requestMetrics.why}, and ${found.why}`;
    return { ...resource, requestMetrics: { kind: 'unknown', why } };
  } catch (error) {
    const context = { region, resource: resource.arn, operation: 'cloudwatch:ListMetrics' };
    failures.push(failureOf(error, { what: 'find the request metrics of a campaign', ...context }));
    const why = `${resource.requestMetrics.why}, and ListMetrics failed (${errorName(error)})`;
    return { ...resource, requestMetrics: { kind: 'unknown', why } };
  }
}
