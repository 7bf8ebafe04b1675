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
import { firstLook, verdictOf } from '../findings/verdict.ts';
import type { Resource } from '../fleet/resource.ts';
import type { Observation } from '../metrics/observe.ts';
import { type Calls, readCalls, readLatency, upToNow } from '../usage/calls.ts';
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
  const judged = await judge(context, region, observations, clients, now);
  const advised = await advise(region, observations, clients, now);
  const assessments = observations.map((observation): Assessment => {
    const { resource, requests, span } = observation;
    return assess({
      resource,
      verdict: judged.verdicts.get(resource.arn) ?? NOT_JUDGED,
      sizing: sizeOf({ resource, requests, span, settings: { lookbackDays: settings.lookbackDays } }),
      demand: demandOf(requests, span, resource.createdAt),
      raise: advised.advice.get(resource.arn),
      prices: PRICES,
      idleEnabled: settings.end !== 'off',
      sizingEnabled: settings.adjust !== 'off',
    });
  });
  const candidates = await candidatesOf(context, region, assessments, observations, clients, now);
  return {
    assessments,
    proposals: candidates.candidates.flatMap((candidate) => propose(candidate, settings, now)),
    failures: [...judged.failures, ...advised.failures, ...candidates.failures],
  };
}

const NOT_JUDGED: Verdict = {
  kind: 'unknown',
  reason: 'it was not judged',
  remedy: 'The next run judges it.',
};

/** Busy ones are known from what was read already; of the others all calls are read, up to this moment. */
async function judge(
  { settings }: Context,
  region: string,
  observations: readonly Observation[],
  { cloudWatch }: Clients,
  now: number,
) {
  const { idleThresholdHours } = settings;
  const looks = observations.map(({ resource, requests }) => ({
    resource,
    look: firstLook(resource, requests, now, idleThresholdHours),
  }));
  const open = looks.filter(({ look }) => look === 'look closer').map(({ resource }) => resource);
  const span = upToNow(now - idleThresholdHours * HOUR_MS, now);
  const { calls, failures } = await readCalls(cloudWatch, region, open, span);
  const verdicts = new Map<string, Verdict>();
  for (const { resource, look } of looks) {
    const read = calls.get(resource.arn);
    if (look !== 'look closer') verdicts.set(resource.arn, look);
    else if (read) {
      const input = { resource, now, idleThresholdHours, span };
      verdicts.set(resource.arn, verdictOf({ ...input, ...named(read) }));
    }
  }
  return { verdicts, failures };
}

const named = ({ successes, errors4xx, errors5xx }: Calls) => ({ requests: successes, errors4xx, errors5xx });

/** Advice to raise a floor, from the errors and latency of those whose traffic ran far over it. */
async function advise(
  region: string,
  observations: readonly Observation[],
  { cloudWatch }: Clients,
  now: number,
) {
  const span = readySpan(now, 24);
  const hot = observations
    .map(({ resource, requests }) => ({ resource, requests: within(requests, span) }))
    .filter(({ resource, requests }) => isHot(resource, requests));
  const resources = hot.map(({ resource }) => resource);
  const [read, timed] = await Promise.all([
    readCalls(cloudWatch, region, resources, span),
    readLatency(cloudWatch, region, resources, span),
  ]);
  const advice = new Map<string, RaiseAdvice>();
  for (const { resource } of hot) {
    const calls = read.calls.get(resource.arn);
    const latency = timed.latency.get(resource.arn);
    const raise = calls && latency && raiseOf({ resource, ...named(calls), latency });
    if (raise) advice.set(resource.arn, raise);
  }
  return { advice, failures: [...read.failures, ...timed.failures] };
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
        const demandSinceMark = await sinceMark(assessment, read.tags, region, clients, now);
        return { assessment, tags: read.tags, demandSinceMark };
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
): Promise<DemandSeen | undefined> {
  const since = markedSince(tags);
  if (verdict.kind !== 'idle' || since === undefined) return undefined;
  return demandSince(cloudWatch, region, resource, since, now);
}

/** Whether a resource was called at all from a moment until now; failed calls are calls. */
export async function demandSince(
  client: CloudWatchClient,
  region: string,
  resource: Resource,
  since: number,
  now: number,
): Promise<DemandSeen> {
  const span = upToNow(since, now);
  const { calls } = await readCalls(client, region, [resource], span);
  const read = calls.get(resource.arn);
  if (!read) return { kind: 'unknown', why: 'they were not read' };
  let total = 0;
  for (const reading of Object.values(read) as Reading[]) {
    if (reading.kind === 'complete') for (const [, value] of reading.values) total += value;
  }
  if (total > 0)
    return { kind: 'some', what: `${total} calls since ${new Date(since).toISOString().slice(0, 16)}Z` };
  const unread = (Object.values(read) as Reading[]).find((reading) => reading.kind === 'unknown');
  return unread?.kind === 'unknown' ? { kind: 'unknown', why: unread.why } : { kind: 'none', since };
}
