import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { PersonalizeClient } from '@aws-sdk/client-personalize';
import pLimit from 'p-limit';
import type { Failure } from '../aws/failure.ts';
import type { DemandSeen } from '../changes/guards.ts';
import { type Candidate, type Proposal, propose } from '../changes/propose.ts';
import { markedSince, readTags, type Tags } from '../changes/tags.ts';
import { assess } from '../findings/assess.ts';
import type { Assessment, Verdict } from '../findings/finding.ts';
import { PRICES } from '../findings/prices.ts';
import { isHot, type RaiseAdvice, raiseOf } from '../findings/raise.ts';
import { sizeOf } from '../findings/sizing.ts';
import { firstLook, idleSpan, verdictOf } from '../findings/verdict.ts';
import type { Resource } from '../fleet/resource.ts';
import type { Observation } from '../metrics/observe.ts';
import { type Calls, readCalls, upToNow } from '../usage/calls.ts';
import { demandOf } from '../usage/demand.ts';
import type { Reading } from '../usage/reading.ts';
import { readySpan, type Span, WINDOW_MS, windowsOf } from '../usage/windows.ts';
import type { Context } from './context.ts';

const HOUR_MS = 3_600_000;
const TAG_READS_AT_ONCE = 4;
const WINDOWS_A_DAY = (24 * HOUR_MS) / WINDOW_MS;

/** What was found out about a Region's resources, and what follows from it. */
export interface Decision {
  readonly assessments: readonly Assessment[];
  readonly proposals: readonly Proposal[];
  readonly failures: readonly Failure[];
}

interface Clients {
  readonly cloudWatch: CloudWatchClient;
  readonly personalize: PersonalizeClient;
}

const NOTHING: Decision = { assessments: [], proposals: [], failures: [] };

/** Judges and sizes each resource, and proposes changes. Reads more only where a first look leaves it open. */
export async function decide(
  context: Context,
  region: string,
  observations: readonly Observation[],
  clients: Clients,
): Promise<Decision> {
  const { settings } = context;
  if (settings.adjust === 'off' && settings.end === 'off') return NOTHING;
  const now = context.now();
  const closer = await lookCloser(context, region, observations, clients, now);
  const assessments = observations.map((observation): Assessment => {
    const { resource, requests, span } = observation;
    return assess({
      resource,
      verdict: closer.verdictOn(observation),
      sizing: sizeOf({ resource, requests, span, settings: { lookbackDays: settings.lookbackDays } }),
      demand: demandOf(requests, span, resource.createdAt),
      raise: closer.adviceOn(observation),
      prices: PRICES,
      idleEnabled: settings.end !== 'off',
      sizingEnabled: settings.adjust !== 'off',
    });
  });
  const candidates = await candidatesOf(context, region, assessments, observations, clients, now);
  return {
    assessments,
    proposals: candidates.candidates.flatMap((candidate) => propose(candidate, settings, now)),
    failures: [...closer.failures, ...candidates.failures],
  };
}

const NOT_JUDGED: Verdict = {
  kind: 'unknown',
  reason: 'it was not judged',
  remedy: 'The next run judges it.',
};

/**
 * Reads, in one go, all calls to those that a first look at their requests leaves open, and errors and latency of
 * those whose traffic ran far over their floor.
 */
async function lookCloser(
  { settings }: Context,
  region: string,
  observations: readonly Observation[],
  { cloudWatch }: Clients,
  now: number,
) {
  const { idleThresholdHours } = settings;
  const lastDay = readySpan(now, 24);
  const looks = new Map(
    observations.map(({ resource, requests }) => [
      resource.arn,
      {
        look: firstLook(resource, requests, now, idleThresholdHours),
        hot: isHot(resource, within(requests, lastDay)),
      },
    ]),
  );
  const asked = observations.flatMap(({ resource }) => {
    const { look, hot } = looks.get(resource.arn) ?? { look: NOT_JUDGED, hot: false };
    return look === 'look closer' || hot ? [{ resource, latency: hot }] : [];
  });
  const span = upToNow(idleSpan(now, Math.max(idleThresholdHours, 24)).start, now);
  const { calls, failures } = await readCalls(cloudWatch, region, asked, span);
  return {
    failures,
    verdictOn({ resource }: Observation): Verdict {
      const { look } = looks.get(resource.arn) ?? { look: NOT_JUDGED };
      const read = calls.get(resource.arn);
      if (look !== 'look closer') return look;
      return read ? verdictOf({ resource, now, idleThresholdHours, span, ...read }) : NOT_JUDGED;
    },
    adviceOn({ resource }: Observation): RaiseAdvice | undefined {
      const read = calls.get(resource.arn);
      if (!looks.get(resource.arn)?.hot || !read) return undefined;
      const { requests, errors4xx, errors5xx, latency } = read;
      return raiseOf({
        resource,
        requests: within(requests, lastDay),
        errors4xx: within(errors4xx, lastDay),
        errors5xx: within(errors5xx, lastDay),
        latency: within(latency, lastDay),
      });
    },
  };
}

function within(reading: Reading, span: Span): Reading {
  if (reading.kind === 'unknown') return reading;
  const { values } = reading;
  const windows = windowsOf(span).filter((window) => values.has(window));
  return { kind: 'complete', values: new Map(windows.map((window) => [window, values.get(window) ?? 0])) };
}

/** Reads the tags of what may be changed or unmarked; none where nothing is to be carried out. */
async function candidatesOf(
  { settings }: Context,
  region: string,
  assessments: readonly Assessment[],
  observations: readonly Observation[],
  clients: Clients,
  now: number,
) {
  const limit = pLimit(TAG_READS_AT_ONCE);
  const failures: Failure[] = [];
  const byArn = new Map(observations.map((observation) => [observation.resource.arn, observation]));
  const concerned = (assessment: Assessment) => {
    const kinds = new Set(assessment.findings.map(({ kind }) => kind));
    if (
      settings.end === 'apply' &&
      (kinds.has('idle') || awoke(assessment, byArn, settings.idleThresholdHours))
    ) {
      return true;
    }
    return settings.adjust === 'apply' && kinds.has('over-provisioned');
  };
  const candidates = await Promise.all(
    assessments.map((assessment) =>
      limit(async (): Promise<Candidate> => {
        if (!concerned(assessment)) return { assessment, tags: undefined, demandSinceMark: undefined };
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
