/** What recreates a deleted campaign, as it stands in the config file; `<account>` stands for the account id in ARNs. */
export interface EntryManifest {
  readonly solutionVersionArn: string;
  readonly minProvisionedTPS: number;
  readonly campaignConfig?: Readonly<Record<string, unknown>>;
  readonly tags?: Readonly<Record<string, string>>;
}

export type EntrySet =
  | { readonly minTps: number }
  | { readonly state: 'stopped' }
  | { readonly state: 'deleted'; readonly manifest: EntryManifest };

/** What the entry of one resource in the `capacity` section should come to say. */
export interface CapacityEdit {
  /** `us-east-1/campaign/home`, after the name of its account where the file names any: under this the entry is put where there is none yet. */
  readonly key: string;
  /** Under this, or under the key with the account id or nothing before it, an entry may stand too. */
  readonly arn: string;
  readonly set: EntrySet;
}

export type EntryValue = string | number | EntryManifest;

/** The keys of an entry that an edit sets, in the order in which they are written. */
export function settingsOf(
  set: EntrySet,
  entry: Readonly<Record<string, unknown>> = {},
): [string, EntryValue][] {
  if ('minTps' in set) {
    const ended = entry['state'] !== undefined && entry['state'] !== 'active';
    return [['min-tps', set.minTps], ...(ended ? [['state', 'active'] as [string, EntryValue]] : [])];
  }
  if (set.state === 'stopped') return [['state', 'stopped']];
  return [
    ['state', 'deleted'],
    ['manifest', set.manifest],
  ];
}

/** Every key under which the file may know the resource. */
export function keysOf({ key, arn }: Pick<CapacityEdit, 'key' | 'arn'>): readonly string[] {
  const place = key.split('/').slice(-3).join('/');
  return [...new Set([key, arn, `${arn.split(':')[4] ?? ''}/${place}`, place])];
}

/** What an edit proposes, as a person would say no to it: `min-tps: 5`, `state: deleted`. */
export function proposedValue(set: EntrySet): string {
  return 'minTps' in set ? `min-tps: ${set.minTps}` : `state: ${set.state}`;
}
