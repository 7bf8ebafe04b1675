import { type Account, callerAccount } from '../aws/account.ts';
import { parseResourceArn, type ResourceArn } from '../aws/arn.ts';
import type { RegionClients } from '../aws/clients.ts';
import { failureOf } from '../aws/errors.ts';
import type { Failure } from '../aws/failure.ts';
import { type Change, ENDING, type PinnedState } from '../changes/change.ts';
import { floorOnItsWay, type Live, readLive } from '../changes/live.ts';
import { type Manifest, manifestPath } from '../changes/manifest.ts';
import { readManifest } from '../changes/restore.ts';
import type { Run } from '../report/run.ts';
import type { Order } from '../settings/order.ts';
import { type Acted, actByHand, type Place, recreateByHand } from './act.ts';
import type { Context } from './context.ts';
import { contradictions } from './contradiction.ts';
import { orderReport } from './reporting.ts';

/** What an order comes to once the resource has been looked at. */
type Plan =
  | { readonly kind: 'change'; readonly change: Change }
  | { readonly kind: 'create'; readonly change: Change; readonly manifest: Manifest }
  /** Nothing is left to do. */
  | { readonly kind: 'already'; readonly why: string }
  | { readonly kind: 'refuse'; readonly failure: Failure };

/** Carries out what a person asked for by name: `set-min-tps`, `stop` or `restore`. */
export async function byHand(context: Context): Promise<Run> {
  const { settings } = context;
  const startedAt = context.now();
  const { order } = settings;
  if (!order) throw new Error(`${settings.command} was given no resource.`);
  const target = await targetOf(order, settings.reportDirectory);
  if (target.kind === 'refuse') return orderReport(context, startedAt, { failures: [target.failure] });
  const clients = context.clients(target.arn.region);
  try {
    const account = await callerAccount(clients.sts);
    const plan = await planOf(order, target, account, clients);
    if (plan.kind === 'refuse') return orderReport(context, startedAt, { account, failures: [plan.failure] });
    if (plan.kind === 'already') return orderReport(context, startedAt, { account, already: plan.why });
    const what = plan.kind === 'create' ? 'create again' : plan.change.kind;
    context.log.info(`${what}: ${plan.change.resource.kind} ${plan.change.resource.name}`);
    const place: Place = {
      region: target.arn.region,
      account,
      clients,
      resources: new Map(),
      policies: undefined,
    };
    const notices = await contradictions(context, target.arn, order);
    return orderReport(context, startedAt, { account, notices, ...(await carriedOut(context, place, plan)) });
  } catch (error) {
    const failure = failureOf(error, {
      what: `carry out ${order.kind}`,
      region: target.arn.region,
      resource: target.arn.arn,
    });
    return orderReport(context, startedAt, { failures: [failure] });
  } finally {
    clients.destroy();
  }
}

function carriedOut(context: Context, place: Place, plan: Extract<Plan, { change: Change }>): Promise<Acted> {
  if (plan.kind === 'create') return recreateByHand(context, place, plan.change, plan.manifest);
  return actByHand(context, place, plan.change);
}

type Target =
  | { readonly kind: 'target'; readonly arn: ResourceArn; readonly manifest: Manifest | undefined }
  | { readonly kind: 'refuse'; readonly failure: Failure };

/** The resource that an order is about: the one named, or the one that a manifest is of. */
async function targetOf(order: Order, directory: string): Promise<Target> {
  if (order.kind !== 'restore' || (order.arn?.kind === 'recommender' && !order.manifest)) {
    return order.arn ? { kind: 'target', arn: order.arn, manifest: undefined } : noArn();
  }
  const path = order.manifest ?? (order.arn ? manifestPath(directory, order.arn) : '');
  const reading = await readManifest(path);
  if (reading.kind === 'unreadable') {
    const remedy =
      'Give the manifest that was written before the deletion: it is in the artifact of that run and in its notification.';
    return refuse({ what: 'read the manifest of a campaign', resource: path, cause: reading.why, remedy });
  }
  const arn = parseResourceArn(reading.manifest.arn);
  if (arn && (!order.arn || order.arn.arn === arn.arn)) {
    return { kind: 'target', arn, manifest: reading.manifest };
  }
  const cause = `It is the manifest of ${reading.manifest.arn}.`;
  return refuse({
    what: 'use a manifest',
    resource: path,
    cause,
    remedy: 'Give the manifest of the campaign named in arn; a recommender has none.',
  });
}

