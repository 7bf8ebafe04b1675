import { type Block, table } from '../../report/document.ts';
import { count, tps } from '../../report/figures.ts';
import { ICONS } from '../../report/icons.ts';
import { md } from '../../report/markdown.ts';
import type { ChangeReport, ResourceReport, Run } from '../../report/run.ts';
import { resourcesOf } from '../../report/totals.ts';
import { nameOf } from '../../report/words.ts';

/** What speaks against changes that merging would let through: no guard need be met for a reader to think twice. */
export function warnings(run: Run, changes: readonly ChangeReport[]): readonly Block[] {
  const resources = new Map(resourcesOf(run).map((resource) => [resource.arn, resource]));
  const rows = changes.flatMap((change) =>
    warningsOf(change, resources.get(change.arn), run).map((text) => [
      nameOf(change),
      md`${ICONS.partial} ${text}`,
    ]),
  );
  return rows.length > 0 ? [table('warning', [{ title: 'Resource' }, { title: 'Think twice' }], rows)] : [];
}

function warningsOf(change: ChangeReport, resource: ResourceReport | undefined, run: Run): readonly string[] {
  switch (change.kind) {
    case 'stop':
    case 'delete':
      return whetherInUse(resource, run);
    case 'set-floor':
      return underItsRamp(change, run);
    default:
      return [];
  }
}

function whetherInUse(resource: ResourceReport | undefined, run: Run): readonly string[] {
  if (!resource) return ['Whether it is in use is not known: this plan could not look at it.'];
  const { verdict, demand } = resource;
  if (verdict?.kind === 'idle') return [];
  if (verdict?.kind === 'busy') return [`It is in use: ${verdict.reason}.`];
  if (verdict?.kind === 'unknown') return [`Whether it is in use is not known: ${verdict.reason}.`];
  if (demand.kind === 'unknown') return [`Whether it is in use is not known: ${demand.why}.`];
  if (demand.lastRequestAt === undefined) return [];
  const hours = count(run.lookedBackHours, 'hour');
  return [`It is in use: ${tps(demand.averageTPS)} TPS on average over the last ${hours}.`];
}

function underItsRamp(
  { arn, from, to }: Extract<ChangeReport, { kind: 'set-floor' }>,
  { findings }: Run,
): readonly string[] {
  const finding = findings.find((each) => each.arn === arn && each.kind === 'over-provisioned');
  if (to >= from || finding?.kind !== 'over-provisioned' || to >= finding.rampFloor) return [];
  return [`A floor under ${tps(finding.rampFloor)} TPS follows sudden traffic less well than today's.`];
}
