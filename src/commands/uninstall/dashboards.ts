import {
  type CloudWatchClient,
  ListTagsForResourceCommand,
  paginateListDashboards,
} from '@aws-sdk/client-cloudwatch';
import { OWNER_TAG } from '../../alarms/identity.ts';
import { failureOf } from '../../aws/errors.ts';
import type { Failure } from '../../aws/failure.ts';
import type { Body } from '../../dashboard/body.ts';
import { retireDashboard } from '../../dashboard/merge.ts';
import { linkedPages, ownOf } from '../../dashboard/ownership.ts';
import { deleteDashboards, getDashboard, putDashboard, type Written } from '../../dashboard/store.ts';
import type { Upkeep } from '../../outcomes/upkeep.ts';
import type { Mode } from '../context.ts';
import { NOTHING, type Removed, together, UNINSTALLED } from './removed.ts';

/**
 * Removes the dashboard of this name with its numbered pages, and every other that has our tag. What people put on them
 * stays, and so does a dashboard on which nothing is ours. An empty name has no dashboard. Never throws.
 */
export async function removeDashboards(client: CloudWatchClient, name: string, mode: Mode): Promise<Removed> {
  const parts: Removed[] = [];
  const seen = new Set<string>();
  const remove = async (page: string): Promise<void> => {
    if (page === '' || seen.has(page)) return;
    seen.add(page);
    const found = await getDashboard(client, page);
    if (found.kind === 'unreadable') parts.push({ ...NOTHING, failures: [found.failure] });
    if (found.kind !== 'found') return;
    for (const linked of linkedPages(found.body, page)) await remove(linked);
    parts.push(await removeFrom(client, page, found.body, mode));
  };
  await remove(name);
  const tagged = await taggedDashboards(client, seen);
  for (const page of tagged.names) await remove(page);
  return together([...parts, { ...NOTHING, failures: tagged.failures }]);
}

async function removeFrom(client: CloudWatchClient, name: string, body: Body, mode: Mode): Promise<Removed> {
  // A dashboard of the predecessor that this action never wrote has nothing of ours.
  const retirement = body.widgets.some(ownOf) ? retireDashboard(body) : { kind: 'leave' as const };
  if (retirement.kind === 'leave') return NOTHING;
  const keeps = retirement.kind === 'update';
  const told: Omit<Upkeep, 'outcome'> = {
    action: retirement.kind,
    target: 'dashboard',
    name,
    reason: keeps ? `${UNINSTALLED}; widgets added by people are kept` : UNINSTALLED,
  };
  if (mode === 'plan') return { ...NOTHING, upkeep: [{ ...told, outcome: 'planned' }] };
  const written: Written =
    retirement.kind === 'update'
      ? await putDashboard(client, name, retirement.body, 'update')
      : await deleteDashboards(client, [name]);
  return {
    ...NOTHING,
    upkeep: [{ ...told, outcome: written.kind }],
    failures: written.kind === 'failed' ? [written.failure] : [],
  };
}

/** Other dashboards that this action made, under another name than that of now. */
async function taggedDashboards(
  client: CloudWatchClient,
  but: ReadonlySet<string>,
): Promise<{ readonly names: readonly string[]; readonly failures: readonly Failure[] }> {
  const names: string[] = [];
  let operation = 'cloudwatch:ListDashboards';
  try {
    for await (const { DashboardEntries = [] } of paginateListDashboards({ client }, {})) {
      operation = 'cloudwatch:ListTagsForResource';
      for (const { DashboardName: name, DashboardArn: arn } of DashboardEntries) {
        if (name === undefined || arn === undefined || but.has(name)) continue;
        const { Tags = [] } = await client.send(new ListTagsForResourceCommand({ ResourceARN: arn }));
        if (Tags.some(({ Key, Value }) => Key === OWNER_TAG.Key && Value === OWNER_TAG.Value))
          names.push(name);
      }
      operation = 'cloudwatch:ListDashboards';
    }
    return { names, failures: [] };
  } catch (error) {
    const what = 'look for dashboards of this action under other names';
    return { names, failures: [failureOf(error, { what, operation })] };
  }
}
