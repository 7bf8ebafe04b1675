import type { ResourceArn } from '../aws/arn.ts';
import { pinnedStateOf } from '../changes/live.ts';
import type { Proposal } from '../changes/propose.ts';
import type { Assessment, Finding } from '../findings/finding.ts';
import type { Existence, Resource } from '../fleet/resource.ts';
import { issueKey } from '../github/issues/key.ts';
import { type Standing, subjectOf } from '../github/issues/standing.ts';
import type { Mode } from '../settings/config/mode.ts';
import type { EffectivePolicy } from '../settings/config/policy.ts';
import type { Surveyed } from './region.ts';

type FindingKind = Finding['kind'];

const KINDS: readonly FindingKind[] = ['idle', 'over-provisioned', 'under-provisioned'];

/**
 * Where each kind of finding stands, for every resource that this run looked at and for those that have an issue of
 * `kept` and are looked at no more. What is not in the answer is of another account or Region.
 */
export function standingsOf(
  surveyed: readonly Surveyed[],
  proposals: readonly Proposal[],
  kept: ReadonlySet<string>,
): ReadonlyMap<string, Standing> {
  const byArn = Map.groupBy(proposals, ({ change }) => change.resource.arn);
  return new Map(
    surveyed.flatMap((one): [string, Standing][] => [
      ...goneIn(one, kept),
      ...lookedAtIn(one, byArn).map(([key, standing]): [string, Standing] => [key, of(one, standing)]),
    ]),
  );
}

/** With the account's name, where the config file names any. */
function of({ accountName }: Surveyed, standing: Standing): Standing {
  if (accountName === undefined || standing.kind !== 'wanted') return standing;
  return { ...standing, subject: { ...standing.subject, account: accountName } };
}

function lookedAtIn(
  { fleet, decision, policies }: Surveyed,
  proposals: ReadonlyMap<string, readonly Proposal[]>,
): [string, Standing][] {
  const assessments = new Map(decision.assessments.map((one) => [one.resource.arn, one]));
  return fleet.resources.flatMap((resource) =>
    KINDS.map((kind): [string, Standing] => [
      issueKey(resource, kind),
      withLive(
        resource,
        standingOf(kind, {
          assessment: assessments.get(resource.arn),
          proposals: proposals.get(resource.arn) ?? [],
          policy: policies.of(resource),
          isExempt: decision.exempt.has(resource.arn),
          allRead: decision.failures.length === 0,
        }),
      ),
    ]),
  );
}

/** What is left open can still be told to be another matter than an issue describes; not while an update is under way. */
function withLive(resource: Resource, standing: Standing): Standing {
  const { kind } = standing;
  return kind === 'open-question' && !resource.updateInProgress
    ? { ...standing, live: pinnedStateOf(resource) }
    : standing;
}

/** Which changes answer a finding. */
export const answersFinding = (kind: FindingKind, { change }: Pick<Proposal, 'change'>): boolean =>
  kind === 'idle' ? change.kind === 'stop' || change.kind === 'delete' : change.kind === 'set-floor';

export interface Known {
  /** Undefined where both kinds of findings are off. */
  readonly assessment: Assessment | undefined;
  readonly proposals: readonly Proposal[];
  readonly policy: Pick<EffectivePolicy, 'adjust' | 'end'>;
  /** Known to be exempt, by a tag or a policy. */
  readonly isExempt: boolean;
  /** False when a closer look failed, so that an advice to raise may only be missing. */
  readonly allRead: boolean;
}

/** One kind of finding of one resource. */
export function standingOf(kind: FindingKind, known: Known): Standing {
  const { assessment, proposals, policy } = known;
  const mode = kind === 'idle' ? policy.end : policy.adjust;
  if (mode !== 'issue') return { kind: 'over', why: NOT_BY_ISSUE[mode] };
  if (!assessment) return { kind: 'open-question', why: 'it was not looked at' };
  const finding = assessment.findings.find((one) => one.kind === kind);
  if (!finding) return withoutFinding(kind, assessment, known.allRead);
  const proposal = proposals.find((one) => answersFinding(kind, one));
  if (!proposal) return NOTHING_PROPOSED;
  const { change, fate } = proposal;
  if (fate.kind === 'refused') {
    return known.isExempt
      ? { kind: 'over', why: `It is exempt: ${fate.why}.` }
      : { kind: 'open-question', why: fate.why };
  }
  const subject = fate.kind === 'issue' ? subjectOf(finding, change) : undefined;
  return subject ? { kind: 'wanted', subject } : NOTHING_PROPOSED;
}

const NOTHING_PROPOSED: Standing = {
  kind: 'open-question',
  why: 'nothing is proposed about it now',
};

const NOT_BY_ISSUE: Readonly<Record<Exclude<Mode, 'issue'>, string>> = {
  off: 'The settings say that nothing is to be done about findings of this kind.',
  report: 'The settings say that findings of this kind are only to be reported.',
  'pull-request': 'The settings say that findings of this kind are to be proposed in a pull request.',
  apply: 'The settings say that what follows from findings of this kind is to be carried out.',
};

function withoutFinding(
  kind: FindingKind,
  { verdict, sizing, findings }: Assessment,
  allRead: boolean,
): Standing {
  if (verdict.kind === 'unknown') return { kind: 'open-question', why: verdict.reason };
  const [other] = findings;
  if (kind === 'idle') return { kind: 'over', why: `It is in use: ${verdict.reason}.` };
  if (other) return { kind: 'over', why: `It is ${other.kind} now: ${other.reason}.` };
  if (kind === 'under-provisioned') {
    if (!allRead) return { kind: 'open-question', why: 'its errors and latency could not be read' };
    return { kind: 'over', why: 'Its traffic did not run so far over its floor in the last day.' };
  }
  if (sizing.kind === 'unknown') return { kind: 'open-question', why: sizing.reason };
  const { floor, target } = sizing.sizing;
  return { kind: 'over', why: `Its floor of ${floor} TPS fits its traffic: ${target} would do.` };
}

const GONE: Readonly<Partial<Record<Existence, string>>> = {
  gone: 'It no longer exists.',
  stopped: 'It is stopped.',
};

/** Resources with an issue that are no longer monitored, as far as it is known why. */
function goneIn({ fleet, account }: Surveyed, kept: ReadonlySet<string>): [string, Standing][] {
  if (!account) return [];
  return [...kept].flatMap((key): [string, Standing][] => {
    const resource = resourceOf(key, { region: fleet.region, ...account });
    if (!resource) return [];
    const why = GONE[fleet.existence(resource.arn)];
    return why === undefined ? [] : [[key, { kind: 'over', why }]];
  });
}

/** The resource that a key is of, if it is one of this account and Region. */
function resourceOf(
  key: string,
  { region, account, partition }: { region: string; account: string; partition: string },
): ResourceArn | undefined {
  const [, where = '', finding = ''] = key.split(' ');
  const [keyRegion, kind, name] = where.split('/');
  if (keyRegion !== region || name === undefined) return undefined;
  if (kind !== 'campaign' && kind !== 'recommender') return undefined;
  const arn = `arn:${partition}:personalize:${region}:${account}:${kind}/${name}`;
  const resource: ResourceArn = { arn, partition, region, account, kind, name };
  return issueKey(resource, finding as FindingKind) === key ? resource : undefined;
}
