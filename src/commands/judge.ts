import type { Account } from '../aws/account.ts';
import type { RegionClients } from '../aws/clients.ts';
import type { RegionFleet } from '../fleet/resource.ts';
import type { Observation } from '../metrics/observe.ts';
import type { Reading } from '../usage/reading.ts';
import type { Span } from '../usage/windows.ts';
import { capacityOf, withCapacity } from './capacity.ts';
import type { Context, Mode } from './context.ts';
import { decide } from './decide.ts';
import type { Policies } from './policies.ts';
import { schedulesOf, withSchedules } from './schedules.ts';

/** Where resources are judged, and what is known beside them. */
export interface Judging {
  readonly clients: RegionClients;
  readonly account: Account | undefined;
  readonly policies: Policies;
  readonly mode: Mode;
  /** The count that runs before this one published. */
  readonly count: Reading;
  readonly span: Span;
}

/** Decides what should change, by findings and by the config file. */
export async function judge(
  context: Context,
  { clients, account, policies, mode, count, span }: Judging,
  fleet: RegionFleet,
  observations: readonly Observation[],
) {
  const decision = await decide(context, fleet.region, observations, policies, clients);
  const { assessments } = decision;
  const capacity = capacityOf(context, { fleet, assessments, account, policies }, mode);
  const { managed } = capacity;
  const known = { fleet, assessments, policies, managed, count, span };
  const scheduled = await schedulesOf(context, known, clients.personalize, mode);
  const proposals = withSchedules(withCapacity(context, decision.proposals, capacity), scheduled);
  return { decision, assessments, capacity, scheduled, proposals };
}
