import type { Change } from '../../changes/change.ts';
import type { Manifest } from '../../changes/manifest.ts';
import type { Finding } from '../../findings/finding.ts';
import { type CapacityEdit, type EntryManifest, proposedValue } from './capacityEdit.ts';

/** A change that waits for a person to merge it. */
export interface PullProposal {
  readonly change: Change;
  readonly finding: Finding;
  /** What its account is called in the config file; undefined where that names none. */
  readonly accountName?: string;
  /** Of a deletion: what recreates the campaign. */
  readonly manifest?: Manifest;
}

export type Proposable = Extract<Change, { kind: 'set-floor' | 'stop' | 'delete' }>;

/** A proposal as an entry of the config file. */
export interface Entry {
  readonly edit: CapacityEdit;
  /** What a person agrees to or declines, such as `min-tps: 5`. */
  readonly value: string;
  readonly change: Proposable;
  readonly finding: Finding;
  readonly accountName?: string;
}

/** Why a change is not put before a person, by the key of the change. */
export type Withheld = ReadonlyMap<string, string>;

const ACCOUNT = '<account>';

/** The entries that proposals come to, one for a resource and by its key, and why others have none. */
export function entriesOf(proposals: readonly PullProposal[]): {
  readonly entries: readonly Entry[];
  readonly withheld: Withheld;
} {
  const withheld = new Map<string, string>();
  const entries = new Map<string, Entry>();
  // Ends first: they make a floor for the same resource pointless.
  for (const proposal of proposals.toSorted((one, other) => Number(isFloor(one)) - Number(isFloor(other)))) {
    const { key } = proposal.change;
    const entry = entryOf(proposal);
    if (typeof entry === 'string') withheld.set(key, entry);
    else if (entries.get(entry.edit.key)?.change.key === key) continue;
    else if (entries.has(entry.edit.key))
      withheld.set(key, 'another change of the same resource is proposed');
    else entries.set(entry.edit.key, entry);
  }
  const byKey = [...entries.values()].sort((one, other) => (one.edit.key < other.edit.key ? -1 : 1));
  return { entries: byKey, withheld };
}

const isFloor = ({ change }: PullProposal) => change.kind === 'set-floor';

function entryOf({ change, finding, manifest, accountName }: PullProposal): Entry | string {
  const { arn, region, kind, name, account } = change.resource;
  const inAccount = accountName === undefined ? [] : [accountName];
  const of = (set: CapacityEdit['set'], proposed: Proposable): Entry => ({
    edit: { key: [...inAccount, region, kind, name].join('/'), arn, set },
    value: proposedValue(set),
    change: proposed,
    finding,
    ...(accountName === undefined ? {} : { accountName }),
  });
  switch (change.kind) {
    case 'set-floor':
      return of({ minTps: change.target }, change);
    case 'stop':
      return of({ state: 'stopped' }, change);
    case 'delete':
      if (!manifest) return 'what would recreate it is not known';
      return of({ state: 'deleted', manifest: entryManifest(manifest, account) }, change);
    default:
      return 'a pull request cannot propose it';
  }
}

/** Always the same for the same campaign, in whatever order the service tells its parts. */
function entryManifest({ campaign }: Manifest, account: string): EntryManifest {
  const { solutionVersionArn, minProvisionedTPS, campaignConfig, tags } = campaign;
  const config =
    campaignConfig && (withoutAccount(inOrder(campaignConfig), account) as Record<string, unknown>);
  const named = inOrder(Object.fromEntries(tags.map(({ tagKey, tagValue }) => [tagKey, tagValue])));
  return {
    solutionVersionArn: withoutAccount(solutionVersionArn, account) as string,
    minProvisionedTPS,
    ...(config && Object.keys(config).length > 0 ? { campaignConfig: config } : {}),
    ...(tags.length > 0 ? { tags: withoutAccount(named, account) as Record<string, string> } : {}),
  };
}

/** The account field of every ARN in a value. */
function withoutAccount(value: unknown, account: string): unknown {
  if (typeof value === 'string') return value.replaceAll(`:${account}:`, `:${ACCOUNT}:`);
  if (Array.isArray(value)) return value.map((item) => withoutAccount(item, account));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutAccount(item, account)]));
}

function inOrder<T>(value: T): T {
  if (Array.isArray(value)) return value.map(inOrder) as T;
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value).sort() as (keyof T & string)[];
  return Object.fromEntries(keys.map((key) => [key, inOrder(value[key])])) as T;
}

/** USD a month that entries save together, an estimate, in cents. */
export function savingOf(entries: readonly Entry[]): number {
  const sum = entries.reduce((total, { change }) => total + (change.savingUsd ?? 0), 0);
  return Math.round(sum * 100) / 100;
}
