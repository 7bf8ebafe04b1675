import type { Failure } from '../../aws/failure.ts';
import type { Check, Diagnosis } from '../../outcomes/check.ts';
import { type Holder, statementsFor } from './grants.ts';
import type { Need } from './permissions.ts';
import type { Tried } from './regions.ts';

/** What trying permissions came to: a check for each, whatever Regions it was tried in. */
export function permissionChecks(
  tried: readonly Tried[],
  holder: Holder,
): Diagnosis & { readonly failures: readonly Failure[] } {
  const groups = Map.groupBy(tried, ({ need }) => `${need.grant} ${need.action}`);
  const judged = [...groups.values()].map(judge);
  const those = (result: Check['result']) =>
    judged.filter(({ check }) => check.result === result).map(({ need }) => need);
  return {
    checks: judged.map(({ check }) => check),
    missing: statementsFor(those('wrong'), holder),
    untried: statementsFor(those('not-tried'), holder),
    failures: tried.flatMap(({ trial }) => (trial.kind === 'failed' ? [trial.failure] : [])),
  };
}

const SURE = 'allowed';
/** The report explains it. */
const APPARENT = 'allowed, to all appearances';

function judge(tried: readonly Tried[]): { need: Need; check: Check } {
  const [{ need }] = tried as [Tried, ...Tried[]];
  const name = need.grant === 'KeepDashboard' ? `${need.action} (dashboard)` : need.action;
  const check = { area: 'permission', name } as const;
  const why = `needed for ${need.why}`;
  const of = <Kind extends Tried['trial']['kind']>(kind: Kind) =>
    tried.flatMap(({ trial, region }) =>
      trial.kind === kind ? [{ region, trial: trial as Extract<Tried['trial'], { kind: Kind }> }] : [],
    );
  const denied = of('denied');
  const [refusal] = denied;
  if (refusal) {
    const everywhere = denied.length === tried.length;
    const where = everywhere ? '' : ` in ${denied.map(({ region }) => region).join(', ')} only`;
    const found = `missing${where}, ${why}: ${refusal.trial.message}`;
    return {
      need,
      check: { ...check, result: 'wrong', found, remedy: remedyFor(refusal.trial.message, need) },
    };
  }
  const [failed] = of('failed');
  if (failed) {
    const found = `${why}; it could not be tried: ${failed.trial.failure.cause}`;
    return { need, check: { ...check, result: 'unknown', found, remedy: failed.trial.failure.remedy } };
  }
  const [untried] = of('not-tried');
  if (untried) {
    const found = `${why}; not tried, because ${untried.trial.why}`;
    const remedy = 'Make sure that a policy of the role allows it: the statement is below.';
    return { need, check: { ...check, result: 'not-tried', found, remedy } };
  }
  const sure = of('allowed').every(({ trial }) => trial.sure);
  return { need, check: { ...check, result: 'ok', found: sure ? SURE : APPARENT } };
}

/** AWS says in its message which kind of policy stands in the way (IAM guide, "Troubleshoot access denied"). */
function remedyFor(message: string, { why }: Need): string {
  const explicit = /explicit deny/i.test(message);
  const [, above] =
    /(service control policy|resource control policy|permissions boundary|session policy|VPC endpoint policy)/i.exec(
      message,
    ) ?? [];
  if (above)
    return `The ${above} has to allow it too: another statement in the role's own policy does not help.`;
  if (explicit) return 'A policy denies it by name, which no other statement outdoes: take that out.';
  const [, input] = /^([\w-]+): (?:issue|pull-request|apply)$/.exec(why) ?? [];
  return `Add the statement below to a policy of the role${input ? `, or set ${input} to report` : ''}.`;
}
