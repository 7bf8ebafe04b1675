import type { Dimension } from '@aws-sdk/client-cloudwatch';
import { parseResourceArn, type ResourceArn } from '../aws/arn.ts';
import type { Existence } from '../fleet/resource.ts';
import type { ExistingAlarm } from './existing.ts';
import type { Place } from './identity.ts';
import { ARN_DIMENSIONS } from './requests.ts';

const arnsIn = (dimensions: readonly Dimension[] | undefined) =>
  (dimensions ?? []).flatMap(({ Name, Value }) =>
    Name !== undefined && Value !== undefined && ARN_DIMENSIONS.has(Name) ? [Value] : [],
  );

/** The ARNs of the campaigns and recommenders that an alarm watches, each once. */
function watchedArns({ Dimensions, Metrics }: ExistingAlarm): string[] {
  const inMath = Metrics?.flatMap(({ MetricStat }) => arnsIn(MetricStat?.Metric?.Dimensions)) ?? [];
  return [...new Set([...arnsIn(Dimensions), ...inMath])];
}

const isIn = (place: Place) => (arn: ResourceArn) =>
  arn.region === place.region && arn.account === place.account;

/**
 * Why an alarm has nothing left to watch, such as `its campaign no longer exists`; undefined while anything
 * that it watches exists, may exist, belongs to another Region or account, or is no resource at all.
 */
export function orphanedBecause(
  alarm: ExistingAlarm,
  place: Place,
  existence: (arn: string) => Existence,
): string | undefined {
  const texts = watchedArns(alarm);
  const arns = texts.flatMap((text) => parseResourceArn(text) ?? []);
  const [first] = arns;
  if (!first || arns.length < texts.length || !arns.every(isIn(place))) return undefined;
  const states = arns.map(({ arn }) => existence(arn));
  if (states.every((state) => state === 'gone')) return `its ${first.kind} no longer exists`;
  if (states.every((state) => state === 'gone' || state === 'stopped')) return `its ${first.kind} is stopped`;
  return undefined;
}
