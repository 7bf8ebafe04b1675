import { resolve } from 'node:path';
import type { SettledChange } from '../changes/change.ts';
import type { Memory } from '../fleet/memory.ts';
import { readMemory, unused, writeMemory } from '../fleet/memoryFile.ts';
import type { Recollection, RememberedCampaign } from '../fleet/remembered.ts';
import type { Notice } from '../outcomes/notice.ts';
import type { Context, Mode } from './context.ts';
import type { RegionOutcome } from './settle.ts';

/** What earlier runs left for this one, and where. */
export interface Recalled {
  /** Undefined: no state file is kept. */
  readonly path: string | undefined;
  readonly memory: Memory;
  readonly notices: readonly Notice[];
}

/** Reads the state file, if there is to be one. */
export async function recallFleet({ settings, workspace, now }: Context): Promise<Recalled> {
  if (settings.stateFile === undefined) return { path: undefined, memory: new Map(), notices: [] };
  const path = resolve(workspace, settings.stateFile);
  return { path, ...(await readMemory(path, now())) };
}

/** What is remembered of one Region; undefined where nothing is to be remembered. */
export function recollectionOf(
  { path, memory }: Recalled,
  region: string,
  now: number,
): Recollection | undefined {
  if (path === undefined) return undefined;
  return { campaigns: new Map(memory.get(region)?.map((one) => [one.arn, one])), now };
}

/**
 * Leaves what this run found for the next one, unless it was cancelled or only planned; what it could not list stands
 * as it was remembered. Tells what it met on the way.
 */
export async function keepFleetInMind(
  { settings, now, signal }: Context,
  { path, memory, notices }: Recalled,
  regions: readonly RegionOutcome[],
  mode: Mode,
): Promise<readonly Notice[]> {
  if (path === undefined) return [];
  const told = [...notices, ...foreign(regions), ...regions.flatMap(refuted)];
  if (mode === 'plan' || signal.aborted) return told;
  const byRegion = new Map(regions.map((one) => [one.fleet.region, one]));
  const next = new Map(
    settings.regions.map((region) => {
      const one = byRegion.get(region);
      const campaigns = one?.remembrance.campaigns && campaignsOf(one, one.remembrance.campaigns);
      return [region, campaigns ?? memory.get(region) ?? []];
    }),
  );
  return [...told, ...(await writeMemory(path, next, now()))];
}

/** Each with the findings told of it; what this run changed, or tried to, is to be described anew. */
function campaignsOf(
  { decision, settled }: RegionOutcome,
  campaigns: readonly RememberedCampaign[],
): readonly RememberedCampaign[] {
  const touched = new Set(settled.filter(isTouched).map(({ change }) => change.resource.arn));
  const findings = new Map(
    decision.assessments.map((one) => [one.resource.arn, one.findings.map(({ kind }) => kind)]),
  );
  return campaigns
    .filter(({ arn }) => !touched.has(arn))
    .map((one) => ({ ...one, findings: findings.get(one.arn) ?? [] }));
}

const isTouched = ({ outcome }: SettledChange): boolean =>
  outcome.kind === 'done' || outcome.kind === 'failed';

function foreign(regions: readonly RegionOutcome[]): Notice[] {
  const isForeign = regions.some(({ remembrance }) => remembrance.foreign);
  return isForeign ? [unused('it remembers another account; give each account a state file of its own')] : [];
}

/** A listing that does not tell of changes would be worth knowing about, though nothing came of it. */
function refuted({ fleet, remembrance }: RegionOutcome): Notice[] {
  return remembrance.refuted.map((resource) => ({
    level: 'info',
    text: 'It changed, or is being changed, and its listing does not tell. What the state file remembers of its Region was not relied on.',
    region: fleet.region,
    resource,
  }));
}
