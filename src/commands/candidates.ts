import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { PersonalizeClient } from '@aws-sdk/client-personalize';
import pLimit from 'p-limit';
import type { Failure } from '../aws/failure.ts';
import type { DemandSeen } from '../changes/guards.ts';
import type { Candidate } from '../changes/propose.ts';
import { markedSince, readTags, type Tags } from '../changes/tags.ts';
import type { Assessment } from '../findings/finding.ts';
import type { Resource } from '../fleet/resource.ts';
import type { KeptIssue } from '../github/issues/issue.ts';
import type { Observation } from '../metrics/observe.ts';
import type { Mode } from '../settings/config/mode.ts';
import { type Calls, readCalls, upToNow } from '../usage/calls.ts';
import { WINDOW_MS, windowsOf } from '../usage/windows.ts';
import type { Policies } from './policies.ts';
import { isQuiet } from './quiet.ts';

const HOUR_MS = 3_600_000;
const TAG_READS_AT_ONCE = 4;
const WINDOWS_A_DAY = (24 * HOUR_MS) / WINDOW_MS;

export interface Clients {
  readonly cloudWatch: CloudWatchClient;
  readonly personalize: PersonalizeClient;
}

const ASKS_A_PERSON: ReadonlySet<Mode> = new Set<Mode>(['issue', 'pull-request']);
const ASKS_FOR_TAGS: ReadonlySet<Mode> = new Set<Mode>([...ASKS_A_PERSON, 'apply']);

/** Stands in for tags that nothing follows from now; what is carried out after all has them read by its guards. */
const UNREAD: Tags = { kind: 'known', values: new Map() };

/** Reads the tags of what may be changed or unmarked; none where nothing is to be carried out. */
export async function candidatesOf(
  region: string,
  assessments: readonly Assessment[],
  observations: readonly Observation[],
  policies: Policies,
  clients: Clients,
  issues: readonly KeptIssue[] | undefined,
  now: number,
): Promise<{ candidates: readonly Candidate[]; failures: readonly Failure[] }> {
  const limit = pLimit(TAG_READS_AT_ONCE);
  const failures: Failure[] = [];
  const byArn = new Map(observations.map((observation) => [observation.resource.arn, observation]));
  const concerned = (assessment: Assessment) => {
    const { adjust, end, idleThresholdHours } = policies.of(assessment.resource);
    const kinds = new Set(assessment.findings.map(({ kind }) => kind));
    if (ASKS_FOR_TAGS.has(adjust) && kinds.has('over-provisioned')) return true;
    if (ASKS_A_PERSON.has(adjust) && kinds.has('under-provisioned')) return true;
    if (ASKS_FOR_TAGS.has(end) && kinds.has('idle')) return true;
    return end === 'apply' && awoke(assessment, byArn, idleThresholdHours);
  };
  const candidates = await Promise.all(
    assessments.map((assessment) =>
      limit(async (): Promise<Candidate> => {
        if (!concerned(assessment)) return { assessment, tags: undefined, demandSinceMark: undefined };
        const policy = policies.of(assessment.resource);
        if (isQuiet(assessment, policy, issues, now)) {
          return { assessment, tags: UNREAD, demandSinceMark: undefined };
        }
        const read = await readTags(clients.personalize, region, assessment.resource.arn);
        failures.push(...read.failures);
        const demand = await sinceMark(assessment, read.tags, region, clients, now);
        failures.push(...(demand?.failures ?? []));
        return { assessment, tags: read.tags, demandSinceMark: demand?.seen };
      }),
    ),
  );
  return { candidates, failures };
}

/**
 * A busy resource that was without requests at the start of the last day, or for the threshold since: it may still
 * be marked as idle. A mark that this misses is found when the resource is idle again.
 */
function awoke(
  { resource, verdict }: Assessment,
  byArn: ReadonlyMap<string, Observation>,
  idleThresholdHours: number,
): boolean {
  const observation = byArn.get(resource.arn);
  if (verdict.kind !== 'busy' || observation?.requests.kind !== 'complete') return false;
  const { values } = observation.requests;
  const lastDay = windowsOf(observation.span).slice(-WINDOWS_A_DAY);
  const quiet = lastDay.map((window) => (values.get(window) ?? 0) === 0);
  let run = 0;
  let longest = 0;
  for (const silent of quiet) {
    run = silent ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return quiet[0] === true || longest * WINDOW_MS >= idleThresholdHours * HOUR_MS;
}

async function sinceMark(
  { resource, verdict }: Assessment,
  tags: Tags,
  region: string,
  { cloudWatch }: Clients,
  now: number,
): Promise<DemandReading | undefined> {
  const since = markedSince(tags);
  if (verdict.kind !== 'idle' || since === undefined) return undefined;
  return demandSince(cloudWatch, region, resource, since, now);
}

/** What was seen of a resource's calls, and what went wrong in reading them. */
export interface DemandReading {
  readonly seen: DemandSeen;
  readonly failures: readonly Failure[];
}

/** Whether a resource was called at all from a moment until now; failed calls are calls. */
export async function demandSince(
  client: CloudWatchClient,
  region: string,
  resource: Resource,
  since: number,
  now: number,
): Promise<DemandReading> {
  const asked = [{ resource, latency: false }];
  const { calls, failures } = await readCalls(client, region, asked, upToNow(since, now));
  return { seen: demandIn(calls.get(resource.arn), since), failures };
}

function demandIn(read: Calls | undefined, since: number): DemandSeen {
  if (!read) return { kind: 'unknown', why: 'they were not read' };
  const readings = [read.requests, read.errors4xx, read.errors5xx];
  const total = readings
    .flatMap((reading) => (reading.kind === 'complete' ? [...reading.values] : []))
    .reduce((sum, [, value]) => sum + value, 0);
  if (total > 0)
    return { kind: 'some', what: `${total} calls since ${new Date(since).toISOString().slice(0, 16)}Z` };
  const unread = readings.find((reading) => reading.kind === 'unknown');
  return unread ? { kind: 'unknown', why: unread.why } : { kind: 'none', since };
}
