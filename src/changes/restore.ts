import { readFile } from 'node:fs/promises';
import {
  CreateCampaignCommand,
  type CreateCampaignRequest,
  type PersonalizeClient,
} from '@aws-sdk/client-personalize';
import { nameInArn } from '../aws/arn.ts';
import { errorName, failureOf } from '../aws/errors.ts';
import type { CarriedOut, Change } from './change.ts';
import { readLive } from './live.ts';
import { type Manifest, manifestSchema } from './manifest.ts';

export type ManifestReading =
  | { readonly kind: 'read'; readonly manifest: Manifest }
  | { readonly kind: 'unreadable'; readonly why: string };

/** A manifest as `delete` wrote it, or why the file at this path is none. */
export async function readManifest(path: string): Promise<ManifestReading> {
  try {
    const parsed = manifestSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    if (parsed.success) return checked(parsed.data, path);
    const [issue] = parsed.error.issues;
    return { kind: 'unreadable', why: `${path} is no manifest: ${issue?.path.join('.')}: ${issue?.message}` };
  } catch (error) {
    return { kind: 'unreadable', why: error instanceof Error ? error.message : String(error) };
  }
}

/** What is created must be what the manifest says it is of. */
function checked(manifest: Manifest, path: string): ManifestReading {
  const { arn, campaign } = manifest;
  if (nameInArn(arn) === campaign.name) return { kind: 'read', manifest };
  return {
    kind: 'unreadable',
    why: `${path} contradicts itself: it is of ${arn}, and names ${campaign.name}`,
  };
}

type Create = Extract<Change, { kind: 'create' }>;

/** Creates a campaign again that still does not exist. It has no tags, so that nothing else guards it. Never throws. */
export async function recreateIfGone(
  client: PersonalizeClient,
  region: string,
  change: Create,
  now: () => number,
): Promise<CarriedOut> {
  try {
    const live = await readLive(client, change.resource);
    if (!live) return await recreate(client, region, change, change.manifest, now());
    const why = `it exists, and its status is ${live.state.status}`;
    return { change, outcome: { kind: 'refused', guard: 'pinned', why }, failures: [] };
  } catch (error) {
    const context = { what: WHAT, region, resource: change.resource.arn };
    const failure = failureOf(error, { ...context, operation: 'personalize:DescribeCampaign' });
    return { change, outcome: { kind: 'failed', why: failure.cause }, failures: [failure] };
  }
}

const WHAT = 'create a campaign again';

/** Creates a campaign again as its manifest says. One that exists already is left as it is. */
export async function recreate(
  client: PersonalizeClient,
  region: string,
  change: Change,
  { campaign }: Manifest,
  now: number,
): Promise<CarriedOut> {
  // Read from our own manifest, which has it from DescribeCampaign.
  const input = campaign as CreateCampaignRequest;
  try {
    await client.send(new CreateCampaignCommand(input));
    return { change, outcome: { kind: 'done', at: now }, failures: [] };
  } catch (error) {
    if (errorName(error) === 'ResourceAlreadyExistsException') {
      // It was not there a moment ago, and the SDK had to ask again: what it met is what the first call created.
      if (attemptsOf(error) > 1) return { change, outcome: { kind: 'done', at: now }, failures: [] };
      return {
        change,
        outcome: { kind: 'refused', guard: 'pinned', why: 'it exists already' },
        failures: [],
      };
    }
    const context = { what: WHAT, region, resource: change.resource.arn };
    const failure = failureOf(error, { ...context, operation: 'personalize:CreateCampaign' });
    return { change, outcome: { kind: 'failed', why: failure.cause }, failures: [failure] };
  }
}

function attemptsOf(error: unknown): number {
  return (error as { $metadata?: { attempts?: number } }).$metadata?.attempts ?? 1;
}
