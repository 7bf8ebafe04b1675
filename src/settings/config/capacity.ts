import { type NamedAccount, placed } from './accounts.ts';
import { type NamedResource, resourceIn } from './capacityKey.ts';
import type { STATES, WrittenEntry, WrittenManifest } from './capacitySchema.ts';

/** What creates a campaign again: the input of CreateCampaign but its name. */
export interface CapacityManifest {
  /** `<account>` in an ARN, here and below, stands for the account id. */
  readonly solutionVersionArn: string;
  /** Requests per second. */
  readonly minProvisionedTPS: number;
  readonly campaignConfig?: Readonly<Record<string, unknown>>;
  readonly tags: readonly { readonly tagKey: string; readonly tagValue: string }[];
}

export type CapacityState = (typeof STATES)[number];

/** What one resource should be, as the file says it. */
export interface CapacityEntry extends NamedResource {
  /** As it is written. */
  readonly key: string;
  /** Of the key, from 1. */
  readonly line: number;
  readonly state: CapacityState;
  /** What its floor should be while it is active, in requests per second; undefined: whatever it is. */
  readonly minTps?: number;
  readonly manifest?: CapacityManifest;
}

/** The entry that valid data makes. */
export function entryOf(
  key: string,
  written: WrittenEntry,
  line: number,
  accounts: readonly NamedAccount[] = [],
): CapacityEntry {
  const named = resourceIn(key);
  if (!named) throw new Error(`${key} names no resource.`);
  const { state = 'active', manifest, 'min-tps': minTps } = written;
  return {
    key,
    line,
    ...placed(named, accounts),
    state,
    ...(minTps === undefined ? {} : { minTps }),
    ...(manifest === undefined ? {} : { manifest: manifestIn(manifest) }),
  };
}

function manifestIn(written: WrittenManifest): CapacityManifest {
  const { solutionVersionArn, minProvisionedTPS, campaignConfig, tags } =
    'campaign' in written ? written.campaign : written;
  return {
    solutionVersionArn,
    // What Personalize takes where it is left out.
    minProvisionedTPS: minProvisionedTPS ?? 1,
    ...(campaignConfig ? { campaignConfig } : {}),
    tags: Array.isArray(tags)
      ? tags
      : Object.entries(tags ?? {}).map(([tagKey, tagValue]) => ({ tagKey, tagValue })),
  };
}

/** True when one resource is meant by both. */
export function isSameResource(one: NamedResource, other: NamedResource): boolean {
  return (
    one.region === other.region &&
    one.kind === other.kind &&
    one.name === other.name &&
    (one.account === undefined || other.account === undefined || one.account === other.account)
  );
}
