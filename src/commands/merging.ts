import type { Failure } from '../aws/failure.ts';
import { capacityDifference } from '../changes/capacityRules.ts';
import { referenced } from '../changes/guards.ts';
import { findReferences } from '../changes/references.ts';
import type { GitHub } from '../github/client.ts';
import type { PullRequestEvent } from '../github/event.ts';
import { gitHubFailure, isStatus } from '../github/failure.ts';
import { renderPlanComment } from '../github/plan/comment.ts';
import { renderInvalidComment } from '../github/plan/invalid.ts';
import { keepPlanComment } from '../github/plan/keepComment.ts';
import type { MergePlan, PolicyChange } from '../github/plan/mergePlan.ts';
import { hiderFor } from '../report/accounts.ts';
import type { ChangeReport, Run } from '../report/run.ts';
import { configFor } from '../settings/config/accounts.ts';
import { type Config, parseConfig } from '../settings/config/config.ts';
import type { InvalidConfig } from '../settings/config/errors.ts';
import { type EffectivePolicy, policyFor } from '../settings/config/policy.ts';
import { setAside } from './act.ts';
import { hidesAccountIds } from './board.ts';
import type { Context } from './context.ts';
import type { Surveyed } from './region.ts';
import { resultOf } from './reporting.ts';

/** On a pull request, keeps a comment there that says what merging it would do. */
export async function commented(
  context: Context,
  run: Run,
  surveyed: readonly Surveyed[],
  hide: (text: string) => string,
): Promise<Run> {
  const { github, event, signal } = context;
  const { pullRequest } = event;
  if (!github || !pullRequest || signal.aborted) return run;
  const base = await readBase(github, context, pullRequest);
  const key = workflowKey(context);
  const merging = await mergePlan(context, base, surveyed, run);
  const kept = await keepPlanComment(github, {
    number: pullRequest.number,
    body: renderPlanComment({ run, merging, hide, workflowKey: key }),
    key,
    fromFork: pullRequest.fromFork,
  });
  const failures = [...run.failures, ...('failure' in base ? [base.failure] : []), ...kept.failures];
  return {
    ...run,
    result: resultOf(surveyed, failures, signal.aborted),
    upkeep: [...run.upkeep, ...kept.upkeep],
    notices: [...run.notices, ...kept.notices],
    failures,
  };
}

/** Says on the pull request what is wrong with its config file, in place of a plan that would be of another one. */
export async function complain(context: Context, { errors }: InvalidConfig): Promise<void> {
  const { github, event, log } = context;
  const { pullRequest } = event;
  if (!github || !pullRequest) return;
  const key = workflowKey(context);
  const hide = hiderFor([], hidesAccountIds(context));
  const { number, fromFork } = pullRequest;
  const body = renderInvalidComment({ errors, hide, workflowKey: key });
  const kept = await keepPlanComment(github, { number, body, key, fromFork });
  for (const { what, cause } of kept.failures) log.info(hide(`could not ${what}: ${cause}`));
}

/** Tells the comments of several workflows on one pull request apart. */
function workflowKey({ workflow }: Context): string {
  return workflow?.page.split('/').at(-1) ?? 'plan';
}

/** The config file as it is without the pull request. */
type Base =
  | { readonly kind: 'known'; readonly config: Config | undefined }
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string; readonly failure: Failure };

async function readBase(
  { octokit, owner, repo }: GitHub,
  { settings, config }: Context,
  { baseSha: ref }: PullRequestEvent,
): Promise<Base> {
  const path = config.file?.file ?? settings.configFile;
  try {
    const { data } = await octokit.rest.repos.getContent({ owner, repo, path, ref });
    if (Array.isArray(data) || data.type !== 'file')
      return { kind: 'unknown', why: `${path} is no file there` };
    const parsed = parseConfig(Buffer.from(data.content, 'base64').toString(), path);
    if (parsed.kind === 'config') return { kind: 'known', config: parsed.config };
    return { kind: 'unknown', why: `${path} has errors on the branch that it is to be merged into` };
  } catch (error) {
    if (isStatus(error, 404)) return { kind: 'known', config: undefined };
    const context = { what: 'read the config file', resource: path, operation: 'repos.getContent' };
    const failure = gitHubFailure(error, context);
    return {
      kind: 'unknown',
      why: `the file on the branch that it is to be merged into could not be read: ${failure.cause}`,
      failure,
    };
  }
}

