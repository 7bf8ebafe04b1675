import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Campaign } from '@aws-sdk/client-personalize';
import { z } from 'zod';
import type { ResourceArn } from '../aws/arn.ts';
import type { Tags } from './tags.ts';

/** Everything that recreates a deleted campaign: the input of CreateCampaign, and what it was made from. */
export const manifestSchema = z.object({
  version: z.literal(1),
  arn: z.string(),
  deletedAt: z.iso.datetime(),
  reason: z.string(),
  campaign: z.object({
    name: z.string(),
    solutionVersionArn: z.string(),
    minProvisionedTPS: z.int().min(1),
    campaignConfig: z.record(z.string(), z.unknown()).optional(),
    tags: z.array(z.object({ tagKey: z.string(), tagValue: z.string() })),
  }),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** Our own tags say nothing of a new campaign. */
const OURS = /^personalize-monitor:(idle-since|floor)$/;

/**
 * The manifest of a campaign as it is described now.
 * @throws Error when something that is needed to recreate it is not known.
 */
export function manifestOf(
  arn: ResourceArn,
  campaign: Campaign,
  tags: Tags,
  { reason, now }: { readonly reason: string; readonly now: number },
): Manifest {
  if (!campaign.solutionVersionArn) throw new Error('its solution version is not known');
  if (tags.kind === 'unknown') throw new Error(`its tags could not be read (${tags.why})`);
  return {
    version: 1,
    arn: arn.arn,
    deletedAt: new Date(now).toISOString(),
    reason,
    campaign: {
      name: arn.name,
      solutionVersionArn: campaign.solutionVersionArn,
      minProvisionedTPS: campaign.minProvisionedTPS ?? 1,
      ...(campaign.campaignConfig ? { campaignConfig: { ...campaign.campaignConfig } } : {}),
      tags: [...tags.values]
        .filter(([key]) => !OURS.test(key))
        .map(([tagKey, tagValue]) => ({ tagKey, tagValue })),
    },
  };
}

/** The file that a campaign's manifest is in, below the report directory. No two campaigns share one. */
export function manifestPath(
  directory: string,
  { account, region, name }: Pick<ResourceArn, 'account' | 'region' | 'name'>,
): string {
  return join(directory, 'manifests', `${account}-${region}-campaign-${name}.json`);
}

/** Writes a manifest whole or not at all, whoever else writes it now, and gives its path. */
export async function writeManifest(
  directory: string,
  arn: ResourceArn,
  manifest: Manifest,
): Promise<string> {
  const path = manifestPath(directory, arn);
  await mkdir(join(directory, 'manifests'), { recursive: true });
  const unfinished = `${path}.${randomUUID()}`;
  try {
    await writeFile(unfinished, `${JSON.stringify(manifest, null, 2)}\n`);
    await rename(unfinished, path);
    return path;
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
