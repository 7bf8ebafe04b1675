import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Failure } from '../aws/failure.ts';
import type { Verdict } from '../findings/finding.ts';
import { isHot, type RaiseAdvice, raiseOf } from '../findings/raise.ts';
import { firstLook, idleSpan, verdictOf } from '../findings/verdict.ts';
import type { Observation } from '../metrics/observe.ts';
import { readCalls, upToNow } from '../usage/calls.ts';
import type { Reading } from '../usage/reading.ts';
import { readySpan, type Span, windowsOf } from '../usage/windows.ts';
import type { Policies } from './policies.ts';

export interface CloserLook {
  verdictOn(observation: Observation): Verdict;
  adviceOn(observation: Observation): RaiseAdvice | undefined;
  readonly failures: readonly Failure[];
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
export async function lookCloser(
  client: CloudWatchClient,
  region: string,
  observations: readonly Observation[],
  policies: Policies,
  now: number,
): Promise<CloserLook> {
  const lastDay = readySpan(now, 24);
  const looks = new Map(
    observations.map(({ resource, requests }) => {
      const { idleThresholdHours, ramp } = policies.of(resource);
      const look = firstLook(resource, requests, now, idleThresholdHours);
      const hot = isHot(resource, within(requests, lastDay), ramp.factor);
      return [resource.arn, { look, hot, idleThresholdHours, factor: ramp.factor }];
    }),
  );
  const asked = observations.flatMap(({ resource }) => {
    const { look, hot } = looks.get(resource.arn) ?? { look: NOT_JUDGED, hot: false };
    return look === 'look closer' || hot ? [{ resource, latency: hot }] : [];
  });
  const hours = asked.map(({ resource }) => policies.of(resource).idleThresholdHours);
  const span = upToNow(idleSpan(now, Math.max(24, ...hours)).start, now);
  const { calls, failures } = await readCalls(client, region, asked, span);
  return {
    failures,
    verdictOn({ resource }) {
      const first = looks.get(resource.arn);
      if (!first) return NOT_JUDGED;
      if (first.look !== 'look closer') return first.look;
      const read = calls.get(resource.arn);
      const { idleThresholdHours } = first;
      return read ? verdictOf({ resource, now, idleThresholdHours, span, ...read }) : NOT_JUDGED;
    },
    adviceOn({ resource }) {
      const first = looks.get(resource.arn);
      const read = calls.get(resource.arn);
      if (!first?.hot || !read) return undefined;
      const { requests, errors4xx, errors5xx, latency } = read;
      return raiseOf({
        resource,
        requests: within(requests, lastDay),
        errors4xx: within(errors4xx, lastDay),
        errors5xx: within(errors5xx, lastDay),
        latency: within(latency, lastDay),
        factor: first.factor,
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
