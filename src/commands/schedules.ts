import type { PersonalizeClient } from '@aws-sdk/client-personalize';
import pLimit from 'p-limit';
import { failureOf } from '../aws/errors.ts';
import type { Failure } from '../aws/failure.ts';
import type { CapacityAnswer } from '../changes/capacity.ts';
import { removeTag } from '../changes/operations.ts';
import type { Proposal } from '../changes/propose.ts';
import { cadenceIn, missedWindows } from '../changes/scheduleCadence.ts';
import { needsTagsNow } from '../changes/scheduleCover.ts';
import { besideSchedules } from '../changes/scheduleRules.ts';
import { type ScheduleAnswer, scheduledChanges } from '../changes/schedules.ts';
import { PRE_WARM_TAG, readTags, type Tags } from '../changes/tags.ts';
import type { Assessment, SizingResult } from '../findings/finding.ts';
import type { Prices } from '../findings/prices.ts';
import { savingOf } from '../findings/saving.ts';
import type { RegionFleet, Resource } from '../fleet/resource.ts';
import type { Notice } from '../outcomes/notice.ts';
import type { Config } from '../settings/config/config.ts';
import type { Reading } from '../usage/reading.ts';
import type { Span } from '../usage/windows.ts';
import type { Context, Mode } from './context.ts';
import { pricesOf, spared } from './decide.ts';
import type { Policies } from './policies.ts';

const TAG_READS_AT_ONCE = 4;

/** What the schedules of the config file come to for one Region's resources at this moment. */
export interface Scheduled extends ScheduleAnswer {
  readonly failures: readonly Failure[];
}

const NOTHING: Scheduled = {
  proposals: [],
  notices: [],
  holds: new Map(),
  over: [],
  matched: new Set(),
  wanting: new Set(),
  failures: [],
};

/** What is known of a Region. */
interface Known {
  readonly fleet: RegionFleet;
  readonly assessments: readonly Assessment[];
  readonly policies: Policies;
  readonly managed: CapacityAnswer['managed'];
  /** The count of resources that each run publishes, and the windows that it was read back over. */
  readonly count: Reading;
  readonly span: Span;
}

/** Asks AWS for nothing but tags, and for those only where a schedule hangs on them now. */
export async function schedulesOf(
  context: Context,
  known: Known,
  personalize: PersonalizeClient,
  mode: Mode,
): Promise<Scheduled> {
  const { file, trusted } = context.config;
  if (!file || file.schedules.length === 0) return NOTHING;
  const { fleet, policies, managed } = known;
  const now = context.now();
  const tags = await tagsOf(file, known, personalize, now);
  const answer = scheduledChanges({
    schedules: file.schedules,
    file: file.file,
    trusted: trusted || isForeseen(context, mode),
    fleet,
    tagsOf: (arn) => tags.byArn.get(arn),
    managed,
    policyOf: (arn) => policies.of({ arn }),
    now,
  });
  return {
    ...answer,
    proposals: answer.proposals.map(({ change, fate }) => {
      const savingUsd = savedBy(change, known, pricesOf(file));
      return spared({ change: { ...change, savingUsd }, fate }, policies.of(change.resource).exempt);
    }),
    notices: [...answer.notices, ...missedOf(file, answer, known, now)],
    failures: tags.failures,
  };
}

/** The schedules' own changes first: what else would set the same floor, or lower it, comes after them. */
export function withSchedules(proposals: readonly Proposal[], scheduled: Scheduled): readonly Proposal[] {
  return [...scheduled.proposals, ...besideSchedules(proposals, scheduled)];
}

/** A plan for a pull request shows what its file would have done once it is merged; a plan carries nothing out. */
function isForeseen({ event }: Context, mode: Mode): boolean {
  return mode === 'plan' && event.pullRequest !== undefined;
}

async function tagsOf(
  { schedules }: Config,
  { fleet, policies }: Known,
  personalize: PersonalizeClient,
  now: number,
): Promise<{ byArn: ReadonlyMap<string, Tags>; failures: readonly Failure[] }> {
  const limit = pLimit(TAG_READS_AT_ONCE);
  const failures: Failure[] = [];
  const byArn = new Map<string, Tags>();
  const read = async (resource: Resource) => {
    const values = policies.tagsOf(resource);
    if (values) return byArn.set(resource.arn, { kind: 'known', values });
    const reading = await readTags(personalize, fleet.region, resource.arn);
    failures.push(...reading.failures);
    return byArn.set(resource.arn, reading.tags);
  };
  const concerned = fleet.resources.filter((resource) => needsTagsNow(schedules, resource, now));
  await Promise.all(concerned.map((resource) => limit(() => read(resource))));
  return { byArn, failures };
}

const UNSIZED: SizingResult = { kind: 'unknown', reason: 'it was not looked at', remedy: '' };

function savedBy(
  change: Proposal['change'],
  { fleet, assessments }: Known,
  prices: Prices,
): number | undefined {
  const { arn } = change.resource;
  const resource = fleet.resources.find((one) => one.arn === arn);
  if (!resource || change.kind !== 'set-floor') return undefined;
  const assessment = assessments.find((one) => one.resource.arn === arn);
  const known = { sizing: assessment?.sizing ?? UNSIZED, isIdle: assessment?.verdict.kind === 'idle' };
  return savingOf(resource, { floor: change.to }, known, prices);
}

function missedOf(
  { schedules, file }: Config,
  { wanting }: ScheduleAnswer,
  { fleet, count, span }: Known,
  now: number,
): readonly Notice[] {
  const cadence = cadenceIn(count, span, now);
  const concerned = schedules.filter(({ index }) => wanting.has(index));
  return cadence ? missedWindows(concerned, cadence, now, { file, region: fleet.region }) : [];
}

/** Takes the tags off resources whose windows are over. What cannot be taken off is looked at again by the next run. */
export async function forgetRaises(
  { config, signal }: Context,
  { over }: Pick<Scheduled, 'over'>,
  personalize: PersonalizeClient,
  mode: Mode,
): Promise<readonly Failure[]> {
  if (mode === 'plan' || !config.trusted) return [];
  const failures: Failure[] = [];
  for (const { arn, region } of over) {
    if (signal.aborted) break;
    const operation = removeTag(personalize, arn, PRE_WARM_TAG);
    try {
      await operation.send();
    } catch (error) {
      const about = { what: 'take a tag off a resource', region, resource: arn };
      failures.push(failureOf(error, { ...about, operation: `personalize:${operation.name}` }));
    }
  }
  return failures;
}

/** Schedules that are for nothing that a run looks at; nothing is said where not all could be listed. */
export function schedulesForNothing(
  file: Config | undefined,
  surveyed: readonly { readonly fleet: RegionFleet; readonly scheduled: Pick<Scheduled, 'matched'> }[],
): readonly Notice[] {
  if (!file || surveyed.length === 0 || !surveyed.every(({ fleet }) => fleet.complete)) return [];
  const matched = new Set(surveyed.flatMap(({ scheduled }) => [...scheduled.matched]));
  return file.schedules
    .filter(({ index }) => !matched.has(index))
    .map(({ index, line }) => ({
      level: 'warning',
      text: `schedules[${index}] (${file.file}:${line}) is for no campaign and no recommender that this run looks at: nothing will be pre-warmed. Look for a slip in its match.`,
    }));
}
