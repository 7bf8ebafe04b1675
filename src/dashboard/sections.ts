import type { Kind } from '../aws/arn.ts';
import type { RegionFleet, Resource } from '../fleet/resource.ts';
import { datasetGroupUrl } from './console.ts';
import { type GraphOptions, graphRow } from './graphs.ts';
import { GRID_WIDTH, RESOURCES_PER_GRAPH } from './limits.ts';
import { partOf, signature } from './signature.ts';
import { type Box, type Section, text } from './widget.ts';

/** Where resources stand whose dataset group no listing tells. */
const NO_GROUP = 'Other';

const HEADING_HEIGHT = 2;
const NOTED_HEADING_HEIGHT = 3;

export interface SectionOptions extends Omit<GraphOptions, 'subject'> {
  readonly account: string;
  readonly partition: string;
}

/**
 * A Region's dataset groups, by name, each a heading and a row of graphs; campaigns and recommenders of one dataset
 * group share it. A group too large for legible graphs becomes several numbered sections.
 */
export function groupSections(
  fleet: Pick<RegionFleet, 'region' | 'resources'>,
  options: SectionOptions,
): Section[] {
  const groups = Map.groupBy(fleet.resources, ({ datasetGroup }) => datasetGroup);
  return [...groups]
    .sort(([a], [b]) => byName(a, b))
    .flatMap(([group, resources]) => {
      const parts = chunks(resources.toSorted(byKindAndName), RESOURCES_PER_GRAPH);
      return parts.map((part, index) => {
        const subject = `${group ?? NO_GROUP}${partOf(index + 1, parts.length)}`;
        return [
          heading(part, group, subject, fleet.region, options),
          ...graphRow(part, { ...options, subject }),
        ];
      });
    });
}

function heading(
  resources: readonly Resource[],
  group: string | undefined,
  subject: string,
  region: string,
  { account, partition }: SectionOptions,
): Box {
  const about =
    group === undefined
      ? 'No listing tells the dataset group of these'
      : `[Open in Amazon Personalize](${datasetGroupUrl(partition, region, account, group)})`;
  const unknown = resources.filter(({ requestMetrics }) => requestMetrics.kind === 'unknown');
  const lines = [
    `## ${subject} · ${region}`,
    `${about} · ${counted(resources)} · ${signature({ kind: 'region', region })}`,
  ];
  if (unknown.length) {
    const names = unknown.map(({ kind, name }) => `${kind} ${name}`).join(', ');
    lines.push('', `Only the floor is shown for ${names}: no request metric is known.`);
  }
  return text(lines.join('\n'), GRID_WIDTH, unknown.length ? NOTED_HEADING_HEIGHT : HEADING_HEIGHT);
}

/** Such as `2 campaigns, 1 recommender`. */
function counted(resources: readonly Resource[]): string {
  const count = (kind: Kind) => resources.filter((resource) => resource.kind === kind).length;
  return (['campaign', 'recommender'] as const)
    .map((kind) => ({ kind, n: count(kind) }))
    .filter(({ n }) => n > 0)
    .map(({ kind, n }) => `${n} ${kind}${n === 1 ? '' : 's'}`)
    .join(', ');
}

/** By code unit, so that the order is the same everywhere; no group comes last. */
function byName(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return a < b ? -1 : 1;
}

function byKindAndName(a: Resource, b: Resource): number {
  return byName(a.kind, b.kind) || byName(a.name, b.name);
}

export function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) =>
    items.slice(n * size, (n + 1) * size),
  );
}