async function mergePlan(
  context: Context,
  base: Base,
  surveyed: readonly Surveyed[],
  run: Run,
): Promise<MergePlan> {
  const file = context.config.file?.file ?? context.settings.configFile;
  if (base.kind === 'unknown') {
    const { why } = base;
    return { file, capacity: { kind: 'unknown', why }, policies: { kind: 'unknown', why } };
  }
  const brought = new Set(surveyed.flatMap((one) => keysBrought(context, base.config, one)));
  const changes = run.changes.filter(({ key, reason }) => brought.has(`${key} ${reason}`));
  return {
    file,
    capacity: { kind: 'known', changes: await Promise.all(changes.map((one) => foreseen(context, one))) },
    policies: { kind: 'known', changed: surveyed.flatMap((one) => policyChanges(context, base.config, one)) },
  };
}

/** What tells apart the changes that the file of the pull request brings about, and that of today does not. */
function keysBrought(
  { config, now }: Context,
  base: Config | undefined,
  { fleet, account, accountName }: Surveyed,
): readonly string[] {
  if (!config.file || !account) return [];
  const { proposals } = capacityDifference((base && configFor(base, accountName))?.capacity ?? [], {
    head: configFor(config.file, accountName).capacity,
    file: config.file.file,
    trusted: true,
    ...account,
    fleet,
    now: now(),
  });
  return proposals.map(({ change }) => `${change.key} ${change.reason}`);
}

/** A deletion that would be refused since the repository names the campaign is told to be. */
async function foreseen(context: Context, change: ChangeReport): Promise<ChangeReport> {
  if (change.kind !== 'delete' || change.outcome.kind !== 'planned') return change;
  const refusal = referenced(await findReferences(context.workspace, change.arn, setAside(context)));
  return refusal ? { ...change, outcome: refusal } : change;
}

function policyChanges(
  { config, settings, now }: Context,
  base: Config | undefined,
  { fleet, policies, accountName }: Surveyed,
): readonly PolicyChange[] {
  const at = now();
  const whose = accountName === undefined ? {} : { account: accountName };
  const [without, proposed] = [base, config.file].map((file) => file && configFor(file, accountName));
  return fleet.resources.flatMap((resource) => {
    const { arn, name, region, kind: resourceKind } = resource;
    const facts = { ...resource, tags: policies.tagsOf(resource) };
    const before = wordsFor(policyFor(facts, without, settings, at));
    const after = wordsFor(policyFor(facts, proposed, settings, at));
    return before === after ? [] : [{ ...whose, arn, name, region, resourceKind, before, after }];
  });
}

/** A policy as people compare it. */
function wordsFor(policy: EffectivePolicy): string {
  const { exempt, minTps, ramp } = policy;
  const ceiling = minTps.ceiling === undefined ? '' : ` to ${minTps.ceiling}`;
  return [
    ...(exempt.kind === 'yes' ? ['exempt'] : []),
    `floors: ${policy.adjust}`,
    `idle: ${policy.end} after ${policy.idleThresholdHours} h, grace ${policy.graceHours} h`,
    `look-back ${policy.lookbackDays} days`,
    `steps of ${policy.stepPercent}% every ${policy.cooldownHours} h`,
    ...(minTps.floor > 1 || ceiling !== '' ? [`min-tps from ${minTps.floor}${ceiling}`] : []),
    `ramp ${ramp.factor}, ${ramp.tolerancePercent}%`,
    `alarms: ${[...(policy.utilizationAlarms ? [`utilization under ${policy.utilizationThreshold}%`] : []), ...(policy.idleAlarms ? ['idle'] : [])].join(', ') || 'none'}`,
  ].join('; ');
}
