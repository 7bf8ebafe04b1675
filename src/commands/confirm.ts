import { isDeepStrictEqual } from 'node:util';
import type { RegionClients } from '../aws/clients.ts';
import type { Proposal } from '../changes/propose.ts';
import type { Assessment } from '../findings/finding.ts';
import { type FleetReading, readFleet } from '../fleet/read.ts';
import type { Recollection } from '../fleet/remembered.ts';
import type { RegionFleet, Resource } from '../fleet/resource.ts';
import type { Observation } from '../metrics/observe.ts';

/** What follows from a fleet, some of it known from memory. */
export interface Judged {
  readonly assessments: readonly Assessment[];
  readonly proposals: readonly Proposal[];
}

/**
 * Describes anew what is known from memory and about to be changed, or has a finding that the last run did not tell:
 * nothing new follows from memory alone. Where a campaign is not as remembered, the reading that is given back has
 * it as it is now, and nothing is remembered any more.
 */
export async function confirm(
  reading: FleetReading,
  judged: Judged,
  recollection: Recollection | undefined,
  { personalize, cloudWatch }: RegionClients,
): Promise<FleetReading> {
  const doubted = doubtedIn(reading, judged);
  if (!recollection || doubted.length === 0) return reading;
  const arns = new Set(doubted.map(({ arn }) => arn));
  const seen = await readFleet({
    region: reading.fleet.region,
    scope: { campaign: { kind: 'arns', arns: doubted }, recommender: { kind: 'none' } },
    personalize,
    cloudWatch,
    recollection,
  });
  const now = new Map(seen.fleet.resources.map((resource) => [resource.arn, resource]));
  const refuted = doubted.filter((resource) => !isDeepStrictEqual(now.get(resource.arn), resource));
  const { memory } = reading;
  if (refuted.length > 0) {
    const campaigns = memory.campaigns && [];
    const told = [...memory.refuted, ...refuted.map(({ arn }) => arn)];
    return { ...withSeen(reading, arns, seen), memory: { ...memory, campaigns, refuted: told } };
  }
  const campaigns = memory.campaigns?.map((one) =>
    arns.has(one.arn) ? { ...one, describedAt: recollection.now } : one,
  );
  return { ...reading, memory: { ...memory, campaigns } };
}

function doubtedIn({ fleet, memory }: FleetReading, { assessments, proposals }: Judged): readonly Resource[] {
  const told = new Map(memory.campaigns?.map(({ arn, findings }) => [arn, new Set(findings)]));
  const isNew = ({ resource, findings }: Assessment) =>
    findings.some(({ kind }) => !told.get(resource.arn)?.has(kind));
  const doubted = new Set([
    ...assessments.filter(isNew).map(({ resource }) => resource.arn),
    ...proposals.filter(({ fate }) => fate.kind === 'apply').map(({ change }) => change.resource.arn),
  ]);
  return fleet.resources.filter(({ arn }) => memory.recalled.has(arn) && doubted.has(arn));
}

function withSeen(reading: FleetReading, arns: ReadonlySet<string>, seen: FleetReading): FleetReading {
  const { fleet } = reading;
  // One that was deleted in between is no failure: nobody named it.
  const failures = seen.failures.filter(
    ({ resource }) => resource === undefined || seen.fleet.existence(resource) !== 'gone',
  );
  const merged: RegionFleet = {
    ...fleet,
    resources: fleet.resources.flatMap((resource) =>
      arns.has(resource.arn) ? seen.fleet.resources.filter(({ arn }) => arn === resource.arn) : [resource],
    ),
    unmonitored: [...fleet.unmonitored, ...seen.fleet.unmonitored],
    complete: fleet.complete && failures.length === 0,
    existence: (arn) => {
      const now = arns.has(arn) ? seen.fleet.existence(arn) : 'unknown';
      return now === 'unknown' ? fleet.existence(arn) : now;
    },
  };
  return { ...reading, fleet: merged, failures: [...reading.failures, ...failures] };
}

/** The observations of what a fleet still has, each with its resource as it is now. */
export function observationsOf(
  { resources }: RegionFleet,
  observations: readonly Observation[],
): readonly Observation[] {
  const byArn = new Map(resources.map((resource) => [resource.arn, resource]));
  return observations.flatMap((observation) => {
    const resource = byArn.get(observation.resource.arn);
    return resource ? [{ ...observation, resource }] : [];
  });
}
