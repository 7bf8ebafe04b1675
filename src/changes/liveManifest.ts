import type { PersonalizeClient } from '@aws-sdk/client-personalize';
import type { ResourceArn } from '../aws/arn.ts';
import { failureOf } from '../aws/errors.ts';
import type { Failure } from '../aws/failure.ts';
import { readLive } from './live.ts';
import { type Manifest, manifestOf } from './manifest.ts';
import { readTags } from './tags.ts';

export type LiveManifest =
  | { readonly kind: 'known'; readonly manifest: Manifest }
  | { readonly kind: 'unknown'; readonly why: string; readonly failures: readonly Failure[] };

/** What would recreate a campaign that exists, as of now; its `deletedAt` is the moment it was read. Never throws. */
export async function readManifestOf(
  client: PersonalizeClient,
  region: string,
  arn: ResourceArn,
  how: { readonly reason: string; readonly now: number },
): Promise<LiveManifest> {
  const unknown = (why: string, failures: readonly Failure[] = []): LiveManifest => ({
    kind: 'unknown',
    why,
    failures,
  });
  if (arn.kind !== 'campaign') return unknown('it is not a campaign');
  try {
    const live = await readLive(client, arn);
    if (live?.kind !== 'campaign') return unknown('it no longer exists');
    const { tags, failures } = await readTags(client, region, arn.arn);
    if (tags.kind === 'unknown') return unknown(`its tags could not be read (${tags.why})`, failures);
    if (!live.campaign.solutionVersionArn) return unknown('its solution version is not known');
    return { kind: 'known', manifest: manifestOf(arn, live.campaign, tags, how) };
  } catch (error) {
    const context = { what: 'read what would recreate a campaign', region, resource: arn.arn };
    const failure = failureOf(error, { ...context, operation: 'personalize:DescribeCampaign' });
    return unknown(failure.cause, [failure]);
  }
}
