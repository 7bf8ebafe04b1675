import { resolve } from 'node:path';
import type { Account } from '../aws/account.ts';
import type { RegionClients } from '../aws/clients.ts';
import type { Failure } from '../aws/failure.ts';
import { type CarriedOut, carryOut, type Tools } from '../changes/carryOut.ts';
import type { Authority, Change, ChangeOutcome, SettledChange } from '../changes/change.ts';
import { capped } from '../changes/guards.ts';
import { type Manifest, writeManifest } from '../changes/manifest.ts';
import { counts, type Fate, type Proposal } from '../changes/propose.ts';
import { findReferences } from '../changes/references.ts';
import { recreate } from '../changes/restore.ts';
import type { Resource } from '../fleet/resource.ts';
import { emit } from '../notifications/emit.ts';
import { messageFor } from '../notifications/messages.ts';
import { announce } from '../notifications/publish.ts';
import { topicArnOf } from '../notifications/topic.ts';
import { demandSince } from './candidates.ts';
import type { Context, Mode } from './context.ts';
import type { Policies } from './policies.ts';

/** What became of changes, and what went wrong on the way. */
export interface Acted {
  readonly settled: readonly SettledChange[];
  /** By ARN: what recreates the campaigns that were deleted. */
  readonly manifests: ReadonlyMap<string, Manifest>;
  readonly failures: readonly Failure[];
}

/** Holds back every change of a run that would change more resources than the user allows; schedules' own are not counted. */
export function withinCap(proposals: readonly Proposal[], maxChanges: number): readonly Proposal[] {
  const resources = new Set(proposals.filter(counts).map(({ change }) => change.resource.arn));
  const refusal = capped(resources.size, maxChanges);
  if (!refusal) return proposals;
  return proposals.map((proposal) => (counts(proposal) ? { ...proposal, fate: refusal } : proposal));
}

/** Carries out what is to be carried out in one Region, one change after the other, and tells people of it. */
export async function act(
  context: Context,
  place: Place,
  proposals: readonly Proposal[],
  mode: Mode,
): Promise<Acted> {
  const settled: SettledChange[] = [];
  const carried: CarriedOut[] = [];
  const unread: Failure[] = [];
  for (const { change, fate } of proposals) {
    if (fate.kind === 'refused') settled.push({ change, outcome: fate });
    else if (fate.kind !== 'apply' || mode === 'plan' || context.signal.aborted) {
      settled.push({ change, outcome: plannedAs(fate) });
    } else {
      const authority: Authority = fate.approval ? 'approved' : 'apply';
      const one = await carryOut(change, authority, toolsFor(context, place, change, unread));
      carried.push(one);
      const { approval } = fate;
      settled.push({ change, outcome: one.outcome, ...(approval ? { approval } : {}) });
    }
  }
  const told = await tell(context, place, carried);
  return {
    settled,
    manifests: new Map(
      carried.flatMap(({ change, manifest }) => (manifest ? [[change.resource.arn, manifest] as const] : [])),
    ),
    failures: [...carried.flatMap(({ failures }) => failures), ...unread, ...told],
  };
}

function plannedAs({ kind }: Exclude<Fate, { kind: 'refused' }>): ChangeOutcome {
  if (kind !== 'issue' && kind !== 'pull-request') return { kind: 'planned' };
  return { kind: 'planned', delivery: { by: kind } };
}

/** Carries out one change that a person asked for by name, and tells people of it. */
export async function actByHand(context: Context, place: Place, change: Change): Promise<Acted> {
  const authority: Authority = 'hand';
  const one = await carryOut(change, authority, toolsFor(context, place, change, []));
  const told = await tell(context, place, [one]);
  return {
    settled: [{ change, outcome: one.outcome }],
    manifests: new Map(),
    failures: [...one.failures, ...refusalOf(one), ...told],
  };
}

