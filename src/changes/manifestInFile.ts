import type { CapacityEntry, CapacityManifest } from '../settings/config/capacity.ts';
import { ACCOUNT_PLACEHOLDER } from '../settings/config/capacitySchema.ts';
import type { Manifest } from './manifest.ts';

export type MadeManifest =
  | { readonly kind: 'manifest'; readonly manifest: Manifest }
  | { readonly kind: 'unusable' /** As a sentence. */; readonly why: string };

interface Surroundings {
  readonly file: string;
  readonly account: string;
  readonly partition: string;
  /** Unix milliseconds. */
  readonly now: number;
}

/**
 * The manifest of an entry in full, with the account id in its place. The file does not tell when the campaign was
 * deleted: `deletedAt` is `now`, by which it was.
 */
export function manifestFor(
  written: CapacityManifest,
  { region, name, line, minTps }: CapacityEntry,
  { file, account, partition, now }: Surroundings,
): MadeManifest {
  const { solutionVersionArn, minProvisionedTPS, campaignConfig, tags } = withAccount(written, account);
  const [, , , , owner] = solutionVersionArn.split(':');
  if (owner !== account) {
    const why = `its manifest is of account ${owner}, and this workflow is signed in to ${account}. A campaign is created in the account of its solution version.`;
    return { kind: 'unusable', why };
  }
  const manifest: Manifest = {
    version: 1,
    arn: `arn:${partition}:personalize:${region}:${account}:campaign/${name}`,
    deletedAt: new Date(now).toISOString(),
    reason: `restored by ${file}:${line}`,
    campaign: {
      name,
      solutionVersionArn,
      minProvisionedTPS: minTps ?? minProvisionedTPS,
      ...(campaignConfig ? { campaignConfig } : {}),
      tags,
    },
  };
  return { kind: 'manifest', manifest };
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] extends object ? Writable<T[Key]> : T[Key] };

/** A copy with the account id in every ARN that has `<account>` in its place, wherever in the manifest it stands. */
function withAccount<T>(value: T, account: string): Writable<T> {
  const filled: unknown =
    typeof value === 'string'
      ? value.replaceAll(`:${ACCOUNT_PLACEHOLDER}:`, `:${account}:`)
      : Array.isArray(value)
        ? value.map((item) => withAccount(item, account))
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withAccount(item, account)]))
          : value;
  return filled as Writable<T>;
}
