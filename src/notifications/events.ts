import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { Change, SettledChange } from '../changes/change.ts';
import { oneLine } from './text.ts';

/** Source and detail types are those of the predecessor, whose users have rules for them. */
export const EVENT_SOURCE = 'personalize.monitor';

/** Entries in one PutEvents request (EventBridge API reference). */
const ENTRIES_PER_REQUEST = 10;
/** The entries of one request have less than 256 KB (EventBridge API reference), in the smaller sense of KB. */
const BYTES_PER_REQUEST = 256_000;
/** What a Time counts (EventBridge user guide, size of an entry). */
const TIME_BYTES = 14;

/** Our own limit, under which an entry of its own fits a request however its reason is escaped. */
const REASON_CHARACTERS = 4_000;

/** The event that tells of a change; undefined for what was not done, and for what the predecessor had no event for. */
export function eventFor(
  { change, outcome }: SettledChange,
  busName: string,
): PutEventsRequestEntry | undefined {
  const type = detailTypeOf(change);
  if (type === undefined || outcome.kind !== 'done') return undefined;
  const detail = {
    ARN: change.resource.arn,
    ...(change.kind === 'set-floor' ? { NewMinTPS: change.to } : {}),
    Reason: oneLine(change.reason, REASON_CHARACTERS),
  };
  return {
    Time: new Date(outcome.at),
    Source: EVENT_SOURCE,
    DetailType: type,
    Detail: JSON.stringify(detail),
    Resources: [change.resource.arn],
    EventBusName: busName,
  };
}

function detailTypeOf({ kind, resource }: Change): string | undefined {
  if (kind === 'set-floor') {
    return resource.kind === 'campaign'
      ? 'PersonalizeCampaignMinProvisionedTPSUpdated'
      : 'PersonalizeRecommenderMinRecommendationRPSUpdated';
  }
  if (kind === 'delete' && resource.kind === 'campaign') return 'PersonalizeCampaignDeleted';
  if (kind === 'stop' && resource.kind === 'recommender') return 'PersonalizeRecommenderStopped';
  return undefined;
}

/** Packs entries, in their order, into as few requests as EventBridge's limits allow. */
export function batchesOf(entries: readonly PutEventsRequestEntry[]): PutEventsRequestEntry[][] {
  const batches: PutEventsRequestEntry[][] = [];
  let room = 0;
  for (const entry of entries) {
    const size = sizeOf(entry);
    const batch = batches.at(-1);
    if (batch && batch.length < ENTRIES_PER_REQUEST && size < room) {
      batch.push(entry);
      room -= size;
    } else {
      batches.push([entry]);
      room = BYTES_PER_REQUEST - size;
    }
  }
  return batches;
}

/** Bytes, as EventBridge counts them and the name of the bus besides. */
function sizeOf({ Time, Resources = [], ...texts }: PutEventsRequestEntry): number {
  const all = [...Object.values(texts), ...Resources];
  return all.reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), Time ? TIME_BYTES : 0);
}
