import type { Account } from '../aws/account.ts';
import type { RegionClients } from '../aws/clients.ts';
import type { Failure } from '../aws/failure.ts';
import { type CapacityAnswer, capacityChanges } from '../changes/capacity.ts';
import { besideFile } from '../changes/capacityRules.ts';
import type { Change } from '../changes/change.ts';
import { readManifestOf } from '../changes/liveManifest.ts';
import type { Manifest } from '../changes/manifest.ts';
import type { Proposal } from '../changes/propose.ts';
import type { Assessment } from '../findings/finding.ts';
import type { Prices } from '../findings/prices.ts';
import { savingOf } from '../findings/saving.ts';
import type { RegionFleet } from '../fleet/resource.ts';
import type { Context, Mode } from './context.ts';
import { pricesOf, spared } from './decide.ts';
import type { Policies } from './policies.ts';

const NOTHING: CapacityAnswer = { proposals: [], notices: [], managed: new Map() };

/** What the config file says that one Region's resources should be, and what makes them so. */
export function capacityOf(
  context: Context,
  { fleet, assessments, account, policies }: Known,
  mode: Mode,
): CapacityAnswer {
  const { file, trusted } = context.config;
  if (!file || !account || file.capacity.length === 0) return NOTHING;
  const answer = capacityChanges({
    entries: file.capacity,
    file: file.file,
    trusted: trusted || isForeseen(context, mode),
    ...account,
    fleet,
    now: context.now(),
  });
  return {
    ...answer,
    proposals: answer.proposals.map(({ change, fate }) => {
      const { arn } = change.resource;
      const assessment = assessments.find(({ resource }) => resource.arn === arn);
      const savingUsd = assessment && savedBy(change, assessment, pricesOf(file));
      return spared({ change: { ...change, savingUsd }, fate }, policies.listed({ arn })?.exempt);
    }),
  };
}

function savedBy(
  change: Change,
  { resource, sizing, verdict }: Assessment,
  prices: Prices,
): number | undefined {
  const known = { sizing, isIdle: verdict.kind === 'idle' };
  if (change.kind === 'set-floor') return savingOf(resource, { floor: change.to }, known, prices);
  const ends = change.kind === 'stop' || change.kind === 'delete';
  return ends ? savingOf(resource, 'ended', known, prices) : undefined;
}

/** What is known of a Region's resources. */
interface Known {
  readonly fleet: RegionFleet;
  readonly assessments: readonly Assessment[];
  readonly account: Account | undefined;
  readonly policies: Policies;
}

/** A plan for a pull request shows what its file would have done once it is merged; a plan carries nothing out. */
function isForeseen({ event }: Context, mode: Mode): boolean {
  return mode === 'plan' && event.pullRequest !== undefined;
}

/** The file's own changes first; what it fixes, findings change only by changing the file. What it does is not also proposed. */
export function withCapacity(
  { config }: Context,
  findings: readonly Proposal[],
  { proposals, managed }: CapacityAnswer,
): readonly Proposal[] {
  const done = new Set(proposals.map(({ change }) => change.key));
  const changed = new Set(proposals.map(({ change }) => change.resource.arn));
  const beside = besideFile(findings, managed, config.file?.file ?? '')
    .filter(({ change }) => !done.has(change.key))
    .map((proposal) => (changed.has(proposal.change.resource.arn) ? notNow(proposal) : proposal));
  return [...proposals, ...beside];
}

/** What follows from a state that the file is about to change is not put before anyone. */
function notNow({ change, fate }: Proposal): Proposal {
  if (fate.kind !== 'issue' && fate.kind !== 'pull-request') return { change, fate };
  const why = 'the config file has it changed in this run; the next one looks again';
  return { change, fate: { kind: 'refused', guard: 'held', why } };
}

/** What would recreate each campaign whose deletion is to be proposed in a pull request. */
export async function manifestsOf(
  { now }: Context,
  region: string,
  proposals: readonly Proposal[],
  { personalize }: RegionClients,
): Promise<{ known: ReadonlyMap<string, Manifest>; failures: readonly Failure[] }> {
  const known = new Map<string, Manifest>();
  const failures: Failure[] = [];
  for (const { change, fate } of proposals) {
    if (change.kind !== 'delete' || fate.kind !== 'pull-request') continue;
    const { resource, reason } = change;
    const read = await readManifestOf(personalize, region, resource, { reason, now: now() });
    if (read.kind === 'known') known.set(resource.arn, read.manifest);
    else failures.push(...read.failures);
  }
  return { known, failures };
}
