import type { Failure } from '../aws/failure.ts';
import { exempt as exemptByTags } from '../changes/guards.ts';
import { type Candidate, type Proposal, propose } from '../changes/propose.ts';
import { assess } from '../findings/assess.ts';
import type { Assessment } from '../findings/finding.ts';
import { PRICES, type Prices } from '../findings/prices.ts';
import type { RaiseAdvice } from '../findings/raise.ts';
import { BILLING_MINUTES, sizeOf } from '../findings/sizing.ts';
import type { Observation } from '../metrics/observe.ts';
import type { Config } from '../settings/config/config.ts';
import type { EffectivePolicy } from '../settings/config/policy.ts';
import { demandOf } from '../usage/demand.ts';
import { type Clients, candidatesOf } from './candidates.ts';
import type { Context } from './context.ts';
import { type CloserLook, lookCloser } from './lookCloser.ts';
import type { Policies } from './policies.ts';

/** What was found out about a Region's resources, and what follows from it. */
export interface Decision {
  readonly assessments: readonly Assessment[];
  readonly proposals: readonly Proposal[];
  /** ARNs of those known to be exempt, by a tag or a policy. */
  readonly exempt: ReadonlySet<string>;
  readonly failures: readonly Failure[];
}

/** Judges and sizes each resource, and proposes changes. Reads more only where a first look leaves it open. */
export async function decide(
  context: Context,
  region: string,
  observations: readonly Observation[],
  policies: Policies,
  clients: Clients,
): Promise<Decision> {
  const now = context.now();
  const looked = observations.filter(({ resource }) => isLookedAt(policies, resource));
  const closer = await lookCloser(clients.cloudWatch, region, looked, policies, now);
  const assessments = looked.map((observation) =>
    assessed(observation, closer, policies, context.config.file),
  );
  const issues = (await context.board)?.issues;
  const { candidates, failures } = await candidatesOf(
    region,
    assessments,
    looked,
    policies,
    clients,
    issues,
    now,
  );
  const proposals = candidates.flatMap((candidate) => {
    const policy = policies.of(candidate.assessment.resource);
    return propose(candidate, policy, now).map((proposal) => spared(proposal, policy.exempt));
  });
  const exempt = new Set(
    candidates
      .filter((candidate) => isExempt(candidate, policies, now))
      .map(({ assessment }) => assessment.resource.arn),
  );
  return { assessments, proposals, exempt, failures: [...closer.failures, ...failures] };
}

/** False where nobody can tell. */
function isExempt({ assessment, tags }: Candidate, policies: Policies, now: number): boolean {
  const { exempt, source } = policies.of(assessment.resource);
  if (exempt.kind === 'yes' && source.kind === 'policy') return true;
  return tags?.kind === 'known' && exemptByTags(tags, now) !== undefined;
}

function isLookedAt(policies: Policies, resource: Observation['resource']): boolean {
  const { adjust, end } = policies.of(resource);
  return adjust !== 'off' || end !== 'off';
}

function assessed(
  observation: Observation,
  closer: CloserLook,
  policies: Policies,
  config: Config | undefined,
): Assessment {
  const { resource, requests, span } = observation;
  const { adjust, end, lookbackDays, ramp, minTps } = policies.of(resource);
  const advice = closer.adviceOn(observation);
  const billingMinutes = { ...BILLING_MINUTES, ...config?.prices.billingMinutes };
  const settings = { lookbackDays, ...ramp, billingMinutes, minimum: minTps.floor };
  return assess({
    resource,
    verdict: closer.verdictOn(observation),
    sizing: sizeOf({ resource, requests, span, settings }),
    demand: demandOf(requests, span, resource.createdAt),
    raise: advice && within(advice, resource.floor, minTps.ceiling),
    prices: pricesOf(config),
    idleEnabled: end !== 'off',
    sizingEnabled: adjust !== 'off',
  });
}

/** Nothing over the ceiling is advised, and nothing at all where today's floor has reached it. */
function within(advice: RaiseAdvice, floor: number, ceiling = advice.advised): RaiseAdvice | undefined {
  return ceiling > floor ? { ...advice, advised: Math.min(advice.advised, ceiling) } : undefined;
}

export function pricesOf(config: Config | undefined): Prices {
  const own = config?.prices.tpsHour ?? {};
  if (Object.keys(own).length === 0) return PRICES;
  return { asOf: `${PRICES.asOf}, with those of the config file`, tpsHour: { ...PRICES.tpsHour, ...own } };
}

/** The config file may exempt a resource too; what its tags say stands beside that. */
export function spared(proposal: Proposal, exempt: EffectivePolicy['exempt'] = { kind: 'no' }): Proposal {
  if (exempt.kind === 'no' || proposal.change.kind === 'unmark') return proposal;
  return { ...proposal, fate: { kind: 'refused', guard: 'exempt', why: exempt.why } };
}
