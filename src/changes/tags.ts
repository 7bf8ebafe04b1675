import { ListTagsForResourceCommand, type PersonalizeClient } from '@aws-sdk/client-personalize';
import { errorName, failureOf } from '../aws/errors.ts';
import type { Failure } from '../aws/failure.ts';

/** `true`, or a date until which: the resource is left alone. Set by people. */
export const EXEMPT_TAG = 'personalize-monitor:exempt';
/** When an idle resource was marked, as an ISO date. Set and removed by this action. */
export const IDLE_SINCE_TAG = 'personalize-monitor:idle-since';
/** `<floor> <ISO date>` of the last floor that this action set by itself. */
export const FLOOR_TAG = 'personalize-monitor:floor';
/**
 * `<floor before> <floors set> <ISO date>` of a raise for windows of schedules until that date, such as `5 60/80 …`: one
 * raise can follow another before the floor has gone back. Set and removed by this action.
 */
export const PRE_WARM_TAG = 'personalize-monitor:pre-warm';

/** Nothing looser: `Date.parse` takes `1` for a day in 2001, and a time without a zone for a local one. */
const ISO_DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** Unix milliseconds of an ISO 8601 date, alone or with a time and its zone; undefined for any other text. */
export function dateIn(text: string | undefined): number | undefined {
  const at = ISO_DATE.test(text ?? '') ? Date.parse(text ?? '') : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

/** A resource's tags; unknown ones exempt it from every change. */
export type Tags =
  | { readonly kind: 'known'; readonly values: ReadonlyMap<string, string> }
  | { readonly kind: 'unknown'; readonly why: string };

export interface TagReading {
  readonly tags: Tags;
  readonly failures: readonly Failure[];
}

export async function readTags(
  client: PersonalizeClient,
  region: string,
  resourceArn: string,
): Promise<TagReading> {
  try {
    const { tags = [] } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
    const values = new Map(tags.map(({ tagKey, tagValue }) => [tagKey ?? '', tagValue ?? '']));
    return { tags: { kind: 'known', values }, failures: [] };
  } catch (error) {
    const context = { what: 'read the tags of a resource', region, resource: resourceArn };
    const failure = failureOf(error, { ...context, operation: 'personalize:ListTagsForResource' });
    return { tags: { kind: 'unknown', why: errorName(error) }, failures: [failure] };
  }
}

/** Unix milliseconds since when the resource is marked as idle; undefined when it is not, or nobody can tell. */
export function markedSince(tags: Tags): number | undefined {
  return tags.kind === 'known' ? dateIn(tags.values.get(IDLE_SINCE_TAG)) : undefined;
}

export interface FloorStep {
  readonly floor: number;
  /** Unix milliseconds. */
  readonly at: number;
}

/** The last floor that this action set by itself; undefined when there is none, or nobody can tell. */
export function lastStep(tags: Tags): FloorStep | undefined {
  if (tags.kind === 'unknown') return undefined;
  const [, floor, date] = /^(\d+) (\S+)$/.exec(tags.values.get(FLOOR_TAG) ?? '') ?? [];
  const at = dateIn(date);
  return floor === undefined || at === undefined ? undefined : { floor: Number(floor), at };
}

export function stepTag({ floor, at }: FloorStep): { tagKey: string; tagValue: string } {
  return { tagKey: FLOOR_TAG, tagValue: `${floor} ${new Date(at).toISOString()}` };
}

export function markTag(idleSince: number): { tagKey: string; tagValue: string } {
  return { tagKey: IDLE_SINCE_TAG, tagValue: new Date(idleSince).toISOString() };
}

/** A floor that was raised for windows of schedules, and has yet to go back. Floors are in requests per second. */
export interface PreWarm {
  readonly before: number;
  /** Those that it was raised to since, the last one last: an update to it may have failed. */
  readonly raised: readonly number[];
  /** When the windows end, Unix milliseconds. */
  readonly until: number;
}

/** Undefined when a resource was not raised for a window, or nobody can tell. */
export function preWarmIn(tags: Tags): PreWarm | undefined {
  if (tags.kind === 'unknown') return undefined;
  const value = tags.values.get(PRE_WARM_TAG) ?? '';
  const [, before, raised, date] = /^(\d+) (\d+(?:\/\d+)*) (\S+)$/.exec(value) ?? [];
  const until = dateIn(date);
  if (before === undefined || raised === undefined || until === undefined) return undefined;
  return { before: Number(before), raised: raised.split('/').map(Number), until };
}

export function preWarmTag({ before, raised, until }: PreWarm): { tagKey: string; tagValue: string } {
  return { tagKey: PRE_WARM_TAG, tagValue: `${before} ${raised.join('/')} ${new Date(until).toISOString()}` };
}