const refuse = (failure: Failure): { kind: 'refuse'; failure: Failure } => ({ kind: 'refuse', failure });

function noArn(): Target {
  return refuse({ what: 'find the resource', cause: 'No ARN was given.', remedy: 'Set the input arn.' });
}

async function planOf(
  order: Order,
  { arn, manifest }: Extract<Target, { kind: 'target' }>,
  { account }: Account,
  { personalize }: RegionClients,
): Promise<Plan> {
  if (arn.account !== account) {
    const cause = `It belongs to account ${arn.account}, and this workflow is signed in to ${account}.`;
    return refused(order, arn, cause, 'Sign in to the account that the resource is in.');
  }
  const live = await readLive(personalize, arn);
  if (order.kind === 'restore') return restoring(order, arn, live, manifest);
  if (!live) return refused(order, arn, 'There is no such resource.', 'Check the ARN.');
  return order.kind === 'stop' ? stopping(order, arn, live) : setting(order, arn, live);
}

function setting(order: Extract<Order, { kind: 'set-min-tps' }>, arn: ResourceArn, live: Live): Plan {
  const { state } = live;
  const floor = state.updateInProgress ? floorOnItsWay(live) : state.floor;
  if (floor === order.minTPS) {
    const is = state.updateInProgress ? 'is being set to' : 'is';
    return { kind: 'already', why: `The floor of ${arn.kind} ${arn.name} ${is} ${floor} TPS already.` };
  }
  if (state.status !== 'ACTIVE') return notNow(order, arn, state);
  const change: Change = {
    ...described(arn, state, order),
    kind: 'set-floor',
    from: state.floor,
    to: order.minTPS,
    target: order.minTPS,
  };
  return { kind: 'change', change };
}

function stopping(order: Order, arn: ResourceArn, { state }: Live): Plan {
  if (state.status === 'INACTIVE') {
    return { kind: 'already', why: `Recommender ${arn.name} is stopped already.` };
  }
  if (/^(STOP|DELETE) .*(PENDING|IN.PROGRESS)$/.test(state.status)) {
    const being = state.status.startsWith('DELETE') ? 'deleted' : 'stopped';
    return { kind: 'already', why: `The ${arn.kind} ${arn.name} is being ${being} already.` };
  }
  if (state.status !== 'ACTIVE') return notNow(order, arn, state);
  return { kind: 'change', change: { ...described(arn, state, order), kind: ENDING[arn.kind] } };
}

function restoring(
  order: Order,
  arn: ResourceArn,
  live: Live | undefined,
  manifest: Manifest | undefined,
): Plan {
  if (live?.state.status === 'ACTIVE') {
    return { kind: 'already', why: `The ${arn.kind} ${arn.name} serves already.` };
  }
  if (/^(CREATE|START) .*(PENDING|IN.PROGRESS)$/.test(live?.state.status ?? '')) {
    return { kind: 'already', why: `The ${arn.kind} ${arn.name} is on its way to serve already.` };
  }
  if (manifest && !live) {
    const { minProvisionedTPS: floor } = manifest.campaign;
    const state: PinnedState = { status: 'gone', floor, updatedAt: 0, updateInProgress: false };
    return { kind: 'create', change: { ...described(arn, state, order), kind: 'start' }, manifest };
  }
  if (!live) return refused(order, arn, 'There is no such resource.', 'Check the ARN.');
  if (live.state.status !== 'INACTIVE') return notNow(order, arn, live.state);
  return { kind: 'change', change: { ...described(arn, live.state, order), kind: 'start' } };
}

function notNow(order: Order, arn: ResourceArn, { status }: PinnedState): Plan {
  return refused(
    order,
    arn,
    `Its status is ${status}.`,
    'Wait until that has ended, and run the command again.',
  );
}

function refused(order: Order, { arn, region }: ResourceArn, cause: string, remedy: string): Plan {
  return refuse({ what: `carry out ${order.kind}`, region, resource: arn, cause, remedy });
}

function described(resource: ResourceArn, pinned: PinnedState, { kind, reason }: Order) {
  return { resource, pinned, reason, savingUsd: undefined, key: `${resource.arn} ${kind}` };
}