/** A refusal is a failure to the person who asked for the change by name. */
function refusalOf({ change, outcome }: CarriedOut): Failure[] {
  if (outcome.kind !== 'refused') return [];
  const { arn, region, kind } = change.resource;
  const remedy = 'Put right what the message names, or wait until it has ended, and run the command again.';
  return [
    {
      what: `change a ${kind}`,
      region,
      resource: arn,
      cause: `Refused (${outcome.guard}): ${outcome.why}.`,
      remedy,
    },
  ];
}

/** Creates a campaign again from its manifest, and tells people of it. */
export async function recreateByHand(
  context: Context,
  place: Place,
  change: Change,
  manifest: Manifest,
): Promise<Acted> {
  const one = await recreate(place.clients.personalize, place.region, change, manifest, context.now());
  const told = await tell(context, place, [one]);
  return {
    settled: [{ change, outcome: one.outcome }],
    manifests: new Map(),
    failures: [...one.failures, ...refusalOf(one), ...told],
  };
}

/** Where changes are carried out. */
export interface Place {
  readonly region: string;
  readonly account: Account;
  readonly clients: RegionClients;
  /** By ARN: those whose requests may have to be read again. */
  readonly resources: ReadonlyMap<string, Resource>;
  /** Undefined where a person named the resource: the inputs hold. */
  readonly policies: Policies | undefined;
}

/** Requests that could not be read again refuse their change, and are told in `unread` besides. */
function toolsFor(context: Context, place: Place, change: Change, unread: Failure[]): Tools {
  const { settings, now, workspace } = context;
  const policy = place.policies?.of(change.resource) ?? settings;
  const { region, clients, resources } = place;
  const aside = setAside(context);
  return {
    personalize: clients.personalize,
    region,
    now,
    graceHours: policy.graceHours,
    cooldownHours: policy.cooldownHours,
    idleThresholdHours: policy.idleThresholdHours,
    async demandSince(arn, since) {
      const resource = resources.get(arn);
      if (!resource) return { kind: 'unknown', why: 'nothing is known of the resource' };
      const { seen, failures } = await demandSince(clients.cloudWatch, region, resource, since, now());
      unread.push(...failures);
      return seen;
    },
    references: (arn) => findReferences(workspace, arn, aside),
    save: (arn, manifest) => writeManifest(settings.reportDirectory, arn, manifest),
  };
}

/** What may name any resource, and blocks no deletion by that. */
export function setAside({ configFiles, settings }: Context): readonly string[] {
  return [...configFiles, resolve(settings.reportDirectory)];
}

async function tell(
  context: Context,
  place: Place,
  carried: readonly CarriedOut[],
): Promise<readonly Failure[]> {
  const { settings, workflow } = context;
  const { region, account, clients } = place;
  const messages = carried.flatMap((one) => {
    const manifest = one.manifest && JSON.stringify(one.manifest, null, 2);
    return (
      messageFor(one, {
        region,
        workflowRun: workflow?.run,
        manifest,
        graceHours: (place.policies?.of(one.change.resource) ?? settings).graceHours,
      }) ?? []
    );
  });
  const topicArn = topicArnOf(account.partition, region, account.account);
  const published = await announce({ client: clients.sns, topicArn, region, messages });
  const busName = settings.eventBusName;
  if (busName === undefined) return published.failures;
  return [...published.failures, ...(await sendEvents(context, place, busName, carried))];
}

/** Events go to the bus in the Region of the resource, unless the bus is given by an ARN of another. */
async function sendEvents(
  { clients, sleep }: Context,
  place: Place,
  busName: string,
  settled: readonly SettledChange[],
): Promise<readonly Failure[]> {
  const region = /^arn:[^:]+:events:([^:]+):/.exec(busName)?.[1] ?? place.region;
  if (region === place.region) {
    return (await emit({ client: place.clients.events, busName, region, settled, sleep })).failures;
  }
  const { events, destroy } = clients(region);
  try {
    return (await emit({ client: events, busName, region, settled, sleep })).failures;
  } finally {
    destroy();
  }
}
