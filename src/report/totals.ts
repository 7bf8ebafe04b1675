import type { ChangeReport, OutcomeReport, RegionReport, ResourceReport, Run } from './run.ts';

/** A group of resources together. TPS are requests per second; those of unknown demand count in `floor` only. */
export interface Totals {
  readonly resources: number;
  readonly unknown: number;
  readonly floor: number;
  /** Undefined when no resource of the group has a known demand. */
  readonly used?: {
    /** The floor of the resources whose demand is known. */
    readonly ofFloor: number;
    readonly averageTPS: number;
    /** Percent. */
    readonly utilization: number;
    /** What each resource left of its own floor: traffic over one floor does not use up another. */
    readonly unusedTPS: number;
  };
}

export function totalsOf(resources: readonly ResourceReport[]): Totals {
  const known = resources.flatMap(({ floor, demand }) =>
    demand.kind === 'known' ? [{ floor, demand }] : [],
  );
  const ofFloor = sum(known.map(({ floor }) => floor));
  const averageTPS = sum(known.map(({ demand }) => demand.averageTPS));
  const unusedTPS = sum(known.map(({ floor, demand }) => Math.max(0, floor - demand.averageTPS)));
  return {
    resources: resources.length,
    unknown: resources.length - known.length,
    floor: sum(resources.map(({ floor }) => floor)),
    ...(ofFloor > 0
      ? { used: { ofFloor, averageTPS, utilization: (averageTPS / ofFloor) * 100, unusedTPS } }
      : {}),
  };
}

export function resourcesOf(run: Run): readonly ResourceReport[] {
  return run.regions.flatMap(({ resources }) => resources);
}

export function monitoredIn(region: RegionReport): number {
  return region.monitoredResources ?? region.resources.length;
}

export function monitoredResources(run: Run): number {
  return sum(run.regions.map(monitoredIn));
}

export function windowsPublished(run: Run): number {
  return sum(resourcesOf(run).map((resource) => resource.windowsPublished));
}

export function windowsBackfilled(run: Run): number {
  return sum(resourcesOf(run).map((resource) => resource.windowsBackfilled));
}

export function changesThatAre<Kind extends OutcomeReport['kind']>(
  kind: Kind,
  { changes }: Run,
): readonly (ChangeReport & { readonly outcome: Extract<OutcomeReport, { kind: Kind }> })[] {
  return changes.flatMap((change) =>
    change.outcome.kind === kind
      ? [change as ChangeReport & { outcome: Extract<OutcomeReport, { kind: Kind }> }]
      : [],
  );
}

/** True for what looks at the whole fleet; else a person named one resource to change. */
export function isSurvey({ command }: Run): boolean {
  return command === 'monitor' || command === 'plan';
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
